import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/errors.ts';
import { type AnyEvent, EventQueue, QUIT } from '../../src/event/index.ts';
import { Feeder, type Numbered, ns, numbered, testClock } from './tools.ts';

describe('law 1: only pump() lets events in', () => {
  test('push outside pump throws, and nothing enters', () => {
    const feeder = new Feeder<Numbered>();
    const queue = new EventQueue({ drivers: [feeder] });
    queue.pump();
    expect(() => feeder.push?.(numbered('A', 1))).toThrow(UsageError);
    expect(queue.stats.queued).toBe(0);
  });
  test('push works only in the turn of its own driver', () => {
    const first = new Feeder<Numbered>();
    let error: unknown;
    const second = {
      pump: (): void => {
        try {
          first.push?.(numbered('A', 1));
        } catch (caught) {
          error = caught;
        }
      },
    };
    const queue = new EventQueue({ drivers: [first, second] });
    queue.pump();
    expect(error).toBeInstanceOf(UsageError);
    expect(queue.stats.queued).toBe(0);
  });
  test('what a driver has waits until somebody pumps', () => {
    const feeder = new Feeder<Numbered>();
    const queue = new EventQueue({ drivers: [feeder] });
    feeder.feed(numbered('A', 1));
    expect(queue.get(null, { pump: false })).toEqual([]);
    expect(queue.peek(null, { pump: false })).toBe(false);
    queue.clear(null, { pump: false });
    expect(queue.dispatch({ pump: false })).toBe(0);
    expect(feeder.pumped).toBe(0);
    expect(ns(queue.get() as Numbered[])).toEqual([1]);
  });
  test.each(['get', 'peek', 'poll', 'clear', 'pump', 'wait', 'dispatch'] as const)('%s pumps, once', async (method) => {
    const feeder = new Feeder<Numbered>();
    const queue = new EventQueue({ drivers: [feeder] });
    feeder.feed(numbered('A', 1));
    await queue[method]();
    expect(feeder.pumped).toBe(1);
  });
});

describe('law 2: nothing accepted is lost', () => {
  test('push answers false when the queue is full, and the driver brings the rest at the next pump', () => {
    const feeder = new Feeder<Numbered>();
    const queue = new EventQueue({ drivers: [feeder], maxEvents: 4 });
    feeder.feed(...Array.from({ length: 10 }, (_, n) => numbered('A', n)));
    const got: number[][] = [];
    for (let frame = 0; frame < 3; frame++) got.push(ns(queue.get() as Numbered[]));
    expect(got).toEqual([
      [0, 1, 2, 3],
      [4, 5, 6, 7],
      [8, 9],
    ]);
    expect(queue.stats).toMatchObject({ pushed: 10, posted: 0, refused: 2, refusedByType: { A: 2 }, highWater: 4 });
  });
  test('QUIT finds a place in a full queue; the QUITs after it become one with it', () => {
    const feeder = new Feeder<Numbered | { type: 'QUIT' }>();
    const queue = new EventQueue({ drivers: [feeder], maxEvents: 2 });
    feeder.feed(numbered('A', 0), numbered('A', 1), { type: QUIT }, { type: QUIT }, numbered('A', 2));
    expect(queue.get().map((e) => e.type)).toEqual(['A', 'A', QUIT]);
    expect(queue.get().map((e) => e.type)).toEqual(['A']);
    expect(queue.stats).toMatchObject({ merged: 1, highWater: 3 });
  });
  test('events of a blocked type are swallowed: the driver need not keep them', () => {
    const feeder = new Feeder<Numbered>();
    const queue = new EventQueue({ drivers: [feeder] });
    queue.setBlocked('A');
    feeder.feed(numbered('A', 0), numbered('B', 1), numbered('A', 2));
    expect(ns(queue.get() as Numbered[])).toEqual([1]);
    expect(feeder.waiting).toEqual([]);
    expect(queue.stats).toMatchObject({ blocked: 2, pushed: 1 });
  });
});

