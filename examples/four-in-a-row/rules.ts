// The rules of four in a row, and nothing else: no network, no drawing. Both sides of the table use them.

export const COLUMNS = 7;
export const ROWS = 6;

export type Colour = 'red' | 'yellow';

/** One game. A new one is made by every move; nothing is changed in place. */
export interface Game {
  /** Row by row from the top; `null` is empty. */
  readonly board: readonly (Colour | null)[];
  /** Who moves next; when the game is over, who would. */
  readonly turn: Colour;
  /** Where the last disc landed: an index into `board`. */
  readonly last: number | null;
  readonly winner: Colour | null;
  /** The four (or more) discs that won. */
  readonly line: readonly number[];
}

export const other = (colour: Colour): Colour => (colour === 'red' ? 'yellow' : 'red');

export const newGame = (first: Colour): Game => ({
  board: new Array<Colour | null>(COLUMNS * ROWS).fill(null),
  turn: first,
  last: null,
  winner: null,
  line: [],
});

/** The lowest empty row of a column, or -1 when it is full. */
export function landingRow(game: Game, column: number): number {
  for (let row = ROWS - 1; row >= 0; row--) if (game.board[row * COLUMNS + column] === null) return row;
  return -1;
}

export const isOver = (game: Game): boolean => game.winner !== null || game.board.every((cell) => cell !== null);

/** The columns that a disc may be dropped into. */
export function openColumns(game: Game): number[] {
  if (isOver(game)) return [];
  return Array.from({ length: COLUMNS }, (_, column) => column).filter((column) => landingRow(game, column) >= 0);
}

/** The game after `turn` drops a disc, or what is wrong with the move. */
export function drop(game: Game, column: number): Game | string {
  if (isOver(game)) return 'the game is over';
  if (!Number.isInteger(column) || column < 0 || column >= COLUMNS) return `there is no column ${column}`;
  const row = landingRow(game, column);
  if (row < 0) return `column ${column + 1} is full`;
  const at = row * COLUMNS + column;
  const board = game.board.with(at, game.turn);
  const line = winningLine(board, at);
  return { board, turn: other(game.turn), last: at, line, winner: line.length > 0 ? game.turn : null };
}

/** The four directions a line can take: right, down, and the two diagonals. */
const DIRECTIONS = [
  [0, 1],
  [1, 0],
  [1, 1],
  [1, -1],
] as const;

function winningLine(board: Game['board'], at: number): number[] {
  const line = new Set<number>();
  for (const [rows, columns] of DIRECTIONS) {
    const run = [...ray(board, at, -rows, -columns).reverse(), at, ...ray(board, at, rows, columns)];
    if (run.length >= 4) for (const cell of run) line.add(cell);
  }
  return [...line].sort((a, b) => a - b);
}

/** The discs of the same colour in one direction, beginning next to `at`. */
function ray(board: Game['board'], at: number, rows: number, columns: number): number[] {
  const cells: number[] = [];
  let row = Math.floor(at / COLUMNS) + rows;
  let column = (at % COLUMNS) + columns;
  while (row >= 0 && row < ROWS && column >= 0 && column < COLUMNS && board[row * COLUMNS + column] === board[at]) {
    cells.push(row * COLUMNS + column);
    row += rows;
    column += columns;
  }
  return cells;
}
