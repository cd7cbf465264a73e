import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/errors.ts';
import {
  type AnyEvent,
  defineEvent,
  EventQueue,
  type EventQueueOptions,
  KEYBOARD,
  KEYDOWN,
  KEYUP,
  NOEVENT,
  QUIT,
  QueueFullError,
} from '../../src/event/index.ts';
import { type Numbered, ns, numbered } from './tools.ts';

const A = defineEvent('A');
const B = defineEvent('B');
/** A queue of the events of tools.ts; the cast spares the tests a driver that only brings the type. */
const make = (options: EventQueueOptions = {}): EventQueue<Numbered> =>
  new EventQueue(options) as unknown as EventQueue<Numbered>;

function filled(types: string, options: EventQueueOptions = {}): EventQueue<Numbered> {
  const queue = make(options);
  [...types].forEach((type, n) => {
    queue.post(numbered(type as Numbered['type'], n));
  });
  return queue;
}
/** Calls a method as JavaScript would, with whatever. */
type Loose = Record<
  'get' | 'peek' | 'clear' | 'post' | 'setBlocked' | 'getBlocked' | 'setTimer',
  (...args: unknown[]) => unknown
>;
const loosely = (queue: unknown): Loose => queue as Loose;

describe('get', () => {
  test('takes everything, oldest first, into an array of its own', () => {
    const queue = filled('ABA');
    const first = queue.get();
    expect(ns(first)).toEqual([0, 1, 2]);
    expect(queue.get()).toEqual([]);
    queue.post(numbered('A', 3));
    expect(ns(first)).toEqual([0, 1, 2]);
    expect(queue.get()).not.toBe(queue.get());
  });
  test('by one type leaves the rest in order', () => {
    const queue = filled('ABCABC');
    expect(ns(queue.get('B'))).toEqual([1, 4]);
    expect(ns(queue.get())).toEqual([0, 2, 3, 5]);
  });
  test('by several types keeps the order of arrival, unlike pygame', () => {
    expect(ns(filled('ABCABC').get(['C', 'A']))).toEqual([0, 2, 3, 5]);
  });
  test('with exclude keeps the order of what stays, unlike pygame', () => {
    const queue = filled('ABCABC');
    expect(ns(queue.get(null, { exclude: ['B', 'A'] }))).toEqual([2, 5]);
    expect(ns(queue.get())).toEqual([0, 1, 3, 4]);
  });
  test.each([
    ['a literal', 'A'],
    ['a definition', A],
    ['an array', ['A']],
    ['an array with a definition', [A]],
    ['a type twice', ['A', 'A']],
    ['a Set', new Set(['A'])],
    ['a Set with a definition', new Set([A])],
  ])('takes %s', (_, types) => {
    const queue = filled('ABAC');
    expect(loosely(queue).get(types)).toEqual([numbered('A', 0), numbered('A', 2)]);
    expect(ns(queue.get())).toEqual([1, 3]);
  });
  test('takes a group constant', () => {
    const queue = new EventQueue();
    queue.post({ type: QUIT });
    queue.post({ type: KEYDOWN, key: 'K_a', mod: 0, unicode: 'a', scancode: 4, repeat: false });
    queue.post({ type: KEYUP, key: 'K_a', mod: 0, unicode: 'a', scancode: 4 });
    expect(queue.get(KEYBOARD).map((e) => e.type)).toEqual([KEYDOWN, KEYUP]);
  });
  test('with no types at all takes nothing, and excludes nothing', () => {
    const queue = filled('AB');
    expect(queue.get([])).toEqual([]);
    expect(ns(queue.get(null, { exclude: new Set<'A'>() }))).toEqual([0, 1]);
  });
  test('with types and exclude throws and takes nothing, even if both are empty', () => {
    const queue = filled('AB');
    expect(() => loosely(queue).get([], { exclude: [] })).toThrow(UsageError);
    expect(queue.peek()).toBe(true);
  });
  test.each([
    ['get', ['A', 7]],
    ['clear', ['A', null]],
    ['setBlocked', ['A', '']],
    ['peek', ['A', {}]],
    ['getBlocked', ['A', undefined]],
  ] as const)('%s checks every type before it does anything', (method, types) => {
    const queue = filled('AB');
    expect(() => loosely(queue)[method](types)).toThrow(UsageError);
    expect(queue.getBlocked('A')).toBe(false);
    expect(ns(queue.get())).toEqual([0, 1]);
  });
  test('tells what is no event type, and what to give', () => {
    expect(() => loosely(make()).get(768)).toThrow('768 is no event type: give a literal such as KEYDOWN');
  });
});

