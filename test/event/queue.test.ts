import { expect, test } from 'vitest';
import { EventQueue, KEYDOWN, QUIT } from '../../src/event/index.ts';

test('get() takes everything, oldest first', () => {
  const queue = new EventQueue();
  queue.post({ type: QUIT });
  queue.post({ type: 'WINDOWSHOWN' });
  expect(queue.get().map((e) => e.type)).toEqual([QUIT, 'WINDOWSHOWN']);
  expect(queue.get()).toEqual([]);
  expect(queue.peek(KEYDOWN)).toBe(false);
});
