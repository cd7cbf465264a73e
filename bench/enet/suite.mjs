// The ENet bench: one client and one server of each contender in each round, one pair at a time, in processes of their own. One way, and back and forth.
import { startWorker } from '../lib/worker.mjs';
import { compile, startLibenet } from './libenet.mjs';

const suite = 'enet';

/** @typedef {{ id: string, title: string, size: number, kind: import('./adapter.mjs').Kind | 'pingpong' }} Case */

/** @type {readonly Case[]} */
export const cases = [
  { id: 'reliable-64', title: 'reliable, 64 B', size: 64, kind: 'reliable' },
  { id: 'reliable-1024', title: 'reliable, 1 KiB', size: 1024, kind: 'reliable' },
  { id: 'reliable-65536', title: 'reliable, 64 KiB', size: 65536, kind: 'reliable' },
  { id: 'unreliable-64', title: 'unreliable, 64 B', size: 64, kind: 'unreliable' },
  { id: 'pingpong-64', title: 'ping-pong, 64 B', size: 64, kind: 'pingpong' },
];

/**
 * @param {{ rounds: number, warmMs: number, ms: number, match: RegExp, execArgv: readonly string[] }} plan
 * @param {import('../lib/record.mjs').Recorder} record @param {(text: string) => void} say
 */
export async function run(plan, record, say) {
  const worker = (/** @type {string} */ file, /** @type {string} */ name) => () =>
    startWorker(new URL('./worker.mjs', import.meta.url), [file, name], plan.execArgv);
  /** @type {{ name: string, kinds: readonly string[], start: () => import('./adapter.mjs').End }[]} */
  const field = [
    { name: 'dgram, batched', kinds: ['reliable', 'pingpong'], start: worker('./dgram.mjs', 'dgram, batched') },
    { name: 'dgram, cut', kinds: ['reliable'], start: worker('./dgram.mjs', 'dgram, cut') },
    {
      name: 'pumpjack enet',
      kinds: ['reliable', 'unreliable', 'pingpong'],
      start: worker('./pumpjack.mjs', 'pumpjack enet'),
    },
  ];
  const program = compile();
  if (program)
    field.push({
      name: 'libenet',
      kinds: ['reliable', 'unreliable', 'pingpong'],
      start: () => startLibenet(program),
    });
  else
    say(
      'libenet is left out: it takes a C compiler and libenet-dev (on Debian: apt-get install gcc libc6-dev libenet-dev)',
    );
  for (let round = 0; round < plan.rounds; round++) {
    say(`enet: round ${round + 1} of ${plan.rounds}`);
    for (const one of cases) {
      for (const { name, kinds, start } of field) {
        if (!plan.match.test(name) || !kinds.includes(one.kind)) continue;
        record.add({ suite, case: one.id, contender: name, round, ...(await measure(start, plan, one)) });
      }
    }
  }
}

/**
 * @param {() => import('./adapter.mjs').End} start @param {{ warmMs: number, ms: number }} plan @param {Case} one
 */
async function measure(start, { warmMs, ms }, { size, kind }) {
  const server = start();
  const client = start();
  try {
    const port = await server.ask('serve', { size });
    await client.ask('open', { port, size });
    const work = (/** @type {number} */ howLong) =>
      kind === 'pingpong' ? client.ask('pingPong', { ms: howLong }) : client.ask('flood', { kind, ms: howLong });
    await work(warmMs);
    await server.ask('tally');
    const before = (await server.ask('cpu')) + (await client.ask('cpu'));
    const begin = performance.now();
    const told = await work(ms);
    const seconds = (performance.now() - begin) / 1000;
    const cpu = (await server.ask('cpu')) + (await client.ask('cpu')) - before;
    if (kind === 'pingpong') return { p50: told.p50, p99: told.p99, cpuMicros: cpu / told.count };
    const heard = await server.ask('tally');
    if (kind === 'reliable' && heard !== told) throw new Error(`${told} were sent, and ${heard} arrived`);
    return {
      perSecond: heard / seconds,
      megabytes: (heard * size) / seconds / 1e6,
      delivered: heard / told,
      cpuMicros: cpu / heard,
    };
  } finally {
    await Promise.all([server.stop(), client.stop()]);
  }
}
