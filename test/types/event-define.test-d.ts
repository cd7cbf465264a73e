import { type } from 'arktype';
import * as v from 'valibot';
import { describe, expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import { defineEvent, EventQueue } from '../../src/event/index.ts';

describe('the event of a definition', () => {
  test('has the literal name and the fields of the schema, readonly', () => {
    const SCORED = defineEvent('SCORED', z.object({ player: z.string(), points: z.int().optional() }));
    expectTypeOf(SCORED.type).toEqualTypeOf<'SCORED'>();
    const e = SCORED({ player: 'ann' });
    expectTypeOf(e.type).toEqualTypeOf<'SCORED'>();
    expectTypeOf(e.player).toEqualTypeOf<string>();
    expectTypeOf(e.points).toEqualTypeOf<number | undefined>();
    expectTypeOf(e.missed).toEqualTypeOf<number | undefined>();
    expectTypeOf(e.time).toEqualTypeOf<number | undefined>();
    // @ts-expect-error readonly
    e.player = 'bob';
  });
  test('is called with the input of the schema and holds its output', () => {
    const DATED = defineEvent('DATED', z.object({ at: z.string().transform((text) => text.length) }));
    expectTypeOf(DATED).parameter(0).toEqualTypeOf<{ at: string }>();
    expectTypeOf(DATED({ at: 'now' }).at).toEqualTypeOf<number>();
  });
  test('stays a union where the schema is one', () => {
    const MOVED = defineEvent(
      'MOVED',
      z.discriminatedUnion('how', [
        z.object({ how: z.literal('jump'), height: z.number() }),
        z.object({ how: z.literal('walk'), speed: z.number() }),
      ]),
    );
    const e = MOVED({ how: 'walk', speed: 1 });
    if (e.how === 'jump') expectTypeOf(e.height).toEqualTypeOf<number>();
    const queue = new EventQueue({ events: [MOVED] });
    expectTypeOf(queue.get(MOVED)).toEqualTypeOf<ReturnType<typeof MOVED>[]>();
  });
  test('comes from valibot and arktype alike', () => {
    const A = defineEvent('A', v.object({ n: v.number() }));
    const B = defineEvent('B', type({ n: 'number' }));
    expectTypeOf(A({ n: 1 }).n).toEqualTypeOf<number>();
    expectTypeOf(B({ n: 1 }).n).toEqualTypeOf<number>();
  });
  test('needs no argument where nothing has to be said', () => {
    const PAUSED = defineEvent('PAUSED');
    const EMPTY = defineEvent('EMPTY', z.object({}));
    const LOOSE = defineEvent('LOOSE', z.object({ why: z.string().optional() }));
    expectTypeOf(PAUSED().type).toEqualTypeOf<'PAUSED'>();
    expectTypeOf(EMPTY().type).toEqualTypeOf<'EMPTY'>();
    expectTypeOf(LOOSE().why).toEqualTypeOf<string | undefined>();
    // @ts-expect-error it has no payload
    PAUSED({ why: 'so' });
  });
});

describe('what does not compile', () => {
  test('a schema with a field that the library sets', () => {
    // @ts-expect-error type
    defineEvent('A', z.object({ type: z.string() }));
    // @ts-expect-error time
    defineEvent('A', z.object({ time: z.number() }));
    // @ts-expect-error missed
    defineEvent('A', z.object({ missed: z.number() }));
    // @ts-expect-error in one member of a union
    defineEvent('A', z.union([z.object({ a: z.string() }), z.object({ type: z.string() })]));
    // @ts-expect-error optional
    defineEvent('A', z.object({ time: z.number().optional() }));
    // @ts-expect-error any key, so type as well
    defineEvent('A', z.record(z.string(), z.number()));
  });
  test('a payload that is no object', () => {
    // @ts-expect-error a string
    defineEvent('A', z.string());
    // @ts-expect-error an array
    defineEvent('A', z.array(z.string()));
  });
  test('a name that is no literal, or taken', () => {
    const name: string = 'A';
    // @ts-expect-error string
    defineEvent(name, z.object({}));
    // @ts-expect-error built in
    defineEvent('KEYDOWN', z.object({}));
    // @ts-expect-error built in
    defineEvent('QUIT');
  });
  test('a payload that does not fit', () => {
    const SCORED = defineEvent('SCORED', z.object({ points: z.int() }));
    // @ts-expect-error a string
    SCORED({ points: '3' });
    // @ts-expect-error nothing
    SCORED();
    // @ts-expect-error a field too many
    SCORED({ points: 3, player: 'ann' });
  });
});
