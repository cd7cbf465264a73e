import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/errors.ts';
import { defineEvent, EventQueue } from '../../src/event/index.ts';

const A = defineEvent('A');
const B = defineEvent('B');
const make = () => new EventQueue({ events: [A, B] });

describe('dispatch', () => {
  test('calls the handlers in the order of the events, and of their being added', () => {
    const queue = make();
    const seen: string[] = [];
    queue.on(A, () => seen.push('first'));
    queue.on([B, A], (e) => seen.push(`second ${e.type}`));
    queue.post(B());
    queue.post(A());
    expect(queue.dispatch()).toBe(2);
    expect(seen).toEqual(['second B', 'first', 'second A']);
  });
  test('is the only thing that calls handlers', () => {
    const queue = make();
    let calls = 0;
    queue.on(A, () => calls++);
    queue.post(A());
    queue.pump();
    queue.get();
    expect(calls).toBe(0);
  });
  test('takes out events without a handler too', () => {
    const queue = make();
    queue.post(A());
    expect(queue.dispatch()).toBe(1);
    expect(queue.peek()).toBe(false);
  });
  test('loses only the event whose handler throws; the error surfaces', () => {
    const queue = make();
    const seen: string[] = [];
    queue.on(A, () => {
      throw new Error('broken');
    });
    queue.on(B, () => seen.push('B'));
    for (const e of [B(), A(), B()]) queue.post(e);
    expect(() => queue.dispatch()).toThrow('broken');
    expect(seen).toEqual(['B']);
    expect(queue.dispatch()).toBe(1);
    expect(seen).toEqual(['B', 'B']);
  });
  test('leaves what handlers post for the next time', () => {
    const queue = make();
    queue.on(A, () => queue.post(A()));
    queue.post(A());
    expect(queue.dispatch()).toBe(1);
    expect(queue.stats.queued).toBe(1);
  });
  test('bears handlers that empty the queue', () => {
    const queue = make();
    queue.on(A, () => queue.clear());
    for (const e of [A(), B(), B()]) queue.post(e);
    expect(queue.dispatch()).toBe(1);
  });
});

describe('on', () => {
  test('returns what takes this handler away, and no other', () => {
    const queue = make();
    let calls = 0;
    const handler = (): void => void calls++;
    const off = queue.on([A, B], handler);
    queue.on(A, handler);
    off();
    off();
    queue.post(A());
    queue.post(B());
    queue.dispatch();
    expect(calls).toBe(1);
  });
  test('refuses what is no type or no function', () => {
    const queue = make() as unknown as { on(...args: unknown[]): void };
    expect(() => queue.on(7, () => {})).toThrow(UsageError);
    expect(() => queue.on('A', 'B')).toThrow(UsageError);
    expect(() => queue.on('*', () => {})).toThrow(UsageError);
  });
});
