import { type } from 'arktype';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { UsageError } from '../../src/errors.ts';
import { defineEvent, PayloadError } from '../../src/event/index.ts';

const loose = defineEvent as unknown as (name: unknown, schema?: unknown) => (payload?: unknown) => object;

describe.each([
  ['zod', z.object({ player: z.string(), points: z.int() })],
  ['valibot', v.object({ player: v.string(), points: v.pipe(v.number(), v.integer()) })],
  ['arktype', type({ player: 'string', points: 'number.integer' })],
])('a definition with a schema of %s', (_, schema) => {
  const SCORED = loose('SCORED', schema);
  test('makes a frozen event, a copy of its payload', () => {
    const payload = { player: 'ann', points: 3 };
    const event = SCORED(payload);
    payload.points = 4;
    expect(event).toEqual({ type: 'SCORED', player: 'ann', points: 3 });
    expect(Object.isFrozen(event)).toBe(true);
    expect(Object.isFrozen(payload)).toBe(false);
  });
  test('throws a readable error for a payload that does not fit', () => {
    const bad = (): unknown => SCORED({ player: 'ann', points: 'many' });
    expect(bad).toThrow(PayloadError);
    expect(bad).toThrow(/^the payload of SCORED does not fit:\n {2}points: /);
  });
});

describe('a definition', () => {
  test('has its type and schema', () => {
    const schema = z.object({ n: z.number() });
    const A = defineEvent('A', schema);
    expect(A.type).toBe('A');
    expect(A.schema).toBe(schema);
  });
  test('holds what the schema puts out', () => {
    const A = defineEvent('A', z.object({ at: z.string().transform((s) => s.length), by: z.string().default('ann') }));
    expect(A({ at: 'here' })).toEqual({ type: 'A', at: 4, by: 'ann' });
  });
  test('without a schema takes no payload', () => {
    expect(defineEvent('PAUSED')()).toEqual({ type: 'PAUSED' });
  });
  test('can be called with nothing where every field may be left out', () => {
    expect(defineEvent('A', z.object({ why: z.string().optional() }))()).toEqual({ type: 'A' });
  });
  test('lists every issue with its path', () => {
    const A = loose('A', z.object({ who: z.object({ name: z.string() }), items: z.array(z.number()) }));
    try {
      A({ who: {}, items: [1, 'two'] });
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ code: 'ERR_PAYLOAD', eventType: 'A' });
      expect((error as PayloadError).issues.map((issue) => issue.path)).toEqual(['who.name', 'items[1]']);
    }
  });
  test.each(['type', 'time', 'missed'])(
    'refuses %s in a payload, even one that a loose schema lets through',
    (field) => {
      const A = loose('A', z.looseObject({}));
      expect(() => A({ [field]: 1 })).toThrow(new RegExp(`${field}: this field is set by the library`));
    },
  );
  test('refuses an asynchronous schema at the call, and leaves no rejection behind', async () => {
    const rejections: unknown[] = [];
    const note = (reason: unknown): void => void rejections.push(reason);
    process.on('unhandledRejection', note);
    const slow = {
      '~standard': { version: 1, vendor: 'test', validate: () => Promise.reject(new Error('late')) },
    };
    expect(() => loose('A', slow)({})).toThrow('the schema is asynchronous');
    await new Promise(setImmediate);
    process.off('unhandledRejection', note);
    expect(rejections).toEqual([]);
  });
  test('refuses a payload that is no object', () => {
    expect(() => loose('A', z.string())('text')).toThrow('must be an object');
    expect(() => loose('A', z.array(z.string()))([])).toThrow('must be an object');
  });
  test.each(['', '*', 'QUIT', 'NOEVENT', 7])('can not be named %j', (name) => {
    expect(() => loose(name)).toThrow(UsageError);
  });
  test('refuses what is no schema', () => {
    expect(() => loose('A', { parse: () => {} })).toThrow('no Standard Schema');
  });
});
