// The queue bench: in each round every contender in a new process, all of them through all cases. New ones, since a
// just-in-time compiler that was lucky stays lucky for the life of its process.
import { startWorker } from '../lib/worker.mjs';
import { cases } from './cases.mjs';
import { contenders } from './contenders.mjs';
import { COUNT } from './events.mjs';
import { startPygame } from './pygame.mjs';

const suite = 'queue';

/**
 * @param {{ rounds: number, warmMs: number, ms: number }} plan @param {import('../lib/record.mjs').Recorder} record
 * @param {(text: string) => void} say
 */
export async function run(plan, record, say) {
  for (let round = 0; round < plan.rounds; round++) {
    say(`queue: round ${round + 1} of ${plan.rounds}`);
    const field = Object.keys(contenders).map((name) => ({
      name,
      worker: startWorker(new URL('./worker.mjs', import.meta.url), [name]),
    }));
    const pygame = await startPygame();
    if (pygame) field.push(pygame);
    else if (round === 0) say('pygame is not installed: left out (on Debian: apt-get install python3-pygame)');
    const able = await Promise.all(field.map(({ worker }) => worker.ask('cases')));
    for (const { id } of cases) {
      for (const [i, { name, worker }] of field.entries()) {
        if (!able[i].includes(id)) continue;
        await worker.ask('run', { id, ms: plan.warmMs });
        const ns = await worker.ask('run', { id, ms: plan.ms });
        record.add({ suite, case: id, contender: name, round, ns: ns / COUNT, perSecond: (COUNT / ns) * 1e9 });
      }
    }
    await Promise.all(field.map(({ worker }) => worker.stop()));
  }
}
