import { describe, expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import {
  type AnyEvent,
  type BuiltinEvent,
  type Driver,
  defineEvent,
  EventQueue,
  type EventsOf,
  KEYBOARD,
  KEYDOWN,
  KEYUP,
  type KeyDownEvent,
  type KeyUpEvent,
  MOUSE,
  MOUSEMOTION,
  type MouseMotionEvent,
  type NoEvent,
  QUIT,
  type QuitEvent,
  type TextInputEvent,
} from '../../src/event/index.ts';

interface Arrived extends AnyEvent {
  readonly type: 'ARRIVED';
  readonly data: string;
}
declare const network: Driver<Arrived>;
declare const keyboard: Driver<KeyDownEvent | KeyUpEvent | TextInputEvent>;
const SCORED = defineEvent('SCORED', z.object({ player: z.string(), points: z.int() }));
const PAUSED = defineEvent('PAUSED');
type Scored = ReturnType<typeof SCORED>;

const queue = new EventQueue({ drivers: [network, keyboard], events: [SCORED, PAUSED] });
type E = EventsOf<typeof queue>;

describe('what a queue holds', () => {
  test('is inferred from its drivers and definitions', () => {
    expectTypeOf<E>().toEqualTypeOf<
      QuitEvent | Arrived | KeyDownEvent | KeyUpEvent | TextInputEvent | Scored | ReturnType<typeof PAUSED>
    >();
  });
  test('is every built-in event when it is given neither', () => {
    const bare = new EventQueue();
    expectTypeOf<EventsOf<typeof bare>>().toEqualTypeOf<BuiltinEvent>();
    const limited = new EventQueue({ maxEvents: 10 });
    expectTypeOf<EventsOf<typeof limited>>().toEqualTypeOf<BuiltinEvent>();
  });
  test('takes built-in types by their literal', () => {
    const both = new EventQueue({ events: [PAUSED, KEYDOWN] });
    expectTypeOf<EventsOf<typeof both>>().toEqualTypeOf<QuitEvent | KeyDownEvent | ReturnType<typeof PAUSED>>();
  });
  test('has a switch that ends in never', () => {
    const handle = (e: E): string => {
      switch (e.type) {
        case 'ARRIVED':
          return e.data;
        case KEYDOWN:
          expectTypeOf(e).toEqualTypeOf<KeyDownEvent>();
          return e.key;
        case KEYUP:
          return e.key;
        case 'TEXTINPUT':
          return e.text;
        case SCORED.type:
          expectTypeOf(e.points).toEqualTypeOf<number>();
          return e.player;
        case PAUSED.type:
        case QUIT:
          return '';
        default:
          return e satisfies never;
      }
    };
    expectTypeOf(handle).returns.toBeString();
  });
  test('has one member for each built-in literal', () => {
    type Count<T extends BuiltinEvent['type']> = T extends unknown
      ? Extract<BuiltinEvent, { type: T }>['type'] extends T
        ? true
        : never
      : never;
    expectTypeOf<Count<BuiltinEvent['type']>>().toEqualTypeOf<true>();
    expectTypeOf<Extract<BuiltinEvent, { type: 'KEYDOWN' }>>().toEqualTypeOf<KeyDownEvent>();
  });
});

describe('get', () => {
  test('answers the whole union, and is inferred so by ReturnType', () => {
    expectTypeOf(queue.get()).toEqualTypeOf<E[]>();
    expectTypeOf<ReturnType<typeof queue.get>>().toEqualTypeOf<E[]>();
    expectTypeOf(queue.get(undefined, { pump: false })).toEqualTypeOf<E[]>();
  });
  test('narrows by a literal, a definition, an array, a group and a Set', () => {
    expectTypeOf(queue.get(KEYDOWN)).toEqualTypeOf<KeyDownEvent[]>();
    expectTypeOf(queue.get(SCORED)).toEqualTypeOf<Scored[]>();
    expectTypeOf(queue.get('SCORED')).toEqualTypeOf<Scored[]>();
    expectTypeOf(queue.get([KEYDOWN, SCORED])).toEqualTypeOf<(KeyDownEvent | Scored)[]>();
    expectTypeOf(queue.get(KEYBOARD)).toEqualTypeOf<(KeyDownEvent | KeyUpEvent | TextInputEvent)[]>();
    expectTypeOf(queue.get(new Set([KEYDOWN, KEYUP]))).toEqualTypeOf<(KeyDownEvent | KeyUpEvent)[]>();
    expectTypeOf(queue.get(new Set([SCORED]))).toEqualTypeOf<Scored[]>();
    expectTypeOf(queue.get([...KEYBOARD, SCORED])).toEqualTypeOf<
      (KeyDownEvent | KeyUpEvent | TextInputEvent | Scored)[]
    >();
  });
  test('takes off what is excluded', () => {
    expectTypeOf(queue.get(null, { exclude: KEYBOARD })).toEqualTypeOf<
      (QuitEvent | Arrived | Scored | ReturnType<typeof PAUSED>)[]
    >();
    expectTypeOf(queue.get(undefined, { exclude: SCORED })).toEqualTypeOf<Exclude<E, { type: 'SCORED' }>[]>();
  });
  test('takes nothing off for a Set or an open array, which may hold fewer than their type says', () => {
    expectTypeOf(queue.get(null, { exclude: new Set([KEYDOWN, KEYUP]) })).toEqualTypeOf<E[]>();
    const some: ('KEYDOWN' | 'KEYUP')[] = [KEYDOWN];
    expectTypeOf(queue.get(null, { exclude: some })).toEqualTypeOf<E[]>();
  });
  test('does not take types and exclude together, nor a type that can not come', () => {
    // @ts-expect-error types and exclude
    queue.get(KEYDOWN, { exclude: KEYUP });
    // @ts-expect-error no driver makes it
    queue.get(MOUSEMOTION);
    // @ts-expect-error a typo
    queue.get(['KEYDWN']);
    // @ts-expect-error a number, as in pygame
    queue.get(768);
    // A group may hold types that this queue's drivers do not make.
    expectTypeOf(queue.get(MOUSE)).toEqualTypeOf<never[]>();
  });
  test('answers AnyEvent on a queue of any events, which every queue is', () => {
    const any = (q: EventQueue<AnyEvent>): void => {
      expectTypeOf(q.get()).toEqualTypeOf<AnyEvent[]>();
    };
    any(queue);
    any(new EventQueue());
  });
});

describe('the other methods', () => {
  test('poll, wait and for await', async () => {
    expectTypeOf(queue.poll()).toEqualTypeOf<E | NoEvent>();
    expectTypeOf(queue.wait(5, { signal: new AbortController().signal })).toEqualTypeOf<Promise<E | NoEvent>>();
    for await (const e of queue) expectTypeOf(e).toEqualTypeOf<E>();
  });
  test('post takes the events of this queue only', () => {
    queue.post({ type: QUIT });
    queue.post(SCORED({ player: 'ann', points: 1 }));
    const later = { type: PAUSED.type };
    queue.post(later);
    // @ts-expect-error no such event here
    queue.post({ type: 'WINDOWSHOWN' });
    // @ts-expect-error a field is missing
    queue.post({ type: 'ARRIVED' });
    // @ts-expect-error NOEVENT is an answer, not an event of the queue
    queue.post({ type: 'NOEVENT' });
  });
  test('blocking: null for the setters, not for getBlocked', () => {
    queue.setBlocked(null);
    queue.setAllowed(KEYBOARD);
    queue.getBlocked([SCORED]);
    // @ts-expect-error not null
    queue.getBlocked(null);
    // @ts-expect-error required
    queue.setBlocked();
  });
  test('on narrows the event of the handler', () => {
    expectTypeOf(queue.on([KEYDOWN, SCORED], () => {})).toEqualTypeOf<() => void>();
    queue.on([KEYDOWN, SCORED], (e) => expectTypeOf(e).toEqualTypeOf<KeyDownEvent | Scored>());
    queue.on(KEYDOWN, (e) => expectTypeOf(e).toEqualTypeOf<KeyDownEvent>());
  });
  test('setTimer takes whole events, and a bare type only to stop', () => {
    queue.setTimer(SCORED({ player: 'ann', points: 1 }), 10, { loops: 3 });
    queue.setTimer({ type: QUIT }, 10);
    queue.setTimer(PAUSED(), 10);
    queue.setTimer(SCORED, 0);
    queue.setTimer(KEYDOWN, 0);
    // @ts-expect-error KEYDOWN has fields
    queue.setTimer(KEYDOWN, 10);
    // @ts-expect-error no such event here
    queue.setTimer('WINDOWSHOWN', 0);
  });
  test('a queue of fewer events can be handed to who reads more', () => {
    const read = (q: EventQueue<QuitEvent | MouseMotionEvent | KeyDownEvent>): void => void q.get();
    read(new EventQueue({ events: [KEYDOWN] }));
  });
});
