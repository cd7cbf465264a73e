// A picture of small dots: each character of the screen holds two by four of them (Braille patterns, U+2800). Knows no game.
import type { Screen } from '../shared/screen.ts';

/** The bit of each dot in a character: down the left side, then the right one, the lowest row last. */
const BITS = [0x01, 0x02, 0x04, 0x40, 0x08, 0x10, 0x20, 0x80] as const;

export class Dots {
  readonly columns: number;
  readonly rows: number;
  readonly #bits: Uint8Array;
  readonly #paint: string[];

  /** @param columns - characters. */
  constructor(columns: number, rows: number) {
    this.columns = columns;
    this.rows = rows;
    this.#bits = new Uint8Array(columns * rows);
    this.#paint = new Array<string>(columns * rows).fill('');
  }

  /** One dot. A character has one colour: that of its last dot. */
  dot(x: number, y: number, paint: string): void {
    const [column, row] = [Math.floor(x / 2), Math.floor(y / 4)];
    if (column < 0 || column >= this.columns || row < 0 || row >= this.rows) return;
    const at = row * this.columns + column;
    this.#bits[at] = (this.#bits[at] ?? 0) | (BITS[(Math.floor(x) & 1) * 4 + (Math.floor(y) & 3)] ?? 0);
    this.#paint[at] = paint;
  }

  line(x0: number, y0: number, x1: number, y1: number, paint: string): void {
    const steps = Math.max(1, Math.ceil(Math.max(Math.abs(x1 - x0), Math.abs(y1 - y0))));
    for (let i = 0; i <= steps; i++) this.dot(x0 + ((x1 - x0) * i) / steps, y0 + ((y1 - y0) * i) / steps, paint);
  }

  /** Puts it on the screen; where there is no dot, nothing is put. */
  show(screen: Screen, left: number, top: number): void {
    for (const [at, bits] of this.#bits.entries())
      if (bits > 0)
        screen.put(
          left + (at % this.columns),
          top + Math.floor(at / this.columns),
          String.fromCharCode(0x2800 + bits),
          this.#paint[at],
        );
  }
}
