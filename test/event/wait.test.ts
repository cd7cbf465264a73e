import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { UsageError } from '../../src/errors.ts';
import { defineEvent, EventQueue, NOEVENT } from '../../src/event/index.ts';
import { Feeder, type Numbered, numbered } from './tools.ts';

const nothing = { type: NOEVENT };
const fed = (): [EventQueue<Numbered>, Feeder<Numbered>] => {
  const feeder = new Feeder<Numbered>();
  // The cast: no QUIT in these tests.
  return [new EventQueue({ drivers: [feeder] }) as unknown as EventQueue<Numbered>, feeder];
};

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('wait', () => {
  test('answers at once what is queued, the oldest first', async () => {
    const [queue, feeder] = fed();
    queue.post(numbered('A', 1));
    feeder.feed(numbered('A', 2));
    expect(await queue.wait()).toEqual(numbered('A', 1));
    expect(await queue.wait()).toEqual(numbered('A', 2));
  });
  test.each([0, -5])('of %i ms answers at once, unlike pygame', async (ms) => {
    expect(await fed()[0].wait(ms)).toEqual(nothing);
    expect(vi.getTimerCount()).toBe(0);
  });
  test('is woken by a post', async () => {
    const [queue] = fed();
    const waiting = queue.wait();
    queue.post(numbered('A', 1));
    expect(queue.get()).toEqual([]);
    expect(await waiting).toEqual(numbered('A', 1));
  });
  test('is woken by a driver, without polling', async () => {
    const [queue, feeder] = fed();
    const waiting = queue.wait();
    expect(vi.getTimerCount()).toBe(0);
    feeder.feed(numbered('A', 1));
    expect(await waiting).toEqual(numbered('A', 1));
    expect(feeder.pumped).toBe(2);
  });
  test('pumps once for many wakes, and not at all for wakes that nobody waits for', async () => {
    const [queue, feeder] = fed();
    const waiting = queue.wait();
    for (let n = 0; n < 100; n++) feeder.feed(numbered('A', n));
    await waiting;
    expect(feeder.pumped).toBe(2);
    feeder.host?.wake();
    await Promise.resolve();
    expect(feeder.pumped).toBe(2);
  });
  test('does not pump within wake(): the driver may be in mid-work', async () => {
    const [queue, feeder] = fed();
    const waiting = queue.wait();
    feeder.host?.wake();
    expect(feeder.pumped).toBe(1);
    feeder.waiting.push(numbered('A', 1));
    expect(await waiting).toEqual(numbered('A', 1));
  });
  test('goes on when a wake brought nothing', async () => {
    const [queue, feeder] = fed();
    const waiting = queue.wait();
    feeder.host?.wake();
    await vi.advanceTimersByTimeAsync(10);
    feeder.feed(numbered('A', 1));
    expect(await waiting).toEqual(numbered('A', 1));
  });
  test('answers NOEVENT when the time is over, not before', async () => {
    const [queue] = fed();
    let answer: unknown;
    void queue.wait(50).then((event) => {
      answer = event;
    });
    await vi.advanceTimersByTimeAsync(49);
    expect(answer).toBeUndefined();
    await vi.advanceTimersByTimeAsync(1);
    expect(answer).toEqual(nothing);
    expect(vi.getTimerCount()).toBe(0);
  });
  test('leaves no platform timer behind', async () => {
    const [queue] = fed();
    const waiting = queue.wait(3_600_000);
    expect(vi.getTimerCount()).toBe(1);
    queue.post(numbered('A', 1));
    await waiting;
    expect(vi.getTimerCount()).toBe(0);
  });
  test('takes longer times than the platform does', async () => {
    const [queue] = fed();
    const waiting = queue.wait(2 ** 40);
    await vi.advanceTimersByTimeAsync(10);
    queue.post(numbered('A', 1));
    expect(await waiting).toEqual(numbered('A', 1));
  });
  test('pending several times: each gets an event of its own, the oldest wait first', async () => {
    const [queue, feeder] = fed();
    const waits = [queue.wait(), queue.wait(5), queue.wait()];
    feeder.feed(numbered('A', 1), numbered('A', 2));
    await vi.advanceTimersByTimeAsync(5);
    queue.post(numbered('A', 3));
    expect(await Promise.all(waits)).toEqual([numbered('A', 1), numbered('A', 2), numbered('A', 3)]);
  });
  test('gives what somebody else pumps to who has waited longer', async () => {
    const [queue, feeder] = fed();
    const waiting = queue.wait();
    feeder.waiting.push(numbered('A', 1), numbered('A', 2));
    expect(queue.get()).toEqual([numbered('A', 2)]);
    expect(await waiting).toEqual(numbered('A', 1));
  });
  test('rejects with the reason of its signal, and leaves the event for others', async () => {
    const [queue] = fed();
    const abort = new AbortController();
    const waiting = queue.wait(1000, { signal: abort.signal });
    abort.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    expect(vi.getTimerCount()).toBe(0);
    queue.post(numbered('A', 1));
    await expect(queue.wait(0, { signal: abort.signal })).rejects.toThrow('enough');
    expect(queue.get()).toHaveLength(1);
  });
  test('takes its listener off the signal', async () => {
    const [queue] = fed();
    const abort = new AbortController();
    const off = vi.spyOn(abort.signal, 'removeEventListener');
    const waiting = queue.wait(undefined, { signal: abort.signal });
    queue.post(numbered('A', 1));
    await waiting;
    expect(off).toHaveBeenCalledOnce();
  });
  test('rejects with the error of a driver, and only one wait does', async () => {
    const [queue, feeder] = fed();
    const waits = [queue.wait(), queue.wait()];
    vi.spyOn(feeder, 'pump').mockImplementationOnce(() => {
      throw new Error('unplugged');
    });
    feeder.host?.wake();
    await expect(waits[0]).rejects.toThrow('unplugged');
    feeder.feed(numbered('A', 1));
    expect(await waits[1]).toEqual(numbered('A', 1));
  });
  test('rejects what is no time', async () => {
    await expect(fed()[0].wait(Number.NaN)).rejects.toThrow(UsageError);
  });
  test('is woken by a timer of the queue', async () => {
    const TICK = defineEvent('TICK');
    const queue = new EventQueue({ events: [TICK] });
    const waiting = queue.wait();
    queue.setTimer(TICK(), 20);
    let answer: unknown;
    void waiting.then((event) => {
      answer = event;
    });
    await vi.advanceTimersByTimeAsync(19);
    expect(answer).toBeUndefined();
    await vi.advanceTimersByTimeAsync(1);
    expect(answer).toMatchObject({ type: 'TICK' });
    expect(vi.getTimerCount()).toBe(0);
  });
  test('ends with NOEVENT when the queue closes', async () => {
    const [queue] = fed();
    const waits = [queue.wait(), queue.wait(1000)];
    await queue.close();
    expect(await Promise.all(waits)).toEqual([nothing, nothing]);
    expect(await queue.wait()).toEqual(nothing);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('for await', () => {
  test('brings every event, and ends when the queue is closed and empty', async () => {
    const [queue, feeder] = fed();
    const seen: number[] = [];
    const loop = (async () => {
      for await (const event of queue) {
        seen.push(event.n);
        if (event.n === 2) {
          queue.post(numbered('A', 4));
          void queue.close();
        }
      }
    })();
    queue.post(numbered('A', 1));
    await vi.advanceTimersByTimeAsync(1);
    feeder.feed(numbered('A', 2));
    queue.post(numbered('A', 3));
    await loop;
    expect(seen.toSorted()).toEqual([1, 2, 3, 4]);
  });
  test('can be left and taken up again without losing anything', async () => {
    const [queue] = fed();
    for (let n = 0; n < 4; n++) queue.post(numbered('A', n));
    for await (const event of queue) if (event.n === 1) break;
    expect(await queue.wait()).toEqual(numbered('A', 2));
  });
});
