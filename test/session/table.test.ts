// The channel table and its differences in words. Knows table.ts.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { UsageError } from '../../src/errors.ts';
import { type ChannelEntry, encodeTable, firstDifference } from '../../src/transport/session/table.ts';
import { Harness, text } from './harness.ts';

const entry = fc.record({
  name: fc.stringMatching(/^[\w-]{1,32}$/),
  kind: fc.constantFrom('r' as const, 'l' as const, 'u' as const),
});
const table = fc.uniqueArray(entry, { minLength: 1, maxLength: 20, selector: (e) => e.name });
const app = text('a');

it('a table is equal to itself, and its first difference is named', () => {
  fc.assert(
    fc.property(table, table, (a, b) => {
      const difference = firstDifference(app, encodeTable(a), app, encodeTable(b));
      const i = a.findIndex((e, n) => e.name !== b[n]?.name || e.kind !== b[n]?.kind);
      const at = i >= 0 ? i : b.length > a.length ? a.length : -1;
      const words = (e: ChannelEntry | undefined): string => (e ? `${e.name}:${e.kind}` : 'none');
      expect(difference).toBe(
        at < 0 ? undefined : `channel ${at}: the server has ${words(a[at])}, the client ${words(b[at])}`,
      );
    }),
  );
});

it('names the difference to the client', () => {
  const other = [
    { name: 'chat', kind: 'r' as const },
    { name: 'move', kind: 'r' as const },
  ];
  const h = new Harness({ channels: [other[0]!, { name: 'move', kind: 'l' }], serverChannels: other });
  h.client.start(h.now);
  h.settle();
  expect(h.take(h.client)).toMatchObject([
    {
      kind: 'connect-failed',
      reason: 'rejected',
      code: 3,
      message: 'channel 1: the server has move:r, the client move:l',
    },
  ]);
  expect(firstDifference(text('a/1'), app, text('a/2'), app)).toBe('app: the server has a/1, the client a/2');
  expect(firstDifference(Uint8Array.of(255), app, text('a/2'), app)).toBe(
    'app: the server has no UTF-8, the client a/2',
  );
});

it.each([
  [[]],
  [[{ name: '', kind: 'r' }]],
  [[{ name: 'a,b', kind: 'r' }]],
  [[{ name: 'x'.repeat(33), kind: 'r' }]],
  [[{ name: 'a', kind: 'x' }]],
  [
    [
      { name: 'a', kind: 'r' },
      { name: 'a', kind: 'l' },
    ],
  ],
  [Array.from({ length: 128 }, (_, i) => ({ name: `c${i}`, kind: 'r' }))],
  [Array.from({ length: 100 }, (_, i) => ({ name: `${i}`.padStart(32, 'x'), kind: 'r' }))],
])('refuses a table that may not be', (channels) => {
  expect(() => encodeTable(channels as ChannelEntry[])).toThrow(UsageError);
});
