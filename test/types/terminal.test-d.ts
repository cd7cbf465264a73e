// What the types of terminal(), of keys and of the state helpers promise.
import { describe, expectTypeOf, test } from 'vitest';
import { terminal } from '../../src/event/input/terminal/index.ts';
import {
  EventQueue,
  type EventsOf,
  K_a,
  K_LEFT,
  KEYDOWN,
  type Key,
  type KeyName,
  type KeyState,
  type MouseState,
  QUIT,
  WINDOWRESIZED,
} from '../../src/index.ts';

describe('terminal()', () => {
  test('a queue has exactly the events that it makes', () => {
    const queue = new EventQueue({ drivers: [terminal()] });
    expectTypeOf<EventsOf<typeof queue>['type']>().toEqualTypeOf<
      | 'QUIT'
      | 'KEYDOWN'
      | 'KEYUP'
      | 'TEXTINPUT'
      | 'MOUSEMOTION'
      | 'MOUSEBUTTONDOWN'
      | 'MOUSEBUTTONUP'
      | 'MOUSEWHEEL'
      | 'WINDOWRESIZED'
      | 'WINDOWEXPOSED'
      | 'WINDOWFOCUSGAINED'
      | 'WINDOWFOCUSLOST'
    >();
    for (const e of queue.get()) {
      if (e.type === KEYDOWN && e.key === K_LEFT) expectTypeOf(e.repeat).toEqualTypeOf<boolean>();
      if (e.type === WINDOWRESIZED) expectTypeOf(e.w).toEqualTypeOf<number>();
      // @ts-expect-error: QUIT has no key
      if (e.type === QUIT) e.key;
    }
  });

  test('its options', () => {
    terminal({ mouse: false, kitty: false, notATty: 'ignore', keyUpAfter: 500, input: process.stdin });
    // @ts-expect-error: the protocol is used where it is there, or not at all
    terminal({ kitty: true });
    // @ts-expect-error: no such option
    terminal({ mous: true });
  });
});

describe('keys', () => {
  test('constants are literals; any other character is a key too', () => {
    expectTypeOf(K_LEFT).toEqualTypeOf<'left'>();
    expectTypeOf(K_a).toEqualTypeOf<'a'>();
    expectTypeOf<'page up'>().toExtend<KeyName>();
    expectTypeOf<'ü'>().toExtend<Key>();
    expectTypeOf<'ü'>().not.toExtend<KeyName>();
  });

  test('state helpers', () => {
    expectTypeOf<KeyState>()
      .toHaveProperty('getPressed')
      .returns.toHaveProperty('left')
      .toEqualTypeOf<true | undefined>();
    expectTypeOf<MouseState>()
      .toHaveProperty('getPressed')
      .returns.toEqualTypeOf<readonly [left: boolean, middle: boolean, right: boolean, x1: boolean, x2: boolean]>();
  });
});
