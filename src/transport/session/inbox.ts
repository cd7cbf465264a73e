// What came in and was not taken yet: one queue of messages and lifecycle events, its bounds, and what has to be acknowledged (section 6).
// Must not know links or states.

import { column, columns } from './columns.ts';
import { type SessionEvent, SessionMessage } from './events.ts';
import { ACK, OVERHEAD, TOO_BIG, WINDOW } from './frame.ts';
import type { Vector } from './handshake.ts';
import type { SessionOptions } from './options.ts';
import { Ring } from './ring.ts';
import type { ChannelEntry } from './table.ts';
import { type Cursor, FrameError, putVarint, readVarint, varintSize } from './varint.ts';
import type { Writer } from './writer.ts';

/** Bytes that a chunk may keep alive for each byte of cost in the inbox, before payloads are copied out of it. */
const WASTE = 4;

const EACH = 4;
const RECEIVED = 0;
const DELIVERED = 1;
const ACK_SENT = 2;
const LOSSY_SEEN = 3;

/** The incoming half of a session. */
export class Inbox {
  /** The queue. */
  readonly events: Ring<SessionEvent> = new Ring<SessionEvent>();
  /** Cost of the messages in it, lossy ones apart. */
  cost = 0;
  /** Cost of the lossy ones. */
  lossyCost = 0;
  /** How many lossy ones. */
  lossyCount = 0;
  /** How many lossy ones were late or did not fit. */
  lossyDropped = 0;
  /** How many lifecycle events are in it. */
  lifecycle = 0;
  /** How many messages arrived, lossy ones included. */
  messages = 0;
  /** Cost taken by the application and not acknowledged. */
  unacked = 0;
  /** Cost of everything ever stored. */
  stored = 0;
  readonly #counts: number[];
  readonly #channels: readonly ChannelEntry[];
  readonly #options: SessionOptions;

  /** @param channels - the table. @param options - the bounds. */
  constructor(channels: readonly ChannelEntry[], options: SessionOptions) {
    this.#channels = channels;
    this.#options = options;
    this.#counts = columns(channels.length, EACH);
  }

