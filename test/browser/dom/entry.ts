// What the page in Chromium has as `window.lib`: the library, and a queue that a test starts and reads.

import { EventQueue, KeyState, MouseState } from '../../../src/event/index.ts';
import { dom } from '../../../src/event/input/dom/dom.ts';
import type { DomEvent } from '../../../src/event/input/dom/events.ts';
import type { DomDriver, DomOptions } from '../../../src/event/input/dom/options.ts';

export { dom, EventQueue, KeyState, MouseState };

let driver: DomDriver | undefined;
let queue: { get(): DomEvent[]; close(): Promise<void> } | undefined;

/** A queue on the element of that id, or on the document. */
export function start(id: string | null, options: DomOptions = {}): void {
  const target = id === null ? document : document.getElementById(id);
  driver = dom({ ...options, ...(target && { target }) });
  queue = new EventQueue({ drivers: [driver] });
}

/** What has come. Files by their names, since they can not be handed to the test. */
export const take = (): DomEvent[] => queue?.get() ?? [];

/** The driver of {@link start}. */
export const page = (): DomDriver => {
  if (driver === undefined) throw new Error('start() first');
  return driver;
};

/** Ends what {@link start} began. */
export const stop = async (): Promise<void> => queue?.close();
