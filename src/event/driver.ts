// What pushes events into a queue. Knows events only by their type tag; knows no transport and no queue.

/** What every event has: a string literal that tells it apart, and where a driver made it, the time. */
export interface AnyEvent {
  /** The event's name, a string literal; `switch (e.type)` narrows on it. */
  readonly type: string;
  /** When it happened: ms on the queue's clock. Set by drivers and timers; absent on events that were posted without it. */
  readonly time?: number;
}

/** What a driver is given once, when it joins a queue. */
export interface DriverHost {
  /** Ends a pending `queue.wait()`: the driver has something to push at the next pump. Cheap; call it as often as you like. */
  wake(): void;
  /** The queue's clock: ms, never going back. */
  now(): number;
}

/**
 * A source of events: the network, a terminal, a gamepad, a test. Everything it has collected enters the queue in its
 * `pump`, and only there.
 */
export interface Driver<E extends AnyEvent = AnyEvent> {
  /** Called once, by the constructor of the queue. A driver belongs to one queue. */
  attach?(host: DriverHost): void;
  /**
   * Hand over what has happened since the last pump, oldest first.
   * @param push - puts an event into the queue. `false` means the queue is full: keep the event and push it again at the
   * next pump. Calling it after `pump` has returned throws.
   * @param now - ms on the queue's clock.
   */
  pump(push: (event: E) => boolean, now: number): void;
  /** Give back what the driver holds. Called by `queue.close()`, once. */
  close?(): void | Promise<void>;
}
