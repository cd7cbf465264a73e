// Single datagrams to those who are no connection: a bounded queue of finished bytes.
// Must not know what they say.
import { Ring } from '../session/ring.ts';
import type { EnetHostStats } from './events.ts';

/** Datagrams that wait to be sent. */
export class Replies {
  readonly #to = new Ring<string>();
  readonly #bytes = new Ring<Uint8Array>();
  readonly #limit: number;
  readonly #stats: EnetHostStats;

  /** @param limit - how many may wait. */
  constructor(limit: number, stats: EnetHostStats) {
    this.#limit = limit;
    this.#stats = stats;
  }

  /** Whether there is any. */
  get any(): boolean {
    return this.#to.head !== this.#to.tail;
  }

  /** Queues a copy; says how many bytes that makes, 0 when there is no room. */
  add(to: string, bytes: Uint8Array): number {
    if (this.#to.tail - this.#to.head >= this.#limit) {
      this.#stats.unanswered++;
      return 0;
    }
    this.#to.push(to);
    this.#bytes.push(bytes.slice());
    return bytes.length;
  }

  /** Takes the next into `out`; only when there is one. */
  take(out: { to: string; bytes: Uint8Array }): void {
    out.to = this.#to.at(this.#to.head);
    out.bytes = this.#bytes.at(this.#bytes.head);
    this.#to.drop();
    this.#bytes.drop();
  }
}
