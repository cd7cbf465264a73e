// A short soak with each run of the tests, as a program of its own: npm run soak runs a long one.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { judge, type Sample, type Soaked } from './report.ts';

it('100 clients for 20 seconds, links that break, clients that leave: nothing lost, nothing kept', {
  timeout: 180_000,
}, async () => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['scripts/bundled.mjs', 'soak', '--minutes', '0.33', '--bytes', '20000'],
    { cwd: new URL('../../', import.meta.url).pathname },
  );
  process.stdout.write(stdout);
  expect(stdout).toMatch(/each once, in order, unchanged/);
});

const samples = (growth: number): Sample[] =>
  Array.from({ length: 100 }, (_, i) => ({ ms: i * 3000, bytes: 2e7 + growth * i * 3000, rss: 0, handles: 5 }));
const soaked: Soaked = {
  clients: 1,
  perSecond: 1,
  seed: 1,
  seconds: 300,
  faults: { end: 0, reset: 0, hole: 0, 'half-hole': 0, 'half-close': 0 },
  resumed: 0,
  left: 0,
  up: 0,
  down: 0,
  samples: samples(0),
  handlesBefore: 1,
  handlesAfter: 1,
};

it('the report says what is wrong: memory that grows, handles that stay', () => {
  expect(judge(soaked).wrong).toEqual([]);
  expect(judge({ ...soaked, samples: samples(35) }).wrong).toEqual(['memory grows by 2.00 MiB a minute, more than 1']);
  expect(judge({ ...soaked, handlesAfter: 3 }).wrong).toEqual(['3 handles at the end, 1 at the beginning']);
});
