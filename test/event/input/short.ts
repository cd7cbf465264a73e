// Short forms of input events, to compare: `down shift+a @4`, `press 1 at 3,4 x1`, `QUIT`. Runs in tests and in their pages.
import type { MouseWheelEvent } from '../../../src/event/events-pointer.ts';
import type { DomEvent } from '../../../src/event/input/dom/events.ts';
import type { TerminalEvent } from '../../../src/event/input/terminal/events.ts';

/** `down shift+1 @30`, `text "a"`, `move 3,4 by 1,0 000`, `QUIT`. */
export function short(event: DomEvent | TerminalEvent): string {
  switch (event.type) {
    case 'KEYDOWN':
      return `${event.repeat ? 'again' : 'down'} ${mods(event.mod)}${event.key}${event.scancode ? ` @${event.scancode}` : ''}`;
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
      return `wheel ${event.x},${event.y}${fractions(event)} at ${event.pos}`;
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

const fractions = ({ x, y, precise_x, precise_y }: MouseWheelEvent): string =>
  x === precise_x && y === precise_y ? '' : ` (${precise_x},${precise_y})`;
