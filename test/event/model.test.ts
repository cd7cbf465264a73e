import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EventQueue, NOEVENT, QueueFullError } from '../../src/event/index.ts';
import { Feeder, type Numbered } from './tools.ts';

/** The queue as one would write it if speed were no matter: the specification of the order of events. */
class Model {
  queue: Numbered[] = [];
  waiting: Numbered[] = [];
  readonly blocked = new Set<string>();
  readonly #limit: number;
  constructor(limit: number) {
    this.#limit = limit;
  }
  post(event: Numbered): boolean | 'full' {
    if (this.blocked.has(event.type)) return false;
    if (this.queue.length >= this.#limit) return 'full';
    this.queue.push(event);
    return true;
  }
  pump(): void {
    while (this.waiting.length > 0 && this.post(this.waiting[0]!) !== 'full') this.waiting.shift();
  }
  take(leave: (event: Numbered) => boolean): Numbered[] {
    const taken = this.queue.filter((event) => !leave(event));
    this.queue = this.queue.filter(leave);
    return taken;
  }
}

type Type = Numbered['type'];
const oneType = fc.constantFrom<Type>('A', 'B', 'C');
const types = fc.oneof(
  oneType,
  fc.array(oneType, { maxLength: 3 }),
  fc.array(oneType, { maxLength: 3 }).map((several) => new Set(several)),
);
const pump = fc.boolean();
const burst = fc.array(oneType, { minLength: 1, maxLength: 40 });
const call = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('post' as const), burst }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('feed' as const), burst }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('poll' as const), count: fc.integer({ min: 1, max: 40 }) }) },
  fc.record({ do: fc.constant('pump' as const) }),
  fc.record({ do: fc.constant('get' as const), pump }),
  fc.record({
    do: fc.constantFrom('take' as const, 'exclude' as const, 'clear' as const, 'peek' as const),
    types,
    pump,
  }),
  fc.record({ do: fc.constantFrom('block' as const, 'allow' as const), types }),
);
const list = (given: Type | Type[] | Set<Type>): Type[] => (typeof given === 'string' ? [given] : [...given]);

/** `expect` takes microseconds, and there are millions of answers to compare. */
function same(got: unknown, want: unknown): void {
  if (got !== want) expect(got).toBe(want);
}
function all(got: readonly unknown[], want: readonly unknown[]): void {
  same(got.length, want.length);
  for (const [i, event] of got.entries()) same(event, want[i]);
}
function attempt(queue: EventQueue<Numbered>, event: Numbered): boolean | 'full' {
  try {
    return queue.post(event);
  } catch (error) {
    expect(error).toBeInstanceOf(QueueFullError);
    return 'full';
  }
}

test('any sequence of calls gives what an array with filters would give', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 300 }), fc.array(call, { maxLength: 60, size: 'max' }), (limit, calls) => {
      const feeder = new Feeder<Numbered>();
      const queue = new EventQueue({ drivers: [feeder], maxEvents: limit }) as unknown as EventQueue<Numbered>;
      const model = new Model(limit);
      let highWater = 0;
      let n = 0;
      for (const step of calls) {
        if ('pump' in step && step.pump) model.pump();
        switch (step.do) {
          case 'post':
            for (const type of step.burst) {
              const event = { type, n: n++ };
              const expected = model.post(event);
              same(attempt(queue, event), expected);
            }
            break;
          case 'feed':
            for (const type of step.burst) {
              const event = { type, n: n++ };
              feeder.feed(event);
              model.waiting.push(event);
            }
            break;
          case 'poll':
            for (let i = 0; i < step.count; i++) {
              model.pump();
              highWater = Math.max(highWater, model.queue.length);
              const event = queue.poll();
              same(event.type === NOEVENT ? undefined : event, model.queue.shift());
            }
            break;
          case 'pump':
            model.pump();
            queue.pump();
            break;
          case 'get':
            highWater = Math.max(highWater, model.queue.length);
            all(
              queue.get(null, { pump: step.pump }),
              model.take(() => false),
            );
            break;
          default: {
            const chosen = list(step.types);
            highWater = Math.max(highWater, model.queue.length);
            const matches = (event: Numbered): boolean => chosen.includes(event.type);
            const others = (event: Numbered): boolean => !matches(event);
            if (step.do === 'take') all(queue.get(step.types, { pump: step.pump }), model.take(others));
            else if (step.do === 'exclude')
              all(queue.get(null, { exclude: step.types, pump: step.pump }), model.take(matches));
            else if (step.do === 'peek') same(queue.peek(step.types, { pump: step.pump }), model.queue.some(matches));
            else if (step.do === 'clear') {
              queue.clear(step.types, { pump: step.pump });
              model.take(others);
            } else if (step.do === 'block') {
              queue.setBlocked(step.types);
              for (const type of chosen) model.blocked.add(type);
              model.take(others);
            } else {
              queue.setAllowed(step.types);
              for (const type of chosen) model.blocked.delete(type);
              same(queue.getBlocked(['A', 'B', 'C']), model.blocked.size > 0);
            }
          }
        }
        highWater = Math.max(highWater, model.queue.length);
        same(queue.stats.queued, model.queue.length);
        same(queue.stats.highWater, highWater);
      }
      all(feeder.waiting, model.waiting);
      all(queue.get(null, { pump: false }), model.queue);
    }),
    { numRuns: 2000 },
  );
});

test('nothing a driver has is lost or reordered, however small the queue and however it is emptied', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 50 }),
      fc.array(fc.tuple(fc.nat(60), fc.constantFrom('get', 'poll', 'A', 'B')), { maxLength: 40 }),
      (limit, frames) => {
        const feeder = new Feeder<Numbered>();
        const queue = new EventQueue({ drivers: [feeder], maxEvents: limit }) as unknown as EventQueue<Numbered>;
        const seen: Numbered[] = [];
        let n = 0;
        for (const [count, how] of frames) {
          for (let i = 0; i < count; i++) feeder.feed({ type: i % 3 === 0 ? 'A' : 'B', n: n++ });
          if (how === 'poll') {
            const event = queue.poll();
            if ('n' in event) seen.push(event);
          } else seen.push(...(how === 'get' ? queue.get() : queue.get(how as Type)));
          expect(queue.stats.queued).toBeLessThanOrEqual(limit);
        }
        while (queue.peek()) seen.push(...queue.get());
        expect(seen.map((event) => event.n).sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i));
        for (const type of ['A', 'B']) {
          const order = seen.filter((event) => event.type === type).map((event) => event.n);
          expect(order).toEqual(order.toSorted((a, b) => a - b));
        }
      },
    ),
    { numRuns: 500 },
  );
});
