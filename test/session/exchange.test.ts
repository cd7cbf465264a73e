// What a program sees of a healthy session: connecting, messages both ways, closing. Knows only the core's interface.
import { expect, it } from 'vitest';
import { Harness, text } from './harness.ts';

it('connects and carries messages both ways, in order', () => {
  const h = new Harness();
  h.client.start(h.now);
  h.settle();
  expect(h.kinds(h.client)).toEqual(['connected']);
  expect(h.kinds(h.peer)).toEqual(['connected']);
  expect(h.client.id).toBe(h.peer.id);

  expect(h.client.send(0, text('one'), h.now)).toBe('ok');
  expect(h.client.send(1, text('two'), h.now)).toBe('ok');
  expect(h.peer.send(0, text('three'), h.now)).toBe('ok');
  h.settle();
  expect(h.take(h.peer)).toMatchObject([
    { kind: 'message', channel: 0, seq: 1, payload: text('one'), lossy: false },
    { kind: 'message', channel: 1, seq: 1, payload: text('two'), lossy: false },
  ]);
  expect(h.take(h.client)).toMatchObject([{ kind: 'message', channel: 0, seq: 1, payload: text('three') }]);
});
