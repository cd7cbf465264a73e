// Fan-out: a server, a thousand clients in a second process, 20 times a second 32 bytes in from each and 200 bytes out to all.
import { INPUT, RATE, STATE } from './adapter.mjs';
import { field, startEnd } from './field.mjs';

/** How much of what should arrive has to: less, and a contender did not keep up. */
const ENOUGH = 0.97;

/**
 * @param {{ rounds: number, ms: number, clients: number } & import('./field.mjs').Choice} plan
 * @param {import('../lib/record.mjs').Recorder} record @param {(text: string) => void} say
 */
export async function run(plan, record, say) {
  const entries = (await field(plan, say)).filter(({ contender }) => contender.serveFanout);
  for (let round = 0; round < plan.rounds; round++) {
    say(`fan-out: round ${round + 1} of ${plan.rounds}`);
    for (const entry of entries) {
      record.add({
        suite: 'fanout',
        case: 'fanout',
        contender: entry.contender.name,
        round,
        ...(await measure(entry, plan)),
      });
    }
  }
}

/** @param {import('./field.mjs').Entry} entry @param {{ ms: number, clients: number } & import('./field.mjs').Choice} plan */
async function measure(entry, { ms, clients, execArgv }) {
  const server = startEnd(entry, ['--expose-gc', ...execArgv]);
  const client = startEnd(entry, execArgv);
  try {
    await server.ask('expect', { size: INPUT });
    await client.ask('expect', { size: STATE });
    const port = await server.ask('serveFanout');
    const empty = await server.ask('memory');
    await client.ask('openFanout', { port, count: clients });
    await pause(2000); // until the compilers have seen the work
    const [serverBefore, clientBefore] = await Promise.all([server.ask('tally'), client.ask('tally')]);
    await pause(ms);
    const [serverAfter, clientAfter] = await Promise.all([server.ask('tally'), client.ask('tally')]);
    const full = await server.ask('memory');
    const wrong = serverBefore.wrong + serverAfter.wrong + clientBefore.wrong + clientAfter.wrong;
    if (wrong > 0) throw new Error(`${entry.contender.name}: ${wrong} messages are wrong or missing`);
    const seconds = (serverAfter.at - serverBefore.at) / 1000;
    const due = clients * RATE * seconds;
    return {
      clients,
      // What counts: who delivers less must not look cheaper for it.
      serverMicros: (serverAfter.cpu - serverBefore.cpu) / (serverAfter.heard + clientAfter.heard),
      serverCpu: (serverAfter.cpu - serverBefore.cpu) / 1e6 / seconds,
      clientCpu: (clientAfter.cpu - clientBefore.cpu) / 1e6 / seconds,
      inShare: serverAfter.heard / due,
      outShare: clientAfter.heard / due,
      keptUp: serverAfter.heard / due >= ENOUGH && clientAfter.heard / due >= ENOUGH,
      refused: clientAfter.refused,
      heapEach: (full.heap - empty.heap) / clients,
      rssEach: (full.rss - empty.rss) / clients,
    };
  } finally {
    await Promise.all([server.stop(), client.stop()]);
  }
}

/** @param {number} ms */
const pause = (ms) => new Promise((over) => setTimeout(over, ms));