describe('pump', () => {
  test('pumps the drivers in the order given, with the clock of the queue', () => {
    const seen: [string, number][] = [];
    const named = (name: string) => ({ pump: (_: unknown, now: number): void => void seen.push([name, now]) });
    const queue = new EventQueue({ drivers: [named('a'), named('b')], now: testClock(17) });
    queue.pump();
    expect(seen).toEqual([
      ['a', 17],
      ['b', 17],
    ]);
  });
  test('within a pump does nothing', () => {
    let pumped = 0;
    const driver = {
      pump: (): void => {
        pumped++;
        queue.pump();
        queue.get();
      },
    };
    const queue: EventQueue = new EventQueue({ drivers: [driver] }) as unknown as EventQueue;
    queue.pump();
    expect(pumped).toBe(1);
  });
  test('lets the other drivers push before the error of one comes out, and works again afterwards', () => {
    const feeder = new Feeder<Numbered>();
    let broken = true;
    const bad = {
      pump: (): void => {
        if (broken) throw new Error('unplugged');
      },
    };
    const queue = new EventQueue({ drivers: [bad, feeder] });
    feeder.feed(numbered('A', 1));
    expect(() => queue.get()).toThrow('unplugged');
    expect(queue.stats.queued).toBe(1);
    broken = false;
    expect(queue.get()).toHaveLength(1);
  });
  test('throws an AggregateError when several fail', () => {
    const bad = (message: string) => ({
      pump: (): void => {
        throw new Error(message);
      },
    });
    const queue = new EventQueue({ drivers: [bad('one'), bad('two')] });
    expect(() => queue.pump()).toThrow(AggregateError);
  });
  test('refuses what is no event', () => {
    const queue = new EventQueue({
      drivers: [{ pump: (push: (e: AnyEvent) => boolean): void => void push(7 as unknown as AnyEvent) }],
    });
    expect(() => queue.pump()).toThrow('not an event');
  });
});

describe('close', () => {
  test('closes every driver once, however often it is called', async () => {
    const feeder = new Feeder<Numbered>();
    const queue = new EventQueue({ drivers: [feeder] });
    expect(queue.closed).toBe(false);
    const closing = queue.close();
    expect(queue.close()).toBe(closing);
    expect(queue.closed).toBe(true);
    await closing;
    expect(feeder.closed).toBe(1);
  });
  test('may be called by a driver that is being closed', async () => {
    const driver = { pump: (): void => {}, close: (): void => void queue.close() };
    const queue: EventQueue = new EventQueue({ drivers: [driver] }) as unknown as EventQueue;
    await expect(queue.close()).resolves.toBeUndefined();
  });
  test('waits for all, then tells what failed', async () => {
    const done: string[] = [];
    const driver = (name: string, fails: boolean) => ({
      pump: (): void => {},
      close: async (): Promise<void> => {
        await Promise.resolve();
        done.push(name);
        if (fails) throw new Error(name);
      },
    });
    await expect(new EventQueue({ drivers: [driver('a', true), driver('b', false)] }).close()).rejects.toThrow('a');
    expect(done).toEqual(['a', 'b']);
    await expect(new EventQueue({ drivers: [driver('c', true), driver('d', true)] }).close()).rejects.toMatchObject({
      errors: [new Error('c'), new Error('d')],
    });
  });
  test('leaves what is queued to be taken, then there is nothing', async () => {
    const feeder = new Feeder<Numbered>();
    const queue = new EventQueue({ drivers: [feeder] });
    queue.post(numbered('A', 1));
    feeder.feed(numbered('A', 2));
    await queue.close();
    expect(ns(queue.get() as Numbered[])).toEqual([1]);
    expect([queue.get(), queue.poll(), queue.peek(), queue.dispatch()]).toEqual([[], { type: 'NOEVENT' }, false, 0]);
    expect(feeder.pumped).toBe(0);
  });
  test('makes post and setTimer throw ERR_CLOSED', async () => {
    const queue = new EventQueue();
    await queue.close();
    const closed = expect.objectContaining({ code: 'ERR_CLOSED' });
    expect(() => queue.post({ type: QUIT })).toThrow(closed);
    expect(() => queue.setTimer({ type: QUIT }, 10)).toThrow(closed);
  });
  test('is what await using does', async () => {
    const feeder = new Feeder<Numbered>();
    {
      await using queue = new EventQueue({ drivers: [feeder] });
      queue.pump();
    }
    expect(feeder.closed).toBe(1);
  });
  test('a driver given twice is refused', () => {
    const feeder = new Feeder<Numbered>();
    expect(() => new EventQueue({ drivers: [feeder, feeder] })).toThrow('twice');
  });
});
