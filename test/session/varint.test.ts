// Numbers on the wire. Knows varint.ts and the vectors of section 13.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Cursor, FrameError, putVarint, readVarint, varintSize } from '../../src/transport/session/varint.ts';
import { fromHex, toHex } from './harness.ts';

const write = (value: number): Uint8Array => {
  const bytes = new Uint8Array(varintSize(value));
  expect(putVarint(bytes, 0, value)).toBe(bytes.length);
  return bytes;
};

it.each([
  [0, '00'],
  [127, '7f'],
  [128, '8001'],
  [300, 'ac02'],
  [16383, 'ff7f'],
  [16384, '808001'],
  [2 ** 21 - 1, 'ffff7f'],
  [2 ** 32, '8080808010'],
  [2 ** 53 - 1, 'ffffffffffffff0f'],
])('[S-2] %d is %s', (value, hex) => {
  expect(toHex(write(value))).toBe(hex);
  expect(readVarint(new Cursor(fromHex(hex)))).toBe(value);
});

it.each(['8000', '818000', 'ffffffffffffff1f', '808080808080808001', '80', ''])('[S-3] %s is refused', (hex) => {
  expect(() => readVarint(new Cursor(fromHex(hex)))).toThrow(FrameError);
});

it('[S-2] every number comes back, and leaves what follows alone', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), fc.uint8Array({ maxLength: 3 }), (value, rest) => {
      const cursor = new Cursor(Uint8Array.from([...write(value), ...rest]));
      expect(readVarint(cursor)).toBe(value);
      expect(cursor.at).toBe(varintSize(value));
    }),
  );
});

it('[S-3] any bytes are a number with exactly one form, or the typed error', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 10 }), (bytes) => {
      const cursor = new Cursor(bytes);
      try {
        const value = readVarint(cursor);
        expect(toHex(write(value))).toBe(toHex(bytes.subarray(0, cursor.at)));
      } catch (error) {
        expect(error).toBeInstanceOf(FrameError);
      }
    }),
  );
});
