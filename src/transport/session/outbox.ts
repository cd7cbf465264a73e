// What was accepted and is not acknowledged: the log, how far it is written on this link, what is in flight (sections 4, 5).
// Must not know links, time or events.

import { DATA, OVERHEAD } from './frame.ts';
import type { Vector } from './handshake.ts';
import { Ring } from './ring.ts';
import { FrameError, putVarint, varintSize } from './varint.ts';
import type { Writer } from './writer.ts';

/** A message on its way out. The payload is the caller's, kept and not copied. */
export interface Outgoing {
  /** The number of its channel. */
  readonly channel: number;
  /** Its number there. */
  readonly seq: number;
  /** Its bytes. */
  readonly payload: Uint8Array;
}

/** The outgoing half of a session. */
export class Outbox {
  /** By channel: the highest number accepted. */
  readonly accepted: number[];
  /** By channel: the highest number ever written to a link. */
  readonly written: number[];
  /** By channel: the highest number acknowledged. */
  readonly acked: number[];
  /** Cost of the log. */
  buffered = 0;
  /** Cost of what of it was ever written. */
  inflight = 0;
  /** How many messages were written. */
  messages = 0;
  /** How many of them again, after a resume. */
  retransmitted = 0;
  readonly #log = new Ring<Outgoing>();
  // Index of the first entry that the peer does not have from this link; of the first that was never written.
  #cursor = 0;
  #sent = 0;

  /** @param channels - how many there are. */
  constructor(channels: number) {
    this.accepted = new Array<number>(channels).fill(0);
    this.written = this.accepted.slice();
    this.acked = this.accepted.slice();
  }

  /** Entries in the log. */
  get size(): number {
    return this.#log.tail - this.#log.head;
  }

  /** Whether everything accepted is written on this link. */
  get drained(): boolean {
    return this.#cursor === this.#log.tail;
  }

  /** Accepts a message; the caller has looked at the bounds. */
  add(channel: number, payload: Uint8Array): void {
    const seq = (this.accepted[channel] as number) + 1;
    this.accepted[channel] = seq;
    this.#log.push({ channel, seq, payload });
    this.buffered += payload.length + OVERHEAD;
  }

  /** Writes DATA from the cursor on, as much as `out` and the peer's window take (S-17). */
  write(out: Writer, window: number): void {
    const log = this.#log;
    for (; this.#cursor < log.tail; this.#cursor++) {
      const entry = log.at(this.#cursor);
      const cost = entry.payload.length + OVERHEAD;
      const again = this.#cursor < this.#sent;
      if (!again && this.inflight + cost > window) return;
      if (!putMessage(out, DATA + entry.channel, -1, entry)) return;
      this.messages++;
      if (again) this.retransmitted++;
      else {
        this.inflight += cost;
        this.written[entry.channel] = entry.seq;
        this.#sent++;
      }
    }
  }

  /** Hears that `delivered` is delivered on `channel`; says whether that is news. Throws {@link FrameError} (S-21). */
  ack(channel: number, delivered: number): boolean {
    const acked = this.acked[channel];
    if (acked === undefined || delivered < acked || delivered > (this.written[channel] as number))
      throw new FrameError('impossible ACK');
    this.acked[channel] = delivered;
    return delivered > acked;
  }

  /** Forgets what is acknowledged. A peer that acknowledges out of order frees nothing until the rest follows. */
  release(): void {
    const log = this.#log;
    while (log.head < log.tail) {
      const entry = log.at(log.head);
      if (entry.seq > (this.acked[entry.channel] as number)) break;
      const cost = entry.payload.length + OVERHEAD;
      this.buffered -= cost;
      this.inflight -= cost;
      log.drop();
    }
    this.#cursor = Math.max(this.#cursor, log.head);
  }

  /** Begins on a new link whose peer has what `vector` says: writing goes on behind what was received (section 8). */
  resume(vector: Vector): void {
    vector.delivered.forEach((delivered, c) => {
      this.acked[c] = delivered;
    });
    this.release();
    const log = this.#log;
    let next = log.head;
    while (next < this.#sent) {
      const entry = log.at(next);
      if (entry.seq > (vector.received[entry.channel] as number)) break;
      next++;
    }
    this.#cursor = next;
  }

  /** By channel: how many are not acknowledged. */
  unsent(): number[] {
    return this.accepted.map((seq, c) => seq - (this.acked[c] as number));
  }

  /** Forgets the log: the session is over. */
  clear(): void {
    this.#log.clear();
    this.#cursor = this.#log.tail;
    this.#sent = this.#log.tail;
    this.buffered = 0;
    this.inflight = 0;
  }
}

/** Writes one DATA (`channel` -1: it is in the type) or LOSSY frame if `out` has room; says whether. */
export function putMessage(out: Writer, type: number, channel: number, message: Outgoing): boolean {
  const seq = message.seq;
  const payload = message.payload;
  const length = (channel < 0 ? 1 : 2) + varintSize(seq) + payload.length;
  if (!out.room(length + 4)) return false;
  const bytes = out.bytes;
  let at = out.at;
  if (length < 128) bytes[at++] = length;
  else at = putVarint(bytes, at, length);
  bytes[at++] = type;
  if (channel >= 0) bytes[at++] = channel;
  out.at = putVarint(bytes, at, seq);
  out.raw(payload);
  return true;
}
