// Who is near: places in square cells, so that a question about a neighbourhood costs its neighbours and not the whole arena.
// Knows places only.

export interface Placed {
  readonly x: number;
  readonly y: number;
}

export class Grid<T extends Placed> {
  readonly #cell: number;
  readonly #side: number;
  readonly #cells: T[][];

  /** @param size - of the arena. @param cell - of a cell, in the same units. */
  constructor(size: number, cell: number) {
    this.#cell = cell;
    this.#side = Math.ceil(size / cell);
    this.#cells = Array.from({ length: this.#side ** 2 }, () => []);
  }

  /** Sorts everything in anew. */
  fill(things: Iterable<T>): void {
    for (const cell of this.#cells) cell.length = 0;
    for (const thing of things) this.#cells[this.#index(thing.x) + this.#index(thing.y) * this.#side]?.push(thing);
  }

  /** Everything at most `reach` away to each side, in a square. */
  near(x: number, y: number, reach: number): T[] {
    const found: T[] = [];
    const [left, right] = [this.#index(x - reach), this.#index(x + reach)];
    const [top, bottom] = [this.#index(y - reach), this.#index(y + reach)];
    for (let row = top; row <= bottom; row++)
      for (let column = left; column <= right; column++)
        for (const thing of this.#cells[row * this.#side + column] ?? [])
          if (Math.abs(thing.x - x) <= reach && Math.abs(thing.y - y) <= reach) found.push(thing);
    return found;
  }

  /** What lies outside belongs to the cells at the edge. */
  #index(at: number): number {
    return Math.min(Math.max(Math.floor(at / this.#cell), 0), this.#side - 1);
  }
}
