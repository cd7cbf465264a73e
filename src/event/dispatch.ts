// Handlers, called only when the queue dispatches. Knows mitt, which keeps them; knows no queue and never calls a handler
// of its own accord.
import { UsageError } from '../errors.ts';
import type { AnyEvent } from './driver.ts';
import { createEmitter, type Emitter } from './mitt.ts';
import { type Matcher, toMatcher } from './select.ts';

/** The handlers of one queue, by event type, in the order in which they were added. */
export class Handlers<E extends AnyEvent> {
  readonly #emitter: Emitter<E> = createEmitter<E>();

  /** Adds a handler for one type or several; returns what takes it away again. */
  add(selector: unknown, handler: (event: E) => void): () => void {
    const match: Matcher = toMatcher(selector);
    if (typeof handler !== 'function') throw new UsageError('the handler is no function');
    const types = typeof match === 'string' ? [match] : [...match];
    if (types.includes('*'))
      throw new UsageError("'*' is no event type: name the types, or give a group such as KEYBOARD");
    // An own function for each call: mitt takes the first equal one away, which may be somebody else's.
    const own = (event: E): void => handler(event);
    for (const type of types) this.#emitter.on(type, own);
    return () => {
      for (const type of types) this.#emitter.off(type, own);
    };
  }

  /** Hands one event to its handlers. What a handler throws comes out. */
  emit(event: E): void {
    this.#emitter.emit(event.type, event);
  }
}
