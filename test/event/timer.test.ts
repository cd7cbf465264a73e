import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/errors.ts';
import { type AnyEvent, defineEvent, EventQueue, NOEVENT, QUIT } from '../../src/event/index.ts';
import { testClock } from './tools.ts';

const TICK = defineEvent('TICK');
const TOCK = defineEvent('TOCK');

function timed(maxEvents = 65_535) {
  const clock = testClock(1000);
  const queue = new EventQueue({ events: [TICK, TOCK], now: clock, maxEvents });
  /** Lets time pass, then takes everything: [type, due, missed]. */
  const pass = (ms: number): unknown[][] => {
    clock.ms += ms;
    return queue.get().map((e) => [e.type, e.time, 'missed' in e ? e.missed : undefined]);
  };
  return { clock, queue, pass };
}

describe('setTimer', () => {
  test('fires first pass one full interval, then at each', () => {
    const { queue, pass } = timed();
    queue.setTimer(TICK(), 10);
    expect(pass(9)).toEqual([]);
    expect(pass(1)).toEqual([['TICK', 1010, 0]]);
    expect(pass(9)).toEqual([]);
    expect(pass(11)).toEqual([
      ['TICK', 1020, 0],
      ['TICK', 1030, 0],
    ]);
  });
  test('does not drift: late pumps do not delay later ticks, fractions do not add up', () => {
    const { queue, clock } = timed();
    queue.setTimer(TICK(), 1000 / 60);
    let count = 0;
    for (let at = 1007; at <= 61_000; at += 7) {
      clock.ms = at;
      count += queue.get().length;
    }
    clock.ms = 61_000.001; // 3,600 times a third is not exact
    count += queue.get().length;
    expect(count).toBe(3600);
  });
  test('fires only in a pump', () => {
    const { queue, clock } = timed();
    queue.setTimer(TICK(), 10);
    clock.ms += 100;
    expect(queue.get(null, { pump: false })).toEqual([]);
    expect(queue.stats.queued).toBe(0);
  });
  test('makes a fresh object for each firing, with the fields of the event', () => {
    const clock = testClock();
    const queue = new EventQueue({ now: clock });
    const event = { type: 'WINDOWRESIZED', x: 1, y: 2, w: 1, h: 2 } as const;
    queue.setTimer(event, 10);
    clock.ms = 20;
    const [first, second] = queue.get();
    expect(first).toEqual({ ...event, time: 10, missed: 0 });
    expect(second).not.toBe(first);
    expect(event).not.toHaveProperty('time');
  });
  test('of an event that a definition made keeps it frozen', () => {
    const { queue, clock } = timed();
    queue.setTimer(TICK(), 10);
    clock.ms += 10;
    expect(Object.isFrozen(queue.poll())).toBe(true);
  });
  test('fires loops times', () => {
    const { queue, pass } = timed();
    queue.setTimer(TICK(), 10, { loops: 3 });
    expect(pass(20)).toHaveLength(2);
    expect(pass(1000)).toEqual([['TICK', 1030, 0]]);
    expect(pass(1000)).toEqual([]);
  });
  test.each([0, -1])('with loops %i fires until it is stopped', (loops) => {
    const { queue, pass } = timed();
    queue.setTimer(TICK(), 10, { loops });
    expect(pass(500)).toHaveLength(50);
  });
  test.each([0, -3])('with %i ms stops the timer of that type; what it has queued stays', (ms) => {
    const { queue, clock, pass } = timed();
    queue.setTimer(TICK(), 10);
    queue.setTimer(TOCK(), 10);
    clock.ms += 10;
    queue.pump();
    queue.setTimer(TICK(), ms);
    expect(pass(10).map(([type]) => type)).toEqual(['TICK', 'TOCK', 'TOCK']);
  });
  test('stops by a bare type or a definition too', () => {
    const { queue, pass } = timed();
    queue.setTimer(TICK(), 10);
    queue.setTimer(TOCK(), 10);
    queue.setTimer(TICK, 0);
    queue.setTimer('TOCK', 0);
    expect(pass(100)).toEqual([]);
  });
  test('again replaces interval, loops and phase', () => {
    const { queue, clock, pass } = timed();
    queue.setTimer(TICK(), 10);
    clock.ms += 5;
    queue.setTimer(TICK(), 20, { loops: 1 });
    expect(pass(19)).toEqual([]);
    expect(pass(100)).toEqual([['TICK', 1025, 0]]);
  });
  test('several due together come by due time, then in the order they were set', () => {
    const { queue, pass } = timed();
    queue.setTimer(TICK(), 4);
    queue.setTimer(TOCK(), 6);
    queue.setTimer({ type: QUIT }, 12);
    queue.setTimer(TICK(), 4);
    expect(pass(12).map(([type, time]) => `${type} ${time}`)).toEqual([
      'TICK 1004',
      'TOCK 1006',
      'TICK 1008',
      'TOCK 1012',
      'QUIT 1012',
      'TICK 1012',
    ]);
  });
  test('comes before what the drivers push in the same pump', () => {
    const clock = testClock();
    const late: AnyEvent = { type: 'LATE' };
    const queue = new EventQueue({
      drivers: [{ pump: (push: (e: AnyEvent) => boolean): void => void push(late) }],
      now: clock,
    });
    queue.setTimer(TICK(), 10);
    clock.ms = 10;
    expect(queue.get().map((e) => e.type)).toEqual(['TICK', 'LATE']);
  });
  test('after an hour brings the newest hundred, and the first says how many were left out', () => {
    const { queue, pass } = timed();
    queue.setTimer(TICK(), 5);
    const events = pass(3_600_000);
    expect(events).toHaveLength(100);
    expect(events[0]).toEqual(['TICK', 1000 + 3_600_000 - 99 * 5, 719_900]);
    expect(events.slice(1).every(([, , missed]) => missed === 0)).toBe(true);
    expect(events.at(-1)).toEqual(['TICK', 3_601_000, 0]);
    expect(pass(5)).toEqual([['TICK', 3_601_005, 0]]);
  });
  test('takes another catchUp; what was left out counts as loops', () => {
    const { queue, pass } = timed();
    queue.setTimer(TICK(), 10, { catchUp: 1, loops: 8 });
    expect(pass(55)).toEqual([['TICK', 1050, 4]]);
    expect(pass(1000)).toEqual([['TICK', 1080, 2]]);
    expect(pass(1000)).toEqual([]);
  });
  test('of a blocked type drops its ticks, which count as loops', () => {
    const { queue, pass } = timed();
    queue.setTimer(TICK(), 10, { loops: 5 });
    queue.setBlocked(TICK);
    expect(pass(30)).toEqual([]);
    queue.setAllowed(TICK);
    expect(pass(100)).toEqual([
      ['TICK', 1040, 0],
      ['TICK', 1050, 0],
    ]);
  });
  test('in a full queue stays due, and comes when there is room', () => {
    const { queue, clock, pass } = timed(2);
    queue.setTimer(TICK(), 10, { loops: 3 });
    clock.ms += 100;
    expect(pass(0)).toEqual([
      ['TICK', 1010, 0],
      ['TICK', 1020, 0],
    ]);
    expect(queue.stats).toMatchObject({ refused: 1, pushed: 2 });
    expect(pass(0)).toEqual([['TICK', 1030, 0]]);
  });
  test('adds up what it left out while the queue stayed full', () => {
    const { queue, clock, pass } = timed(1);
    queue.post(TOCK());
    queue.setTimer(TICK(), 10, { catchUp: 2 });
    for (let n = 0; n < 3; n++) {
      clock.ms += 100;
      queue.pump();
    }
    expect(pass(0).map(([type]) => type)).toEqual(['TOCK']);
    expect(pass(0)).toEqual([['TICK', 1290, 28]]);
    expect(pass(0)).toEqual([['TICK', 1300, 0]]);
  });
  test('of QUIT fires in a full queue, though an older tick is stuck', () => {
    const { queue, clock } = timed(1);
    queue.post(TOCK());
    queue.setTimer(TICK(), 5);
    queue.setTimer({ type: QUIT }, 10, { loops: 1 });
    clock.ms += 10;
    expect(queue.get().map((e) => e.type)).toEqual(['TOCK', QUIT]);
  });
  test('may be set for NOEVENT, as in pygame', () => {
    const clock = testClock();
    const queue = new EventQueue<readonly []>({ now: clock });
    queue.setTimer({ type: NOEVENT } as never, 10);
    clock.ms = 10;
    expect(queue.get()).toHaveLength(1);
  });
  test.each([
    ['no event', 7, 10],
    ['a bare type', 'TICK', 10],
    ['no number', TICK(), '10'],
    ['NaN', TICK(), Number.NaN],
    ['for ever', TICK(), Number.POSITIVE_INFINITY],
    ['an interval that no clock can tell', TICK(), 1e-300],
    ['half a catch-up', TICK(), 10, { catchUp: 0.5 }],
    ['loops that are no number', TICK(), 10, { loops: Number.NaN }],
  ])('refuses %s', (_, ...args) => {
    const { queue } = timed();
    expect(() => (queue as unknown as { setTimer(...args: unknown[]): void }).setTimer(...args)).toThrow(UsageError);
  });
  test('brings or counts every tick, however it is pumped', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.1, max: 50, noNaN: true }),
        fc.array(fc.double({ min: 0, max: 400, noNaN: true }), { maxLength: 30 }),
        fc.integer({ min: 1, max: 8 }),
        (ms, pauses, catchUp) => {
          const clock = testClock();
          const queue = new EventQueue({ events: [TICK], now: clock });
          queue.setTimer(TICK(), ms, { catchUp });
          let ticks = 0;
          let last = 0;
          for (const pause of pauses) {
            clock.ms += pause;
            const events = queue.get(TICK);
            expect(events.length).toBeLessThanOrEqual(catchUp);
            for (const { time = 0, missed = 0 } of events) {
              ticks += 1 + missed;
              expect(time).toBe(ticks * ms);
              expect(time).toBeGreaterThan(last);
              expect(time).toBeLessThanOrEqual(clock.ms);
              last = time;
            }
            expect((ticks + 1) * ms).toBeGreaterThan(clock.ms);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
