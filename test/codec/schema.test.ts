// json and msgpack with schemas of three libraries: what is checked where, and what runs once.
import type { StandardSchemaV1 } from '@standard-schema/spec';
import { type } from 'arktype';
import * as v from 'valibot';
import { describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import type { Codec, SchemaInput, SchemaOutput } from '../../src/codec/index.ts';
import { DecodeError, EncodeError, json, msgpack } from '../../src/codec/index.ts';
import { UsageError } from '../../src/errors.ts';

const FORMATS = ['json', 'msgpack'] as const;
type Format = (typeof FORMATS)[number];
const withSchema = <S extends StandardSchemaV1>(format: Format, schema: S): Codec<SchemaInput<S>, SchemaOutput<S>> =>
  format === 'json' ? json(schema) : msgpack(schema);
const without = (format: Format): Codec => (format === 'json' ? json() : msgpack());

const point = {
  zod: z.object({ x: z.number(), y: z.number() }),
  valibot: v.object({ x: v.number(), y: v.number() }),
  arktype: type({ x: 'number', y: 'number' }),
};
const cases = FORMATS.flatMap((format) =>
  (Object.keys(point) as (keyof typeof point)[]).map((library) => [format, library] as const),
);

describe.each(cases)('%s with %s', (format, library) => {
  const codec: Codec<{ x: number; y: number }> = withSchema<StandardSchemaV1<{ x: number; y: number }>>(
    format,
    point[library],
  );
  const wild: Codec = without(format);

  test('a value that fits goes through', () => {
    expect(codec.decode(codec.encode({ x: 1, y: 2.5 }))).toEqual({ x: 1, y: 2.5 });
  });

  test('a value that does not fit is the sender’s error, at the call, with the path', () => {
    const wrong = { x: 1, y: 'two' } as never;
    expect(() => codec.encode(wrong)).toThrow(EncodeError);
    expect(() => codec.encode(wrong)).toThrow(/^y: .*number/);
  });

  test('what a peer sends and does not fit is a DecodeError whose message holds none of it', () => {
    let error: unknown;
    try {
      codec.decode(wild.encode({ x: 1, y: 'hunter2' }));
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(DecodeError);
    expect(error).toMatchObject({ path: 'y', message: 'y: does not fit the schema; see issues', code: 'ERR_DECODE' });
    expect((error as DecodeError).issues).toHaveLength(1);
    expect((error as DecodeError).issues[0]?.message).toMatch(/number/);
  });
});

describe('transforms run once, at the receiver', () => {
  const schemas = {
    zod: z.object({ at: z.string().transform(Number), team: z.string().default('red') }),
    valibot: v.object({ at: v.pipe(v.string(), v.transform(Number)), team: v.optional(v.string(), 'red') }),
    arktype: type({ at: ['string', '=>', Number], team: 'string = "red"' }),
  };
  test.each(Object.entries(schemas))('%s', (_, schema) => {
    for (const format of FORMATS) {
      const codec: Codec<{ at: string; team?: string | undefined }, { at: number; team: string }> = withSchema(
        format,
        schema as StandardSchemaV1<{ at: string; team?: string | undefined }, { at: number; team: string }>,
      );
      const wire = codec.encode({ at: '7' });
      expect(without(format).decode(wire)).toEqual({ at: '7' });
      expect(codec.decode(wire)).toEqual({ at: 7, team: 'red' });
    }
  });

  test('a codec of the schema library itself: the wire has its input', () => {
    const isoDate = z.codec(z.iso.datetime(), z.date(), { decode: (s) => new Date(s), encode: (d) => d.toISOString() });
    const codec = json(isoDate);
    expect(codec.decode(codec.encode('2026-01-02T03:04:05Z'))).toEqual(new Date('2026-01-02T03:04:05Z'));
  });

  test('coercion accepts at the sender what the receiver will coerce', () => {
    const codec = json(z.object({ n: z.coerce.number() }));
    expect(codec.decode(codec.encode({ n: '12' }))).toEqual({ n: 12 });
  });

  test('a schema of dates needs MessagePack with dates; JSON says so at the sender', () => {
    const schema = z.object({ at: z.date() });
    expect(() => json(schema).encode({ at: new Date(0) })).toThrow(/^at: JSON can not carry Date/);
    const codec = msgpack(schema, { dates: true });
    expect(codec.decode(codec.encode({ at: new Date(5) }))).toEqual({ at: new Date(5) });
  });

  test('fields that the schema does not name: sent, unless it is strict', () => {
    const loose = json(z.object({ x: z.number() }));
    const more = { x: 1, secret: 2 };
    expect(json().decode(loose.encode(more))).toEqual(more);
    expect(loose.decode(loose.encode(more))).toEqual({ x: 1 });
    expect(() => json(z.strictObject({ x: z.number() })).encode(more)).toThrow(EncodeError);
  });
});

describe('schemas that misbehave', () => {
  const throwing = {
    '~standard': {
      version: 1,
      vendor: 'test',
      validate: () => {
        throw new Error('mine');
      },
    },
  } as const;
  const rejecting = {
    '~standard': { version: 1, vendor: 'test', validate: () => Promise.reject(new Error('late')) },
  } as const;

  test('one that throws is a DecodeError or EncodeError with the cause', () => {
    for (const format of FORMATS) {
      const codec = withSchema(format, throwing);
      expect(() => codec.encode(1)).toThrow(expect.objectContaining({ code: 'ERR_ENCODE', cause: new Error('mine') }));
      expect(() => codec.decode(without(format).encode(1))).toThrow(
        expect.objectContaining({ code: 'ERR_DECODE', cause: new Error('mine') }),
      );
    }
  });

  test('one that throws a UsageError of its own is no exception', () => {
    const usage = {
      '~standard': {
        version: 1,
        vendor: 'test',
        validate: () => {
          throw new UsageError('odd');
        },
      },
    } as const;
    expect(() => json(usage).decode(json().encode(1))).toThrow(DecodeError);
  });

  test('an asynchronous one is a UsageError for the caller, a DecodeError where a peer is the cause, and never ends the process', async () => {
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    const asynchronous = [
      rejecting,
      z.string().refine(async () => true),
      v.pipeAsync(
        v.string(),
        v.checkAsync(async () => false),
      ),
    ];
    for (const schema of asynchronous) {
      const attempt = (): Uint8Array => json(schema).encode('x');
      expect(attempt).toThrow(UsageError);
      expect(attempt).toThrow(/asynchronous/);
    }
    expect(() => json(rejecting).decode(json().encode('x'))).toThrow(
      expect.objectContaining({ code: 'ERR_DECODE', cause: expect.objectContaining({ code: 'ERR_ASYNC_SCHEMA' }) }),
    );
    // valibot says so beforehand
    expect(() => json(v.pipeAsync(v.string()))).toThrow(UsageError);
    await new Promise((done) => setImmediate(done));
    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });

  test('what is no schema is refused at once', () => {
    for (const wrong of [null, 1, {}, { '~standard': 1 }, { '~standard': { version: 1 } }, () => true])
      expect(() => json(wrong as never)).toThrow(UsageError);
  });

  test('issues are few, short and escaped, however many there are', () => {
    const codec = json(z.record(z.string(), z.number()));
    const attack = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`\u202e${'x'.repeat(300)}${i}`, 'no']));
    const error = ((): DecodeError => {
      try {
        codec.decode(json().encode(attack));
      } catch (caught) {
        return caught as DecodeError;
      }
      return expect.fail('accepted');
    })();
    expect(error.issues).toHaveLength(8);
    expect(JSON.stringify(error.issues).length).toBeLessThan(8 * 700);
    expect(error.message + JSON.stringify(error.issues)).not.toMatch(/\p{Cf}/u);
  });
});
