// The mouse: places, buttons and wheel in, MOUSE* events out. Knows no listener, no element and no scale: places are pixels
// of the game already.
import { MOUSEBUTTONDOWN, MOUSEBUTTONUP, MOUSEMOTION, MOUSEWHEEL, type Pair } from '../../events-pointer.ts';
import { Clicks } from '../clicks.ts';
import type { DomEvent } from './events.ts';
import type { MouseSignal, WheelSignal } from './signals.ts';

/** pygame's number of each of the DOM's buttons, and the DOM's bit for "held". */
const BUTTONS: readonly (readonly [button: number, bit: number])[] = [
  [1, 1],
  [2, 4],
  [3, 2],
  [6, 8],
  [7, 16],
];
/** A double click is at most this many pixels wide (SDL's default). */
const CLICK_RADIUS = 32;
/** What one notch of a wheel is, by `deltaMode`: pixels, lines, pages (as in SDL's own browser port). */
const NOTCH = [100, 3, 1 / 80] as const;

/** A mouse, or a finger that stands in for one. */
export class Mouse {
  readonly #emit: (event: DomEvent) => void;
  readonly #touch: boolean;
  readonly #clicks = new Clicks(CLICK_RADIUS);
  /** The held buttons, and how many clicks their presses were. */
  readonly #held = new Map<number, number>();
  #pos: Pair = [0, 0];
  /** Before the first event nothing is known; after a jump the place is, but not the way to the next one. */
  #known: 'nothing' | 'place' | 'all' = 'nothing';
  /** Less than a pixel of a locked mouse's way, that is still to be told. */
  #rest: Pair = [0, 0];
  /** Less than a notch of the wheel. */
  #turned: Pair = [0, 0];

  constructor(emit: (event: DomEvent) => void, touch: boolean) {
    this.#emit = emit;
    this.#touch = touch;
  }

  /** Where it was last. */
  get pos(): Pair {
    return this.#pos;
  }

  /** A pointer event. One that brings no button change still tells of buttons that went up out of sight. */
  signal({ x, y, button, buttons }: MouseSignal, at: number): void {
    const pos = whole(x, y);
    const from = this.#known === 'all' ? this.#pos : pos;
    if (this.#known !== 'all' || pos[0] !== from[0] || pos[1] !== from[1])
      this.#move(pos, [pos[0] - from[0], pos[1] - from[1]], at);
    this.#known = 'all';
    this.#change(button, buttons, at);
  }

  /**
   * The same while the pointer is locked: `dx` and `dy` are how far it went, and the place stays within `size`. The signal's
   * place is where it was locked.
   */
  locked(dx: number, dy: number, size: Pair, { x, y, button, buttons }: MouseSignal, at: number): void {
    if (this.#known === 'nothing') {
      const [left, top] = whole(x, y);
      this.#pos = [within(left, size[0]), within(top, size[1])];
      this.#known = 'place';
    }
    const way: Pair = [this.#rest[0] + dx, this.#rest[1] + dy];
    const rel: Pair = [whole0(way[0]), whole0(way[1])];
    this.#rest = [way[0] - rel[0], way[1] - rel[1]];
    if (rel[0] !== 0 || rel[1] !== 0) {
      const [left, top] = this.#pos;
      this.#move([within(left + rel[0], size[0]), within(top + rel[1], size[1])], rel, at);
    }
    this.#change(button, buttons, at);
  }

  /** The lock begins or ends: the next place is a new beginning, not a way. */
  jump(): void {
    this.#rest = [0, 0];
    if (this.#known === 'all') this.#known = 'place';
  }

  /** The wheel turned. */
  wheel({ deltaX, deltaY, deltaMode }: WheelSignal, flipped: boolean, at: number): void {
    const notch = NOTCH[deltaMode] ?? NOTCH[0];
    const precise_x = finite(deltaX) / notch;
    const precise_y = -finite(deltaY) / notch + 0; // + 0: never -0
    if (precise_x === 0 && precise_y === 0) return;
    const x = this.#notches(0, precise_x);
    const y = this.#notches(1, precise_y);
    this.#emit({ type: MOUSEWHEEL, x, y, flipped, touch: false, precise_x, precise_y, pos: this.pos, time: at });
  }

  /** Releases all buttons, where the mouse was last: no word will come of them. */
  releaseAll(at: number): void {
    for (const button of [...this.#held.keys()]) this.#up(button, at);
  }

  #move(pos: Pair, rel: Pair, at: number): void {
    this.#pos = pos;
    const is = (button: number): 0 | 1 => (this.#held.has(button) ? 1 : 0);
    this.#emit({ type: MOUSEMOTION, pos, rel, buttons: [is(1), is(2), is(3)], touch: this.#touch, time: at });
  }

  /** Releases by the bits, since a release may have gone unseen; presses by the button, since a press elsewhere is not ours. */
  #change(changed: number, bits: number, at: number): void {
    for (const [button, bit] of BUTTONS) if ((bits & bit) === 0 && this.#held.has(button)) this.#up(button, at);
    const [button, bit] = BUTTONS[changed] ?? [0, 0];
    if ((bits & bit) === 0 || this.#held.has(button)) return;
    const clicks = this.#clicks.count(button, this.pos, at);
    this.#held.set(button, clicks);
    this.#emit({ type: MOUSEBUTTONDOWN, pos: this.pos, button, touch: this.#touch, clicks, time: at });
  }

  #up(button: number, at: number): void {
    const clicks = this.#held.get(button) ?? 1;
    this.#held.delete(button);
    this.#emit({ type: MOUSEBUTTONUP, pos: this.pos, button, touch: this.#touch, clicks, time: at });
  }

  /** Whole notches; the rest is kept until the wheel turns back. */
  #notches(axis: 0 | 1, turn: number): number {
    const before = this.#turned[axis];
    const sum = before * turn < 0 ? turn : before + turn;
    const notches = whole0(sum);
    this.#turned = axis === 0 ? [sum - notches, this.#turned[1]] : [this.#turned[0], sum - notches];
    return notches;
  }
}

const finite = (value: number): number => (Number.isFinite(value) ? value : 0);
const whole = (x: number, y: number): Pair => [Math.floor(finite(x)) + 0, Math.floor(finite(y)) + 0];
const whole0 = (value: number): number => Math.trunc(finite(value)) + 0;
const within = (value: number, size: number): number => Math.max(0, Math.min(value, Math.max(1, size) - 1));
