// Which keys are held: strokes and the time in, KEYDOWN, KEYUP and TEXTINPUT out. Knows no bytes. Where the terminal does
// not tell a key going up, KEYUP is made up after a time and says so.
import { KEYDOWN, KEYUP, type Key, KMOD_NONE, TEXTINPUT } from '../../events-keyboard.ts';
import { controlText } from '../control-text.ts';
import { ModifierSides } from '../sides.ts';
import type { TerminalEvent } from './events.ts';
import { MAX_HELD, REPEAT_DELAY_MS, REPEAT_GAP_MS } from './limits.ts';
import type { Stroke } from './strokes.ts';

interface Held {
  readonly key: Key;
  readonly mod: number;
  readonly unicode: string;
  readonly scancode: number;
  /** When it went down, ms. */
  readonly since: number;
  readonly repeating: boolean;
  /** When it counts as up, ms; `undefined` when the terminal will tell. */
  readonly until: number | undefined;
}

/** The keys of one terminal. */
export class Keyboard {
  readonly #emit: (event: TerminalEvent) => void;
  readonly #keyUpAfter: number;
  readonly #held = new Map<Key, Held>();
  readonly #sides = new ModifierSides();

  constructor(emit: (event: TerminalEvent) => void, keyUpAfter: number) {
    this.#emit = emit;
    this.#keyUpAfter = keyUpAfter;
  }

  /** When the next KEYUP is to be made up, ms. */
  get deadline(): number | undefined {
    let first: number | undefined;
    for (const { until } of this.#held.values())
      if (until !== undefined && (first === undefined || until < first)) first = until;
    return first;
  }

  /** Takes one stroke; true when it is a press that is no repeat. */
  stroke(stroke: Stroke, at: number): boolean {
    if (stroke.key === '') {
      if (stroke.phase !== 'release') this.#text(stroke.text, at);
      return false;
    }
    const mod = this.#sides.after(stroke.key, stroke.phase === 'release', stroke.mod);
    const held = this.#held.get(stroke.key);
    if (stroke.phase === 'release') {
      // A release without a press: the Enter that started the program.
      if (held !== undefined) this.#up(held, mod, false, at);
      return false;
    }
    const repeat =
      stroke.phase === 'repeat' || (stroke.phase === 'tap' && held !== undefined && this.#repeats(held, at));
    if (held !== undefined && !repeat) this.#up(held, mod, true, at);
    this.#down(stroke, mod, repeat, repeat ? (held?.since ?? at) : at, at);
    return !repeat;
  }

  /** Makes up what is due, the oldest first. */
  tick(now: number): void {
    const due = [...this.#held.values()].filter(({ until }) => until !== undefined && until <= now);
    due.sort((a, b) => (a.until ?? 0) - (b.until ?? 0));
    for (const held of due) this.#up(held, held.mod, true, now);
  }

  /** Releases all keys: no word will come of them, since the terminal lost the focus. */
  releaseAll(at: number): void {
    this.#sides.clear();
    for (const held of [...this.#held.values()]) this.#up(held, KMOD_NONE, true, at);
  }

  #repeats(held: Held, at: number): boolean {
    // With a long keyUpAfter a key is known to be down since its press, and keyboards repeat no sooner than this.
    const tooSoon = !held.repeating && this.#keyUpAfter > REPEAT_DELAY_MS && at - held.since < REPEAT_DELAY_MS;
    return !tooSoon;
  }

  #down(stroke: Stroke, mod: number, repeat: boolean, since: number, at: number): void {
    const { key, scancode, text } = stroke;
    const unicode = text || controlText(key, mod);
    const wait = repeat ? Math.min(this.#keyUpAfter, REPEAT_GAP_MS) : this.#keyUpAfter;
    const until = stroke.phase === 'tap' ? at + wait : undefined;
    this.#held.set(key, { key, mod, unicode, scancode, since, repeating: repeat, until });
    this.#emit({ type: KEYDOWN, key, mod, unicode, scancode, repeat, time: at });
    this.#text(text, at);
    if (this.#held.size > MAX_HELD)
      for (const oldest of [...this.#held.values()].slice(0, 1)) this.#up(oldest, mod, true, at);
  }

  #text(text: string, at: number): void {
    if (text !== '') this.#emit({ type: TEXTINPUT, text, time: at });
  }

  #up(held: Held, mod: number, synthesized: boolean, at: number): void {
    this.#held.delete(held.key);
    const { key, unicode, scancode } = held;
    const event = { type: KEYUP, key, mod, unicode, scancode, time: at };
    this.#emit(synthesized ? { ...event, synthesized } : event);
  }
}