describe('poll', () => {
  test('takes the oldest', () => {
    const queue = filled('AB');
    expect(queue.poll()).toEqual(numbered('A', 0));
    expect(queue.poll()).toEqual(numbered('B', 1));
  });
  test('answers one frozen NOEVENT when there is none', () => {
    const queue = filled('');
    expect(queue.poll()).toEqual({ type: NOEVENT });
    expect(queue.poll()).toBe(queue.poll());
    expect(Object.isFrozen(queue.poll())).toBe(true);
  });
  test('and post in turn keep the order over thousands', () => {
    const queue = make();
    let next = 0;
    for (let n = 0; n < 5000; n++) {
      queue.post(numbered('A', n));
      if (n % 3 > 0) expect((queue.poll() as Numbered).n).toBe(next++);
    }
    expect(ns(queue.get())).toEqual(Array.from({ length: 5000 - next }, (_, i) => next + i));
  });
});

describe('peek', () => {
  test('is a boolean and takes nothing', () => {
    const queue = filled('AB');
    expect([queue.peek(), queue.peek('B'), queue.peek('C'), queue.peek(['C', 'A']), queue.peek([])]).toEqual([
      true,
      true,
      false,
      true,
      false,
    ]);
    expect(queue.stats.queued).toBe(2);
    expect(make().peek()).toBe(false);
  });
});

describe('clear', () => {
  test('throws away these types, or everything', () => {
    const queue = filled('ABCABC');
    queue.clear([]);
    queue.clear(new Set(['A', 'C'] as const));
    expect(ns(queue.get())).toEqual([1, 4]);
    queue.post(numbered('A', 0));
    queue.clear();
    expect(queue.get()).toEqual([]);
  });
});

describe('post', () => {
  test('keeps the object itself, unchanged', () => {
    const queue = make();
    const event = numbered('A', 1);
    expect(queue.post(event)).toBe(true);
    expect(queue.get()[0]).toBe(event);
    expect(Object.isFrozen(event)).toBe(false);
  });
  test('freezes it with freeze: true', () => {
    const event = numbered('A', 1);
    make({ freeze: true }).post(event);
    expect(Object.isFrozen(event)).toBe(true);
  });
  test.each([[undefined], [null], ['A'], [7], [{}], [{ type: 7 }], [A]])(
    'throws for %s, which is no event',
    (value) => {
      expect(() => loosely(make()).post(value)).toThrow(UsageError);
    },
  );
  test('says that a definition has to be called', () => {
    expect(() => loosely(make()).post(A)).toThrow('has to be called');
  });
  test('throws when the queue is full, says the limit, and one poll makes room for one', () => {
    const queue = filled('AB', { maxEvents: 2 });
    const full = (): unknown => queue.post(numbered('C', 2));
    expect(full).toThrow(QueueFullError);
    expect(full).toThrow('full (2 events)');
    expect(full).toThrow(expect.objectContaining({ code: 'ERR_QUEUE_FULL', limit: 2 }));
    queue.poll();
    expect(queue.post(numbered('C', 3))).toBe(true);
    expect(ns(queue.get())).toEqual([1, 3]);
  });
  test('holds 65,535 events unless told otherwise', () => {
    const queue = make();
    for (let n = 0; n < 65_535; n++) queue.post(numbered('A', n));
    expect(() => queue.post(numbered('A', -1))).toThrow('full (65535 events)');
    expect(queue.get()).toHaveLength(65_535);
  });
  test('checks in this order: an event, blocked, full', () => {
    const queue = filled('A', { maxEvents: 1 });
    queue.setBlocked('B');
    expect(queue.post(numbered('B', 1))).toBe(false);
    expect(() => loosely(queue).post(7)).toThrow(UsageError);
    expect(() => queue.post(numbered('C', 1))).toThrow(QueueFullError);
  });
  test('finds one place for QUIT in a full queue; a second QUIT becomes one with it', () => {
    const queue = new EventQueue({ events: [A], maxEvents: 1 });
    queue.post(A());
    expect(queue.post({ type: QUIT })).toBe(true);
    expect(queue.post({ type: QUIT })).toBe(true);
    expect(() => queue.post(A())).toThrow(QueueFullError);
    expect(queue.stats).toMatchObject({ queued: 2, merged: 1, refused: 1 });
    expect(queue.get().map((e) => e.type)).toEqual(['A', QUIT]);
  });
  test('never pumps', () => {
    let pumped = 0;
    const queue = new EventQueue({ drivers: [{ pump: () => void pumped++ }] });
    queue.post({ type: QUIT } as AnyEvent);
    expect(pumped).toBe(0);
  });
});

