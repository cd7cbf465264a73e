// One end of a contender in JavaScript, in a process of its own: node worker.mjs <adapter> <name>. The same driver for all of them.
import { percentile } from '../lib/stats.mjs';
import { answer } from '../lib/worker.mjs';

const [, , file = '', name = ''] = process.argv;
/** @type {{ contenders: readonly import('./adapter.mjs').Contender[] }} */
const { contenders } = await import(new URL(file, import.meta.url).href);
const found = contenders.find((each) => each.name === name);
if (!found) throw new Error(`no contender ${name} in ${file}`);
const contender = found;

let heard = 0;
let wrong = 0;
let size = 0;
/** @type {import('./adapter.mjs').Client | undefined} */
let client;

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** The message that is sent over and over: the contenders copy it, as they have to for a program that goes on writing into its own. */
async function flood(/** @type {import('./adapter.mjs').Kind} */ kind, /** @type {number} */ ms) {
  if (!client) throw new Error('not connected');
  const message = new Uint8Array(size).fill(7);
  const end = performance.now() + ms;
  let sent = 0;
  while (performance.now() < end) {
    // Enough for some datagrams; what is unreliable is never refused, so it has to be dosed.
    const most = kind === 'reliable' ? 1000 : 200;
    let taken = true;
    for (let i = 0; i < most && taken; i++) {
      taken = client.send(kind, message);
      if (taken) sent++;
    }
    // Waiting in a busy loop would cost more than the work.
    await (taken ? turn() : client.room());
  }
  while (!client.idle()) await new Promise((later) => setTimeout(later, 1));
  return sent;
}

async function pingPong(/** @type {number} */ ms) {
  if (!client) throw new Error('not connected');
  const times = new Float64Array(1_000_000);
  const message = new Uint8Array(size);
  const end = performance.now() + ms;
  let count = 0;
  while (performance.now() < end && count < times.length) {
    const at = performance.now();
    await client.ping(message);
    times[count++] = (performance.now() - at) * 1000;
  }
  const sorted = times.subarray(0, count).sort();
  return { count, p50: percentile(sorted, 0.5), p99: percentile(sorted, 0.99) };
}

answer({
  /** CPU time of this process, us. */
  cpu() {
    const { user, system } = process.cpuUsage();
    return user + system;
  },
  /** @param {{ size: number }} how */
  serve: (how) => {
    size = how.size;
    return contender.serve((length) => {
      heard++;
      if (length !== size) wrong++;
    });
  },
  /** @param {{ port: number, size: number }} how */
  async open(how) {
    size = how.size;
    client = await contender.open(how.port);
  },
  /** @param {{ kind: import('./adapter.mjs').Kind, ms: number }} how */
  flood: (how) => flood(how.kind, how.ms),
  /** @param {{ ms: number }} how */
  pingPong: (how) => pingPong(how.ms),
  /** What was heard since the last call. */
  tally() {
    if (wrong > 0) throw new Error(`${wrong} messages of the wrong length`);
    const told = heard;
    heard = 0;
    return told;
  },
});
