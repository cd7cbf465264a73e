// mitt with types that compile under NodeNext (mitt issue 191: its declarations have no callable default there). Knows no
// event; its types must not reach a public declaration.
import mitt from 'mitt';

/** The part of mitt's emitter that is used here. */
export interface Emitter<E> {
  on(type: string, handler: (event: E) => void): void;
  off(type: string, handler: (event: E) => void): void;
  emit(type: string, event: E): void;
}

/** A new emitter. The cast: at run time the import is the function itself, only the declarations say otherwise. */
export const createEmitter: <E>() => Emitter<E> = mitt as unknown as <E>() => Emitter<E>;
