// A seeded source of random numbers, for runs that can be repeated. Not for secrets.
// Knows nothing of networks.
import { UsageError } from '../errors.ts';

/**
 * A function that gives numbers in [0, 1), the same ones for the same seed everywhere. The generator is sfc32, "small fast
 * counting", by Chris Doty-Humphrey (PractRand), seeded as PractRand does it; 128 bits of state, 32 bits a number.
 *
 * @param seed - any finite number; its whole part counts, up to 2^53. Throws `UsageError` for NaN and infinities.
 */
export function seededRandom(seed: number): () => number {
  if (!Number.isFinite(seed)) throw new UsageError(`a seed must be a finite number, not ${String(seed)}`);
  const whole = Math.trunc(seed);
  let a = 0;
  let b = whole | 0;
  let c = Math.floor(whole / 2 ** 32) | 0;
  let counter = 1;
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
  // The first numbers of neighbouring seeds are alike.
  for (let i = 0; i < 12; i++) next();
  return next;
}
