// What the tests of the terminal share: a parser with its events in a list, and short forms of events to compare.
import type { TerminalEvent } from '../../../src/event/input/terminal/events.ts';
import { TerminalParser } from '../../../src/event/input/terminal/parser.ts';

export const OPTIONS = { escapeAfter: 50, keyUpAfter: 120, maxPaste: 1000 };

export class Parsed {
  readonly events: TerminalEvent[] = [];
  readonly flags: number[] = [];
  attributes = 0;
  readonly parser: TerminalParser;
  now = 0;

  constructor(options: Partial<typeof OPTIONS> = {}) {
    this.parser = new TerminalParser(
      {
        event: (event) => this.events.push(event),
        kittyFlags: (flags) => this.flags.push(flags),
        attributes: () => this.attributes++,
      },
      { ...OPTIONS, ...options },
    );
  }

  /** Bytes, or text as UTF-8, read now. */
  type(what: string | Uint8Array): this {
    this.parser.receive(typeof what === 'string' ? new TextEncoder().encode(what) : what, this.now);
    return this;
  }

  /** Time passes, and the parser is called when it wants to be. */
  wait(ms: number): this {
    const end = this.now + ms;
    for (let due = this.parser.deadline; due !== undefined && due <= end; due = this.parser.deadline) {
      this.now = Math.max(this.now, due);
      this.parser.tick(this.now);
    }
    this.now = end;
    return this;
  }

  /** What came since the last call, as short lines. */
  take(): string[] {
    return this.events.splice(0).map(short);
  }
}

/** `down ctrl+a "\u0001"`, `text "a"`, `QUIT`. */
export function short(event: TerminalEvent): string {
  switch (event.type) {
    case 'KEYDOWN':
      return `${event.repeat ? 'again' : 'down'} ${mods(event.mod)}${event.key}${event.scancode ? ` @${event.scancode}` : ''}`;
    case 'KEYUP':
      return `${event.synthesized ? 'gone' : 'up'} ${mods(event.mod)}${event.key}`;
    case 'TEXTINPUT':
      return `text ${JSON.stringify(event.text)}`;
    case 'MOUSEMOTION':
      return `move ${event.pos} by ${event.rel} ${event.buttons.join('')}`;
    case 'MOUSEBUTTONDOWN':
      return `press ${event.button} at ${event.pos} x${event.clicks}`;
    case 'MOUSEBUTTONUP':
      return `release ${event.button} at ${event.pos} x${event.clicks}`;
    case 'MOUSEWHEEL':
      return `wheel ${event.x},${event.y} at ${event.pos}`;
    case 'WINDOWRESIZED':
      return `size ${event.w}x${event.h}`;
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
