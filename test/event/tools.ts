// What the tests of the queue share: a clock that stands still until told, and a driver that is filled by hand.
import type { AnyEvent, Driver, DriverHost } from '../../src/event/index.ts';

export interface TestClock {
  (): number;
  ms: number;
}

export function testClock(ms = 0): TestClock {
  const clock: TestClock = Object.assign(() => clock.ms, { ms });
  return clock;
}

/** Keeps what it is given until it is pumped, and what the queue refuses until the next pump. */
export class Feeder<E extends AnyEvent> implements Driver<E> {
  readonly waiting: E[] = [];
  host: DriverHost | undefined;
  pumped = 0;
  closed = 0;
  push: ((event: E) => boolean) | undefined;

  feed(...events: E[]): void {
    this.waiting.push(...events);
    this.host?.wake();
  }

  attach(host: DriverHost): void {
    this.host = host;
  }

  pump(push: (event: E) => boolean): void {
    this.pumped++;
    this.push = push;
    while (this.waiting.length > 0 && push(this.waiting[0]!)) this.waiting.shift();
  }

  close(): void {
    this.closed++;
  }
}

export interface Numbered extends AnyEvent {
  readonly type: 'A' | 'B' | 'C';
  readonly n: number;
}

export const numbered = (type: Numbered['type'], n: number): Numbered => ({ type, n });
export const ns = (events: readonly Numbered[]): number[] => events.map((e) => e.n);
