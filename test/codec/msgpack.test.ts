// MessagePack: what it carries, what it refuses, and what an attacker may try.
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import type { MsgpackOptions } from '../../src/codec/index.ts';
import { DecodeError, EncodeError, msgpack } from '../../src/codec/index.ts';
import { DEFAULT_MAX_DEPTH, DEFAULT_MAX_ELEMENTS } from '../../src/codec/limits.ts';
import { saveMarks } from '../../src/codec/msgpack-marks.ts';
import { scanMsgpack } from '../../src/codec/msgpack-scan.ts';
import { referenceDecode, sameAsReference } from './msgpack-reference.ts';

const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text.replaceAll(' ', ''), 'hex'));
const decode = (text: string, options: MsgpackOptions = {}): unknown => msgpack(undefined, options).decode(hex(text));
const encode = (value: unknown, options: MsgpackOptions = {}): Uint8Array => msgpack(undefined, options).encode(value);

function refusal(run: () => unknown): DecodeError | EncodeError {
  try {
    run();
  } catch (error) {
    if (error instanceof DecodeError || error instanceof EncodeError) return error;
    throw error;
  }
  return expect.fail('nothing was refused');
}

const key = fc.string({ unit: 'grapheme', maxLength: 12 }).filter((name) => name !== '__proto__');
const leaves = (extra: fc.Arbitrary<unknown>[]): fc.Arbitrary<unknown> =>
  fc.oneof(
    fc.constant(null),
    fc.boolean(),
    fc.maxSafeInteger().map((n) => n + 0),
    fc.double().map((n) => (Object.is(n, -0) ? 0 : n)),
    fc.string({ unit: 'binary' }),
    fc.string({ unit: 'grapheme', minLength: 180, maxLength: 300 }),
    fc.uint8Array({ maxLength: 300 }),
    ...extra,
  );
const values = (...extra: fc.Arbitrary<unknown>[]): fc.Arbitrary<unknown> =>
  fc.letrec((tie) => ({
    value: fc.oneof({ maxDepth: 5, withCrossShrink: true }, leaves(extra), tie('array'), tie('object')),
    array: fc.array(tie('value'), { maxLength: 20 }),
    object: fc.dictionary(key, tie('value'), { maxKeys: 20, noNullPrototype: true }),
  })).value;

describe('round trip', () => {
  test('every value arrives as it was sent, and an independent decoder reads the same', () => {
    fc.assert(
      fc.property(values(), (value) => {
        const wire = encode(value);
        expect(msgpack().decode(wire)).toEqual(value);
        expect(sameAsReference(value, referenceDecode(wire))).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  test('with dates and bigint, each comes back as what it was', () => {
    const codec = msgpack(undefined, { dates: true, bigint: true });
    const bigints = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n });
    fc.assert(
      fc.property(
        values(bigints, fc.date({ noInvalidDate: true })),
        (value) => void expect(codec.decode(codec.encode(value))).toEqual(value),
      ),
      { numRuns: 1000 },
    );
    for (const ms of [0, -1, 1, 2 ** 32 * 1000, 2 ** 34 * 1000, -8.64e15, 8.64e15, 8.64e15 - 1])
      expect(codec.decode(codec.encode(new Date(ms)))).toEqual(new Date(ms));
  });

  test('numbers: NaN and infinities are carried, -0 arrives as 0', () => {
    for (const value of [
      Number.NaN,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      0.1,
      2 ** 53 - 1,
      -(2 ** 53) + 1,
      1e300,
    ])
      expect(msgpack().decode(encode(value))).toBe(value);
    expect(msgpack().decode(encode(-0))).toBe(0);
    // Whole, but no safe integer: travels as a float, exactly.
    expect(msgpack().decode(encode(2 ** 60))).toBe(2 ** 60);
  });

  test('a byte order mark at the beginning of a string survives, short or long', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 70_000 }), { maxLength: 4 }), fc.nat({ max: 3 }), (lengths, at) => {
        const value = {
          [`\u{feff}${'k'.repeat(250)}`]: lengths.map((n, i) => (i === at ? 'x' : '\u{feff}') + 'y'.repeat(n)),
        };
        expect(msgpack().decode(encode(value))).toEqual(value);
      }),
      { numRuns: 50 },
    );
    for (const length of [196, 197, 198, 250, 255, 256, 65_532, 65_533, 65_536])
      expect(msgpack().decode(encode(`\u{feff}${'y'.repeat(length)}`))).toBe(`\u{feff}${'y'.repeat(length)}`);
    expect(saveMarks(hex('01'), [])).toEqual(hex('01'));
  });

  test('bytes that arrive are the receiver’s own', () => {
    const wire = encode({ skin: Uint8Array.of(1, 2, 3) });
    const arrived = msgpack().decode(wire) as { skin: Uint8Array };
    wire.fill(0);
    expect(arrived.skin).toEqual(Uint8Array.of(1, 2, 3));
  });

  test('what encode gives is not overwritten by the next one', () => {
    const codec = msgpack();
    const first = codec.encode({ a: 1 });
    const kept = first.slice();
    codec.encode('x'.repeat(100_000));
    codec.encode({ b: 2 });
    expect(first).toEqual(kept);
  });
});

