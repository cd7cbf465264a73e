// What a raw peer sends in one turn. Knows no link.

/** One write. @internal */
export interface RawPiece {
  readonly bytes: Uint8Array;
  /** Whether it is a text message, where there are such. */
  readonly text: boolean;
}

/** What was accepted and not handed to the link. @internal */
export class RawOutbox {
  /** How many bytes. */
  bytes = 0;
  #pieces: RawPiece[] = [];

  get empty(): boolean {
    return this.#pieces.length === 0;
  }

  add(piece: RawPiece): void {
    this.#pieces.push(piece);
    this.bytes += piece.bytes.length;
  }

  /** Everything, taken out. `joined`: as one, for a stream, which knows neither borders nor text. */
  take(joined: boolean): readonly RawPiece[] {
    const pieces = this.#pieces;
    const length = this.bytes;
    this.clear();
    if (!joined || pieces.length < 2) return pieces;
    const bytes = new Uint8Array(length);
    let at = 0;
    for (const piece of pieces) {
      bytes.set(piece.bytes, at);
      at += piece.bytes.length;
    }
    return [{ bytes, text: false }];
  }

  clear(): void {
    this.#pieces = [];
    this.bytes = 0;
  }
}
