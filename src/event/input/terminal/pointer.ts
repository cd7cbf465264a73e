// The mouse: SGR reports in (xterm ctlseqs, "Extended coordinates"), MOUSE* events out. Knows no bytes and no keys.
import { MOUSEBUTTONDOWN, MOUSEBUTTONUP, MOUSEMOTION, MOUSEWHEEL, type Pair } from '../../events-pointer.ts';
import { Clicks } from '../clicks.ts';
import type { TerminalEvent } from './events.ts';

/** Bits of the first number of a report. */
const MOVED = 32;
const WHEEL = 64;
const FURTHER = 128;
/** In the lowest two bits: no button. */
const NONE = 3;

/** The mouse of one terminal. */
export class Pointer {
  readonly #emit: (event: TerminalEvent) => void;
  #pos: Pair | undefined;
  /** Where the last MOUSEMOTION was. */
  #from: Pair | undefined;
  readonly #held = new Map<number, number>();
  readonly #clicks = new Clicks(1);

  constructor(emit: (event: TerminalEvent) => void) {
    this.#emit = emit;
  }

  /** One report: `CSI < code ; column ; row M`, `m` at the end when a button went up. Columns and rows count from 1. */
  report(code: number, column: number, row: number, up: boolean, at: number): void {
    if (!(column >= 1 && row >= 1 && column <= 0xffff && row <= 0xffff)) return;
    const pos: Pair = [column - 1, row - 1];
    const low = code & 3;
    if (code & WHEEL) this.#wheel(low, pos, at);
    else if (code & MOVED) this.#move(pos, low === NONE && (code & FURTHER) === 0, at);
    else if (code & FURTHER) this.#button(low + 6, pos, up, at);
    else if (low !== NONE) this.#button(low + 1, pos, up, at);
    this.#pos = pos;
  }

  /** Releases all buttons, where the mouse was last: no word will come of them. */
  releaseAll(at: number): void {
    const pos = this.#pos ?? [0, 0];
    for (const button of [...this.#held.keys()]) this.#up(button, pos, at);
  }

  #move(pos: Pair, noButton: boolean, at: number): void {
    // A button that went up out of sight.
    if (noButton) for (const button of [...this.#held.keys()]) this.#up(button, pos, at);
    const from = this.#from ?? this.#pos;
    if (from !== undefined && from[0] === pos[0] && from[1] === pos[1]) return;
    this.#from = pos;
    const rel: Pair = from === undefined ? [0, 0] : [pos[0] - from[0], pos[1] - from[1]];
    const is = (button: number): 0 | 1 => (this.#held.has(button) ? 1 : 0);
    this.#emit({ type: MOUSEMOTION, pos, rel, buttons: [is(1), is(2), is(3)], touch: false, time: at });
  }

  #button(button: number, pos: Pair, up: boolean, at: number): void {
    if (up) {
      if (this.#held.has(button)) this.#up(button, pos, at);
      return;
    }
    if (this.#held.has(button)) this.#up(button, pos, at);
    const clicks = this.#clicks.count(button, pos, at);
    this.#held.set(button, clicks);
    this.#emit({ type: MOUSEBUTTONDOWN, pos, button, touch: false, clicks, time: at });
  }

  #up(button: number, pos: Pair, at: number): void {
    const clicks = this.#held.get(button) ?? 1;
    this.#held.delete(button);
    this.#emit({ type: MOUSEBUTTONUP, pos, button, touch: false, clicks, time: at });
  }

  #wheel(low: number, pos: Pair, at: number): void {
    const x = low === 2 ? -1 : low === 3 ? 1 : 0;
    const y = low === 0 ? 1 : low === 1 ? -1 : 0;
    this.#emit({ type: MOUSEWHEEL, x, y, flipped: false, touch: false, precise_x: x, precise_y: y, pos, time: at });
  }
}
