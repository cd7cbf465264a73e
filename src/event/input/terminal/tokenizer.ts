// Bytes of a terminal cut into characters, control sequences and pastes (ECMA-48; xterm ctlseqs). Knows neither keys nor
// events. Time passes in tick() only: whoever reads late must not take a sequence for a lone ESC.
import { MAX_SEQUENCE, MAX_STRING, STALL_MS } from './limits.ts';
import { Paste } from './paste.ts';
import { Utf8 } from './utf8.ts';

/** Which kind of sequence: `ESC [`, `ESC O`, or the Linux console's `ESC [ [`. */
export type SequenceKind = 'csi' | 'ss3' | 'linux';

/** What takes the pieces. */
export interface TokenSink {
  /** A character, control characters too. `alt`: an ESC came right before it. */
  char(char: string, alt: boolean, at: number): void;
  /** A control sequence: what stood between its introducer and its last byte. `alt`: an ESC came right before it. */
  sequence(kind: SequenceKind, params: string, final: string, alt: boolean, at: number): void;
  /** All of a bracketed paste, or as much of it as is kept. */
  paste(text: string, at: number): void;
}

type State = 'ground' | 'escape' | SequenceKind | 'string' | 'stringEscape' | 'x10' | 'paste';

const ESC = 0x1b;

/** The state machine. The same bytes cut differently give the same pieces. */
export class Tokenizer {
  readonly #sink: TokenSink;
  readonly #escapeAfter: number;
  readonly #maxPaste: number;
  readonly #utf8 = new Utf8();

  #state: State = 'ground';
  /** When the last byte came that the state is made of. */
  #since = 0;
  /** ESCs read: 1, or 2 when the sequence behind them has alt. */
  #escapes = 0;
  /** The byte that began a sequence or string, as the key it would be together with alt. */
  #opener = '';
  #params = '';
  /** Bytes since the opener. */
  #length = 0;
  /** An ESC came before the character that is being read. */
  #alt = false;
  #paste = new Paste(0);

  constructor(sink: TokenSink, escapeAfter: number, maxPaste: number) {
    this.#sink = sink;
    this.#escapeAfter = escapeAfter;
    this.#maxPaste = maxPaste;
  }

  /** When {@link tick} has something to decide, ms; `undefined` while nothing is open. */
  get deadline(): number | undefined {
    if (this.#state === 'ground') return undefined;
    return this.#since + (this.#isKeySoFar ? this.#escapeAfter : STALL_MS);
  }

  /** Takes bytes that were read at `at`, ms. */
  feed(bytes: Uint8Array, at: number): void {
    for (const byte of bytes) {
      this.#since = at;
      while (!this.#take(byte, at)); // false: the byte ended what was open and is to be looked at afresh
    }
  }

  /** Decides what is open if its time is over: a lone ESC is a key, half a sequence is dropped. */
  tick(now: number): void {
    const deadline = this.deadline;
    if (deadline === undefined || now < deadline) return;
    const isKey = this.#isKeySoFar;
    const state = this.#state;
    this.#state = 'ground';
    if (state === 'paste') this.#sink.paste(this.#paste.text, now);
    else if (state === 'escape') for (let i = 0; i < this.#escapes; i++) this.#sink.char('\x1b', false, now);
    else if (isKey) {
      if (this.#escapes === 2) this.#sink.char('\x1b', false, now);
      this.#sink.char(this.#opener, true, now);
    }
  }

  /** What is open can be a key by itself: Escape, or alt with the opener. */
  get #isKeySoFar(): boolean {
    const state = this.#state;
    if (state === 'escape') return true;
    return (state === 'csi' || state === 'ss3' || state === 'string') && this.#length === 0;
  }

  #take(byte: number, at: number): boolean {
    switch (this.#state) {
      case 'ground':
        this.#ground(byte, at);
        return true;
      case 'escape':
        this.#escape(byte, at);
        return true;
      case 'csi':
      case 'ss3':
        return this.#sequence(byte, this.#state, at);
      case 'linux':
        this.#state = 'ground';
        if (byte < 0x40 || byte > 0x7e) return false;
        this.#sink.sequence('linux', '', String.fromCharCode(byte), this.#escapes === 2, at);
        return true;
      case 'string':
        return this.#string(byte);
      case 'stringEscape':
        // ESC \ ends the string; any other ESC begins something new.
        this.#state = byte === 0x5c ? 'ground' : 'escape';
        this.#escapes = 1;
        return byte === 0x5c;
      case 'x10':
        // Three bytes of the old mouse report, which nobody asked for.
        if (++this.#length >= 3) this.#state = 'ground';
        return true;
      case 'paste':
        if (this.#paste.push(byte)) {
          this.#state = 'ground';
          this.#sink.paste(this.#paste.text, at);
        }
        return true;
    }
  }

  #ground(byte: number, at: number): void {
    const char = this.#utf8.push(byte);
    if (byte === ESC) {
      this.#alt = false;
      this.#state = 'escape';
      this.#escapes = 1;
      return;
    }
    const alt = this.#alt;
    if (!this.#utf8.pending) this.#alt = false;
    if (char !== '' && (char < '\x80' || char > '\x9f')) this.#sink.char(char, alt, at);
  }

  #escape(byte: number, at: number): void {
    if (byte === ESC) {
      // Escape held down repeats as ESC ESC ESC: only the last two can belong to what follows.
      if (this.#escapes === 2) this.#sink.char('\x1b', false, at);
      this.#escapes = 2;
      return;
    }
    const char = String.fromCharCode(byte);
    const state = char === '[' ? 'csi' : char === 'O' ? 'ss3' : ']P_^X'.includes(char) ? 'string' : undefined;
    if (state !== undefined) {
      this.#state = state;
      this.#opener = char;
      this.#params = '';
      this.#length = 0;
      return;
    }
    this.#state = 'ground';
    if (this.#escapes === 2) this.#sink.char('\x1b', false, at);
    this.#alt = true;
    this.#ground(byte, at);
  }

  #sequence(byte: number, kind: 'csi' | 'ss3', at: number): boolean {
    const char = String.fromCharCode(byte);
    if (kind === 'csi' && char === '[' && this.#length === 0) {
      this.#state = 'linux';
      return true;
    }
    if (byte < 0x20 || byte > 0x7e) {
      // No sequence has such a byte: its end was lost, and a Ctrl+C must not get lost with it.
      this.#state = 'ground';
      return false;
    }
    this.#length++;
    // rxvt ends the sequences of shifted keys with $, which elsewhere stands before the last byte.
    const isFinal = byte >= 0x40 || (char === '$' && kind === 'csi' && /^\d+$/.test(this.#params));
    if (!isFinal) {
      if (this.#length <= MAX_SEQUENCE) this.#params += char;
      return true;
    }
    this.#state = 'ground';
    if (this.#length > MAX_SEQUENCE) return true;
    if (kind === 'csi' && char === 'M' && this.#params === '') {
      this.#state = 'x10';
      this.#length = 0;
    } else if (kind === 'csi' && char === '~' && this.#params === '200') {
      this.#state = 'paste';
      this.#paste = new Paste(this.#maxPaste);
    } else this.#sink.sequence(kind, this.#params, char, this.#escapes === 2, at);
    return true;
  }

  #string(byte: number): boolean {
    if (byte === ESC) this.#state = 'stringEscape';
    else if (byte === 0x07 || ++this.#length > MAX_STRING) this.#state = 'ground';
    else if (byte < 0x20) {
      this.#state = 'ground';
      return false;
    }
    return true;
  }
}
