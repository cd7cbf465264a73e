// The order of arrival over all peers: one FIFO of "this source has one more event". Knows no event and no peer.

/** Puts an event into the queue; `false` when the queue is full. @internal */
export type Push<E> = (event: E) => boolean;

/** Something that has events to hand over. @internal */
export interface Source<E> {
  /** Push the oldest event. `false`: the queue is full, and nothing was taken. */
  deliver(push: Push<E>, now: number): boolean;
}

/** Which source comes next. An idle source costs nothing, and a loud one can not push itself before a quiet one. @internal */
export class Arrivals<E> {
  #sources: Source<E>[] = [];
  #head = 0;

  /** How many events are waiting. */
  get length(): number {
    return this.#sources.length - this.#head;
  }

  /** `source` has one more event. */
  add(source: Source<E>): void {
    this.#sources.push(source);
  }

  /** Hands over events, oldest first, until there are none or the queue is full. */
  drain(push: Push<E>, now: number): void {
    const sources = this.#sources;
    const end = sources.length; // what arrives meanwhile is for the next pump
    try {
      while (this.#head < end) {
        const source = sources[this.#head];
        // Counted before the call: a callback of the program may throw when its event is in the queue already.
        this.#head++;
        if (source && !source.deliver(push, now)) {
          this.#head--;
          break;
        }
      }
    } finally {
      this.#compact();
    }
  }

  #compact(): void {
    if (this.#head === this.#sources.length) {
      this.#sources = [];
      this.#head = 0;
    } else if (this.#head > 1024 && this.#head * 2 > this.#sources.length) {
      this.#sources = this.#sources.slice(this.#head);
      this.#head = 0;
    }
  }
}
