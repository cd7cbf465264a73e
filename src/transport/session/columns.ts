// Several numbers for each channel in one array: with a thousand sessions each array is one more to fetch from memory.
// Must not know what they count.

/** `size` numbers for each channel, channel after channel; all are 0. */
export const columns = (channels: number, size: number): number[] => new Array<number>(channels * size).fill(0);

/** The number at `at` of each channel. */
export function column(all: readonly number[], size: number, at: number): number[] {
  const out: number[] = [];
  for (let i = at; i < all.length; i += size) out.push(all[i] as number); // i is inside
  return out;
}
