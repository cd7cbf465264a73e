// Messages that may be lost, on their way out: numbered, and waiting only for the end of the turn (section 5, LOSSY).
// Must not know links, time or the log.

import { LOSSY, OVERHEAD } from './frame.ts';
import { type Outgoing, putMessage } from './outbox.ts';
import { Ring } from './ring.ts';
import type { Writer } from './writer.ts';

/** The lossy outgoing half of a session. */
export class LossyOutbox {
  /** How many were sent and dropped before they left. */
  dropped = 0;
  /** How many left. */
  messages = 0;
  /** Cost of what waits. */
  cost = 0;
  readonly #last: number[];
  readonly #queue = new Ring<Outgoing>();

  /** @param channels - how many there are. */
  constructor(channels: number) {
    this.#last = new Array<number>(channels).fill(0);
  }

  /** Whether nothing waits. */
  get empty(): boolean {
    return this.#queue.head === this.#queue.tail;
  }

  /** Numbers a message, and keeps it if it may leave; the number is used either way, so that the gap shows. */
  add(channel: number, payload: Uint8Array, leaves: boolean): void {
    const seq = (this.#last[channel] as number) + 1;
    this.#last[channel] = seq;
    if (leaves) {
      this.#queue.push({ channel, seq, payload });
      this.cost += payload.length + OVERHEAD;
    } else this.dropped++;
  }

  /** Writes what waits and fits. */
  write(out: Writer): void {
    const queue = this.#queue;
    while (queue.head < queue.tail) {
      const message = queue.at(queue.head);
      if (!putMessage(out, LOSSY, message.channel, message)) return;
      queue.drop();
      this.cost -= message.payload.length + OVERHEAD;
      this.messages++;
    }
  }

  /** Drops what waits: there is no link any more. */
  clear(): void {
    this.dropped += this.#queue.tail - this.#queue.head;
    this.#queue.clear();
    this.cost = 0;
  }
}