describe('blocking', () => {
  test('throws away what is queued, and keeps the type out', () => {
    const queue = filled('ABA');
    queue.setBlocked('A');
    expect(queue.post(numbered('A', 3))).toBe(false);
    expect(ns(queue.get())).toEqual([1]);
    expect(queue.stats.blocked).toBe(3);
  });
  test('is undone by setAllowed; what was thrown away does not come back', () => {
    const queue = filled('AB');
    queue.setBlocked(['A', 'B']);
    queue.setBlocked('A');
    queue.setAllowed('A');
    queue.setAllowed('A');
    expect([queue.getBlocked('A'), queue.getBlocked('B')]).toEqual([false, true]);
    expect(queue.post(numbered('A', 2))).toBe(true);
    expect(ns(queue.get())).toEqual([2]);
  });
  test('of null is of every type, with exceptions allowed after it', () => {
    const queue = filled('AB');
    queue.setBlocked(null);
    expect(queue.get()).toEqual([]);
    queue.setAllowed('B');
    expect([queue.post(numbered('A', 1)), queue.post(numbered('B', 2))]).toEqual([false, true]);
    expect([queue.getBlocked('A'), queue.getBlocked('B'), queue.getBlocked(['B', 'C'])]).toEqual([true, false, true]);
    queue.setBlocked('B');
    expect(queue.post(numbered('B', 3))).toBe(false);
    queue.setAllowed(null);
    expect([queue.post(numbered('A', 4)), queue.post(numbered('B', 5))]).toEqual([true, true]);
  });
  test('getBlocked of no types is false; setBlocked without an argument throws', () => {
    const queue = make();
    queue.setBlocked(null);
    expect(queue.getBlocked([])).toBe(false);
    expect(() => loosely(queue).setBlocked()).toThrow(UsageError);
    expect(() => loosely(queue).getBlocked(null)).toThrow(UsageError);
  });
});

describe('stats', () => {
  test('count what was queued, posted, refused and blocked', () => {
    const queue = filled('AAB', { maxEvents: 3 });
    expect(() => queue.post(numbered('C', 0))).toThrow();
    expect(() => queue.post(numbered('C', 0))).toThrow();
    queue.get('A');
    queue.poll();
    queue.post(numbered('A', 0));
    expect(queue.stats).toEqual({
      queued: 1,
      highWater: 3,
      posted: 4,
      pushed: 0,
      refused: 2,
      refusedByType: { C: 2 },
      blocked: 0,
      merged: 0,
    });
  });
});

describe('the constructor', () => {
  test.each([
    ['maxEvents 0', { maxEvents: 0 }],
    ['half an event', { maxEvents: 1.5 }],
    ['two definitions of one name', { events: [A, defineEvent('A')] }],
    ['an event in place of a definition', { events: [{ type: 'A' }] }],
  ])('refuses %s', (_, options) => {
    expect(() => new EventQueue(options as EventQueueOptions)).toThrow(UsageError);
  });
  test('takes definitions and built-in types', () => {
    expect(new EventQueue({ events: [A, B, KEYDOWN] })).toBeInstanceOf(EventQueue);
  });
});
