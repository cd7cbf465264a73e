// What goes over the wire: the same for everybody at the table, in the order of declaration.
import { json, text } from 'pumpjack';
import { z } from 'zod';
import { COLUMNS, ROWS } from './rules.ts';

const colour = z.enum(['red', 'yellow']);

/** What everybody sees: sent whole after each change. A turn-based game has no reason to be clever here. */
const table = z.object({
  board: z.array(colour.nullable()).length(COLUMNS * ROWS),
  turn: colour,
  last: z.int().nullable(),
  winner: colour.nullable(),
  line: z.array(z.int()),
  names: z.object({ red: z.string().nullable(), yellow: z.string().nullable() }),
  wins: z.object({ red: z.int(), yellow: z.int() }),
  /** Who wants to play again. */
  again: z.array(colour),
  /** Whose line is down at the moment. */
  away: z.array(colour),
  watching: z.int(),
});

export type TableState = z.infer<typeof table>;

export const channels = {
  /** To the host: who I am, and whether I only want to watch. */
  join: json(z.object({ name: z.string().min(1).max(16), watch: z.boolean() })),
  /** To the host: a disc into that column. */
  move: json(z.object({ column: z.int() })),
  /** To the host: play again. */
  again: json(z.object({})),
  /** To a guest: where you sit; `null` is among the spectators. */
  seat: json(z.object({ seat: colour.nullable() })),
  /** To everybody: the table as it stands. */
  table: json(table),
  /** To a guest: what is worth a line at the bottom. */
  note: text,
};

export const APP = 'four-in-a-row/1';
