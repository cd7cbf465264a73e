// One end of one contender in a process of its own: node worker.mjs <adapter> <name>. Drives the client, and tells what the
// process costs. The same driver for all contenders; only what sends and hears is theirs.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { percentile } from '../lib/stats.mjs';
import { answer } from '../lib/worker.mjs';
import { RATE } from './adapter.mjs';
import { nextSeq } from './payload.mjs';

const [, , file = '', name] = process.argv;
/** @type {{ contenders: readonly import('./adapter.mjs').Contender[] }} */
const module = await import(new URL(file, import.meta.url).href);
const found = module.contenders.find((each) => each.name === name);
if (!found) throw new Error(`no contender ${name} in ${file}`);
const contender = found;

/** CPU time of this process, us. */
function cpu() {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** Live memory, bytes, after a full collection: the JavaScript heap with the buffers outside of it, and all that the system gave. */
async function memory() {
  for (let i = 0; i < 3; i++) {
    globalThis.gc?.();
    await new Promise((later) => setTimeout(later, 20));
  }
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heap: heapUsed + external, rss };
}

// --- echo: messages in flight, each answered by the next

let size = 0;
let limit = 0;
let inFlight = 0;
/** Nothing is offered between a refusal and the word that there is room again. */
let full = false;
let heard = 0;
let wrong = 0;
/** @type {number | undefined} */
let sent;
/** @type {number | undefined} */
let lastHeard;
/** @type {import('./adapter.mjs').Send} */
let send = () => false;
/** @type {() => void} */
let allHeard = () => {};
/** Times of single messages, us; only of one in flight. @type {Float64Array | undefined} */
let times;
let sentAt = 0;

function refill() {
  while (inFlight < limit && !full) {
    const seq = nextSeq(sent);
    if (times) sentAt = performance.now();
    // Counted before: the answer of a very fast one may come within.
    inFlight++;
    full = !send(seq);
    if (full) inFlight--;
    else sent = seq;
  }
}

/** @param {number} seq @param {number} length */
function got(seq, length) {
  if (times && heard < times.length) times[heard] = (performance.now() - sentAt) * 1000;
  lastHeard = nextSeq(lastHeard);
  if (seq !== lastHeard || length !== size) wrong++;
  heard++;
  inFlight--;
  if (inFlight < limit) refill();
  else if (inFlight === 0) allHeard();
}

/** @param {{ ms: number, inFlight: number }} how */
async function echo(how) {
  heard = wrong = 0;
  times = how.inFlight === 1 ? new Float64Array(1_000_000) : undefined;
  const cpuBefore = cpu();
  const start = performance.now();
  limit = how.inFlight;
  refill();
  await new Promise((over) => setTimeout(over, how.ms));
  limit = 0;
  if (inFlight > 0) {
    await new Promise((resolve) => {
      allHeard = () => resolve(undefined);
    });
  }
  const seconds = (performance.now() - start) / 1000;
  const result = { count: heard, wrong, seconds, cpu: cpu() - cpuBefore };
  if (!times) return result;
  const sorted = times.subarray(0, heard).sort();
  return { ...result, p50: percentile(sorted, 0.5), p99: percentile(sorted, 0.99) };
}

// --- fan-out

/** @type {(number | undefined)[]} */
const lastOf = [];
/** @type {number[]} */
const sentOf = [];
/** @type {readonly import('./adapter.mjs').Send[]} */
let sends = [];
let refused = 0;
/** What was sent and will not come any more: numbers that were passed over. */
let missing = 0;
/** Connections that stood and have ended. */
let lost = 0;
let playing = false;

/** How often the event loop is looked at, ms: so much of each interval is no delay. */
const LOOK_MS = 10;
const delays = monitorEventLoopDelay({ resolution: LOOK_MS });

/** Whether one of these came in order. Who does not keep up may leave some out, and is told so. @param {number | undefined} last @param {number} seq @param {number} length */
function check(last, seq, length) {
  heard++;
  if (length !== size || (last !== undefined && seq <= last)) wrong++;
  else if (last !== undefined) missing += seq - nextSeq(last);
}

/**
 * The clients take turns within each period, as players who are not in step do: one group every 5 ms. After a whole period's delay what was
 * missed is not made up: a process that sends all the time reads nothing.
 */
function beginInput() {
  const groups = 10;
  const begin = performance.now();
  let done = 0;
  setInterval(() => {
    const due = Math.floor(((performance.now() - begin) / 1000) * RATE * groups);
    done = Math.max(done, due - groups);
    for (; done < due; done++) {
      for (let i = done % groups; i < sends.length; i += groups) {
        const seq = nextSeq(sentOf[i]);
        if (sends[i]?.(seq)) sentOf[i] = seq;
        else refused++;
      }
    }
  }, 5);
}

answer({
  cpu,
  memory,
  /** @param {{ size: number }} how */
  serveEcho: (how) => contender.serveEcho(how.size),
  /** @param {{ port: number, size: number }} how */
  async openEcho(how) {
    size = how.size;
    send = await contender.openEcho(how.port, how.size, {
      got,
      room() {
        full = false;
        refill();
      },
    });
  },
  echo,
  serveFanout: () =>
    contender.serveFanout?.({
      got(last, seq, length) {
        check(last, seq, length);
        return seq;
      },
      playing: () => playing,
    }),
  /** @param {{ port: number, count: number }} how */
  async openFanout(how) {
    sends =
      (await contender.openFanout?.(how.port, how.count, {
        got(client, seq, length) {
          check(lastOf[client], seq, length);
          lastOf[client] = seq;
        },
        lost() {
          lost++;
        },
      })) ?? [];
  },
  /** All are in: the game begins, on either side. */
  play() {
    playing = true;
    if (sends.length > 0) beginInput();
    delays.enable();
  },
  /** How many bytes each message that is heard has to have. @param {{ size: number }} how */
  expect(how) {
    size = how.size;
  },
  /** Counters since the last call. */
  async tally() {
    // In the turn that asks, an interval that a long turn made longer is not over yet: timers come first in the next one.
    await new Promise((later) => setTimeout(later, 1));
    const lag = Math.max(0, delays.percentile(99) / 1e6 - LOOK_MS);
    const told = { heard, wrong, missing, lost, refused, lag, cpu: cpu(), at: performance.now() };
    heard = wrong = missing = lost = refused = 0;
    delays.reset();
    return told;
  },
});
