// What the types of dom() promise.
import { describe, expectTypeOf, test } from 'vitest';
import { dom } from '../../src/event/input/dom/index.ts';
import {
  type BuiltinEvent,
  DROPFILE,
  EventQueue,
  type EventsOf,
  FINGERDOWN,
  JOYAXISMOTION,
  K_LEFT,
  K_SPACE,
  type KEYDOWN,
  WINDOWRESIZED,
} from '../../src/index.ts';

describe('dom()', () => {
  test('a queue has the built-in events but those that a page is not told', () => {
    const queue = new EventQueue({ drivers: [dom()] });
    type Types = EventsOf<typeof queue>['type'];
    expectTypeOf<Exclude<BuiltinEvent['type'], Types>>().toEqualTypeOf<'WINDOWMOVED' | 'WINDOWCLOSE'>();
    expectTypeOf<Exclude<Types, BuiltinEvent['type']>>().toEqualTypeOf<never>();
    expectTypeOf<typeof KEYDOWN>().toExtend<Types>();
    for (const e of queue.get()) {
      if (e.type === FINGERDOWN) expectTypeOf(e.pressure).toEqualTypeOf<number>();
      if (e.type === JOYAXISMOTION) expectTypeOf(e.instance_id).toEqualTypeOf<number>();
      if (e.type === WINDOWRESIZED) expectTypeOf(e.w).toEqualTypeOf<number>();
      if (e.type === DROPFILE) expectTypeOf(e.content?.text()).toEqualTypeOf<Promise<string> | undefined>();
      // @ts-expect-error: a size has no key
      if (e.type === WINDOWRESIZED) e.key;
    }
  });

  test('its options', () => {
    dom({ target: document.createElement('canvas'), preventDefault: [K_LEFT, K_SPACE], touchAsMouse: false });
    dom({ target: document, preventDefault: false, gamepads: false, maxPaste: 10 });
    // @ts-expect-error: 'auto', false or names of keys
    dom({ preventDefault: true });
    // @ts-expect-error: an element, not its id
    dom({ target: 'game' });
    // @ts-expect-error: no such option
    dom({ tuch: true });
  });

  test('its calls', () => {
    const page = dom();
    page.startTextInput({ x: 0, y: 0, w: 10, h: 10 });
    expectTypeOf(page.getGrab()).toEqualTypeOf<boolean>();
    // @ts-expect-error: told, not set
    page.focused = true;
  });
});