describe('what MessagePack can not carry is refused at the sender, with the path', () => {
  test.each<[string, unknown, string, RegExp]>([
    ['undefined', undefined, '', /undefined/],
    ['undefined in an array', { a: [1, undefined] }, 'a[1]', /undefined/],
    ['a function', { run: () => 1 }, 'run', /function/],
    ['a symbol', [Symbol('x')], '[0]', /symbol/],
    ['a bigint', { n: 1n }, 'n', /bigint: true/],
    ['a Date', { at: new Date(0) }, 'at', /dates: true/],
    ['a Map', { m: new Map() }, 'm', /Map/],
    ['another typed array', { b: new Float32Array(2) }, 'b', /Float32Array/],
    ['half of a pair', { s: ['\ud800'] }, 's[0]', /surrogate/],
    ['half of a pair in a key', { '\ud800': 1 }, String.raw`["\\u{d800}"]`, /surrogate/],
    ['__proto__', JSON.parse('{"a":{"__proto__":1}}'), 'a.__proto__', /__proto__/],
  ])('%s', (_, value, path, message) => {
    const bad = refusal(() => encode(value));
    expect(bad).toBeInstanceOf(EncodeError);
    expect(bad.path).toBe(path);
    expect(bad.message).toMatch(message);
  });

  test('also with the options: invalid dates, bigint beyond 64 bits', () => {
    expect(() => encode(new Date(Number.NaN), { dates: true })).toThrow(/invalid Date/);
    expect(() => encode(2n ** 64n, { bigint: true })).toThrow(/64 bits/);
    expect(() => encode(-(2n ** 63n) - 1n, { bigint: true })).toThrow(EncodeError);
  });

  test('the limits hold for the sender too', () => {
    expect(() => encode(Array(10_001).fill(0))).toThrow(/more than 10000/);
    const cycle: unknown[] = [];
    cycle.push(cycle);
    expect(() => encode(cycle)).toThrow(/nested deeper than 32/);
  });

  test('a getter that throws', () => {
    const throws = {
      get x(): number {
        throw new Error('mine');
      },
    };
    expect(refusal(() => encode(throws)).cause).toEqual(new Error('mine'));
  });

  test('a field that is undefined counts as absent', () => {
    expect(msgpack().decode(encode({ a: undefined, b: 1 }))).toEqual({ b: 1 });
  });
});

