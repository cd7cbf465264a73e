// How many faults are too many. Knows nothing of what a fault is.

/** Tells when `most` faults have come within `ms`. @internal */
export class FaultCounter {
  readonly #most: number;
  readonly #ms: number;
  #times: number[] = [];

  constructor(most: number, ms: number) {
    this.#most = most;
    this.#ms = ms;
  }

  /** One more, now. Answers whether it was one too many. */
  count(now: number): boolean {
    this.#times = this.#times.filter((at) => now - at < this.#ms);
    this.#times.push(now);
    return this.#times.length >= this.#most;
  }
}
