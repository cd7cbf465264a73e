// lines() and lengthPrefixed(): the same messages however the bytes are cut.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EncodeError } from '../../src/codec/codec.ts';
import { UsageError } from '../../src/errors.ts';
import type { Framing } from '../../src/transport/framing.ts';
import { FramingError, lengthPrefixed, lines } from '../../src/transport/framing.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const chars = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

/** What a decoder makes of these chunks: messages, and the error if there was one. */
function run(framing: Framing, chunks: Iterable<Uint8Array>, end = false): { messages: string[]; error?: string } {
  const decoder = framing.decoder();
  const messages: string[] = [];
  const emit = (message: Uint8Array): number => messages.push(chars(message));
  try {
    for (const chunk of chunks) decoder.push(chunk, emit);
    if (end) decoder.end?.(emit);
  } catch (error) {
    expect(error).toBeInstanceOf(FramingError);
    expect(error).toMatchObject({ code: 'ERR_FRAMING' });
    return { messages, error: (error as FramingError).message };
  }
  return { messages };
}

function* cut(bytes: Uint8Array, sizes: readonly number[]): Generator<Uint8Array> {
  let at = 0;
  for (let i = 0; at < bytes.length; i++) {
    const size = sizes.length === 0 ? bytes.length : (sizes[i % sizes.length] ?? 1);
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

const framings: [string, Framing][] = [
  ['lines()', lines({ maxLength: 40 })],
  ['lines with CRLF', lines({ newline: '\r\n', maxLength: 40 })],
  ['1 byte', lengthPrefixed({ bytes: 1, maxLength: 40 })],
  ['2 bytes', lengthPrefixed({ bytes: 2, maxLength: 1000 })],
  ['2 bytes little', lengthPrefixed({ bytes: 2, endian: 'little', maxLength: 1000 })],
  ['4 bytes', lengthPrefixed()],
  ['4 bytes little', lengthPrefixed({ endian: 'little', maxLength: 40 })],
];

describe.each(framings)('%s', (_, framing) => {
  const message = fc.uint8Array({ maxLength: 40 }).map((bytes) => bytes.filter((byte) => byte !== 10 && byte !== 13));
  const sizes = fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 8 });

  test('what was encoded is decoded, however it is cut', () => {
    fc.assert(
      fc.property(fc.array(message, { maxLength: 12 }), sizes, (messages, sizes) => {
        const wire = Buffer.concat(messages.map((each) => framing.encode(each)));
        expect(run(framing, cut(wire, sizes), true)).toEqual({ messages: messages.map(chars) });
      }),
      { numRuns: 500 },
    );
  });

  test('any bytes give the same messages and the same end, however they are cut', () => {
    const likely = fc
      .array(fc.constantFrom(0, 0, 0, 1, 2, 5, 10, 10, 13, 65), { maxLength: 200 })
      .map((all) => Uint8Array.from(all));
    fc.assert(
      fc.property(fc.oneof(likely, fc.uint8Array({ maxLength: 200 })), sizes, (bytes, sizes) => {
        expect(run(framing, cut(bytes, sizes), true)).toEqual(run(framing, [bytes], true));
        expect(run(framing, cut(bytes, [1]), true)).toEqual(run(framing, [bytes], true));
      }),
      { numRuns: 1000 },
    );
  });

  test('after an error, and after the end, a decoder takes nothing more', () => {
    const decoder = framing.decoder();
    expect(() => decoder.push(new Uint8Array(200).fill(255), () => undefined)).toThrow(FramingError);
    expect(() => decoder.push(new Uint8Array(1), () => undefined)).toThrow(/new decoder/);
    expect(() => decoder.end?.(() => expect.fail('emitted'))).not.toThrow();
    const ended = framing.decoder();
    ended.end?.(() => expect.fail('emitted'));
    expect(() => ended.push(new Uint8Array(1), () => undefined)).toThrow(FramingError);
  });

  test('one decoder knows nothing of another', () => {
    const wire = framing.encode(utf8('hello'));
    const a = framing.decoder();
    const b = framing.decoder();
    const got: string[] = [];
    a.push(wire.subarray(0, 3), () => expect.fail('too early'));
    b.push(wire, (message) => got.push(chars(message)));
    a.push(wire.subarray(3), (message) => got.push(chars(message)));
    expect(got).toEqual(['hello', 'hello']);
  });
});

