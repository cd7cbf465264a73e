// Who waits for an event. Knows no queue and no timer: it is told what has come and what time it is.

/** One pending `wait`. Exactly one of the three is called, once. */
export interface Waiter<E> {
  /** When it gives up: ms on the queue's clock. */
  readonly deadline: number;
  /** Here is your event. */
  give(event: E): void;
  /** There is none. */
  end(): void;
  /** Something went wrong. */
  fail(reason: unknown): void;
}

/** The pending waits of one queue, in the order in which they came. */
export class Waiters<E> {
  readonly #list = new Set<Waiter<E>>();

  /** How many wait. A plain field, for `post` looks at it every time. */
  size: number = 0;

  add(waiter: Waiter<E>): void {
    this.#list.add(waiter);
    this.size = this.#list.size;
  }

  remove(waiter: Waiter<E>): void {
    this.#list.delete(waiter);
    this.size = this.#list.size;
  }

  /** The one that has waited longest, removed. */
  shift(): Waiter<E> | undefined {
    for (const waiter of this.#list) {
      this.remove(waiter);
      return waiter;
    }
    return undefined;
  }

  /** The earliest deadline, `Infinity` when there is none. */
  earliest(): number {
    let at = Number.POSITIVE_INFINITY;
    for (const waiter of this.#list) at = Math.min(at, waiter.deadline);
    return at;
  }

  /** Ends all whose deadline has come; `Infinity` ends every one. */
  expire(now: number): void {
    for (const waiter of this.#list) {
      if (waiter.deadline > now) continue;
      this.remove(waiter);
      waiter.end();
    }
  }
}
