// What happened in a run, for people: one line for each thing, with the time, who, and what.
// Knows the names of frames and events; changes nothing of the run.
import type { SessionEvent } from '../../src/transport/session/index.ts';
import { framesOf, type RawFrame } from '../session/harness.ts';

const NAMES: Readonly<Record<number, string>> = {
  1: 'HELLO',
  2: 'WELCOME',
  3: 'RESUME',
  4: 'RESUMED',
  5: 'REJECT',
  6: 'ACK',
  7: 'PING',
  8: 'PONG',
  9: 'BYE',
  10: 'BYE_ACK',
  11: 'ERROR',
  16: 'LOSSY',
};

/** Writes the lines. */
export class Trace {
  readonly #now: () => number;
  readonly #line: (line: string) => void;

  constructor(now: () => number, line: (line: string) => void) {
    this.#now = now;
    this.#line = line;
  }

  say(who: string, what: string): void {
    this.#line(`${(this.#now() / 1000).toFixed(3).padStart(9)}  ${who.padEnd(8)}  ${what}`);
  }

  /** A write of the core, which is whole frames. */
  wrote(who: string, to: string, bytes: Uint8Array): void {
    this.say(who, `writes to ${to}: ${framesOf(bytes).map(nameOf).join(', ')}`);
  }

  /** An event that the application took. @param id - of the session. */
  took(who: string, id: string, event: SessionEvent): void {
    let what: string = event.kind;
    if (event.kind === 'message')
      what = `${event.lossy ? 'lossy message' : 'message'} ${event.seq} on channel ${event.channel}`;
    else if ('reason' in event) what += `: ${event.reason}`;
    this.say(who, `takes ${what} (session ${id.slice(0, 4)})`);
  }
}

function nameOf({ type, body }: RawFrame): string {
  if (type < 0x80) return NAMES[type] ?? `frame ${type}`;
  let seq = 0;
  for (let i = 0, unit = 1; i < body.length; i++, unit *= 128) {
    seq += ((body[i] ?? 0) & 127) * unit;
    if ((body[i] ?? 0) < 128) break;
  }
  return `DATA ${type - 0x80}:${seq}`;
}
