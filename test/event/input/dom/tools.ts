// What the tests of dom()'s pure part share: browser events as plain objects, and short forms of ours to compare.
import type { DomEvent } from '../../../../src/event/input/dom/events.ts';
import { Keyboard } from '../../../../src/event/input/dom/keyboard.ts';
import type { KeySignal } from '../../../../src/event/input/dom/signals.ts';

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

/** `down shift+1 @30`, `text "a"`, `move 3,4 by 1,0 000`, `QUIT`. */
export function short(event: DomEvent): string {
  switch (event.type) {
    case 'KEYDOWN':
      return `${event.repeat ? 'again' : 'down'} ${mods(event.mod)}${event.key} @${event.scancode}`;
    case 'KEYUP':
      return `${event.synthesized ? 'gone' : 'up'} ${mods(event.mod)}${event.key}`;
    case 'TEXTINPUT':
      return `text ${JSON.stringify(event.text)}`;
    case 'TEXTEDITING':
      return `edit ${JSON.stringify(event.text)} ${event.start}+${event.length}`;
    case 'MOUSEMOTION':
      return `${event.touch ? 'touch-' : ''}move ${event.pos} by ${event.rel} ${event.buttons.join('')}`;
    case 'MOUSEBUTTONDOWN':
      return `${event.touch ? 'touch-' : ''}press ${event.button} at ${event.pos} x${event.clicks}`;
    case 'MOUSEBUTTONUP':
      return `${event.touch ? 'touch-' : ''}release ${event.button} at ${event.pos} x${event.clicks}`;
    case 'MOUSEWHEEL':
      return `wheel ${event.x},${event.y} (${event.precise_x},${event.precise_y}) at ${event.pos}`;
    case 'FINGERDOWN':
    case 'FINGERUP':
    case 'FINGERMOTION':
      return `${event.type} ${event.finger_id} ${event.x},${event.y} by ${event.dx},${event.dy} p${event.pressure}`;
    case 'JOYAXISMOTION':
      return `joy ${event.instance_id} axis ${event.axis} ${event.value}`;
    case 'JOYHATMOTION':
      return `joy ${event.instance_id} hat ${event.hat} ${event.value}`;
    case 'JOYBUTTONDOWN':
    case 'JOYBUTTONUP':
      return `joy ${event.instance_id} ${event.type === 'JOYBUTTONDOWN' ? 'down' : 'up'} ${event.button}`;
    case 'CONTROLLERAXISMOTION':
      return `pad ${event.instance_id} axis ${event.axis} ${event.value}`;
    case 'CONTROLLERBUTTONDOWN':
    case 'CONTROLLERBUTTONUP':
      return `pad ${event.instance_id} ${event.type === 'CONTROLLERBUTTONDOWN' ? 'down' : 'up'} ${event.button}`;
    case 'JOYDEVICEADDED':
    case 'CONTROLLERDEVICEADDED':
      return `${event.type} ${event.device_index} ${event.guid}`;
    case 'JOYDEVICEREMOVED':
    case 'CONTROLLERDEVICEREMOVED':
      return `${event.type} ${event.instance_id}`;
    case 'WINDOWRESIZED':
      return `size ${event.w}x${event.h}`;
    case 'DROPFILE':
      return `file ${event.file}`;
    case 'DROPTEXT':
      return `dropped ${JSON.stringify(event.text)}`;
    default:
      return event.type;
  }
}

const NAMES: readonly [number, string][] = [
  [0x1, 'shift'],
  [0x2, 'rshift'],
  [0x40, 'ctrl'],
  [0x80, 'rctrl'],
  [0x100, 'alt'],
  [0x200, 'ralt'],
  [0x400, 'meta'],
  [0x800, 'rmeta'],
  [0x1000, 'num'],
  [0x2000, 'caps'],
  [0x4000, 'mode'],
];

const mods = (mod: number): string =>
  NAMES.filter(([bit]) => mod & bit)
    .map(([, name]) => `${name}+`)
    .join('');
