// What the page in Chromium has as `lib`: the driver on a queue that a test starts, and what came as short lines.
import { EventQueue } from '../../../src/event/index.ts';
import { dom } from '../../../src/event/input/dom/dom.ts';
import type { DomEvent } from '../../../src/event/input/dom/events.ts';
import type { DomDriver, DomOptions } from '../../../src/event/input/dom/options.ts';
import { short } from '../../event/input/short.ts';

interface Running {
  readonly driver: DomDriver;
  readonly queue: { get(): DomEvent[]; close(): Promise<void>; [Symbol.asyncIterator](): AsyncGenerator<DomEvent> };
}

let running: Running | undefined;

const now = (): Running => {
  if (running === undefined) throw new Error('start() first');
  return running;
};

/** A queue on the element of that id, or on the document. */
export function start(id: string | null, options: DomOptions = {}): void {
  const target = id === null ? document : document.getElementById(id);
  const driver = dom({ ...options, ...(target && { target }) });
  running = { driver, queue: new EventQueue({ drivers: [driver] }) };
}

/** What has come. */
export const take = (): DomEvent[] => now().queue.get();

/** The same as short lines. */
export const lines = (): string[] => take().map(short);

/** The driver. */
export const driver = (): DomDriver => now().driver;

/** Ends what {@link start} began. */
export const stop = (): Promise<void> => now().queue.close();

/** Writes down what comes where it is still to be read when the page is gone. */
export async function remember(): Promise<void> {
  for await (const event of now().queue) {
    const before = sessionStorage.getItem('seen');
    sessionStorage.setItem('seen', `${before === null ? '' : `${before}, `}${short(event)}`);
  }
}
