// The simulation as a test: many seeds, each a run of client and server cores through faults. A seed that fails is printed;
// `SEED=n npx vitest run test/sim` runs it alone. `SEEDS=n` runs more of them.
import { expect, it } from 'vitest';
import { MODES, planOf } from './plans.ts';
import { type Result, World } from './world.ts';

const { SEED: only, SEEDS: many } = process.env;
const perMode = Number(many ?? 60);

function run(seed: number): Result {
  try {
    return new World(planOf(seed)).run();
  } catch (error) {
    throw new Error(
      `seed ${seed} (${MODES[seed % MODES.length]}): ${(error as Error).message}\nreplay: SEED=${seed} npx vitest run test/sim`,
      {
        cause: error,
      },
    );
  }
}

if (only !== undefined) {
  it(`seed ${only}`, { timeout: 600_000 }, () => {
    expect(run(Number(only)).messages).toBeGreaterThan(0);
  });
} else {
  MODES.forEach((mode, m) => {
    it(`[I-1] [I-2] [I-3] [I-4] [I-5] [I-6] [I-7] [I-8] hold under ${mode}`, { timeout: 600_000 }, () => {
      const total = { messages: 0, faults: 0, resumed: 0 };
      for (let i = 0; i < perMode; i++) {
        const result = run(i * MODES.length + m);
        total.messages += result.messages;
        total.faults += result.faults;
        total.resumed += result.resumed;
      }
      if (many) process.stdout.write(`${mode}: ${JSON.stringify(total)}\n`);
      expect(total.messages).toBeGreaterThan(1000);
      if (mode !== 'plain') expect(total.faults).toBeGreaterThan(10);
    });
  });

  it('[S-1] [I-9] the same seed gives the same run', { timeout: 60_000 }, () => {
    for (const seed of [9, 19, 29]) expect(run(seed)).toEqual(run(seed));
  });
}
