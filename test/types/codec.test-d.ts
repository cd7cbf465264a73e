// What the types of the codecs promise: encode takes the schema's input, decode gives its output.
import { type } from 'arktype';
import * as v from 'valibot';
import { describe, expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import type { Codec, JsonValue, MsgpackValue } from '../../src/codec/index.ts';
import { bytes, json, msgpack, text } from '../../src/codec/index.ts';

type In<C> = C extends Codec<infer I, infer _> ? I : never;
type Out<C> = C extends Codec<infer _, infer O> ? O : never;

describe('plain codecs', () => {
  test('bytes and text', () => {
    expectTypeOf(bytes).toEqualTypeOf<Codec<Uint8Array>>();
    expectTypeOf(text).toEqualTypeOf<Codec<string>>();
    expectTypeOf(text.decode(bytes.encode(new Uint8Array()))).toEqualTypeOf<string>();
    // @ts-expect-error: text takes a string
    text.encode(1);
    // @ts-expect-error: bytes takes a Uint8Array
    bytes.encode('x');
  });

  test('without a schema anything may be tried, and what arrives must be looked at', () => {
    expectTypeOf(json()).toEqualTypeOf<Codec<unknown, JsonValue>>();
    expectTypeOf(json(undefined, { maxDepth: 3 })).toEqualTypeOf<Codec<unknown, JsonValue>>();
    expectTypeOf(msgpack()).toEqualTypeOf<Codec<unknown, MsgpackValue>>();
    interface Move {
      readonly x: number;
    }
    const move: Move = { x: 1 };
    json().encode(move);
    // @ts-expect-error: what arrived may be anything
    json().decode(new Uint8Array()).x;
  });

  test('the options of msgpack decide what may arrive', () => {
    expectTypeOf(msgpack(undefined, { dates: true })).toEqualTypeOf<Codec<unknown, MsgpackValue<Date>>>();
    expectTypeOf(msgpack(undefined, { bigint: true, dates: true })).toEqualTypeOf<
      Codec<unknown, MsgpackValue<Date | bigint>>
    >();
    expectTypeOf(msgpack(undefined, { dates: false, maxDepth: 2 })).toEqualTypeOf<Codec<unknown, MsgpackValue>>();
    // @ts-expect-error: no such option
    msgpack(undefined, { date: true });
    // @ts-expect-error: JSON has no such option
    json(undefined, { dates: true });
  });
});

describe('with a schema', () => {
  const zod = z.object({ at: z.string().transform(Number), team: z.string().default('red') });

  test('zod', () => {
    for (const codec of [json(zod), msgpack(zod), msgpack(zod, { maxDepth: 2 })]) {
      expectTypeOf<In<typeof codec>>().toEqualTypeOf<{ at: string; team?: string | undefined }>();
      expectTypeOf<Out<typeof codec>>().toEqualTypeOf<{ at: number; team: string }>();
    }
    json(zod).encode({ at: '1' });
    // @ts-expect-error: the output is not what is sent
    json(zod).encode({ at: 1, team: 'red' });
    // @ts-expect-error: a field is missing
    json(zod).encode({ team: 'red' });
    // @ts-expect-error: what arrives is a number by now
    json(zod).decode(new Uint8Array()).at satisfies string;
  });

  test('valibot', () => {
    const schema = v.object({ at: v.pipe(v.string(), v.transform(Number)), team: v.optional(v.string(), 'red') });
    expectTypeOf(json(schema)).toEqualTypeOf<
      Codec<{ at: string; team?: string | undefined }, { at: number; team: string }>
    >();
    // @ts-expect-error: the output is not what is sent
    msgpack(schema).encode({ at: 1 });
  });

  test('arktype', () => {
    const schema = type({ x: 'number', 'y?': 'string' });
    expectTypeOf<In<ReturnType<typeof json<typeof schema>>>>().toEqualTypeOf<{ x: number; y?: string }>();
    // @ts-expect-error: x is a number
    json(schema).encode({ x: 'one' });
  });

  test('what is no Standard Schema does not compile', () => {
    // @ts-expect-error: a function is no schema
    json((value: unknown) => value);
    // @ts-expect-error: options are not the first argument
    json({ maxDepth: 3 });
    // @ts-expect-error: options are not the first argument
    msgpack({ dates: true });
  });

  test('anybody can write a codec', () => {
    const flag: Codec<boolean> = { encode: (value) => Uint8Array.of(value ? 1 : 0), decode: (wire) => wire[0] === 1 };
    expectTypeOf(flag.decode).returns.toEqualTypeOf<boolean>();
  });
});
