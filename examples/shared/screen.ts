// A screen of character cells that only writes what has changed. Knows terminals; knows no game.

/** `#rrggbb`, or `undefined` for the terminal's own. */
export type Paint = string | undefined;

interface Cell {
  readonly char: string;
  readonly front: Paint;
  readonly back: Paint;
}

const EMPTY: Cell = { char: ' ', front: undefined, back: undefined };

export class Screen {
  readonly #write: (text: string) => void;
  #width = 0;
  #height = 0;
  #next: Cell[] = [];
  #shown: (Cell | undefined)[] = [];

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  get width(): number {
    return this.#width;
  }
  get height(): number {
    return this.#height;
  }

  /** Begins a frame: everything is empty. A new size draws everything again. */
  begin(width: number, height: number): void {
    if (width !== this.#width || height !== this.#height) {
      this.#width = width;
      this.#height = height;
      this.#shown = [];
      this.#write('\u001b[2J');
    }
    this.#next = new Array<Cell>(width * height).fill(EMPTY);
  }

  /** Puts a text at a column and row from 0; what lies outside is left out. */
  put(column: number, row: number, text: string, front?: Paint, back?: Paint): void {
    if (row < 0 || row >= this.#height) return;
    let at = column;
    for (const char of text) {
      if (at >= 0 && at < this.#width) this.#next[row * this.#width + at] = { char, front, back };
      at++;
    }
  }

  /** The same, in the middle of the row. */
  centre(row: number, text: string, front?: Paint, back?: Paint): void {
    this.put(Math.floor((this.#width - [...text].length) / 2), row, text, front, back);
  }

  /** Shows the frame: one write, only the cells that differ from the last one. */
  show(): void {
    let out = '';
    let front: Paint | null = null;
    let back: Paint | null = null;
    let cursor = -1;
    for (const [at, cell] of this.#next.entries()) {
      const was = this.#shown[at];
      if (was && was.char === cell.char && was.front === cell.front && was.back === cell.back) continue;
      if (at !== cursor) out += `\u001b[${Math.floor(at / this.#width) + 1};${(at % this.#width) + 1}H`;
      if (cell.front !== front) out += colour(38, cell.front);
      if (cell.back !== back) out += colour(48, cell.back);
      out += cell.char;
      front = cell.front;
      back = cell.back;
      cursor = (at + 1) % this.#width === 0 ? -1 : at + 1;
    }
    this.#shown = this.#next;
    // As one update, so that no half-drawn frame is seen (terminals that do not know it ignore it).
    if (out !== '') this.#write(`\u001b[?2026h${out}\u001b[0m\u001b[?2026l`);
  }
}

/** 38 is the front, 48 the back. */
function colour(which: 38 | 48, paint: Paint): string {
  if (paint === undefined) return `\u001b[${which + 1}m`;
  const value = Number.parseInt(paint.slice(1), 16);
  return `\u001b[${which};2;${value >> 16};${(value >> 8) & 255};${value & 255}m`;
}
