// Echo and ping-pong: one client and one server of each contender, kept alive over all rounds, one pair at work at a time.
import { field, startEnd } from './field.mjs';

/**
 * @typedef {object} EchoCase
 * @property {string} id
 * @property {number} size bytes of a message
 * @property {number} inFlight messages on the way at most
 */

/**
 * @param {string} suite @param {readonly EchoCase[]} cases @param {{ rounds: number, ms: number } & import('./field.mjs').Choice} plan
 * @param {import('../lib/record.mjs').Recorder} record @param {(text: string) => void} say
 */
export async function runEcho(suite, cases, plan, record, say) {
  const entries = await field(plan, say);
  for (const { id, size, inFlight } of cases) {
    const pairs = [];
    for (const entry of entries) {
      const server = startEnd(entry, plan.execArgv);
      const client = startEnd(entry, plan.execArgv);
      const port = await server.ask('serveEcho', { size });
      await client.ask('openEcho', { port, size });
      pairs.push({ name: entry.contender.name, server, client });
    }
    // The first round warms up and is thrown away.
    for (let round = -1; round < plan.rounds; round++) {
      say(round < 0 ? `${suite} ${id}: warming up` : `${suite} ${id}: round ${round + 1} of ${plan.rounds}`);
      for (const { name, server, client } of pairs) {
        const before = await server.ask('cpu');
        const told = await client.ask('echo', { ms: plan.ms, inFlight });
        const serverCpu = (await server.ask('cpu')) - before;
        if (told.wrong > 0 || told.count === 0)
          throw new Error(`${name}: ${told.wrong} of ${told.count} echoes are wrong`);
        if (round < 0) continue;
        record.add({
          suite,
          case: id,
          contender: name,
          round,
          perSecond: told.count / told.seconds,
          cpuMicros: (told.cpu + serverCpu) / told.count,
          serverCpuMicros: serverCpu / told.count,
          ...(told.p50 === undefined ? {} : { p50: told.p50, p99: told.p99 }),
        });
      }
    }
    await Promise.all(pairs.flatMap(({ server, client }) => [server.stop(), client.stop()]));
  }
}
