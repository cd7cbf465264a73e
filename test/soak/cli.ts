// npm run soak: for as long as asked. scripts/bundled.mjs bundles it and starts it.
// Knows the options; prints, and fails when anything is lost or memory grows.
import { parseArgs } from 'node:util';
import { judge } from './report.ts';
import { soak } from './soak.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '5' },
    clients: { type: 'string', default: '100' },
    rate: { type: 'string', default: '30' },
    bytes: { type: 'string', default: '60000' },
    seed: { type: 'string', default: '1' },
    help: { type: 'boolean', default: false },
  },
});
const print = (line: string): boolean => process.stdout.write(`${line}\n`);

if (values.help)
  print(`npm run soak -- [options]
  --minutes n   how long; default 5
  --clients n   default 100
  --rate n      messages a second, each client, each way; default 30
  --bytes n     mean bytes between two faults of a link; default 60000, about ten seconds
  --seed n      default 1`);
else {
  const plan = {
    minutes: Number(values.minutes),
    clients: Number(values.clients),
    perSecond: Number(values.rate),
    bytes: Number(values.bytes),
    seed: Number(values.seed),
    say: print,
  };
  const { lines, wrong } = judge(await soak(plan));
  print('');
  for (const line of lines) print(`- ${line}`);
  for (const line of wrong) print(`WRONG: ${line}`);
  process.exitCode = wrong.length > 0 ? 1 : 0;
}
