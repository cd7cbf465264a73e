// What the tests of the terminal share: a parser with its events in a list.
import type { TerminalEvent } from '../../../src/event/input/terminal/events.ts';
import { TerminalParser } from '../../../src/event/input/terminal/parser.ts';
import { short } from './short.ts';

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
