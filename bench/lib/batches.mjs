// Many things of one kind, not all at once: a server's queue of new connections is bounded. Knows no contender.

/** So many at the same time. */
const BATCH = 100;

/**
 * @template T
 * @param {number} count @param {(index: number) => Promise<T>} open @returns {Promise<readonly T[]>} in the order of their numbers
 */
export async function inBatches(count, open) {
  /** @type {T[]} */
  const all = [];
  while (all.length < count) {
    const size = Math.min(BATCH, count - all.length);
    all.push(...(await Promise.all(Array.from({ length: size }, (_, i) => open(all.length + i)))));
  }
  return all;
}
