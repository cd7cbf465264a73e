// A terminal's bytes and the time in, events out. Knows no stream, no clock and no timer: whoever reads says when, and
// calls tick() at `deadline`. The same bytes cut differently give the same events.

import { QUIT } from '../../events.ts';
import { KMOD_ALT, KMOD_CTRL, KMOD_META, KMOD_SHIFT, TEXTINPUT } from '../../events-keyboard.ts';
import { WINDOWFOCUSGAINED, WINDOWFOCUSLOST } from '../../events-window.ts';
import type { TerminalEvent } from './events.ts';
import { Keyboard } from './keyboard.ts';
import { Pointer } from './pointer.ts';
import { characterStroke, type Stroke, sequenceStroke } from './strokes.ts';
import { type SequenceKind, Tokenizer, type TokenSink } from './tokenizer.ts';

/** What the parser calls. */
export interface ParserHooks {
  /** An event, oldest first. */
  event(event: TerminalEvent): void;
  /** The answer to `CSI ? u`: which of kitty's enhancements are on. */
  kittyFlags?(flags: number): void;
  /** The answer to `CSI c`, which every terminal gives. */
  attributes?(): void;
}

/** How the parser decides; all in ms or bytes. */
export interface ParserOptions {
  /** A lone ESC is the Escape key after this long. */
  readonly escapeAfter: number;
  /** A key counts as up after this long, where the terminal does not tell. */
  readonly keyUpAfter: number;
  /** Bytes of a paste that are kept. */
  readonly maxPaste: number;
}

/** The parser. It throws nothing, whatever it is given. */
export class TerminalParser implements TokenSink {
  readonly #hooks: ParserHooks;
  readonly #tokens: Tokenizer;
  readonly #keyboard: Keyboard;
  readonly #pointer: Pointer;
  #flags = 0;

  constructor(hooks: ParserHooks, options: ParserOptions) {
    const emit = (event: TerminalEvent): void => hooks.event(event);
    this.#hooks = hooks;
    this.#tokens = new Tokenizer(this, options.escapeAfter, options.maxPaste);
    this.#keyboard = new Keyboard(emit, options.keyUpAfter);
    this.#pointer = new Pointer(emit);
  }

  /** When {@link tick} is due, ms; `undefined` when nothing waits for time to pass. */
  get deadline(): number | undefined {
    const one = this.#tokens.deadline;
    const other = this.#keyboard.deadline;
    return one === undefined || other === undefined ? (one ?? other) : Math.min(one, other);
  }

  /** Takes bytes that were read at `at`, ms. */
  receive(bytes: Uint8Array, at: number): void {
    this.#tokens.feed(bytes, at);
  }

  /** Time has come to `now`, ms, and nothing more is there to be read. */
  tick(now: number): void {
    this.#tokens.tick(now);
    this.#keyboard.tick(now);
  }

  /** Lets go of all keys and buttons: what happens to them can not be seen from here on. */
  releaseAll(at: number): void {
    this.#keyboard.releaseAll(at);
    this.#pointer.releaseAll(at);
  }

  /** From the tokenizer. */
  char(char: string, alt: boolean, at: number): void {
    this.#key(characterStroke(char, alt), at);
  }

  /** From the tokenizer. */
  paste(text: string, at: number): void {
    if (text !== '') this.#hooks.event({ type: TEXTINPUT, text, time: at });
  }

  /** From the tokenizer. */
  sequence(kind: SequenceKind, params: string, final: string, alt: boolean, at: number): void {
    if (kind === 'csi' && params.startsWith('<')) this.#mouse(params, final, at);
    else if (kind === 'csi' && params.startsWith('?')) this.#answer(params, final);
    else if (kind === 'csi' && params === '' && (final === 'I' || final === 'O')) this.#focus(final === 'I', at);
    else {
      const stroke = sequenceStroke(kind, params, final, alt, this.#flags);
      if (stroke !== undefined) this.#key(stroke, at);
    }
  }

  #key(stroke: Stroke, at: number): void {
    if (this.#keyboard.stroke(stroke, at) && interrupts(stroke)) this.#hooks.event({ type: QUIT, time: at });
  }

  #focus(gained: boolean, at: number): void {
    if (!gained) this.releaseAll(at);
    this.#hooks.event({ type: gained ? WINDOWFOCUSGAINED : WINDOWFOCUSLOST, time: at });
  }

  #mouse(params: string, final: string, at: number): void {
    const match = /^<(\d{1,5});(\d{1,5});(\d{1,5})$/.exec(params);
    if (match === null || (final !== 'M' && final !== 'm')) return;
    this.#pointer.report(Number(match[1]), Number(match[2]), Number(match[3]), final === 'm', at);
  }

  #answer(params: string, final: string): void {
    const flags = /^\?(\d{1,3})$/.exec(params)?.[1];
    if (final === 'u' && flags !== undefined) {
      this.#flags = Number(flags);
      this.#hooks.kittyFlags?.(this.#flags);
    } else if (final === 'c') this.#hooks.attributes?.();
  }
}

/** Ctrl+C, whatever the layout: on a Cyrillic one the key has another name, and kitty says where it is. */
function interrupts({ key, mod, scancode }: Stroke): boolean {
  const C = 6; // USB usage number
  const others = KMOD_SHIFT | KMOD_ALT | KMOD_META;
  return (mod & KMOD_CTRL) !== 0 && (mod & others) === 0 && (key === 'c' || (scancode === C && !/^[a-z]$/.test(key)));
}
