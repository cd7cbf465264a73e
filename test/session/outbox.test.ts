// The log: its numbers under any order of accepting, writing, acknowledging and resuming. Knows outbox.ts.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { OVERHEAD } from '../../src/transport/session/frame.ts';
import { Outbox } from '../../src/transport/session/outbox.ts';
import { Ring } from '../../src/transport/session/ring.ts';
import { FrameError } from '../../src/transport/session/varint.ts';
import { Writer } from '../../src/transport/session/writer.ts';

const CHANNELS = 3;
const WINDOW = 400;
const step = fc.oneof(
  fc.record({ do: fc.constant('add' as const), c: fc.nat(CHANNELS - 1), size: fc.nat(60) }),
  fc.record({ do: fc.constant('write' as const), limit: fc.integer({ min: 1, max: 300 }), direct: fc.boolean() }),
  fc.record({ do: fc.constant('receive' as const), n: fc.nat(5) }),
  fc.record({ do: fc.constant('ack' as const), n: fc.nat(5) }),
  fc.record({ do: fc.constant('resume' as const) }),
);

/** [channel, seq] of the DATA frames in these bytes; all numbers here are below 128. */
function written(bytes: Uint8Array): [number, number][] {
  const out: [number, number][] = [];
  for (let at = 0; at < bytes.length; at += 1 + (bytes[at] as number))
    out.push([(bytes[at + 1] as number) - 128, bytes[at + 2] as number]);
  return out;
}

it('[S-17] [I-4] [I-5] never more in flight than the window, no number negative, each message once a link and in order', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const outbox = new Outbox(CHANNELS);
      const out = new Writer();
      // The peer: what it received in order, and how much of that it has delivered.
      let underWay: [number, number][] = [];
      const received: [number, number][] = [];
      let delivered = 0;
      const upTo = (count: number): number[] =>
        Array.from({ length: CHANNELS }, (_, c) => received.slice(0, count).filter(([ch]) => ch === c).length);
      for (const s of steps) {
        if (s.do === 'add') {
          if (outbox.size < 100) outbox.add(s.c, new Uint8Array(s.size));
        } else if (s.do === 'write') {
          // Both ways out: a view, or a copy behind something else.
          if (s.direct) underWay.push(...written(outbox.take(s.limit, WINDOW) ?? new Uint8Array(0)));
          else {
            out.limit = s.limit;
            out.frame(Uint8Array.of(2, 128 + CHANNELS, 1));
            outbox.write(out, WINDOW);
            underWay.push(...written(out.take() ?? new Uint8Array(0)).slice(1));
          }
        } else if (s.do === 'receive') {
          for (const [c, seq] of underWay.splice(0, s.n)) {
            expect(seq).toBe((upTo(received.length)[c] as number) + 1);
            received.push([c, seq]);
          }
        } else if (s.do === 'ack') {
          delivered = Math.min(received.length, delivered + s.n);
          upTo(delivered).forEach((d, c) => {
            outbox.ack(c, d);
          });
          outbox.release(true);
        } else {
          underWay = [];
          outbox.resume({ delivered: upTo(delivered), received: upTo(received.length) });
        }
        expect(outbox.inflight).toBeLessThanOrEqual(WINDOW);
        expect(outbox.inflight).toBeGreaterThanOrEqual(0);
        expect(outbox.buffered).toBeGreaterThanOrEqual(outbox.inflight);
        for (let c = 0; c < CHANNELS; c++) {
          const chain = [outbox.acked[c], upTo(received.length)[c], outbox.written[c], outbox.accepted[c]] as number[];
          expect(chain).toEqual(chain.toSorted((a, b) => a - b));
        }
        expect(outbox.size === 0).toBe(outbox.buffered === 0);
      }
      const accepted = outbox.accepted.reduce((a, b) => a + b, 0);
      expect(outbox.unsent().reduce((a, b) => a + b, 0)).toBe(outbox.size);
      expect(accepted - outbox.size).toBe(upTo(delivered).reduce((a, b) => Math.min(a + b, accepted), 0) - 0);
    }),
    { numRuns: 300 },
  );
});

it('[S-21] what is acknowledged is forgotten to the byte, up to the first message that is not, whatever page it is in', () => {
  const cost = (size: number): number => size + OVERHEAD;
  const sizes = fc.array(fc.record({ c: fc.nat(CHANNELS - 1), size: fc.nat(700) }), { minLength: 1, maxLength: 40 });
  const acks = fc.array(fc.record({ c: fc.nat(CHANNELS - 1), n: fc.nat(12) }), { maxLength: 20 });
  fc.assert(
    fc.property(fc.array(fc.record({ sizes, acks }), { maxLength: 6 }), (turns) => {
      const outbox = new Outbox(CHANNELS);
      let log: { c: number; seq: number; cost: number }[] = [];
      for (const turn of turns) {
        for (const { c, size } of turn.sizes) {
          outbox.add(c, new Uint8Array(size));
          log.push({ c, seq: outbox.accepted[c] as number, cost: cost(size) });
        }
        while (outbox.take(65_536, 2 ** 30)); // all of it
        for (const { c, n } of turn.acks) {
          outbox.ack(c, Math.min(outbox.written[c] as number, (outbox.acked[c] as number) + n));
          outbox.release(true);
          const stays = log.findIndex((m) => m.seq > (outbox.acked[m.c] as number));
          log = stays < 0 ? [] : log.slice(stays);
          expect(outbox.size).toBe(log.length);
          expect(outbox.buffered).toBe(log.reduce((sum, m) => sum + m.cost, 0));
          expect(outbox.inflight).toBe(outbox.buffered);
        }
      }
    }),
    { numRuns: 300 },
  );
});

it('[S-21] an ACK that goes back, beyond what was written, or to no channel is refused', () => {
  const outbox = new Outbox(1);
  for (let i = 0; i < 3; i++) outbox.add(0, new Uint8Array(1));
  outbox.take(4, 1000);
  expect(outbox.written).toEqual([1]);
  expect(() => outbox.ack(0, 2)).toThrow(FrameError);
  expect(outbox.ack(0, 1)).toBe(true);
  expect(outbox.ack(0, 1)).toBe(false);
  expect(() => outbox.ack(0, 0)).toThrow(FrameError);
  expect(() => outbox.ack(1, 0)).toThrow(FrameError);
});

it('a ring is a queue, whatever its size was before', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -200, max: 200 }), { maxLength: 30 }), (steps) => {
      const ring = new Ring<number>();
      const model: number[] = [];
      let next = 0;
      for (const n of steps) {
        for (let i = 0; i < n; i++) {
          ring.push(next);
          model.push(next++);
        }
        for (let i = 0; i > n && model.length > 0; i--) {
          expect(ring.at(ring.head)).toBe(model.shift());
          ring.drop();
        }
        expect(ring.tail - ring.head).toBe(model.length);
      }
    }),
  );
});

it('a ring gives its room back after a burst', () => {
  const ring = new Ring<number>();
  for (let i = 0; i < 10000; i++) ring.push(i);
  while (ring.head < ring.tail) ring.drop();
  ring.push(5);
  expect(ring.at(ring.head)).toBe(5);
});
