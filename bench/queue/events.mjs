// The events that every contender of the queue bench posts, and how often. Knows no queue.

/** Events in one pass. */
export const COUNT = 10_000;

/** Ten types, as in a game: the built-in ones of pumpjack, so that a typed queue takes them as they are. */
export const TYPES = /** @type {const} */ ([
  'ALPHA',
  'BRAVO',
  'CHARLIE',
  'DELTA',
  'ECHO',
  'FOXTROT',
  'GOLF',
  'HOTEL',
  'INDIA',
  'JULIETT',
]);

/** A type that nobody posts. */
export const MISSING = /** @type {const} */ ('MISSING');

/** @typedef {{ readonly type: (typeof TYPES)[number] | 'MISSING', readonly x: number, readonly y: number }} Event */

/** @param {number} i @returns {Event} a new event, the type changing with each */
export const make = (i) => ({ type: TYPES[i % 10] ?? 'ALPHA', x: i, y: 2 });

/** The sum of all `x` of a pass; who takes them all out in one piece has seen this. */
export const SUM = (COUNT * (COUNT - 1)) / 2;

/** Ten thousand events that are made already. */
export const READY = Array.from({ length: COUNT }, (_, i) => make(i));
