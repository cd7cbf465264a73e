// How many clicks a press makes: two near each other in place and time are a double click. Knows no mouse.
import type { Pair } from '../events-pointer.ts';

/** A button pressed again within this many ms is a double click (SDL's default time). */
const DOUBLE_CLICK_MS = 500;

/** The presses of one mouse. */
export class Clicks {
  readonly #radius: number;
  #last: { readonly button: number; readonly pos: Pair; readonly at: number; readonly count: number } | undefined;

  /** @param radius - how far from the press before it a further click may be, in the unit of `pos`. */
  constructor(radius: number) {
    this.#radius = radius;
  }

  /** A press of `button`: 1 for the first, 2 for a double click, and so on. */
  count(button: number, pos: Pair, at: number): number {
    const last = this.#last;
    const again =
      last !== undefined &&
      last.button === button &&
      at - last.at <= DOUBLE_CLICK_MS &&
      Math.abs(pos[0] - last.pos[0]) <= this.#radius &&
      Math.abs(pos[1] - last.pos[1]) <= this.#radius;
    const count = again ? last.count + 1 : 1;
    this.#last = { button, pos, at, count };
    return count;
  }
}
