// What the listeners of one page share: how they listen, what time an event is of, where events go. Knows the DOM's events
// as such; knows none of them by name.
import type { DomEvent } from './events.ts';
import type { Page } from './page.ts';

/** Listeners that are taken off all together. */
export class Listeners {
  readonly #controller = new AbortController();

  /** Adds one. Passive unless it says otherwise. */
  on<E extends Event>(target: EventTarget, type: string, run: (event: E) => void, passive = true): void {
    // The cast: which class of event comes is settled by its name, and the caller names both.
    target.addEventListener(type, run as (event: Event) => void, { passive, signal: this.#controller.signal });
  }

  /** Takes all off. */
  close(): void {
    this.#controller.abort();
  }
}

/** What a group of listeners is given. */
export interface Room {
  readonly page: Page;
  readonly listeners: Listeners;
  /** False when the option `preventDefault` is `false`. */
  readonly prevents: boolean;
  /** Takes an event of ours. */
  add(event: DomEvent): void;
  /** When a browser's event happened, ms on the queue's clock; without one: now. Never before the time it told last. */
  time(event?: Event): number;
}
