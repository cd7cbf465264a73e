// Draws the table: a blue board, round discs, the line that won. Knows the state and the screen; knows no network.
import type { Screen } from '../shared/screen.ts';
import type { TableState } from './protocol.ts';
import { COLUMNS, type Colour, ROWS } from './rules.ts';

/** A cell of the board is this many characters wide and high. */
const WIDE = 5;
const HIGH = 2;
export const BOARD_WIDTH = COLUMNS * WIDE + 2;
/** With the disc in hand above it, and the numbers below. */
export const BOARD_HEIGHT = HIGH + ROWS * HIGH + 2;

export const PAINT = {
  board: '#1d4ed8',
  edge: '#1e3a8a',
  hole: '#0b1220',
  red: '#ef4444',
  yellow: '#facc15',
  redLit: '#fca5a5',
  yellowLit: '#fef08a',
  dim: '#64748b',
  ink: '#e2e8f0',
} as const;

/** A disc that is on its way down. */
export interface Falling {
  readonly colour: Colour;
  readonly column: number;
  /** In rows from the top, with a fraction. */
  readonly row: number;
}

/** Where everything is drawn; the mouse asks the same. */
export const boardLeft = (screen: Screen): number => Math.max(0, Math.floor((screen.width - BOARD_WIDTH) / 2));

/** The column under a character position, or -1. */
export function columnAt(screen: Screen, x: number): number {
  const column = Math.floor((x - boardLeft(screen) - 1) / WIDE);
  return column >= 0 && column < COLUMNS ? column : -1;
}

export interface BoardLook {
  readonly table: TableState;
  /** The column the player points at, or -1. */
  readonly pointed: number;
  /** Whose disc hovers over it. */
  readonly hand: Colour | null;
  readonly falling: Falling | null;
  /** Whether the winning line is lit at this moment. */
  readonly lit: boolean;
}

export function drawBoard(screen: Screen, top: number, look: BoardLook): void {
  const left = boardLeft(screen);
  if (look.hand && look.pointed >= 0) disc(screen, left + 1 + look.pointed * WIDE, top, look.hand, undefined, false);
  for (let row = 0; row < ROWS * HIGH; row++)
    screen.put(left, top + HIGH + row, ' '.repeat(BOARD_WIDTH), undefined, PAINT.board);
  screen.put(left, top + HIGH + ROWS * HIGH, '▀'.repeat(BOARD_WIDTH), PAINT.edge);
  for (let at = 0; at < COLUMNS * ROWS; at++) {
    const row = Math.floor(at / COLUMNS);
    const column = at % COLUMNS;
    const falls = look.falling?.column === column ? look.falling : null;
    // The disc that lands is not shown in its place before it is there.
    const colour = falls && at === look.table.last ? null : (look.table.board[at] ?? null);
    const lit = look.lit && look.table.line.includes(at);
    disc(screen, left + 1 + column * WIDE, top + HIGH + row * HIGH, colour, PAINT.board, lit);
    if (falls && Math.round(falls.row) === row)
      disc(screen, left + 1 + column * WIDE, top + HIGH + row * HIGH, falls.colour, PAINT.board, false);
  }
  for (let column = 0; column < COLUMNS; column++) {
    screen.put(
      left + 3 + column * WIDE,
      top + HIGH + ROWS * HIGH + 1,
      `${column + 1}`,
      column === look.pointed ? PAINT.ink : PAINT.dim,
    );
  }
}

/** A round hole of three by two characters, with a little board around it, empty or filled. */
function disc(
  screen: Screen,
  x: number,
  y: number,
  colour: Colour | null,
  around: string | undefined,
  lit: boolean,
): void {
  const paint = colour === null ? PAINT.hole : lit ? PAINT[colour === 'red' ? 'redLit' : 'yellowLit'] : PAINT[colour];
  screen.put(x + 1, y, '▗▄▖', paint, around);
  screen.put(x + 1, y + 1, '▜█▛', paint, around);
}

export const colourPaint = (colour: Colour): string => PAINT[colour];
export const INK: string = PAINT.ink;
export const DIM: string = PAINT.dim;
