// Fan-out: a server, up to thousands of clients in other processes, 20 times a second 32 bytes in from each and 200 bytes out to all.
import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';
import { INPUT, RATE, STATE } from './adapter.mjs';
import { field, startEnd } from './field.mjs';

/** How much of what should arrive has to: less, and a contender did not keep up. */
const ENOUGH = 0.97;
/** How long the clients may take to come in, ms. */
const JOIN = 60_000;
/** So many clients make a process of theirs busy; another one only helps where there is a core for it, beside the server's. */
const CLIENTS_EACH = 2500;
/** File descriptors of a process beside its connections. */
const OTHER_FILES = 200;

/**
 * @typedef {object} FanoutCase
 * @property {number} clients
 * @property {number} rounds
 * @property {number} warmMs until the compilers have seen the work
 * @property {number} ms
 */

/**
 * @param {{ cases: readonly FanoutCase[] } & import('./field.mjs').Choice} plan
 * @param {import('../lib/record.mjs').Recorder} record @param {(text: string) => void} say
 */
export async function run({ cases, ...choice }, record, say) {
  const entries = (await field(choice, say)).filter(({ contender }) => contender.serveFanout);
  for (const { clients, rounds, warmMs, ms } of cases) {
    if (clients + OTHER_FILES > mostFiles()) {
      say(`fan-out: ${clients} clients left out: a process may open ${mostFiles()} files here (ulimit -Hn)`);
      continue;
    }
    for (let round = 0; round < rounds; round++) {
      say(`fan-out, ${clients} clients: round ${round + 1} of ${rounds}`);
      for (const entry of entries) {
        const { name } = entry.contender;
        const line = { suite: 'fanout', case: `${clients}`, contender: name, round };
        try {
          record.add({ ...line, ...(await measure(entry, { clients, warmMs, ms, ...choice })) });
        } catch (error) {
          // The others still have something to tell.
          const text = error instanceof Error ? error.message : String(error);
          const failed = text.replace(/\n.*/s, '').replace(`${entry.file} ${name}: `, '');
          say(`  ${name} failed: ${failed}`);
          record.add({ ...line, clients, failed });
        }
      }
    }
  }
}

/** @param {import('./field.mjs').Entry} entry @param {{ warmMs: number, ms: number, clients: number } & import('./field.mjs').Choice} plan */
async function measure(entry, { warmMs, ms, clients, execArgv }) {
  const server = startEnd(entry, ['--expose-gc', ...execArgv]);
  const crowds = shares(clients).map((count) => ({ count, end: startEnd(entry, execArgv) }));
  const ends = [server, ...crowds.map(({ end }) => end)];
  const tallies = async () => {
    const [first, ...others] = await Promise.all(ends.map((end) => end.ask('tally')));
    return { server: first, crowd: summed(others) };
  };
  try {
    await server.ask('expect', { size: INPUT });
    const port = await server.ask('serveFanout');
    const empty = await server.ask('memory');
    const began = performance.now();
    for (const { count, end } of crowds) {
      await end.ask('expect', { size: STATE });
      await end.ask('openFanout', { port, count }, JOIN);
    }
    const joined = (performance.now() - began) / 1000;
    const idle = await server.ask('memory');
    await Promise.all(ends.map((end) => end.ask('play')));
    await pause(warmMs);
    const before = await tallies();
    await pause(ms);
    const after = await tallies();
    const full = await server.ask('memory');
    const wrong = before.server.wrong + after.server.wrong + before.crowd.wrong + after.crowd.wrong;
    if (wrong > 0) throw new Error(`${wrong} messages are not what was sent`);
    const seconds = (after.server.at - before.server.at) / 1000;
    const due = clients * RATE * seconds;
    const [inShare, outShare] = [after.server.heard / due, after.crowd.heard / due];
    return {
      clients,
      crowds: crowds.length,
      joined,
      // What counts: who delivers less must not look cheaper for it.
      serverMicros: (after.server.cpu - before.server.cpu) / (after.server.heard + after.crowd.heard),
      serverCpu: (after.server.cpu - before.server.cpu) / 1e6 / seconds,
      clientCpu: (after.crowd.cpu - before.crowd.cpu) / 1e6 / seconds,
      lag: after.server.lag,
      inShare,
      outShare,
      keptUp: inShare >= ENOUGH && outShare >= ENOUGH,
      missing: after.server.missing + after.crowd.missing,
      lost: before.crowd.lost + after.crowd.lost,
      refused: after.crowd.refused,
      idleEach: (idle.heap - empty.heap) / clients,
      heapEach: (full.heap - empty.heap) / clients,
      rssEach: (full.rss - empty.rss) / clients,
    };
  } finally {
    await Promise.all(ends.map((end) => end.stop()));
  }
}

/** Clients for each of their processes. @param {number} clients */
function shares(clients) {
  const processes = Math.max(1, Math.min(Math.ceil(clients / CLIENTS_EACH), cpus().length - 1));
  return Array.from({ length: processes }, (_, i) => Math.floor((clients + i) / processes));
}

/** @param {readonly Readonly<Record<string, number>>[]} tallies */
function summed(tallies) {
  const sum = (/** @type {string} */ name) => tallies.reduce((all, tally) => all + (tally[name] ?? 0), 0);
  return {
    heard: sum('heard'),
    wrong: sum('wrong'),
    missing: sum('missing'),
    lost: sum('lost'),
    refused: sum('refused'),
    cpu: sum('cpu'),
  };
}

/** The hard limit: Node raises its own to it when it starts. */
function mostFiles() {
  if (process.platform === 'win32') return Number.POSITIVE_INFINITY;
  const told = execFileSync('sh', ['-c', 'ulimit -Hn'], { encoding: 'utf8' }).trim();
  return told === 'unlimited' ? Number.POSITIVE_INFINITY : Number(told);
}

/** @param {number} ms */
const pause = (ms) => new Promise((over) => setTimeout(over, ms));
