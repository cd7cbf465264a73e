// The session core under a fuzzer that is guided by coverage: 60,000 inputs in each run, from a corpus in the repository.
// FUZZ_EXECUTIONS=1000000 for a long run; FUZZ_SAVE=1 writes what it found worth keeping into the corpus.
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { concat } from '../session/harness.ts';
import { fuzz, hexes } from './codec-fuzzer.ts';
import { instrumented } from './coverage.ts';
import type * as Targets from './session-targets.ts';

const { module, novel, reached } = await instrumented<typeof Targets>('session-targets.ts');
/** Inputs kept for the repository, at most, and how long one may be. */
const KEPT = 300;
const LONG = 300;

const long = process.env['FUZZ_EXECUTIONS'] ?? process.env['FUZZ_SECONDS'];

it.each([
  ['decoder', 30_000],
  ['stranger', 10_000],
  ['peer', 10_000],
  ['client', 10_000],
] as const)('%s: whatever comes, nothing that must not be', { timeout: long ? 0 : 180_000 }, (name, inputs) => {
  const file = new URL(`corpus/session-${name}.txt`, import.meta.url);
  const corpus = hexes(...readFileSync(file, 'utf8').trim().split('\n').filter(Boolean));
  // Two bytes in front say how; the decoder takes them as they are.
  const begin =
    name === 'decoder' ? [[]] : [0, 1, 2, 3].flatMap((kind) => [0, 1, 2].map((phase) => [kind + 0xf8, phase]));
  const seeds = begin.flatMap((how) => module.seeds.map((frames) => concat(Uint8Array.from(how), frames)));
  const { executions, behaviours, pool } = fuzz(name, module[name], {
    corpus: [...corpus, ...seeds],
    tokens: module.seeds.filter(({ length }) => length < 100),
    maxLength: LONG,
    executions: inputs,
    novel,
  });
  process.stdout.write(
    `fuzz ${name}: ${executions} inputs, ${behaviours.size} behaviours, ${pool.length} kept, ${(100 * reached()).toFixed(1)} % of the statements of the core and the harness reached so far\n`,
  );
  // Guided, and not blind: what was reached for the first time was kept.
  if (!process.env['FUZZ_REPLAY']) expect(pool.length).toBeGreaterThan(module.seeds.length + 20);
  if (process.env['FUZZ_SAVE'])
    writeFileSync(
      file,
      `${pool
        .slice(-KEPT)
        .map((input) => Buffer.from(input).toString('hex'))
        .join('\n')}\n`,
    );
});
