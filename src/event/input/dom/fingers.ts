// Touches: places in, FINGER* events out, and the first finger as a mouse. Knows no listener and no element.
import { FINGERDOWN, FINGERMOTION, FINGERUP, type Pair } from '../../events-pointer.ts';
import type { DomEvent } from './events.ts';
import { Mouse } from './mouse.ts';
import type { TouchSignal } from './signals.ts';

/** A browser tells one touch screen from another no more than SDL's port to it does. */
const TOUCH_ID = 1;
/** Fingers at one time; more are not told. Screens tell at most about 20. */
const MAX_FINGERS = 64;

/** The fingers on one target. */
export class Fingers {
  readonly #emit: (event: DomEvent) => void;
  readonly #down = new Map<number, TouchSignal>();
  readonly #mouse: Mouse | undefined;
  /** The finger that is the mouse. */
  #leader: number | undefined;

  /** @param asMouse - whether the first finger is a mouse as well. */
  constructor(emit: (event: DomEvent) => void, asMouse: boolean) {
    this.#emit = emit;
    this.#mouse = asMouse ? new Mouse(emit, true) : undefined;
  }

  /** A finger touched. @param pos - the same place in pixels, for the mouse. */
  touch(signal: TouchSignal, pos: Pair, at: number): void {
    const { id } = signal;
    if (this.#down.has(id)) this.lift(signal, pos, at);
    if (this.#down.size >= MAX_FINGERS) return;
    if (this.#down.size === 0) {
      this.#leader = id;
      this.#mouse?.jump();
    }
    this.#down.set(id, signal);
    this.#press(id, pos, 0, 1, at);
    this.#tell(FINGERDOWN, signal, signal, at);
  }

  /** A finger moved. */
  move(signal: TouchSignal, pos: Pair, at: number): void {
    const from = this.#down.get(signal.id);
    if (from === undefined) return;
    this.#press(signal.id, pos, -1, 1, at);
    // A change of pressure alone counts as a move too: nothing else would tell it.
    if (from.x === signal.x && from.y === signal.y && from.pressure === signal.pressure) return;
    this.#down.set(signal.id, signal);
    this.#tell(FINGERMOTION, signal, from, at);
  }

  /** A finger left, or the browser has taken it for itself. */
  lift(signal: TouchSignal, pos: Pair, at: number): void {
    const from = this.#down.get(signal.id);
    if (from === undefined) return;
    this.#down.delete(signal.id);
    this.#press(signal.id, pos, 0, 0, at);
    if (this.#leader === signal.id) this.#leader = undefined;
    this.#tell(FINGERUP, signal, from, at);
  }

  /** All fingers leave, where they were last. */
  releaseAll(at: number): void {
    for (const last of [...this.#down.values()]) {
      this.#down.delete(last.id);
      if (this.#leader === last.id) this.#mouse?.releaseAll(at);
      this.#tell(FINGERUP, last, last, at);
    }
    this.#leader = undefined;
  }

  /** As in SDL, the mouse speaks before the finger. */
  #press(id: number, [x, y]: Pair, button: number, buttons: number, at: number): void {
    if (this.#leader === id) this.#mouse?.signal({ x, y, button, buttons }, at);
  }

  #tell(
    type: typeof FINGERDOWN | typeof FINGERUP | typeof FINGERMOTION,
    { id, x, y, pressure }: TouchSignal,
    from: TouchSignal,
    at: number,
  ): void {
    const dx = x - from.x;
    const dy = y - from.y;
    this.#emit({ type, touch_id: TOUCH_ID, finger_id: id, x, y, dx, dy, pressure, time: at });
  }
}
