// npm run sim: one seed with a trace, or as many as fit into some minutes. scripts/bundled.mjs bundles it and starts it.
// Knows the modes and runSeed; prints.
import { parseArgs } from 'node:util';
import { addResult, MODES, noResult } from './plans.ts';
import { runSeed } from './run.ts';

const HELP = `npm run sim -- [options]
  --seed n      replays one seed and prints what happened: seconds, who, what
  --mode name   takes that mode instead of the one that the seed says: ${MODES.join(', ')}
  --quiet       with --seed: only the result
  --minutes n   runs seeds for so long and prints totals; begins at --from
  --from n      the first seed of a long run; default: behind those of the tests
`;

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    mode: { type: 'string' },
    quiet: { type: 'boolean', default: false },
    minutes: { type: 'string' },
    from: { type: 'string', default: '100000' },
    help: { type: 'boolean', default: false },
  },
});
const print = (line: string): boolean => process.stdout.write(`${line}\n`);
const { seed, mode, minutes } = values;

if (values.help || (seed === undefined && minutes === undefined) || (mode !== undefined && !MODES.includes(mode))) {
  print(HELP);
  process.exitCode = values.help ? 0 : 2;
} else if (seed !== undefined) {
  try {
    print(JSON.stringify(runSeed(Number(seed), values.quiet ? undefined : print, mode), null, 2));
  } catch (error) {
    print((error as Error).message);
    process.exitCode = 1;
  }
} else long(Number(minutes));

function long(most: number): void {
  const end = performance.now() + most * 60_000;
  const total = noResult();
  const first = Number(values.from);
  let at = first;
  const failed: number[] = [];
  let next = performance.now() + 10_000;
  const sum = (): string => {
    const { hours, faults, messages, resumed } = total;
    return `${at - first} seeds, ${hours.toFixed(1)} hours, ${faults} faults, ${messages} messages, ${resumed} resumes, ${failed.length} failed`;
  };
  for (; performance.now() < end; at++) {
    try {
      addResult(total, runSeed(at, undefined, mode));
    } catch (error) {
      failed.push(at);
      print((error as Error).message);
    }
    if (performance.now() < next) continue;
    next += 10_000;
    print(sum());
  }
  print(`${sum()}; seeds ${first} to ${at - 1}`);
  for (const [name, count] of Object.entries(total.ends).sort()) print(`  ${String(count).padStart(8)}  ${name}`);
  process.exitCode = failed.length > 0 ? 1 : 0;
}
