// The simulation as a test: many seeds, each a run of client and server cores through faults. A seed that fails is printed;
// `npm run sim -- --seed n` replays it with a trace. `SEEDS=n` takes more or fewer of each mode.
import { afterAll, expect, it } from 'vitest';
import { addResult, MODES, noResult } from './plans.ts';
import { runSeed } from './run.ts';

const perMode = Number(process.env['SEEDS'] ?? 100);
const total = noResult();
let seeds = 0;

MODES.forEach((mode, m) => {
  it(`[I-1] [I-2] [I-3] [I-4] [I-5] [I-6] [I-7] [I-8] hold under ${mode}`, { timeout: 600_000 }, () => {
    const sum = noResult();
    for (let i = 0; i < perMode; i++) addResult(sum, runSeed(i * MODES.length + m));
    seeds += perMode;
    addResult(total, sum);
    expect(sum.messages).toBeGreaterThan(100 * perMode);
    if (mode !== 'plain') expect(sum.faults).toBeGreaterThan(4 * perMode);
  });
});

it('[S-1] [I-9] the same seed gives the same run', { timeout: 60_000 }, () => {
  for (const seed of [9, 19, 29]) expect(runSeed(seed)).toEqual(runSeed(seed));
});

it('a trace changes nothing of a run', { timeout: 60_000 }, () => {
  for (let seed = 0; seed < MODES.length; seed++) {
    const lines: string[] = [];
    expect(runSeed(seed, (line) => lines.push(line))).toEqual(runSeed(seed));
    expect(lines.length).toBeGreaterThan(100);
  }
});

it('the run was as large as docs/reliability.md says, or its share of that with SEEDS of its own', () => {
  const share = perMode / 100;
  expect(seeds).toBe(perMode * MODES.length);
  expect(total.hours).toBeGreaterThan(50 * share);
  expect(total.faults).toBeGreaterThan(60_000 * share);
  expect(total.messages).toBeGreaterThan(5_000_000 * share);
});

afterAll(() => {
  process.stdout.write(
    `simulation: ${seeds} seeds, ${total.hours.toFixed(1)} hours, ${total.faults} faults, ${total.messages} messages, ${total.resumed} resumes\n`,
  );
});
