// What `for await (const e of queue)` runs on. Knows how to ask for the next event; knows no queue.
/// <reference lib="esnext.disposable" preserve="true" />

/** After so many events without a pump there is one all the same, so that a backlog that feeds itself keeps no driver waiting. */
const PUMP_AT_LEAST_EVERY = 1000;

const OVER = { value: undefined, done: true } as const;

/**
 * The events of a queue one by one. What is queued already is handed over without another pump: a generator that pumps and
 * waits for each event costs twice as much (measured, an echo over TCP).
 * @internal
 */
export class EventStream<E> implements AsyncGenerator<E, void, undefined> {
  readonly #queued: () => E | undefined;
  readonly #wait: () => Promise<E | undefined>;
  #unpumped = 0;
  #over = false;

  /** @param queued - the oldest event that is queued, removed. @param wait - pumps, and waits for one; `undefined`: closed. */
  constructor(queued: () => E | undefined, wait: () => Promise<E | undefined>) {
    this.#queued = queued;
    this.#wait = wait;
  }

  next(): Promise<IteratorResult<E, void>> {
    if (this.#over) return Promise.resolve(OVER);
    const event = this.#unpumped++ < PUMP_AT_LEAST_EVERY ? this.#queued() : undefined;
    if (event !== undefined) return Promise.resolve({ value: event, done: false });
    this.#unpumped = 0;
    return this.#wait().then((value) => {
      if (value !== undefined) return { value, done: false };
      this.#over = true;
      return OVER;
    });
  }

  async return(): Promise<IteratorResult<E, void>> {
    this.#over = true;
    return OVER;
  }

  async throw(error: unknown): Promise<IteratorResult<E, void>> {
    this.#over = true;
    throw error;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#over = true;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
