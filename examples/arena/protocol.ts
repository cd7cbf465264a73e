// Every channel of the arena, the same for the server and all clients. What is old as soon as it is late may be lost; what must be
// known is reliable.
import { bytes, json, lossy } from 'pumpjack';
import { z } from 'zod';
import { inputCodec } from './wire/input.ts';
import { snapshotCodec } from './wire/snapshot.ts';

export const APP = 'arena/1';
export const MAX_NAME = 14;

const id = z.int();

/** What a player is told about: at most once for each tick, all of it in one message. */
const event = z.discriminatedUnion('type', [
  /** A ship that this player has not seen before comes into sight. */
  z.object({ type: z.literal('joined'), id, name: z.string() }),
  /** A ship that this player has seen has left the arena. */
  z.object({ type: z.literal('left'), id }),
  /** You hit, or you were hit. */
  z.object({ type: z.literal('hit'), id, by: id, x: z.number(), y: z.number() }),
  /** In sight of you, or by you. */
  z.object({
    type: z.literal('killed'),
    id,
    by: id,
    x: z.number(),
    y: z.number(),
    name: z.string(),
    byName: z.string(),
  }),
]);

export type ArenaEvent = z.infer<typeof event>;

const scores = z.object({
  players: z.int(),
  top: z.array(z.object({ id, name: z.string(), score: z.int() })),
});

export type Scores = z.infer<typeof scores>;

export const channels = {
  /** To the server: let me in. */
  join: json(z.object({ name: z.string().max(MAX_NAME) })),
  /** To a player: this is your ship. */
  welcome: json(z.object({ id, size: z.number() })),
  /** To the server, each tick. */
  input: lossy(inputCodec),
  /** To a player, every second tick. */
  snapshot: lossy(snapshotCodec),
  events: json(z.array(event)),
  /** To everybody, once a second. */
  scores: json(scores),
  /** To everybody, twice a second: where ships are, two bytes each (parts of 256 of the arena), at most MAP_SHIPS of them. */
  map: lossy(bytes),
};

export const MAP_SHIPS = 250;
