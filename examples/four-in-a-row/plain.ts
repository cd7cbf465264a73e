// The same match where there is no terminal to draw on: a line for each thing that happens. Knows the seat; knows no network.
import { over } from './look.ts';
import { COLUMNS, other, ROWS } from './rules.ts';
import type { Seat } from './seat.ts';

const SIGN = { red: 'x', yellow: 'o' } as const;
const said = new Set<string>();

/** Says what is new since the last call. */
export function tell(seat: Seat, listeningAt: string | undefined): void {
  const { table } = seat;
  if (listeningAt && !listeningAt.endsWith(':0')) once(`listening on ${listeningAt}`);
  once(`the line is ${seat.line}`);
  if (seat.note) once(seat.note);
  if (!table) return;
  if (table.last !== null) {
    const mover = other(table.turn);
    const column = (table.last % COLUMNS) + 1;
    const discs = table.board.filter((cell) => cell !== null).length;
    once(
      `game ${table.wins.red + table.wins.yellow + (table.winner ? 0 : 1)}, move ${discs}: ${table.names[mover]} (${SIGN[mover]}) drops into column ${column}`,
    );
  }
  if (over(table)) {
    const wins = `${table.wins.red}:${table.wins.yellow} ${table.board.join()}`;
    for (let row = 0; row < ROWS; row++) {
      const cells = table.board.slice(row * COLUMNS, (row + 1) * COLUMNS);
      once(`${row + 1}  ${cells.map((cell) => (cell ? SIGN[cell] : '.')).join(' ')}`, `${wins} ${row}`);
    }
    once(table.winner ? `${table.names[table.winner]} wins.` : 'a draw.', `${wins} end`);
  }
}

/** Every line only once: what has not changed is not news. */
function once(line: string, key = line): void {
  if (said.has(key)) return;
  said.add(key);
  process.stdout.write(`${line}\n`);
}