  /** By channel: the highest number taken from a link. */
  get received(): number[] {
    return column(this.#counts, EACH, RECEIVED);
  }
  /** By channel: the highest number taken by the application. */
  get delivered(): number[] {
    return column(this.#counts, EACH, DELIVERED);
  }
  /** By channel: the highest number acknowledged to the peer. */
  get ackSent(): number[] {
    return column(this.#counts, EACH, ACK_SENT);
  }

  /** Takes a DATA of `channel`; with `dry` only looks whether it could. Throws {@link FrameError} (S-18, S-19). */
  data(channel: number, body: Cursor, now: number, dry: boolean): void {
    const seq = readVarint(body);
    const at = channel * EACH + RECEIVED;
    // Beyond the table there is nothing, and NaN equals nothing.
    if (seq !== (this.#counts[at] as number) + 1)
      throw new FrameError(`channel ${channel}: message ${seq} out of order`);
    const cost = this.#payload(body) + OVERHEAD;
    if (this.cost + cost > this.#options.recvWindow) throw new FrameError('more than recvWindow', WINDOW);
    if (dry) return;
    this.#counts[at] = seq;
    this.cost += cost;
    this.#store(channel, seq, body, cost, false, now);
  }

  /** Takes a LOSSY, or drops it; says whether it was stored. With `dry` only looks. Throws {@link FrameError}. */
  lossy(body: Cursor, now: number, dry: boolean): boolean {
    const channel = readVarint(body);
    const seq = readVarint(body);
    const at = channel * EACH + LOSSY_SEEN;
    const seen = this.#counts[at];
    if (seen === undefined || seq < 1) throw new FrameError('impossible LOSSY');
    const cost = this.#payload(body) + OVERHEAD;
    if (dry) return false;
    const late = seq <= seen && this.#channels[channel]?.kind === 'l';
    if (seq > seen) this.#counts[at] = seq;
    const { lossyMessages, lossyBytes } = this.#options;
    const crowded = this.lossyCount >= lossyMessages || (this.lossyCount > 0 && this.lossyCost + cost > lossyBytes);
    if (late || crowded) {
      this.lossyDropped++;
      return false;
    }
    this.lossyCount++;
    this.lossyCost += cost;
    this.#store(channel, seq, body, cost, true, now);
    return true;
  }

  /** Appends a lifecycle event. */
  append(event: SessionEvent): void {
    this.events.push(event);
    this.lifecycle++;
  }

  /** The oldest event. */
  peek(): SessionEvent | undefined {
    return this.events.head < this.events.tail ? this.events.at(this.events.head) : undefined;
  }

  /** Takes the oldest event, which is `event`; a message is delivered by that. */
  shift(event: SessionEvent): void {
    this.events.drop();
    if (event.kind !== 'message') this.lifecycle--;
    else {
      const cost = event.to - event.from + OVERHEAD;
      if (event.lossy) {
        this.lossyCount--;
        this.lossyCost -= cost;
      } else {
        this.#counts[event.channel * EACH + DELIVERED] = event.seq;
        this.cost -= cost;
        this.unacked += cost;
      }
    }
  }

  /** Writes an ACK if there is something to acknowledge; false if `out` has no room for it (S-20). */
  acknowledge(out: Writer): boolean {
    if (this.unacked === 0) return true;
    const counts = this.#counts;
    let count = 0;
    let length = 2;
    for (let c = 0; c < counts.length; c += EACH) {
      const now = counts[c + DELIVERED] as number;
      if (now === counts[c + ACK_SENT]) continue;
      count++;
      length += 1 + varintSize(now);
    }
    if (!out.room(length + 4)) return false;
    const bytes = out.bytes;
    let at = putVarint(bytes, out.at, length);
    bytes[at++] = ACK;
    bytes[at++] = count;
    for (let c = 0; c < counts.length; c += EACH) {
      const now = counts[c + DELIVERED] as number;
      if (now === counts[c + ACK_SENT]) continue;
      bytes[at++] = c / EACH;
      at = putVarint(bytes, at, now);
      counts[c + ACK_SENT] = now;
    }
    out.at = at;
    this.unacked = 0;
    return true;
  }

  /** The peer was told `delivered`: by an ACK, or by the vector of the handshake that is complete now (S-29). */
  told(delivered: readonly number[]): void {
    this.unacked = 0;
    this.delivered.forEach((now, c) => {
      const then = delivered[c] as number;
      this.#counts[c * EACH + ACK_SENT] = then;
      // How much exactly is not known any more; that there is something is enough.
      if (now > then) this.unacked = OVERHEAD;
    });
  }

  /** What this side has, now. */
  vector(): Vector {
    return { delivered: this.delivered, received: this.received };
  }

  /**
   * Copies what was stored since `mark` out of a chunk that is much larger than that: else a few small messages among
   * many frames that leave nothing behind would keep the whole chunk alive, far above the bounds.
   */
  settle(mark: number, stored: number, size: number): void {
    if (stored === this.stored || (this.stored - stored) * WASTE >= size) return;
    for (let i = Math.max(mark, this.events.head); i < this.events.tail; i++) {
      const event = this.events.at(i);
      if (event.kind === 'message') event.settle();
    }
  }

  #payload(body: Cursor): number {
    const length = body.end - body.at;
    if (length > this.#options.maxMessage) throw new FrameError(`message of ${length} bytes`, TOO_BIG);
    return length;
  }

  #store(channel: number, seq: number, body: Cursor, cost: number, lossy: boolean, now: number): void {
    this.events.push(new SessionMessage(channel, seq, body.bytes, body.at, body.end, lossy, now));
    this.messages++;
    this.stored += cost;
  }
}
