// One's own ship without waiting for the server: every input moves it at once, and what the server says later only corrects it.
// Knows the rules; knows no network.
import { type Body, FULL_ENERGY, fly, type Input, type Launch } from '../game/rules.ts';
import { ahead, type InputMessage, REPEATED } from '../wire/input.ts';
import type { OwnView } from '../wire/snapshot.ts';

/** What the server has not answered for so long is forgotten: 2 s. */
const MOST_PENDING = 60;
/** A difference larger than this is shown at once: the ship is somewhere else, as after it was shot down. */
const JUMP = 250;
/** What is left of a difference after a tick. */
const SMOOTH = 0.8;

export class Prediction {
  readonly size: number;
  readonly body: Body = { x: 0, y: 0, vx: 0, vy: 0, aim: 0, energy: FULL_ENERGY, reload: 0 };
  #before = { x: 0, y: 0 };
  /** Where the ship is drawn, measured from where it is: a correction is spread over a few ticks. */
  #shift = { x: 0, y: 0 };
  #pending: Input[] = [];
  #newest = 0;
  #flies = false;

  constructor(size: number) {
    this.size = size;
  }

  /** One tick with this input. @returns the shot that it fires, if it does. */
  step(input: Input): Launch | null {
    this.#newest = (this.#newest + 1) & 65_535;
    this.#pending.push(input);
    if (this.#pending.length > MOST_PENDING) this.#pending.shift();
    this.#before = { x: this.body.x, y: this.body.y };
    this.#shift.x *= SMOOTH;
    this.#shift.y *= SMOOTH;
    return this.#flies ? fly(this.body, input, this.size) : null;
  }

  /** What the server has to know of the last tick. */
  message(): InputMessage {
    return { newest: this.#newest, inputs: this.#pending.slice(-REPEATED) };
  }

  /** The server's word on a tick that is past; what it has not seen yet is flown again from there. */
  correct(own: OwnView, applied: number): void {
    const { body } = this;
    const was = { x: body.x + this.#shift.x, y: body.y + this.#shift.y };
    const moved = { x: body.x - this.#before.x, y: body.y - this.#before.y };
    const { x, y, vx, vy, energy, reload } = own;
    Object.assign(body, { x, y, vx, vy, energy, reload });
    const back = !this.#flies; // new, or shot down until now
    this.#flies = own.hp > 0;
    const unseen = Math.max(0, Math.min(ahead(this.#newest, applied), this.#pending.length));
    this.#pending = this.#pending.slice(this.#pending.length - unseen);
    if (this.#flies) for (const input of this.#pending) fly(body, input, this.size);
    this.#before = { x: body.x - moved.x, y: body.y - moved.y };
    this.#shift = { x: was.x - body.x, y: was.y - body.y };
    if (!back && Math.hypot(this.#shift.x, this.#shift.y) < JUMP) return;
    this.#shift = { x: 0, y: 0 };
    this.#before = { x: body.x, y: body.y };
  }

  /** Where to draw it, `alpha` of a tick after the last one. */
  at(alpha: number): { x: number; y: number } {
    const { body } = this;
    return {
      x: this.#before.x + (body.x - this.#before.x) * alpha + this.#shift.x,
      y: this.#before.y + (body.y - this.#before.y) * alpha + this.#shift.y,
    };
  }
}
