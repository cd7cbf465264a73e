// JSON: what it carries, what it refuses, and what an attacker may try.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CodecLimits } from '../../src/codec/index.ts';
import { DecodeError, EncodeError, json } from '../../src/codec/index.ts';
import { UsageError } from '../../src/errors.ts';

const wire = (text: string): Uint8Array => new TextEncoder().encode(text);
const decode = (text: string, limits?: CodecLimits): unknown => json(undefined, limits).decode(wire(text));
const encode = (value: unknown, limits?: CodecLimits): Uint8Array => json(undefined, limits).encode(value);

function refusal(run: () => unknown): { error: unknown; path: string; message: string } {
  try {
    run();
  } catch (error) {
    if (error instanceof DecodeError || error instanceof EncodeError)
      return { error, path: error.path, message: error.message };
    throw error;
  }
  return expect.fail('nothing was refused');
}

describe('round trip', () => {
  test('every JSON value arrives as it was sent', () => {
    const value = fc.jsonValue({ depthSize: 'medium', stringUnit: 'binary' });
    fc.assert(
      fc.property(value, (value) => {
        // JSON.stringify writes -0 as 0: the one change, and it is documented.
        const expected: unknown = JSON.parse(JSON.stringify(value));
        try {
          expect(json().decode(json().encode(value))).toEqual(expected);
        } catch (error) {
          // fast-check likes __proto__ as a key.
          expect((error as EncodeError).message).toMatch(/__proto__/);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('a string with half of a surrogate pair survives, since JSON escapes it', () => {
    expect(json().decode(encode('\ud83d'))).toBe('\ud83d');
  });

  test('a field that is undefined counts as absent', () => {
    expect(json().decode(encode({ a: undefined, b: 1 }))).toEqual({ b: 1 });
  });

  test('objects of classes are sent as their fields, objects without a prototype too', () => {
    class Vector {
      x = 1;
      y = 2;
      length(): number {
        return Math.hypot(this.x, this.y);
      }
    }
    expect(json().decode(encode(new Vector()))).toEqual({ x: 1, y: 2 });
    expect(json().decode(encode(Object.assign(Object.create(null), { x: 1 })))).toEqual({ x: 1 });
  });
});

describe('what JSON can not carry is refused at the sender, with the path', () => {
  const cycle: { again?: unknown } = {};
  cycle.again = cycle;
  test.each<[string, unknown, string, RegExp]>([
    ['undefined', undefined, '', /undefined/],
    ['undefined in an array', { a: [1, undefined] }, 'a[1]', /undefined/],
    ['a hole', { a: Object.assign(Array(3), [1]) }, 'a[1]', /undefined/],
    ['a function', { run: () => 1 }, 'run', /function/],
    ['a symbol', [Symbol('x')], '[0]', /symbol/],
    ['a bigint', { n: 1n }, 'n', /bigint/],
    ['NaN', { x: Number.NaN }, 'x', /NaN/],
    ['infinity', { x: Number.NEGATIVE_INFINITY }, 'x', /-Infinity/],
    ['a Date', { at: new Date(0) }, 'at', /Date/],
    ['a Map', { m: new Map() }, 'm', /Map/],
    ['a Set', new Set(), '', /Set/],
    ['a typed array', { b: new Uint8Array(2) }, 'b', /Uint8Array/],
    ['a RegExp', /x/, '', /RegExp/],
    ['a promise', { p: Promise.resolve() }, 'p', /Promise/],
    ['a boxed number', { n: Object(1) }, 'n', /Number/],
    [
      'a class with toJSON',
      {
        c: new (class {
          toJSON(): number {
            return 1;
          }
        })(),
      },
      'c',
      /toJSON/,
    ],
    ['an object’s own toJSON', { toJSON: () => 1 }, 'toJSON', /function/],
    ['a cycle', cycle, Array(33).fill('again').join('.').slice(0, 10), /nested deeper than 32/],
    ['__proto__', JSON.parse('{"a":{"__proto__":1}}'), 'a.__proto__', /__proto__/],
    ['constructor.prototype', { constructor: { prototype: {} } }, 'constructor', /constructor/],
  ])('%s', (_, value, path, message) => {
    const bad = refusal(() => encode(value));
    expect(bad.error).toBeInstanceOf(EncodeError);
    expect(bad.path.startsWith(path)).toBe(true);
    if (path === '') expect(bad.path).toBe('');
    expect(bad.message).toMatch(message);
  });

  test('a getter that throws, and a hidden toJSON that gives nothing', () => {
    const throws = {
      get x(): number {
        throw new Error('mine');
      },
    };
    expect(() => encode(throws)).toThrow(EncodeError);
    const hidden = Object.defineProperty({}, 'toJSON', { value: () => undefined });
    expect(() => encode(hidden)).toThrow(EncodeError);
  });

  test('a cycle that branches ends at once', () => {
    const branching: unknown[] = [];
    branching.push(branching, branching);
    expect(() => encode(branching)).toThrow(/nested deeper/);
  });
});

describe('what a peer may send', () => {
  test.each(['', ' ', '{', '[1,]', '{"a":1}}', "{'a':1}", 'undefined', 'NaN', '\u{feff}1', '01', '"\n"', '[1] // x'])(
    'no JSON: %j',
    (text) => {
      const bad = refusal(() => decode(text));
      expect(bad.error).toBeInstanceOf(DecodeError);
      expect(bad.message).toBe('not valid JSON in UTF-8');
    },
  );

  test('malformed UTF-8 inside a string', () => {
    expect(() => json().decode(Uint8Array.of(0x22, 0xc3, 0x28, 0x22))).toThrow(DecodeError);
  });

  test.each([
    ['{"__proto__":{"admin":true}}', '__proto__'],
    ['{"a":[{"b":{"__proto__":1}}]}', 'a[0].b.__proto__'],
    [String.raw`{"\u005f_proto_\u005F":1}`, '__proto__'],
    ['{"constructor":{"prototype":{"admin":true}}}', 'constructor'],
    [String.raw`{"x":{"c\u006fnstructor":{"prot\u006ftype":1}}}`, 'x.constructor'],
  ])('pollution of prototypes: %s', (text, path) => {
    expect(refusal(() => decode(text)).path).toBe(path);
    expect(({} as { admin?: unknown }).admin).toBeUndefined();
  });

  test('fields that only look like it are data', () => {
    const innocent = '{"constructor":"Ferrari","prototype":{"x":1},"proto":1,"toString":2,"hasOwnProperty":3}';
    expect(JSON.stringify(decode(innocent))).toBe(innocent);
    expect(decode('{"constructor":{"name":"Ferrari"}}')).toEqual({ constructor: { name: 'Ferrari' } });
  });

  test('depth: 32 levels pass, 33 do not; a message full of brackets neither', () => {
    const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);
    expect(decode(nested(32))).toBeInstanceOf(Array);
    expect(refusal(() => decode(nested(33))).message).toMatch(/nested deeper than 32$/);
    expect(() => decode(nested(32_768))).toThrow(DecodeError);
    expect(() => decode(nested(1_000_000))).toThrow(DecodeError);
    expect(() => decode('{"a":'.repeat(200_000))).toThrow(DecodeError);
    expect(decode('1', { maxDepth: 0 })).toBe(1);
    expect(() => decode('[]', { maxDepth: 0 })).toThrow(DecodeError);
    expect(decode(nested(256), { maxDepth: 256 })).toBeInstanceOf(Array);
  });

  test('elements are counted over the whole value, keys and items alike', () => {
    const items = (n: number): string => `[${Array(n).fill('0').join()}]`;
    expect(decode(items(10_000))).toHaveLength(10_000);
    expect(refusal(() => decode(items(10_001))).message).toMatch(/more than 10000 elements$/);
    expect(decode('{"a":[1,2],"b":{"c":1}}', { maxElements: 5 })).toBeTruthy();
    expect(refusal(() => decode('{"a":[1,2],"b":{"c":1}}', { maxElements: 4 })).path).toBe('b');
  });

  test('a number beyond what JSON can write again', () => {
    expect(refusal(() => decode('{"x":[1e999]}'))).toMatchObject({ path: 'x[0]' });
    expect(() => decode('-1e999')).toThrow(DecodeError);
  });

  test('an error names the place, cut and escaped, and never the value', () => {
    const secret = 'hunter2';
    const key = `\u202e\n\u001b[31m${'k'.repeat(500)}`;
    const bad = refusal(() =>
      decode(JSON.stringify({ [key]: { v: secret, __x: 1, n: [1] } }).replace('"__x"', '"__proto__"')),
    );
    expect(bad.path.length).toBeLessThan(300);
    expect(bad.message).not.toMatch(new RegExp(`[\\p{Cc}\\p{Cf}]|${secret}`, 'u'));
    expect(bad.message).toContain(String.raw`\\u{202e}`);
    expect(refusal(() => decode(`{"password": ${secret}}`)).message).not.toContain(secret);
  });

  test('anything at all is a value or a DecodeError', () => {
    const near = fc.stringMatching(/^[[\]{}",:0-9a-e.\\untrfls_-]{0,40}$/).map(wire);
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 64 }), near), (bytes) => {
        try {
          const value = json().decode(bytes);
          // What decode gives, encode takes.
          expect(json().decode(json().encode(value))).toEqual(
            value === 0 || Object.is(value, -0) ? 0 : JSON.parse(JSON.stringify(value)),
          );
        } catch (error) {
          expect(error).toBeInstanceOf(DecodeError);
        }
      }),
      { numRuns: 5000 },
    );
  });
});

test('limits must be whole numbers in range', () => {
  for (const limits of [
    { maxDepth: -1 },
    { maxDepth: 1.5 },
    { maxDepth: 257 },
    { maxElements: -1 },
    { maxElements: Number.NaN },
  ])
    expect(() => json(undefined, limits)).toThrow(UsageError);
});

test('the limits hold for the sender too, so that what is accepted can be decoded', () => {
  expect(() => encode(Array(10_001).fill(0))).toThrow(/more than 10000/);
  expect(() => encode([[1]], { maxDepth: 1 })).toThrow(/nested deeper than 1/);
  expect(() => encode(new Array(2 ** 32 - 1))).toThrow(/more than/);
});
