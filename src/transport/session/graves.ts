// What is remembered of sessions that were closed, so that a peer that missed the end can learn it (S-32).
// Must not know sessions or links.

/** What is remembered. */
export interface Grave {
  /** Proves who may ask, 32 bytes. */
  readonly key: Uint8Array;
  /** Whether the peer's BYE was read: it is answered ENDED_CLEAN, else ENDED. */
  readonly byeRead: boolean;
}

/** The tombstones of one server: at most so many, each for a time, oldest out first. */
export class Graves {
  readonly #most: number;
  readonly #graves = new Map<string, Grave & { readonly until: number }>();

  /** @param most - how many. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Remembers a session until `until`, ms. */
  add(id: string, { key, byeRead }: Grave, until: number): void {
    this.#graves.set(id, { key, byeRead, until });
    for (const oldest of this.#graves.keys()) {
      if (this.#graves.size <= this.#most) return;
      this.#graves.delete(oldest);
    }
  }

  /** What is remembered of the session. */
  get(id: string, now: number): Grave | undefined {
    this.sweep(now);
    return this.#graves.get(id);
  }

  /** Forgets what is over; they end in the order they came. */
  sweep(now: number): void {
    for (const [id, grave] of this.#graves) {
      if (grave.until > now) return;
      this.#graves.delete(id);
    }
  }
}
