// One player's inputs as they come over the network, made into one for each tick. Knows inputs; knows no ship.
import { type Input, NEUTRAL } from '../game/rules.ts';
import { ahead, type InputMessage } from '../wire/input.ts';

/** So many may wait: more is lag that the player would feel for ever. */
const MOST_WAITING = 5;
/** After so many ticks without a word the ship is let drift. */
const PATIENCE = 20;

export class Helm {
  /** The number of the newest input that was used; the player's prediction goes on from there. */
  applied = 0;
  #newest = 0;
  #waiting: Input[] = [];
  #current: Input = NEUTRAL;
  #silent = 0;

  /** Each message repeats the ticks before it: those that came already are skipped, those that were lost are made up. */
  take({ newest, inputs }: InputMessage): void {
    const fresh = Math.min(ahead(newest, this.#newest), inputs.length);
    if (fresh <= 0) return;
    this.#newest = newest;
    this.#waiting.push(...inputs.slice(-fresh));
    if (this.#waiting.length > MOST_WAITING) this.#waiting.splice(0, this.#waiting.length - 2);
  }

  /** The input of this tick: the next one; when none has come, the last one again. */
  next(): Input {
    const next = this.#waiting.shift();
    this.#silent = next ? 0 : this.#silent + 1;
    if (next) {
      this.#current = next;
      this.applied = (this.#newest - this.#waiting.length) & 65_535;
    } else if (this.#silent > PATIENCE) this.#current = { ...NEUTRAL, aim: this.#current.aim };
    return this.#current;
  }
}
