// node bench/reconnect.mjs [--quick] [--cuts N] [--only throughput|cuts|overhead]: what resumption costs. From a clean cut on loopback to RESUMED; the
// bytes a small reliable message takes beside its own; throughput against the same without, in two ways. One is the same library with
// resumption taken out (lib/without-resumption.mjs): what is written is forgotten, and nothing is acknowledged. The other is the same session with its
// messages sent lossy: no log, no acknowledgement, no window, but another kind of frame. (A raw stream writes each message by itself and
// says nothing of this.) Needs `npm run build`.
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { parseArgs } from 'node:util';
import { bytes, EventQueue, Network } from 'pumpjack';
import { tcp } from 'pumpjack/tcp';
import { machine } from './lib/machine.mjs';
import { table } from './lib/markdown.mjs';
import { median, percentile, ratio } from './lib/stats.mjs';
import { library } from './lib/without-resumption.mjs';

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
const messages = values.quick ? 50_000 : 1_000_000;

/** @typedef {import('./lib/without-resumption.mjs').Library} Library */
/** @typedef {Pick<Library, 'bytes' | 'EventQueue' | 'Network' | 'tcp'>} Kit */
/** @type {Kit} */
const built = { bytes, EventQueue, Network, tcp };

/** A program: a network and its queue. @param {object} [limits] @param {Kit} [kit] */
function program(limits = {}, kit = built) {
  const channels = { data: kit.bytes };
  const net = new kit.Network({ app: 'bench/1', transports: [kit.tcp()], channels, ...limits });
  return { net, queue: new kit.EventQueue({ drivers: [net] }) };
}

/**
 * The next event of that type; what comes before it is dropped.
 * @param {ReturnType<typeof program>} of @param {string} type
 */
async function next({ queue }, type) {
  for (;;) {
    const event = await queue.wait(10_000);
    if (event.type === type) return event;
    if (event.type === 'NOEVENT') throw new Error(`no ${type}`);
  }
}

/** A line on which every connection can be cut in order, as a proxy that ends does. @param {number} port */
async function line(port) {
  /** @type {Set<import('node:net').Socket>} */
  const sockets = new Set();
  const server = createServer({ noDelay: true }, (near) => {
    const far = connect({ host: '127.0.0.1', port, noDelay: true });
    for (const [from, to] of /** @type {const} */ ([
      [near, far],
      [far, near],
    ])) {
      sockets.add(from);
      from.pipe(to);
      from.on('error', () => {});
      from.on('close', () => sockets.delete(from));
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' ? address?.port : 0,
    cut: () => {
      for (const socket of sockets) socket.end();
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

/** Milliseconds from the cut to NETWORK_RESUMED in the client, sorted. */
async function resumes() {
  const server = program({ exemptLoopback: true });
  const client = program();
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
  const { client, server, peer, far } = await joined();
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
  await Promise.all([client.queue.close(), server.queue.close()]);
  return (after - before) / count - payload.length;
}

/** Messages of 64 bytes in a second, one way, between two programs of this process. @param {Kit} kit @param {boolean} lossy */
async function throughput(kit, lossy) {
  const { client, server, peer } = await joined({ lossyMessages: 1e6, lossyBytes: 2 ** 26 }, kit);
  const payload = new Uint8Array(64);
  const began = performance.now();
  let sent = 0;
  for (let got = 0; got < messages; ) {
    // Small bursts, so that neither the send buffer nor the high-water mark for lossy messages decides.
    for (let n = 0; n < 400 && sent < messages && peer.send('data', payload, { lossy }); n++) sent++;
    for (const event of server.queue.get()) if (event.type === 'NETWORK_DATA_IN') got++;
    client.queue.get();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const seconds = (performance.now() - began) / 1000;
  await Promise.all([client.queue.close(), server.queue.close()]);
  return messages / seconds;
}

/** @param {object} [limits] @param {Kit} [kit] */
async function joined(limits, kit) {
  const server = program(limits, kit);
  const client = program(limits, kit);
  const { uri } = await server.net.listen('tcp://127.0.0.1:0').ready();
  const peer = client.net.connect(uri);
  const event = await next(server, 'NETWORK_CONNECTED');
  await next(client, 'NETWORK_CONNECTED');
  if (!('peer' in event) || !event.peer) throw new Error('no peer');
  return { client, server, peer, far: event.peer };
}

/** Round by round, so that what slows a round down slows all three: messages a second as it is, without resumption, sent lossy. */
async function throughputs() {
  const [whole, without] = [await library(true), await library(false)];
  const contenders = /** @type {const} */ ([
    ['reliable', whole, false],
    ['without', without, false],
    ['lossy', whole, true],
  ]);
  const rates = { reliable: [0], without: [0], lossy: [0] };
  for (let round = 0; round < rounds; round++) {
    // Whoever comes first has the coldest caches: each in turn.
    const order = contenders.map((_, i) => contenders[(i + round) % contenders.length] ?? contenders[0]);
    for (const [, kit, lossy] of order) await throughput(kit, lossy); // warm
    for (const [name, kit, lossy] of order) rates[name][round] = await throughput(kit, lossy);
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
  `${made.date}, Node ${made.node}, ${made.platform}, ${made.cores} cores, load ${made.load.join(', ')}; ${cuts} cuts, ${rounds} rounds of ${messages} messages${values.quick ? ' (quick: the numbers mean little)' : ''}\n`,
);
console.log(table(['goal', 'wanted', 'measured', 'reached'], rows) + notes);
