// The buffer behind peer.recv(numBytes).
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { UsageError } from '../../src/errors.ts';
import { ReadBuffer } from '../../src/transport/read-buffer.ts';

/** How many bytes are copied while `run` runs, whichever way. */
function copied(run: () => void): number {
  const prototype = Object.getPrototypeOf(Uint8Array.prototype) as Uint8Array; // %TypedArray%.prototype
  let bytes = 0;
  const { set, slice, copyWithin } = prototype;
  const spies = [
    vi.spyOn(prototype, 'set').mockImplementation(function (this: Uint8Array, from: ArrayLike<number>, at?: number) {
      bytes += from.length;
      set.call(this, from, at);
    }),
    vi.spyOn(prototype, 'slice').mockImplementation(function (this: Uint8Array, from?: number, to?: number) {
      const out = slice.call(this, from, to);
      bytes += out.length;
      return out as Uint8Array<ArrayBuffer>;
    }),
    vi.spyOn(prototype, 'copyWithin').mockImplementation(function (
      this: Uint8Array,
      to: number,
      from: number,
      end?: number,
    ) {
      bytes += (end ?? this.length) - from;
      return copyWithin.call(this, to, from, end);
    }),
  ];
  try {
    run();
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
  return bytes;
}

describe('ReadBuffer', () => {
  test('gives exactly n bytes, or null and keeps what it has', () => {
    const buffer = new ReadBuffer();
    expect(buffer.read(1)).toBeNull();
    expect(buffer.read(0)).toEqual(new Uint8Array(0));
    buffer.append(Uint8Array.of(1, 2));
    buffer.append(Uint8Array.of(3));
    expect(buffer.length).toBe(3);
    expect(buffer.read(4)).toBeNull();
    expect(buffer.at(2)).toBe(3);
    expect(buffer.at(3)).toBeUndefined();
    expect(buffer.read(2)).toEqual(Uint8Array.of(1, 2));
    expect(buffer.at(0)).toBe(3);
    expect(buffer.read(1)).toEqual(Uint8Array.of(3));
    expect(buffer.length).toBe(0);
  });

  test('is a queue, whatever the sizes', () => {
    const step = fc.oneof(fc.uint8Array({ maxLength: 700 }), fc.nat({ max: 900 }));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const buffer = new ReadBuffer();
        let model: number[] = [];
        for (const step of steps) {
          if (typeof step === 'number') {
            const got = buffer.read(step);
            if (step > model.length) expect(got).toBeNull();
            else expect([...(got ?? [])]).toEqual(model.slice(0, step));
            if (got !== null) model = model.slice(step);
          } else {
            buffer.append(step);
            model.push(...step);
          }
          expect(buffer.length).toBe(model.length);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('what was read and what was appended are independent copies', () => {
    const buffer = new ReadBuffer();
    const chunk = Uint8Array.of(1, 2, 3, 4);
    buffer.append(chunk);
    chunk.fill(0);
    const first = buffer.read(2);
    buffer.append(Uint8Array.of(5));
    first?.fill(9);
    expect(buffer.read(3)).toEqual(Uint8Array.of(3, 4, 5));
  });

  test('a number that is no length is the caller’s mistake', () => {
    for (const n of [-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '1' as never])
      expect(() => new ReadBuffer().read(n)).toThrow(UsageError);
  });

  test.each([1, 7, 1000])('bytes that come %i at a time are copied a bounded number of times', (size) => {
    for (const total of [10_000, 100_000]) {
      const chunk = new Uint8Array(size);
      const filled = copied(() => {
        const buffer = new ReadBuffer();
        for (let n = 0; n < total; n += size) buffer.append(chunk);
        buffer.read(buffer.length);
      });
      expect(filled).toBeLessThan(5 * total);
      const flowing = copied(() => {
        const buffer = new ReadBuffer();
        // Nearly full after it grew: moving the rest for each chunk would be quadratic.
        buffer.append(new Uint8Array(5000));
        buffer.append(new Uint8Array(4990));
        for (let n = 0; n < total; n += size) {
          buffer.append(chunk);
          buffer.read(size);
        }
      });
      expect(flowing).toBeLessThan(6 * total + 60_000);
    }
  });

  test('clear forgets', () => {
    const buffer = new ReadBuffer();
    buffer.append(new Uint8Array(100_000));
    buffer.clear();
    expect(buffer.length).toBe(0);
    buffer.append(Uint8Array.of(7));
    expect(buffer.read(1)).toEqual(Uint8Array.of(7));
  });
});
