// A log for each channel, for links whose channels do not hold each other up (chapter on lanes, L-1 to L-8).
// Must not know links, time or events.

import type { Vector } from './handshake.ts';
import { freshCounts, type Log, Outbox } from './outbox.ts';
import type { Writer } from './writer.ts';

/** The outgoing half of a session whose channels are acknowledged, and freed, apart. */
export class LaneOutbox implements Log {
  /** The channel that {@link take} gave a piece of. */
  lane = 0;
  readonly #logs: Outbox[];

  /** @param channels - how many there are. */
  constructor(channels: number) {
    const counts = freshCounts(channels);
    this.#logs = Array.from({ length: channels }, (_, channel) => new Outbox(counts, channel));
  }

  /** By channel: the highest number accepted. */
  get accepted(): number[] {
    return this.#any.accepted;
  }
  /** By channel: the highest number ever written to a link. */
  get written(): number[] {
    return this.#any.written;
  }
  /** By channel: the highest number acknowledged. */
  get acked(): number[] {
    return this.#any.acked;
  }
  /** Cost of all logs. */
  get buffered(): number {
    return this.#sum((log) => log.buffered);
  }
  /** Cost of what of it was ever written. */
  get inflight(): number {
    return this.#sum((log) => log.inflight);
  }
  /** How many messages were written. */
  get messages(): number {
    return this.#sum((log) => log.messages);
  }
  /** How many of them again, after a resume. */
  get retransmitted(): number {
    return this.#sum((log) => log.retransmitted);
  }
  /** Messages in the logs. */
  get size(): number {
    return this.#sum((log) => log.size);
  }
  /** Whether everything accepted is written on this link. */
  get drained(): boolean {
    return this.#logs.every((log) => log.drained);
  }

  /** Whether there is a channel of that number. */
  has(channel: number): boolean {
    return this.#logs[channel] !== undefined;
  }

  /** Accepts a message, a copy of it; the caller has looked at the bounds. */
  add(channel: number, payload: Uint8Array): void {
    this.#logs[channel]?.add(channel, payload);
  }

  /** The next frames of one channel, each channel in its turn; sets `lane`. The window holds for all together (S-17). */
  take(limit: number, window: number): Uint8Array | undefined {
    const logs = this.#logs;
    for (let n = 1; n <= logs.length; n++) {
      const lane = (this.lane + n) % logs.length;
      const log = logs[lane];
      if (log === undefined || log.drained) continue;
      const piece = log.take(limit, window - this.inflight + log.inflight);
      if (piece === undefined) continue;
      this.lane = lane;
      return piece;
    }
    return undefined;
  }

  /** Copies frames of all channels behind what is in `out` if they are few, for a link that has no lanes. */
  write(out: Writer, window: number): void {
    for (const log of this.#logs) log.write(out, window - this.inflight + log.inflight);
  }

  /** As {@link Outbox.ack}. */
  ack(channel: number, delivered: number): boolean {
    // A number that is no channel: any log refuses it.
    return (this.#logs[channel] ?? this.#any).ack(channel, delivered);
  }

  /** Forgets what is acknowledged, on each channel for itself. */
  release(idle: boolean): void {
    for (const log of this.#logs) log.release(idle);
  }

  /** Begins on a new link whose peer has what `vector` says. */
  resume(vector: Vector): void {
    for (const log of this.#logs) log.resume(vector);
  }

  /** By channel: how many are not acknowledged. */
  unsent(): number[] {
    return this.#any.unsent();
  }

  /** Forgets the logs: the session is over. */
  clear(): void {
    for (const log of this.#logs) log.clear();
  }

  /** Whichever: the numbers of all channels are in each. */
  get #any(): Outbox {
    return this.#logs[0] as Outbox; // there is at least one channel
  }

  #sum(of: (log: Outbox) => number): number {
    let sum = 0;
    for (const log of this.#logs) sum += of(log);
    return sum;
  }
}
