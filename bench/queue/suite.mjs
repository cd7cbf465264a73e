// The queue bench: every contender in its own process, all of them through all cases in each round.
import { startWorker } from '../lib/worker.mjs';
import { cases } from './cases.mjs';
import { contenders } from './contenders.mjs';
import { COUNT } from './events.mjs';
import { startPygame } from './pygame.mjs';

/** Mere lookups: the time is said of the events that were looked through. */
export const title = 'queue';

/**
 * @param {{ rounds: number, ms: number }} plan @param {import('../lib/record.mjs').Recorder} record
 * @param {(text: string) => void} say
 */
export async function run(plan, record, say) {
  const field = Object.keys(contenders).map((name) => ({
    name,
    worker: startWorker(new URL('./worker.mjs', import.meta.url), [name]),
  }));
  const pygame = await startPygame();
  if (pygame) field.push(pygame);
  else say('pygame is not installed: left out (on Debian: apt-get install python3-pygame)');
  const able = await Promise.all(field.map(({ worker }) => worker.ask('cases')));
  // The first round warms the compilers up and is thrown away.
  for (let round = -1; round < plan.rounds; round++) {
    say(round < 0 ? 'queue: warming up' : `queue: round ${round + 1} of ${plan.rounds}`);
    for (const { id } of cases) {
      for (const [i, { name, worker }] of field.entries()) {
        if (!able[i].includes(id)) continue;
        const ns = await worker.ask('run', { id, ms: plan.ms });
        if (round >= 0)
          record.add({ suite: title, case: id, contender: name, round, ns: ns / COUNT, perSecond: (COUNT / ns) * 1e9 });
      }
    }
  }
  await Promise.all(field.map(({ worker }) => worker.stop()));
}
