// What travels: a ship's state, 200 bytes as JSON, or as many bytes; its number shows that nothing is lost. Runs in Node and in the page.
import { z } from 'zod';

export const SIZE = 200;

export const state = z.object({
  seq: z.int(),
  name: z.string(),
  x: z.number(),
  y: z.number(),
  angle: z.number(),
  hp: z.int(),
  alive: z.boolean(),
  shots: z.array(z.object({ x: z.number(), y: z.number() })),
});

/** @typedef {z.infer<typeof state>} State */

const FIRST = 100_000;

/** @param {number} seq from 0 @returns {State} */
export function objectOf(seq) {
  const shots = [
    { x: 1203.5, y: 884.25 },
    { x: 1190.25, y: 870.5 },
    { x: 77.5, y: 1999.75 },
  ];
  return {
    seq: FIRST + seq,
    name: 'Augusta Ada King, Countess of L.',
    x: 1024.0625,
    y: 768.375,
    angle: 1.2503,
    hp: 100,
    alive: true,
    shots,
  };
}

/** @param {State} object */
export const seqOfObject = ({ seq }) => seq - FIRST;

/** @param {number} seq @returns {Uint8Array} */
export function bytesOf(seq) {
  const bytes = new Uint8Array(SIZE);
  new DataView(bytes.buffer).setUint32(0, seq);
  return bytes;
}

/** @param {ArrayBufferLike} buffer @param {number} at */
export const seqOfBytes = (buffer, at) => new DataView(buffer, at).getUint32(0);