describe('what a peer may send', () => {
  test.each<[string, string, string, RegExp]>([
    ['nothing', '', '', /cut short/],
    ['the unused byte', 'c1', '', /not MessagePack/],
    ['two values', '01 02', '', /follow/],
    ['an array of 2^32-1 items', 'dd ffffffff', '', /cut short/],
    ['a map of 2^32-1 fields', 'df ffffffff', '', /cut short/],
    ['arrays within arrays that announce too much', 'dcffff'.repeat(2000), '', /cut short/],
    ['a string beyond the end', 'db ffffffff 61', '', /cut short/],
    ['a bin beyond the end', 'c6 ffffffff 61', '', /cut short/],
    ['a string of a string', '92 a1 e2 a2 82 ac', '[0]', /UTF-8/],
    ['malformed UTF-8', '81 a1 6b a2 c3 28', 'k', /UTF-8/],
    ['malformed UTF-8 in a key', '81 a2 c3 28 01', '', /UTF-8/],
    ['a key that is a number', '81 01 02', '', /key that is no string/],
    ['a key that is nil', '81 c0 02', '', /key that is no string/],
    ['a key that is bytes', '81 c4 01 61 02', '', /key that is no string/],
    ['a key that is an array', '81 90 02', '', /key that is no string/],
    ['__proto__', '81 a1 61 91 81 a9 5f5f70726f746f5f5f 81 a1 78 01', 'a[0].__proto__', /__proto__/],
    ['__proto__ in a longer form', '81 d9 09 5f5f70726f746f5f5f c0', '__proto__', /__proto__/],
    [
      'constructor.prototype',
      '81 ab 636f6e7374727563746f72 81 a9 70726f746f74797065 80',
      'constructor.prototype',
      /constructor/,
    ],
    ['an unknown extension', '81 a1 61 d4 05 00', 'a', /extension/],
    ['an extension beyond the end', 'c9 ffffffff 05 00', '', /cut short/],
    ['msgpackr’s record definition', 'd4 72 40 91 a1 61 01', '', /extension/],
    ['a timestamp', '91 d6 ff 00000001', '[0]', /dates: true/],
    ['an integer beyond 2^53', '91 cf 0020000000000000', '[0]', /2\^53/],
    ['a negative integer beyond 2^53', 'd3 ffe0000000000000', '', /2\^53/],
    ['a float cut short', 'cb 00', '', /cut short/],
    ['an integer cut short', 'cf 00', '', /cut short/],
    ['an array without its length', 'dc 00', '', /cut short/],
    ['an array without its items', '93 01 02', '', /cut short/],
    ['a map without its value', '81 a1 61', 'a', /cut short/],
    ['a map without a field', '82 a1 61 01', '', /cut short/],
  ])('%s', (_, wire, path, message) => {
    const bad = refusal(() => decode(wire));
    expect(bad).toBeInstanceOf(DecodeError);
    expect(bad.path).toBe(path);
    expect(bad.message).toMatch(message);
  });

  test('a plain field called constructor is data', () => {
    expect(decode('81 ab 636f6e7374727563746f72 a1 78')).toEqual({ constructor: 'x' });
    expect(msgpack().decode(encode({ constructor: { name: 'x' }, prototype: 1 }))).toEqual({
      constructor: { name: 'x' },
      prototype: 1,
    });
  });

  test('integers up to 2^53 pass in any width', () => {
    expect(decode('cf 001fffffffffffff')).toBe(2 ** 53 - 1);
    expect(decode('d3 ffe0000000000001')).toBe(-(2 ** 53) + 1);
    expect(decode('cf 0000000000000005')).toBe(5);
    expect(decode('cf 0000000000000005', { bigint: true })).toBe(5n);
    expect(decode('cf ffffffffffffffff', { bigint: true })).toBe(2n ** 64n - 1n);
  });

  test('timestamps: only the three layouts, only in the range of a Date', () => {
    const dates = { dates: true };
    expect(decode('d6 ff 00000001', dates)).toEqual(new Date(1000));
    expect(decode('d7 ff 0007a120 00000001'.replace('0007a120', '001e8480'), dates)).toBeInstanceOf(Date);
    expect(decode('c7 0c ff 00000000 ffffffffffffffff', dates)).toEqual(new Date(-1000));
    expect(decode('c7 04 ff 00000001', dates)).toEqual(new Date(1000));
    for (const wire of [
      'd7 ff ffffffff 00000000',
      'c7 0c ff 3b9aca00 0000000000000000',
      'c7 0c ff 00000000 7fffffffffffffff',
      'd4 ff 00',
      'd5 ff 0000',
      'd8 ff'.padEnd(38, '0'),
      'd6 fe 00000001',
    ])
      expect(
        refusal(() => decode(wire, dates)),
        wire,
      ).toBeInstanceOf(DecodeError);
  });

  test('depth and number of elements', () => {
    const nested = (levels: number): string => `${'91'.repeat(levels)}c0`;
    expect(decode(nested(32))).toBeInstanceOf(Array);
    expect(refusal(() => decode(nested(33))).message).toMatch(/nested deeper than 32$/);
    expect(() => decode('91'.repeat(60_000))).toThrow(DecodeError);
    expect(decode(nested(256), { maxDepth: 256 })).toBeInstanceOf(Array);
    expect(() => decode('dc2711'.padEnd(6 + 20_002, '0'))).toThrow(/more than 10000/);
    expect(decode('dc2710'.padEnd(6 + 20_000, '0'))).toHaveLength(10_000);
    expect(() => decode('82 a1 61 91 01 a1 62 01', { maxElements: 2 })).toThrow(DecodeError);
    expect(decode('82 a1 61 91 01 a1 62 01', { maxElements: 3 })).toEqual({ a: [1], b: 1 });
  });

  test('nothing is allocated for what was only announced', () => {
    const spy = vi.spyOn(globalThis, 'Array');
    expect(() => decode('dd 00ffffff')).toThrow(DecodeError);
    expect(spy).not.toHaveBeenCalled();
    spy.mockRestore();
  });

  test('each byte is looked at a bounded number of times, whatever the structure', () => {
    const rules = { limits: { maxDepth: 256, maxElements: 1e9 }, dates: false, bigint: true };
    const shapes: ((n: number) => string)[] = [
      (n) => `dd${(n * 2).toString(16).padStart(8, '0')}${'a161'.repeat(n * 2)}`,
      (n) => `dd${n.toString(16).padStart(8, '0')}${'91c0'.repeat(n)}`,
      (n) => `df${n.toString(16).padStart(8, '0')}${'a1e4'.replace('a1e4', 'a2c3a4').concat('90').repeat(n)}`,
      (n) => `db${(n * 3).toString(16).padStart(8, '0')}${'e282ac'.repeat(n)}`,
      (n) => `91dd${'0000ffff'}${'dd0000ffff'.repeat(n)}`,
      (n) =>
        `df${n.toString(16).padStart(8, '0')}${'ab636f6e7374727563746f72'.concat('81a9616161616161616161c0').repeat(n)}`,
    ];
    for (const shape of shapes)
      for (const n of [10, 100, 1000, 10_000]) {
        const bytes = hex(shape(n));
        let reads = 0;
        const counted = new Proxy(bytes, {
          get(target, name) {
            if (typeof name === 'string' && /^\d+$/.test(name)) reads++;
            const value: unknown = Reflect.get(target, name, target);
            return typeof value === 'function' ? value.bind(target) : value;
          },
        });
        scanMsgpack(counted, rules);
        expect(reads).toBeLessThanOrEqual(6 * bytes.length + 20);
      }
  });

  test('what the scan accepts, the library decodes as the reference does; the rest is a DecodeError', () => {
    const rules = {
      limits: { maxDepth: DEFAULT_MAX_DEPTH, maxElements: DEFAULT_MAX_ELEMENTS },
      dates: false,
      bigint: false,
    };
    const heads = fc.constantFrom(
      0x81,
      0x82,
      0x91,
      0x92,
      0xa1,
      0xa2,
      0xc0,
      0xc4,
      0xca,
      0xcc,
      0xcd,
      0xd0,
      0xd9,
      0xda,
      0xdc,
      0xde,
      0x61,
      0x00,
      0x01,
    );
    const likely = fc.array(heads, { minLength: 1, maxLength: 24 }).map((all) => Uint8Array.from(all));
    let accepted = 0;
    fc.assert(
      fc.property(fc.oneof(likely, fc.uint8Array({ maxLength: 24 })), (bytes) => {
        const { refusal } = scanMsgpack(bytes, rules);
        if (refusal !== undefined) return void expect(() => msgpack().decode(bytes)).toThrow(DecodeError);
        accepted++;
        expect(sameAsReference(msgpack().decode(bytes), referenceDecode(bytes))).toBe(true);
      }),
      { numRuns: 20_000 },
    );
    expect(accepted).toBeGreaterThan(500);
  });
});
