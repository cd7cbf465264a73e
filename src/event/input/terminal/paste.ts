// The text between the marks of a bracketed paste (xterm ctlseqs, "Bracketed Paste Mode"). Knows bytes only: whatever
// stands in it is text, never a key.
import { Utf8 } from './utf8.ts';

/** What ends a paste: ESC [ 2 0 1 ~ */
const END: readonly number[] = [0x1b, 0x5b, 0x32, 0x30, 0x31, 0x7e];

/** Collects one paste. */
export class Paste {
  readonly #limit: number;
  readonly #utf8 = new Utf8();
  #text = '';
  #bytes = 0;
  #matched = 0;
  #afterReturn = false;

  /** @param limit - bytes that are kept; the rest of the paste is swallowed. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Takes one byte; true when it completed the end mark. */
  push(byte: number): boolean {
    if (byte === END[this.#matched]) {
      this.#matched++;
      return this.#matched === END.length;
    }
    for (let i = 0; i < this.#matched; i++) this.#keep(END[i] ?? 0);
    this.#matched = byte === END[0] ? 1 : 0;
    if (this.#matched === 0) this.#keep(byte);
    return false;
  }

  /** Line ends as `\n`, without control characters other than line ends and tabs. */
  get text(): string {
    return this.#text;
  }

  #keep(byte: number): void {
    if (this.#bytes >= this.#limit) return;
    this.#bytes++;
    const char = this.#utf8.push(byte);
    if (char === '') return;
    // Terminals send Enter's byte for a line end; files from Windows bring both.
    if (char === '\r' || (char === '\n' && !this.#afterReturn)) this.#text += '\n';
    else if (char === '\t' || (char >= ' ' && (char < '\x7f' || char > '\x9f'))) this.#text += char;
    this.#afterReturn = char === '\r';
  }
}
