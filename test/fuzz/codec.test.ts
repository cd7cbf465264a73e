// Every codec, fed with mutated bytes: a value or a DecodeError, nothing else; and a value that was accepted survives another round trip.
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Codec } from '../../src/codec/index.ts';
import { bytes, DecodeError, json, msgpack, text } from '../../src/codec/index.ts';
import { referenceDecode, sameAsReference } from '../codec/msgpack-reference.ts';
import type { Target } from './codec-fuzzer.ts';
import { fuzz, hexes, outline, texts } from './codec-fuzzer.ts';

/** Decodes; `check` looks at what was accepted. */
function target<T>(codec: Codec<never, T>, check: (value: T, input: Uint8Array) => void): Target {
  return (input) => {
    const before = input.slice();
    let value: T;
    try {
      value = codec.decode(input);
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      if (/\p{Cc}|\p{Cf}/u.test(error.message) || error.message.length > 700) throw new Error('an unsafe message');
      if (Buffer.compare(input, before) !== 0) throw new Error('the input was changed');
      const levels = Math.min(4, error.path.split(/[.[]/).length);
      return `${error.message.slice(error.path.length).replaceAll(/\d+/g, 'n')} @${levels}`;
    }
    if (Buffer.compare(input, before) !== 0) throw new Error('the input was changed');
    check(value, input);
    return outline(value);
  };
}

const JSON_PLAN = {
  corpus: texts(
    'null',
    '[1,-2.5e3,true,false]',
    '{"a":{"b":["c","\\u00e9\\n"]}}',
    '{"__proto__":1}',
    '{"constructor":{"prototype":{}}}',
    `${'['.repeat(33)}${']'.repeat(33)}`,
    '"\u{1f600}"',
  ),
  tokens: texts(
    '"',
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    'null',
    'true',
    '1e999',
    '-0',
    '\\u',
    '\\u005f',
    '"__proto__":',
    '"constructor":',
    '"prototype":',
    '{"a":',
    '[[[[[[[[',
    '\\ud800',
  ),
};

const MSGPACK_PLAN = {
  corpus: hexes(
    'c0',
    '93 01 ff cb 3ff8000000000000',
    '82 a1 61 91 c3 a1 62 c4 02 0102',
    '81 a9 5f5f70726f746f5f5f 01',
    '81 ab 636f6e7374727563746f72 81 a9 70726f746f74797065 c0',
    'd6 ff 00000001',
    'd7 ff 001e8480 00000001',
    'c7 0c ff 00000000 ffffffffffffffff',
    'cf 001fffffffffffff',
    'd3 ffffffffffffffff',
    'd9 03 e282ac',
    `da 00ca efbbbf ${'61'.repeat(199)}`,
    'de 0001 a1 6b dd 00000001 c2',
    `${'91'.repeat(33)}c0`,
  ),
  tokens: hexes(
    '81a161',
    '91',
    'a0',
    'c0',
    'c4',
    'c5',
    'c6',
    'c7',
    'c8',
    'ca',
    'cb',
    'cc',
    'cd',
    'ce',
    'cf',
    'd0',
    'd3',
    'd4',
    'd6ff',
    'd7ff',
    'd8',
    'd9',
    'da',
    'db',
    'dc',
    'dd',
    'de',
    'df',
    'ffffffff',
    '00000000',
    'a95f5f70726f746f5f5f',
    'ab636f6e7374727563746f72',
    'efbbbf',
    'eda080',
    '80',
    '90',
  ),
  maxLength: 300,
};

describe('codecs under fuzzing', () => {
  test('text', () => {
    const lenient = new TextDecoder('utf-8', { ignoreBOM: true });
    const { behaviours } = fuzz(
      'text',
      target(text, (value, input) => {
        expect(value).toBe(lenient.decode(input));
        expect(Buffer.compare(text.encode(value), input)).toBe(0);
      }),
      {
        corpus: texts('', 'abc', 'é€\u{1f600}', '\u{feff}x'),
        tokens: hexes('c0af', 'eda080', 'f4908080', 'e282', 'efbbbf', 'f09f9880', '80'),
      },
    );
    expect(behaviours.size).toBeGreaterThanOrEqual(3);
  });

  test('bytes', () => {
    fuzz(
      'bytes',
      target(bytes, (value, input) => expect(Buffer.compare(value, input)).toBe(0)),
      { corpus: texts('', 'abc'), tokens: hexes('00'), executions: 5000 },
    );
  });

  test('json', () => {
    const { behaviours } = fuzz(
      'json',
      target(json(), (value, input) => {
        const platform: unknown = JSON.parse(Buffer.from(input).toString());
        expect(JSON.stringify(value)).toBe(JSON.stringify(platform));
        expect(JSON.stringify(json().decode(json().encode(value)))).toBe(JSON.stringify(platform));
      }),
      JSON_PLAN,
    );
    const seen = [...behaviours].join('\n');
    for (const reason of ['__proto__', 'constructor', 'nested deeper', 'out of range', 'not valid JSON'])
      expect(seen).toContain(reason);
  });

  test('json with a schema', () => {
    const schema = z.object({
      a: z.string().optional(),
      n: z.number().default(1),
      list: z
        .array(z.looseObject({ at: z.coerce.date() }))
        .max(3)
        .optional(),
    });
    const codec = json(schema);
    fuzz(
      'json with a schema',
      target(codec, (value) => expect(value.n).toBeTypeOf('number')),
      {
        corpus: [...JSON_PLAN.corpus, ...texts('{"a":"x","n":2,"list":[{"at":0}]}', '{}')],
        tokens: [...JSON_PLAN.tokens, ...texts('"a":', '"n":', '"list":', '"at":')],
      },
    );
  });

  test('msgpack', () => {
    const codec = msgpack();
    const { behaviours } = fuzz(
      'msgpack',
      target(codec, (value, input) => {
        if (!sameAsReference(value, referenceDecode(input)))
          throw new Error('the reference decoder reads something else');
        // Compared as bytes: -0 on the wire becomes 0 on the way back, once.
        const again = codec.encode(value);
        if (Buffer.compare(codec.encode(codec.decode(again)), again) !== 0)
          throw new Error('another round trip changed it');
      }),
      MSGPACK_PLAN,
    );
    const seen = [...behaviours].join('\n');
    for (const reason of [
      'cut short',
      '__proto__',
      'constructor',
      'nested deeper',
      'UTF-n',
      'extension',
      'timestamp',
      'no string',
      'beyond n',
      'follow',
    ])
      expect(seen).toContain(reason);
    // What passed the scan was decoded.
    expect(seen).not.toContain('not valid MessagePack');
  });

  test('msgpack with dates and bigint', () => {
    const codec = msgpack(undefined, { dates: true, bigint: true, maxDepth: 4, maxElements: 12 });
    const { behaviours } = fuzz(
      'msgpack with dates and bigint',
      target(codec, (value, input) => {
        if (!sameAsReference(value, referenceDecode(input)))
          throw new Error('the reference decoder reads something else');
        // Compared as bytes: -0 on the wire becomes 0 on the way back, once.
        const again = codec.encode(value);
        if (Buffer.compare(codec.encode(codec.decode(again)), again) !== 0)
          throw new Error('another round trip changed it');
      }),
      MSGPACK_PLAN,
    );
    const seen = [...behaviours].join('\n');
    for (const reason of ['more than n', 'nested deeper', 'malformed', 'd', 'n']) expect(seen).toContain(reason);
    expect(seen).not.toContain('not valid MessagePack');
  });
});
