// Runs one seed; says which one when something does not hold.
// Knows the plans and the world.
import { MODES, planOf, type Result } from './plans.ts';
import { World } from './world.ts';

/** A run from a seed. @param trace - takes the lines of a readable trace. @param mode - instead of the one that the seed says. */
export function runSeed(seed: number, trace?: (line: string) => void, mode?: string): Result {
  try {
    return new World(planOf(seed, mode), trace).run();
  } catch (error) {
    const name = mode ?? MODES[seed % MODES.length];
    throw new Error(
      `seed ${seed} (${name}): ${(error as Error).message}\nreplay: npm run sim -- --seed ${seed} --mode ${name}`,
      { cause: error },
    );
  }
}
