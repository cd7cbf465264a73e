// bytes and text: the codecs without structure.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bytes, DecodeError, EncodeError, text } from '../../src/codec/index.ts';
import { encodeUtf8, isUtf8, isWellFormed } from '../../src/codec/utf8.ts';

describe('bytes', () => {
  test('arrive as they were sent', () => {
    fc.assert(fc.property(fc.uint8Array(), (value) => void expect(bytes.decode(bytes.encode(value))).toEqual(value)));
  });

  test('the sender may change his array after encode, the wire its buffer after decode', () => {
    const mine = Uint8Array.of(1, 2, 3);
    const sent = bytes.encode(mine);
    mine[0] = 9;
    expect(sent).toEqual(Uint8Array.of(1, 2, 3));
    const arrived = bytes.decode(sent.subarray(1));
    sent[1] = 9;
    expect(arrived).toEqual(Uint8Array.of(2, 3));
  });

  test('a Node Buffer is copied too, and arrives as a plain Uint8Array', () => {
    const buffer = Buffer.from([1, 2]);
    const sent = bytes.encode(buffer);
    const arrived = bytes.decode(buffer);
    buffer[0] = 9;
    expect([...sent]).toEqual([1, 2]);
    expect([...arrived]).toEqual([1, 2]);
    expect(arrived.constructor).toBe(Uint8Array);
  });

  test('of memory that nobody writes into again: all of an array is the array itself, a part of it is plain too', () => {
    for (const size of [3, 100]) {
      const array = new Uint8Array(size).fill(7);
      expect(bytes.decodeOwned?.(array, 0, size)).toBe(array);
      const part = bytes.decodeOwned?.(array, 1, size);
      expect(part).toEqual(new Uint8Array(size - 1).fill(7));
      expect(part?.constructor).toBe(Uint8Array);
    }
    const buffer = Buffer.alloc(100, 7);
    expect(bytes.decodeOwned?.(buffer, 0, 100).constructor).toBe(Uint8Array);
  });

  test('anything else is the caller’s mistake', () => {
    for (const wrong of [
      undefined,
      null,
      'x',
      [1],
      new ArrayBuffer(1),
      new Uint16Array(1),
      new DataView(new ArrayBuffer(1)),
    ])
      expect(() => bytes.encode(wrong as never)).toThrow(EncodeError);
  });
});

describe('text', () => {
  test('every well-formed string arrives as it was sent', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => void expect(text.decode(text.encode(value))).toBe(value)),
      { numRuns: 2000 },
    );
    for (const value of [
      '',
      '\0',
      '\u{feff}mark',
      'a'.repeat(63),
      'a'.repeat(64),
      'a'.repeat(65),
      `${'a'.repeat(63)}é`,
    ])
      expect(text.decode(text.encode(value))).toBe(value);
  });

  test.each([
    ['a lonely continuation', [0x80]],
    ['an overlong slash', [0xc0, 0xaf]],
    ['an overlong NUL of three bytes', [0xe0, 0x80, 0x80]],
    ['a surrogate', [0xed, 0xa0, 0x80]],
    ['beyond U+10FFFF', [0xf4, 0x90, 0x80, 0x80]],
    ['cut short', [0x61, 0xe2, 0x82]],
    ['0xff', [0xff]],
  ])('malformed UTF-8 is refused: %s', (_, malformed) => {
    expect(() => text.decode(Uint8Array.from(malformed))).toThrow(new DecodeError('not valid UTF-8'));
  });

  test('half of a surrogate pair is refused, not replaced', () => {
    expect(() => text.encode('\u{1f600}'.slice(0, 1))).toThrow(EncodeError);
    expect(() => text.encode(`${'long '.repeat(50)}\udc00`)).toThrow(/surrogate/);
  });

  test('anything but a string is the caller’s mistake', () => {
    for (const wrong of [undefined, null, 1, {}, new String('x')])
      expect(() => text.encode(wrong as never)).toThrow(EncodeError);
  });
});

describe('utf8', () => {
  test('encodeUtf8 is the platform’s encoder', () => {
    const platform = new TextEncoder();
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: fc.nat(0xffff).map((unit) => String.fromCharCode(unit)) }), fc.string()),
        (value) => void expect(encodeUtf8(value)).toEqual(platform.encode(value)),
      ),
    );
  });

  test('isWellFormed finds halves of pairs', () => {
    expect(['', 'a', '\u{1f600}'].every(isWellFormed)).toBe(true);
    expect(['\ud800', 'a\udfff', '\udc00\ud800'].some(isWellFormed)).toBe(false);
  });

  test('isUtf8 agrees with the platform’s decoder, for every sequence of two bytes and for random ones', () => {
    const strict = new TextDecoder('utf-8', { fatal: true });
    const agrees = (value: Uint8Array): void => {
      let valid = true;
      try {
        strict.decode(value);
      } catch {
        valid = false;
      }
      if (isUtf8(value, 0, value.length) !== valid) expect.fail(`[${[...value]}] is ${valid ? '' : 'not '}valid`);
    };
    for (let a = 0; a < 256; a++) for (let b = 0; b < 256; b++) agrees(Uint8Array.of(a, b));
    const likely = fc.constantFrom(
      0x41,
      0x7f,
      0x80,
      0x8f,
      0x90,
      0x9f,
      0xa0,
      0xbf,
      0xc1,
      0xc2,
      0xdf,
      0xe0,
      0xed,
      0xef,
      0xf0,
      0xf4,
      0xf5,
    );
    fc.assert(
      fc.property(fc.array(likely, { maxLength: 6 }), (value) => agrees(Uint8Array.from(value))),
      { numRuns: 20_000 },
    );
  });
});
