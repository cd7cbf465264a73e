// What waits for the next pump: in order and bounded. Knows events; knows no queue and no terminal.

import { QUIT } from '../../events.ts';
import { KEYDOWN, KEYUP, type Key } from '../../events-keyboard.ts';
import { MOUSEBUTTONDOWN, MOUSEBUTTONUP, MOUSEMOTION } from '../../events-pointer.ts';
import { WINDOWRESIZED } from '../../events-window.ts';
import type { TerminalEvent } from './events.ts';

/**
 * Events between two pumps. When it is full, mouse moves become one, and what else comes is dropped and counted, but never a
 * QUIT, and never the end of a press whose beginning was taken: so no key stays down for ever.
 */
export class Inbox {
  readonly #limit: number;
  #events: TerminalEvent[] = [];
  /** Keys and buttons whose going down was taken and whose going up was not yet. */
  readonly #open = new Set<Key | number>();
  #dropped = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** How many events were dropped so far. */
  get dropped(): number {
    return this.#dropped;
  }

  /** True when a QUIT waits. */
  get hasQuit(): boolean {
    return this.#events.some((event) => event.type === QUIT);
  }

  /** Takes an event, or not. */
  add(event: TerminalEvent): void {
    if (event.type === QUIT && this.hasQuit) return;
    // Only the newest size counts; pygame keeps one VIDEORESIZE too.
    if (event.type === WINDOWRESIZED) this.#events = this.#events.filter((waiting) => waiting.type !== WINDOWRESIZED);
    const place = this.#place(event);
    if (place === 'always' || (place === 'if free' && this.#events.length < this.#limit)) {
      this.#note(event);
      this.#events.push(event);
    } else if (!this.#merge(event)) this.#dropped++;
  }

  /** Hands over, oldest first, until `push` says no; keeps the rest. */
  drain(push: (event: TerminalEvent) => boolean): void {
    let taken = 0;
    try {
      for (const event of this.#events) {
        if (!push(event)) break;
        taken++;
      }
    } finally {
      this.#events.splice(0, taken);
    }
  }

  /** The end of a press has a place even when all are taken: there are no more of these than keys and buttons. */
  #place(event: TerminalEvent): 'always' | 'if free' | 'never' {
    if (event.type === QUIT || event.type === WINDOWRESIZED) return 'always';
    if (event.type === KEYUP) return this.#open.has(event.key) ? 'always' : 'never';
    if (event.type === MOUSEBUTTONUP) return this.#open.has(event.button) ? 'always' : 'never';
    return 'if free';
  }

  #note(event: TerminalEvent): void {
    if (event.type === KEYDOWN) this.#open.add(event.key);
    else if (event.type === KEYUP) this.#open.delete(event.key);
    else if (event.type === MOUSEBUTTONDOWN) this.#open.add(event.button);
    else if (event.type === MOUSEBUTTONUP) this.#open.delete(event.button);
  }

  #merge(event: TerminalEvent): boolean {
    const last = this.#events.at(-1);
    if (event.type !== MOUSEMOTION || last?.type !== MOUSEMOTION) return false;
    const rel = [last.rel[0] + event.rel[0], last.rel[1] + event.rel[1]] as const;
    this.#events[this.#events.length - 1] = { ...event, rel };
    return true;
  }
}
