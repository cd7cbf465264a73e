// What the tests of dom()'s keyboard share: browser events as plain objects, and a keyboard that hears them.
import type { DomEvent } from '../../../../src/event/input/dom/events.ts';
import { Keyboard } from '../../../../src/event/input/dom/keyboard.ts';
import type { KeySignal } from '../../../../src/event/input/dom/signals.ts';
import { short } from '../short.ts';

/** What is held with the key: `shift ctrl alt meta`, and the states `AltGraph CapsLock NumLock`. */
export type With = Partial<Record<'shift' | 'ctrl' | 'alt' | 'meta' | 'AltGraph' | 'CapsLock' | 'NumLock', boolean>>;

export function signal(key: string, code: string, held: With = {}, more: Partial<KeySignal> = {}): KeySignal {
  const location = /^Numpad/.test(code)
    ? 3
    : /Left$/.test(code)
      ? 1
      : /^(Shift|Control|Alt|Meta)Right$/.test(code)
        ? 2
        : 0;
  return {
    key,
    code,
    location,
    repeat: false,
    isComposing: false,
    shiftKey: held.shift ?? false,
    ctrlKey: held.ctrl ?? false,
    altKey: held.alt ?? false,
    metaKey: held.meta ?? false,
    getModifierState: (name) => new Map(Object.entries(held)).get(name) ?? false,
    ...more,
  };
}

/** A keyboard with its events in a list. */
export class Board {
  readonly events: DomEvent[] = [];
  readonly keyboard: Keyboard;
  now = 0;

  constructor(mac = false) {
    this.keyboard = new Keyboard((event) => this.events.push(event), mac);
  }

  down(key: string, code: string, held: With = {}, more: Partial<KeySignal> = {}): this {
    this.keyboard.down(signal(key, code, held, more), true, this.now++);
    return this;
  }

  up(key: string, code: string, held: With = {}): this {
    this.keyboard.up(signal(key, code, held), this.now++);
    return this;
  }

  /** What came since the last call, as short lines. */
  take(): string[] {
    return this.events.splice(0).map(short);
  }
}
