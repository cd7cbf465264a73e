// UTF-8, byte by byte: a character may come in several reads. Knows no terminal. What is malformed gives nothing, so that
// a broken connection types no question marks.

/** One decoder for one stream of bytes. */
export class Utf8 {
  #code = 0;
  #missing = 0;
  #least = 0;

  /** The character that this byte completes, else `''`. A byte that does not fit ends what was begun and counts anew. */
  push(byte: number): string {
    if (this.#missing > 0) {
      if (byte >> 6 === 2) {
        this.#code = (this.#code << 6) | (byte & 0x3f);
        if (--this.#missing > 0) return '';
        const code = this.#code;
        const bad = code < this.#least || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff);
        return bad ? '' : String.fromCodePoint(code);
      }
      this.#missing = 0;
    }
    if (byte < 0x80) return String.fromCharCode(byte);
    if (byte >= 0xc2 && byte <= 0xdf) this.#begin(byte & 0x1f, 1, 0x80);
    else if (byte >> 4 === 0xe) this.#begin(byte & 0xf, 2, 0x800);
    else if (byte >= 0xf0 && byte <= 0xf4) this.#begin(byte & 7, 3, 0x10000);
    return '';
  }

  /** True in the middle of a character. */
  get pending(): boolean {
    return this.#missing > 0;
  }

  #begin(bits: number, missing: number, least: number): void {
    this.#code = bits;
    this.#missing = missing;
    this.#least = least;
  }
}
