// The board on a canvas of 700 x 700: a row for the disc in hand, six rows of holes. Knows the table; knows no network.
import { type Falling, PAINT } from '../board-view.ts';
import type { TableState } from '../protocol.ts';
import { COLUMNS, type Colour, ROWS } from '../rules.ts';

const CELL = 100;

export interface BoardLook {
  readonly table: TableState;
  /** The column pointed at. */
  readonly pointed: number;
  /** Whose disc hovers over it. */
  readonly hand: Colour | null;
  readonly falling: Falling | null;
  readonly lit: boolean;
}

/** The column under a place on the canvas, or -1. */
export const columnUnder = (x: number): number => (x >= 0 && x < COLUMNS * CELL ? Math.floor(x / CELL) : -1);

export function drawBoard(pen: CanvasRenderingContext2D, { table, pointed, hand, falling, lit }: BoardLook): void {
  pen.clearRect(0, 0, COLUMNS * CELL, (ROWS + 1) * CELL);
  if (hand && pointed >= 0) disc(pen, pointed, -1, PAINT[hand]);
  if (falling) disc(pen, falling.column, falling.row, PAINT[falling.colour]);
  // The board with its holes, in front of the disc that falls.
  pen.fillStyle = PAINT.board;
  pen.beginPath();
  pen.roundRect(0, CELL, COLUMNS * CELL, ROWS * CELL, 28);
  for (let at = 0; at < COLUMNS * ROWS; at++) hole(pen, at % COLUMNS, Math.floor(at / COLUMNS));
  pen.fill('evenodd');
  for (const [at, colour] of table.board.entries()) {
    if (colour === null || (falling && at === table.last)) continue;
    const shines = lit && table.line.includes(at);
    disc(pen, at % COLUMNS, Math.floor(at / COLUMNS), shines ? PAINT[`${colour}Lit`] : PAINT[colour]);
  }
}

function hole(pen: CanvasRenderingContext2D, column: number, row: number): void {
  pen.moveTo(column * CELL + 90, row * CELL + 150);
  pen.arc(column * CELL + 50, row * CELL + 150, 40, 0, 7);
}

function disc(pen: CanvasRenderingContext2D, column: number, row: number, paint: string): void {
  pen.fillStyle = paint;
  pen.beginPath();
  pen.arc(column * CELL + 50, row * CELL + 150, 42, 0, 7);
  pen.fill();
}
