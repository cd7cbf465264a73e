// The tests, tested: the protocol is broken in one place at a time, and something has to notice. At the end a list says what did.
// A mutant that nothing catches is a hole in the tests; a text that is gone from the source wants another mutant.
import { execFile } from 'node:child_process';
import { afterAll, describe, expect, it } from 'vitest';
import { patch, simulationWith } from './bundle.ts';
import { MUTANTS, type Mutant } from './list.ts';

/** Seeds of a mode that a mutant may need before it shows. */
const SEEDS = 40;
const caught: string[] = [];

/** What the simulation says of it; undefined if it notices nothing. */
async function simulated({ file, find, replace }: Mutant, mode: string): Promise<string | undefined> {
  const { runSeed } = await simulationWith(file, patch(file, find, replace));
  for (let seed = 0; seed < SEEDS; seed++) {
    try {
      runSeed(seed, undefined, mode);
    } catch (error) {
      return (error as Error).message.split('\n')[0];
    }
  }
  return undefined;
}

/** The tests of one file that fail over it. */
function tested(name: string, file: string): Promise<string[]> {
  const args = [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--config',
    'test/mutants/vitest.config.ts',
    '--reporter=json',
  ];
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [...args, file],
      { cwd: new URL('../../', import.meta.url).pathname, env: { ...process.env, MUTANT: name }, maxBuffer: 2 ** 26 },
      (_, stdout, stderr) => {
        try {
          const from = stdout.indexOf('{"numTotalTestSuites"');
          // What vitest writes: https://vitest.dev/guide/reporters#json-reporter
          const report = JSON.parse(stdout.slice(from)) as {
            testResults: { assertionResults: { status: string; title: string }[] }[];
          };
          const all = report.testResults.flatMap((each) => each.assertionResults);
          if (all.length === 0) throw new Error('no test ran');
          resolve(all.filter(({ status }) => status === 'failed').map(({ title }) => title));
        } catch (error) {
          reject(new Error(`${String(error)}\n${stdout}\n${stderr}`));
        }
      },
    );
  });
}

describe('mutants of the session protocol', () => {
  for (const mutant of MUTANTS) {
    const { name, by } = mutant;
    it(`${name}: ${'mode' in by ? `the simulation notices, ${by.mode}` : `${by.tests} notices`}`, {
      timeout: 120_000,
    }, async () => {
      if ('mode' in by) {
        const what = await simulated(mutant, by.mode);
        expect(what, 'the simulation noticed nothing').toBeDefined();
        caught.push(`${name}\n    ${what}`);
        return;
      }
      const failed = await tested(name, by.tests);
      expect(failed, `${by.tests} noticed nothing`).not.toEqual([]);
      caught.push(`${name}\n    ${by.tests}: ${failed[0]} (the simulation does not: ${by.why})`);
    });
  }

  it('there are enough of them, and each has a name of its own', () => {
    expect(new Set(MUTANTS.map(({ name }) => name)).size).toBe(MUTANTS.length);
    expect(MUTANTS.filter(({ by }) => 'mode' in by).length).toBeGreaterThanOrEqual(24);
  });
});

afterAll(() => {
  process.stdout.write(`${caught.length} of ${MUTANTS.length} mutants caught\n  ${caught.join('\n  ')}\n`);
});
