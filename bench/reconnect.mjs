// node bench/reconnect.mjs [--quick] [--cuts N] [--only throughput|cuts|overhead]: what resumption costs. From a clean cut on loopback to RESUMED; the
// bytes a small reliable message takes beside its own; throughput against the same without, in two ways. One is the same library with
// resumption taken out (reconnect/without-resumption.mjs): what is written is forgotten, and nothing is acknowledged. The other is the same session with its
// messages sent lossy: no log, no acknowledgement, no window, but another kind of frame. (A raw stream writes each message by itself and
// says nothing of this.) Needs `npm run build`.
import { parseArgs } from 'node:util';
import { bytes, EventQueue, Network } from 'pumpjack';
import { tcp } from 'pumpjack/tcp';
import { machine } from './lib/machine.mjs';
import { table } from './lib/markdown.mjs';
import { median, percentile, ratio } from './lib/stats.mjs';
import { startWorker } from './lib/worker.mjs';
import { joined, line, next, program } from './reconnect/program.mjs';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    cuts: { type: 'string' },
    only: { type: 'string', default: '' },
  },
});
const parts = ['cuts', 'overhead', 'throughput'];
if (values.only !== '' && !parts.includes(values.only))
  throw new Error(`--only ${values.only}: it is one of ${parts.join(', ')}`);
/** @param {string} part */
const wanted = (part) => values.only === '' || values.only === part;
const cuts = Number(values.cuts ?? (values.quick ? 20 : 1000));
const rounds = values.quick ? 3 : 11;
/** Measurements in each process. */
const TIMES = 3;
const messages = values.quick ? 50_000 : 1_000_000;

/** @type {import('./reconnect/program.mjs').Kit} */
const kit = { bytes, EventQueue, Network, tcp };

/** Milliseconds from the cut to NETWORK_RESUMED in the client, sorted. */
async function resumes() {
  const server = program(kit, { exemptLoopback: true });
  const client = program(kit);
  const listener = await server.net.listen('tcp://127.0.0.1:0').ready();
  const wire = await line(Number(listener.uri.split(':').at(-1)));
  client.net.connect(`tcp://127.0.0.1:${wire.port}`);
  await next(client, 'NETWORK_CONNECTED');
  const times = new Float64Array(cuts);
  for (let i = 0; i < cuts; i++) {
    // A link that lasted less than a second is no reason to come back at once: see backoffMs.
    await new Promise((resolve) => setTimeout(resolve, 1010));
    server.queue.get();
    const began = performance.now();
    wire.cut();
    await next(client, 'NETWORK_RESUMED');
    times[i] = performance.now() - began;
  }
  await Promise.all([client.queue.close(), server.queue.close()]);
  wire.close();
  return times.sort();
}

/** Bytes on the link beside the payload, for each of many messages of 16 bytes, both ways, acknowledgements included. */
async function overhead() {
  const { client, server, peer, far, close } = await joined(kit);
  const payload = new Uint8Array(16);
  const count = 1000;
  const before = far.stats.bytesIn + far.stats.bytesOut;
  let got = 0;
  // One at a time: nothing shares a frame or an acknowledgement that need not.
  for (let i = 0; i < count; i++) {
    peer.send('data', payload);
    for (; got <= i; ) {
      for (const event of server.queue.get()) if (event.type === 'NETWORK_DATA_IN') got++;
      client.queue.get();
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  const after = far.stats.bytesIn + far.stats.bytesOut;
  await close();
  return (after - before) / count - payload.length;
}

/**
 * Messages a second as it is, without resumption, sent lossy; round by round, so that what slows a round down slows all three. Each
 * is a new process each time: a compiler that was lucky with one of them stays so for as long as its process runs.
 */
async function throughputs() {
  const contenders = /** @type {const} */ ([
    ['reliable', 'whole', false],
    ['without', 'without', false],
    ['lossy', 'whole', true],
  ]);
  const rates = { reliable: [0], without: [0], lossy: [0] };
  for (let round = 0; round < rounds; round++) {
    // Whoever comes first has the coldest caches: each in turn.
    const order = contenders.map((_, i) => contenders[(i + round) % contenders.length] ?? contenders[0]);
    for (const [name, library, lossy] of order) {
      const worker = startWorker(new URL('reconnect/throughput.mjs', import.meta.url), [library]);
      const times = [];
      for (let i = 0; i <= TIMES; i++) times[i] = await worker.ask('throughput', { messages, lossy });
      rates[name][round] = median(times.slice(1)); // the first one is to warm up
      await worker.stop();
    }
  }
  return rates;
}

const made = machine();
/** @type {[what: string, wanted: string, measured: string, reached: string][]} */
const rows = [];
const add = (
  /** @type {string} */ what,
  /** @type {string} */ goal,
  /** @type {number} */ got,
  /** @type {boolean} */ ok,
) => rows.push([what, goal, got.toFixed(2), ok ? 'yes' : '**no**']);

if (wanted('cuts')) {
  const times = await resumes();
  const [p50, p99] = [percentile(times, 0.5), percentile(times, 0.99)];
  add('clean cut to RESUMED, p50, ms', 'at most 75', p50, p50 <= 75);
  add('clean cut to RESUMED, p99, ms', 'at most 150', p99, p99 <= 150);
}
if (wanted('overhead')) {
  const more = await overhead();
  add('bytes beside a message of 16 bytes, acknowledgement included', 'at most 12', more, more <= 12);
}
let notes = '';
if (wanted('throughput')) {
  const rates = await throughputs();
  for (const [name, against] of /** @type {const} */ ([
    ['without', 'the same library with resumption taken out'],
    ['lossy', 'the same sent lossy'],
  ])) {
    const got = ratio(rates.reliable, rates[name]);
    add(`throughput: reliable / ${against}`, 'at least 0.95', got, got >= 0.95);
  }
  const each = Object.entries(rates).map(([name, all]) => `${name} ${Math.round(median(all) / 1000)} k`);
  notes = `\n\nmessages of 64 bytes a second, median: ${each.join(', ')}`;
}
console.log(
  `${made.date}, Node ${made.node}, ${made.platform}, ${made.cores} cores, load ${made.load.join(', ')}; ${cuts} cuts, ${rounds} rounds of ${TIMES} times ${messages} messages${values.quick ? ' (quick: the numbers mean little)' : ''}\n`,
);
console.log(table(['goal', 'wanted', 'measured', 'reached'], rows) + notes);
