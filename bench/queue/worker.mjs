// One contender of the queue bench in a process of its own: runs a case for a while and tells the nanoseconds.
import { answer } from '../lib/worker.mjs';
import { cases } from './cases.mjs';
import { contenders } from './contenders.mjs';

const queue = contenders[process.argv[2] ?? '']?.();
if (!queue) throw new Error(`no contender ${process.argv[2]}`);

answer({
  /** The cases this contender can run. */
  cases: () => cases.filter((each) => each.can(queue)).map((each) => each.id),
  /** @param {{ id: string, ms: number }} how @returns nanoseconds of one pass: the middle of all passes within `ms` */
  run({ id, ms }) {
    const one = cases.find((each) => each.id === id);
    if (!one) throw new Error(`no case ${id}`);
    const times = [];
    queue.getAll(() => {}); // what the case before has left
    const end = performance.now() + ms;
    do {
      one.fill?.(queue);
      const start = process.hrtime.bigint();
      const seen = one.run(queue);
      times.push(Number(process.hrtime.bigint() - start));
      if (seen !== one.expected) throw new Error(`${queue.name}, ${id}: ${seen} came out, not ${one.expected}`);
    } while (performance.now() < end);
    times.sort((a, b) => a - b);
    return times[times.length >> 1];
  },
});