describe('lines', () => {
  test('a carriage return right before the end is taken off, others stay', () => {
    expect(run(lines(), [utf8('a\r\nb\rc\n\r\n\n\r\r\n')]).messages).toEqual(['a', 'b\rc', '', '', '\r']);
  });

  test('what can not come back as it was is refused', () => {
    for (const [message, reason] of [
      ['a\nb', /line feed/],
      ['a\r', /carriage return/],
      ['x'.repeat(65_537), /65537 bytes/],
    ] as const) {
      expect(() => lines().encode(utf8(message))).toThrow(EncodeError);
      expect(() => lines().encode(utf8(message))).toThrow(reason);
    }
    expect(chars(lines({ newline: '\r\n' }).encode(utf8('a')))).toBe('a\r\n');
    expect(chars(lines().encode(utf8('')))).toBe('\n');
  });

  test('maxLength counts neither line feed nor carriage return', () => {
    const framing = lines({ maxLength: 3 });
    for (const sizes of [[], [1], [2]]) {
      expect(run(framing, cut(utf8('abc\nabc\r\nab\n'), sizes)).messages).toEqual(['abc', 'abc', 'ab']);
      expect(run(framing, cut(utf8('ab\nabcd\n'), sizes))).toEqual({
        messages: ['ab'],
        error: 'a line is longer than 3 bytes',
      });
      expect(run(framing, cut(utf8('abcd\r\n'), sizes)).error).toBeDefined();
      expect(run(framing, cut(utf8('abcde'), sizes)).error).toBeDefined();
    }
  });

  test('an unfinished last line is emitted at an orderly end, or dropped', () => {
    expect(run(lines(), [utf8('a\nb')], true).messages).toEqual(['a', 'b']);
    expect(run(lines(), [utf8('a\nb')]).messages).toEqual(['a']);
    expect(run(lines({ unfinished: 'drop' }), [utf8('a\nb')], true).messages).toEqual(['a']);
    expect(run(lines(), [utf8('a\n')], true).messages).toEqual(['a']);
  });
});

describe('lengthPrefixed', () => {
  test('writes the length as asked', () => {
    const hex = (framing: Framing): string => Buffer.from(framing.encode(utf8('hi'))).toString('hex');
    expect(hex(lengthPrefixed({ bytes: 1 }))).toBe('026869');
    expect(hex(lengthPrefixed({ bytes: 2 }))).toBe('00026869');
    expect(hex(lengthPrefixed({ bytes: 2, endian: 'little' }))).toBe('02006869');
    expect(hex(lengthPrefixed())).toBe('000000026869');
    expect(hex(lengthPrefixed({ endian: 'little' }))).toBe('020000006869');
    const long = lengthPrefixed().encode(new Uint8Array(65_536));
    expect([...long.subarray(0, 4)]).toEqual([0, 1, 0, 0]);
  });

  test('an announced length beyond maxLength is refused at once; one within allocates nothing before bytes come', () => {
    expect(run(lengthPrefixed(), [Uint8Array.of(0xff, 0xff, 0xff, 0xff)]).error).toMatch(
      /4294967295 bytes was announced/,
    );
    expect(run(lengthPrefixed({ maxLength: 65_535 }), [Uint8Array.of(0, 1, 0, 0)]).error).toMatch(/at most 65535/);
    const framing = lengthPrefixed({ maxLength: 2 ** 32 - 1 });
    const before = process.memoryUsage().arrayBuffers;
    const decoders = Array.from({ length: 1000 }, () => {
      const decoder = framing.decoder();
      decoder.push(Uint8Array.of(0x7f, 0xff, 0xff, 0xff, 1), () => expect.fail('emitted'));
      return decoder;
    });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(4 * 1024 * decoders.length);
  });

  test('a stream that ends in the middle of a message is an error, between messages it is none', () => {
    expect(run(lengthPrefixed({ bytes: 1 }), [Uint8Array.of(1, 65)], true)).toEqual({ messages: ['A'] });
    expect(run(lengthPrefixed({ bytes: 1 }), [Uint8Array.of(2, 65)], true).error).toMatch(/middle/);
    expect(run(lengthPrefixed({ bytes: 1 }), [Uint8Array.of(2)], true).error).toMatch(/middle/);
    expect(run(lengthPrefixed(), [Uint8Array.of(0)], true).error).toMatch(/middle/);
  });

  test('what does not fit is refused', () => {
    expect(() => lengthPrefixed({ bytes: 1 }).encode(new Uint8Array(256))).toThrow(EncodeError);
    expect(lengthPrefixed({ bytes: 1 }).encode(new Uint8Array(255))).toHaveLength(256);
  });
});

test('options out of range are the caller’s mistake', () => {
  for (const options of [
    { bytes: 3 },
    { endian: 'middle' },
    { maxLength: 0 },
    { maxLength: 1.5 },
    { bytes: 1, maxLength: 256 },
    { maxLength: 2 ** 32 },
  ])
    expect(() => lengthPrefixed(options as never)).toThrow(UsageError);
  for (const options of [{ maxLength: 0 }, { maxLength: Number.NaN }, { newline: '\r' }, { unfinished: 'keep' }])
    expect(() => lines(options as never)).toThrow(UsageError);
});

test('a framing of one’s own: messages of ten bytes', () => {
  const tens: Framing = {
    decoder() {
      let rest: number[] = [];
      return {
        push(chunk, emit) {
          rest.push(...chunk);
          for (; rest.length >= 10; rest = rest.slice(10)) emit(Uint8Array.from(rest.slice(0, 10)));
        },
      };
    },
    encode: (message) => message,
  };
  expect(run(tens, cut(utf8('0123456789abcdefghij'), [3])).messages).toEqual(['0123456789', 'abcdefghij']);
});
