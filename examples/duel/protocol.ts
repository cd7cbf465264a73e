// What goes over the wire: the same on both sides, in the order of declaration. On udp:// no channel waits for another.
import { json, lossy, msgpack } from 'pumpjack';
import { z } from 'zod';
import { HEADINGS, HEIGHT, WIDTH } from './rules.ts';

const place = {
  x: z.number().min(0).max(WIDTH),
  y: z.number().min(0).max(HEIGHT),
  vx: z.number().min(-500).max(500),
  vy: z.number().min(-500).max(500),
};

const ship = z.object({
  ...place,
  heading: z.int().min(0).lt(HEADINGS),
  /** Goes up with every ship that is lost: the next one is somewhere else. */
  life: z.int(),
  shield: z.boolean(),
  flame: z.boolean(),
});
export type ShipNews = z.infer<typeof ship>;

const side = z.enum(['blue', 'red']);

export const channels = {
  /** Where my ship is, 30 times a second. One that is lost is not missed: the next is newer. */
  ship: lossy(msgpack(ship)),
  /** I have shot. Each one counts, so it is reliable; one that is lost holds up no ship. */
  shot: msgpack(z.object(place)),
  /** To the host: a shot of yours has hit me, in that round. Who is hit says so: what you dodge on your screen, you have dodged. */
  hit: json(z.object({ round: z.int() })),
  /** From the host: how the round stands. */
  round: json(
    z.object({
      number: z.int(),
      score: z.object({ blue: z.int(), red: z.int() }),
      hit: side.nullable(),
      winner: side.nullable(),
      /** How many hits win. */
      to: z.int(),
    }),
  ),
  /** To the host: another round. */
  again: json(z.object({})),
  /** Who I am. */
  hello: json(z.object({ name: z.string().min(1).max(16) })),
};

export const APP = 'duel/1';
