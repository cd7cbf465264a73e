// Echo and ping-pong: one client and one server of each contender in each round, one pair at a time. New processes for each
// round, since a just-in-time compiler that was lucky stays lucky for the life of its process.
import { field, startEnd } from './field.mjs';

/**
 * @typedef {object} EchoCase
 * @property {string} id
 * @property {number} size bytes of a message
 * @property {number} inFlight messages on the way at most
 */

/**
 * @param {string} suite @param {readonly EchoCase[]} cases @param {{ rounds: number, warmMs: number, ms: number } & import('./field.mjs').Choice} plan
 * @param {import('../lib/record.mjs').Recorder} record @param {(text: string) => void} say
 */
export async function runEcho(suite, cases, plan, record, say) {
  const entries = await field(plan, say);
  for (const { id, size, inFlight } of cases) {
    for (let round = 0; round < plan.rounds; round++) {
      say(`${suite} ${id}: round ${round + 1} of ${plan.rounds}`);
      for (const entry of entries) {
        const numbers = await measure(entry, plan, { size, inFlight });
        record.add({ suite, case: id, contender: entry.contender.name, round, ...numbers });
      }
    }
  }
}

/**
 * @param {import('./field.mjs').Entry} entry @param {{ warmMs: number, ms: number } & import('./field.mjs').Choice} plan
 * @param {{ size: number, inFlight: number }} load
 */
async function measure(entry, { warmMs, ms, execArgv }, { size, inFlight }) {
  const server = startEnd(entry, execArgv);
  const client = startEnd(entry, execArgv);
  try {
    const port = await server.ask('serveEcho', { size });
    await client.ask('openEcho', { port, size });
    await client.ask('echo', { ms: warmMs, inFlight });
    const before = await server.ask('cpu');
    const told = await client.ask('echo', { ms, inFlight });
    const serverCpu = (await server.ask('cpu')) - before;
    if (told.wrong > 0 || told.count === 0)
      throw new Error(`${entry.contender.name}: ${told.wrong} of ${told.count} echoes are wrong`);
    return {
      perSecond: told.count / told.seconds,
      cpuMicros: (told.cpu + serverCpu) / told.count,
      serverCpuMicros: serverCpu / told.count,
      ...(told.p50 === undefined ? {} : { p50: told.p50, p99: told.p99 }),
    };
  } finally {
    await Promise.all([server.stop(), client.stop()]);
  }
}
