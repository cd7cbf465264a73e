// npm run bench: all suites, or those named with --only. Measures the package as it is built, by its own name.
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { run as runBrowser } from './browser/suite.mjs';
import { run as runEnet } from './enet/suite.mjs';
import { machine } from './lib/machine.mjs';
import { Recorder } from './lib/record.mjs';
import { runEcho } from './network/echo.mjs';
import { run as runFanout } from './network/fanout.mjs';
import { run as runQueue } from './queue/suite.mjs';
import { goalsTable } from './report/goals.mjs';
import { page } from './report/page.mjs';
import {
  browserTable,
  echoTable,
  enetTable,
  fanoutLimit,
  fanoutTable,
  pingPongTable,
  queueTable,
  typesTable,
} from './report/tables.mjs';
import { run as runTypes } from './types/suite.mjs';

const HELP = `npm run bench -- [options]
  --quick         about two minutes: shows that everything runs; the numbers mean little
  --only a,b      of: queue, echo, pingpong, fanout, browser, enet, types
  --clients a,b   fanout: so many clients (100,1000,5000; --quick: 100,1000)
  --match words   network, browser: only contenders whose names match, such as 'net|pumpjack'; needs net for the ratios
  --profile       network: a CPU profile of every process, into build/profiles
  --json          JSON lines to the output, and no tables (they go to build/bench.jsonl in any case)
  --from file     no measuring: tables (and the page) from an earlier run's lines
  --write         docs/performance.md from this run; takes all suites
Rivals: npm ci --prefix bench/rivals. Browser: apt-get install chromium. pygame: apt-get install python3-pygame. libenet: apt-get install gcc libc6-dev libenet-dev.`;

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    clients: { type: 'string' },
    match: { type: 'string', default: '' },
    profile: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    from: { type: 'string' },
    write: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

/** @param {readonly number[]} usual @param {(clients: number) => { rounds: number, warmMs: number, ms: number }} plan */
const sizes = (usual, plan) =>
  (options.clients?.split(',').map(Number) ?? usual).map((clients) => ({ clients, ...plan(clients) }));

/** Rounds, and ms of each measurement. */
const plans = options.quick
  ? {
      queue: { rounds: 1, warmMs: 20, ms: 40 },
      echo: { rounds: 1, warmMs: 250, ms: 250 },
      pingpong: { rounds: 1, warmMs: 250, ms: 250 },
      fanout: { cases: sizes([100, 1000], () => ({ rounds: 1, warmMs: 500, ms: 500 })) },
      browser: { rounds: 1, warm: 500, messages: 1000 },
      enet: { rounds: 1, warmMs: 700, ms: 400 }, // a cold compiler is ten times as slow here
      types: { rounds: 1 },
    }
  : {
      queue: { rounds: 7, warmMs: 100, ms: 120 },
      echo: { rounds: 5, warmMs: 2000, ms: 1000 }, // after 1 s some of the programs were still being compiled
      pingpong: { rounds: 5, warmMs: 1500, ms: 700 },
      // At 5,000 all of them are overloaded, and coming in takes longer than the measurement.
      fanout: {
        cases: sizes([100, 1000, 5000], (clients) => ({
          rounds: clients > 1000 ? 1 : 3,
          // So few messages a second that programs of much code (pumpjack, Colyseus) are still being compiled after 2 s.
          warmMs: clients > 1000 ? 2000 : 10_000,
          ms: 4000,
        })),
      },
      browser: { rounds: 3, warm: 3000, messages: 8000 },
      enet: { rounds: 5, warmMs: 1500, ms: 1000 },
      types: { rounds: 3 },
    };

const ECHOES = [
  { id: '64', size: 64, inFlight: 1000 },
  { id: '1024', size: 1024, inFlight: 1000 },
];
/** The sizes of the fan-out that the page has tables for. */
const FANOUTS = ['100', '1000', '5000'];
const PING_PONG = [{ id: '64', size: 64, inFlight: 1 }];

const choice = {
  match: new RegExp(options.match),
  execArgv: options.profile ? ['--cpu-prof', '--cpu-prof-dir=build/profiles'] : [],
};

/** @type {Readonly<Record<string, (record: Recorder) => Promise<void>>>} */
const suites = {
  queue: (record) => runQueue(plans.queue, record, say),
  echo: (record) => runEcho('echo', ECHOES, { ...plans.echo, ...choice }, record, say),
  pingpong: (record) => runEcho('pingpong', PING_PONG, { ...plans.pingpong, ...choice }, record, say),
  fanout: (record) => runFanout({ ...plans.fanout, ...choice }, record, say),
  browser: (record) => runBrowser({ ...plans.browser, match: choice.match }, record, say),
  enet: (record) => runEnet({ ...plans.enet, ...choice }, record, say),
  types: (record) => runTypes(plans.types, record, say),
};

/** Progress goes where it is in nobody's way. @param {string} text */
function say(text) {
  process.stderr.write(`${text}\n`);
}

async function measure() {
  try {
    for (const name of names) await suites[name]?.(record);
  } catch (error) {
    fail(error instanceof Error ? error.message : String(error));
  }
}

/** @param {string} text */
function fail(text) {
  say(text);
  process.exit(2);
}

if (options.help) {
  console.log(HELP);
  process.exit(0);
}
const names = options.only?.split(',') ?? Object.keys(suites);
for (const name of names) if (!suites[name]) fail(`no suite ${name}\n${HELP}`);
if (options.write && (options.only || options.match || options.profile))
  fail('--write takes everything: leave --only, --match and --profile out');

const earlier = options.from ? readFileSync(options.from, 'utf8').trim().split('\n') : undefined;
const record = new Recorder({ file: earlier ? undefined : 'build/bench.jsonl', echo: options.json });
// The first line tells what a run was made on, the others are its measurements.
/** @type {import('./lib/machine.mjs').Machine & { quick: boolean }} */
const made = earlier ? JSON.parse(earlier.shift() ?? '') : { ...machine(), quick: options.quick };
record.note(made);
if (earlier) for (const line of earlier) record.add(JSON.parse(line));
else await measure();

const parts = {
  machine:
    `${made.date}, Node ${made.node}, ${made.platform}, ${made.cores} cores of ${made.cpu}, ${made.memoryGiB} GiB, ` +
    `load average at the beginning ${made.load.join(', ')}${made.quick ? '. **A quick run: the numbers mean little**' : ''}.`,
  goals: goalsTable(record),
  queue: record.has('queue') ? queueTable(record) : '',
  'echo-64': record.has('echo') ? echoTable(record, '64') : '',
  'echo-1024': record.has('echo') ? echoTable(record, '1024') : '',
  pingpong: record.has('pingpong') ? pingPongTable(record) : '',
  ...Object.fromEntries(
    [...new Set([...FANOUTS, ...record.cases('fanout')])].map((id) => [
      `fanout-${id}`,
      record.has('fanout', id) ? fanoutTable(record, id) : '',
    ]),
  ),
  'fanout-limit': record.has('fanout', '1000') ? fanoutLimit(record) : '',
  browser: record.has('browser') ? browserTable(record) : '',
  enet: record.has('enet') ? enetTable(record) : '',
  types: record.has('types') ? typesTable(record) : '',
};
if (!options.json) {
  for (const [name, part] of Object.entries(parts)) if (part !== '') console.log(`\n${name}\n\n${part}`);
}
if (options.write) writeFileSync('docs/performance.md', page(parts));
