// What was accepted and is not acknowledged: the log, how far it is written on this link, what is in flight (sections 4, 5).
// Must not know links, time or events.

import { uninitialized } from '../../platform.ts';
import { column, columns } from './columns.ts';
import { DATA, OVERHEAD } from './frame.ts';
import type { Vector } from './handshake.ts';
import { FrameError, putVarint, varintSize } from './varint.ts';
import type { Writer } from './writer.ts';

/** A page is never smaller than this, bytes, nor, unless one frame needs it, larger than the other. */
const SMALLEST = 1024;
const LARGEST = 65536;
/** So many bytes are rather copied behind what goes anyway than written by themselves. */
const SHORT = 4096;

/**
 * Frames one behind the other, as they go on the wire. Links may hold views of it, so nothing in it is overwritten before all
 * of it is acknowledged: what the peer has, no link has to bring any more. That is the peer's word: who lies gets bytes of its own session
 * that make no sense, but never those of another, for only pages that no link holds go to other sessions.
 */
interface Page {
  readonly bytes: Uint8Array;
  end: number;
  next: Page | undefined;
  // When `next` was begun: messages and cost counted from the beginning, and the highest numbers accepted, by channel.
  tail: number;
  cost: number;
  accepted: readonly number[];
  // Whether an earlier link may still hold views of it.
  older: boolean;
}

/** What `Exchange` needs of a log; {@link Outbox} keeps one for all channels, `LaneOutbox` one for each. */
export type Log = Pick<
  Outbox,
  | 'accepted'
  | 'written'
  | 'acked'
  | 'has'
  | 'buffered'
  | 'inflight'
  | 'messages'
  | 'retransmitted'
  | 'size'
  | 'drained'
  | 'lane'
  | 'add'
  | 'take'
  | 'write'
  | 'ack'
  | 'release'
  | 'resume'
  | 'unsent'
  | 'clear'
>;

/** By channel: the highest numbers accepted, written and acknowledged. */
export type Counts = number[];

const EACH = 3;
const ACCEPTED = 0;
const WRITTEN = 1;
const ACKED = 2;

/** Numbers for so many channels. */
export const freshCounts = (channels: number): Counts => columns(channels, EACH);

/** Large pages that nobody needs now, for all sessions: in Node a new one is dear, and each brings the next full collection nearer. */
const spare: Uint8Array[] = [];
const MOST_SPARE = 32;

/**
 * The outgoing half of a session. The log is kept as the very frames that are written: a message is copied once, when it is
 * accepted, and what leaves in a turn is one view of a page. A page is let go when all in it is acknowledged, so at most
 * one is kept beyond what `buffered` tells.
 */
export class Outbox {
  /** Cost of the log. */
  buffered = 0;
  /** Cost of what of it was ever written. */
  inflight = 0;
  /** How many messages were written. */
  messages = 0;
  /** How many of them again, after a resume. */
  retransmitted = 0;
  readonly #counts: Counts;
  // The first and the last page; usually they are the same.
  #oldest: Page | undefined;
  #newest: Page | undefined;
  // Where the oldest message begins, in the first page; where writing goes on, in which page and at which byte.
  #headAt = 0;
  #page: Page | undefined;
  #at = 0;
  // Messages counted from the beginning: the oldest; the first that the peer does not have from this link; the first never written; the next.
  #head = 0;
  #cursor = 0;
  #sent = 0;
  #tail = 0;
  // Cost of everything that is acknowledged and gone.
  #gone = 0;
  // The frame that was looked at last.
  #channel = 0;
  #seq = 0;
  #cost = 0;

  /** The lane that {@link take} gave a piece of. There is one only. */
  readonly lane: number = 0;
  // The channels that are in this log.
  readonly #first: number;
  readonly #last: number;

  /** @param counts - how many channels there are, or the numbers of all channels when this log is for `only` one of them. */
  constructor(counts: number | Counts, only = -1) {
    this.#counts = typeof counts === 'number' ? freshCounts(counts) : counts;
    this.#first = Math.max(only, 0);
    this.#last = only < 0 ? this.#counts.length / EACH - 1 : only;
  }

  /** By channel: the highest number accepted. */
  get accepted(): number[] {
    return column(this.#counts, EACH, ACCEPTED);
  }
  /** By channel: the highest number ever written to a link. */
  get written(): number[] {
    return column(this.#counts, EACH, WRITTEN);
  }
  /** By channel: the highest number acknowledged. */
  get acked(): number[] {
    return column(this.#counts, EACH, ACKED);
  }

  /** Whether there is a channel of that number. */
  has(channel: number): boolean {
    return this.#counts[channel * EACH] !== undefined;
  }

  /** Messages in the log. */
  get size(): number {
    return this.#tail - this.#head;
  }

  /** Whether everything accepted is written on this link. */
  get drained(): boolean {
    return this.#cursor === this.#tail;
  }

  /** Accepts a message, a copy of it; the caller has looked at the bounds. */
  add(channel: number, payload: Uint8Array): void {
    const counts = this.#counts;
    const seq = (counts[channel * EACH + ACCEPTED] as number) + 1;
    const length = 1 + varintSize(seq) + payload.length;
    const page = this.#room(length + 4);
    counts[channel * EACH + ACCEPTED] = seq;
    page.end = putMessage(page.bytes, page.end, length, DATA + channel, -1, seq, payload);
    this.#tail++;
    this.buffered += payload.length + OVERHEAD;
  }

  /** The next frames from the cursor on: as many as the peer's window takes (S-17), about `limit` bytes at most, or one frame. */
  take(limit: number, window: number): Uint8Array | undefined {
    const from = this.#begin();
    const to = this.#advance(limit, window);
    return to > from ? this.#page?.bytes.subarray(from, to) : undefined;
  }

  /** Copies them behind what is in `out` if they are few; else the next call of {@link take} has them. */
  write(out: Writer, window: number): void {
    const from = this.#begin();
    const page = this.#page;
    if (page === undefined || page.next !== undefined || page.end - from > SHORT) return;
    const most = page.end - from;
    if (!out.room(most)) return;
    out.part(page.bytes, from, this.#advance(most, window));
  }

  /** Hears that `delivered` is delivered on `channel`; says whether that is news. Throws {@link FrameError} (S-21). */
  ack(channel: number, delivered: number): boolean {
    const counts = this.#counts;
    const at = channel * EACH;
    const acked = counts[at + ACKED];
    if (acked === undefined || delivered < acked || delivered > (counts[at + WRITTEN] as number))
      throw new FrameError('impossible ACK');
    counts[at + ACKED] = delivered;
    return delivered > acked;
  }

  /**
   * Forgets what is acknowledged. A peer that acknowledges out of order frees nothing until the rest follows.
   * @param idle - whether the link holds nothing of what was written on it any more.
   */
  release(idle: boolean): void {
    for (let page = this.#oldest; page !== undefined && this.#head < this.#sent; page = this.#oldest) {
      // A page at a time where that can be: in a flood most of them are never looked into again.
      if (page.next !== undefined && this.#done(page)) {
        this.#free(page.cost - this.#gone);
        this.#head = page.tail;
        this.#cursor = Math.max(this.#cursor, this.#head);
        this.#drop(idle);
        continue;
      }
      const end = this.#look(page.bytes, this.#headAt);
      if (this.#seq > (this.#counts[this.#channel * EACH + ACKED] as number)) break;
      this.#free(this.#cost);
      this.#head++;
      this.#headAt = end;
      // What is acknowledged need not be written on this link any more.
      if (this.#cursor < this.#head) {
        this.#cursor = this.#head;
        this.#page = page;
        this.#at = end;
      }
    }
  }

  /** Begins on a new link whose peer has what `vector` says: writing goes on behind what was received (section 8). */
  resume(vector: Vector): void {
    vector.delivered.forEach((delivered, c) => {
      this.#counts[c * EACH + ACKED] = delivered;
    });
    this.release(false);
    for (let page = this.#oldest; page !== undefined; page = page.next) page.older = true;
    this.#cursor = this.#head;
    this.#page = this.#oldest;
    this.#at = this.#headAt;
    while (this.#cursor < this.#sent) {
      const at = this.#begin();
      const end = this.#look((this.#page as Page).bytes, at); // what was sent is in a page
      if (this.#seq > (vector.received[this.#channel] as number)) break;
      this.#cursor++;
      this.#at = end;
    }
  }

  /** By channel: how many are not acknowledged. */
  unsent(): number[] {
    const { acked } = this;
    return this.accepted.map((seq, c) => seq - (acked[c] as number));
  }

  /** Forgets the log: the session is over. */
  clear(): void {
    this.#oldest = this.#newest = this.#page = undefined;
    this.#at = this.#headAt = 0;
    this.#head = this.#cursor = this.#sent = this.#tail;
    this.buffered = 0;
    this.inflight = 0;
  }

  /** Whether all in `page`, behind which there is another, is acknowledged. */
  #done(page: Page): boolean {
    for (let c = this.#first; c <= this.#last; c++)
      if ((this.#counts[c * EACH + ACKED] as number) < (page.accepted[c] as number)) return false;
    return true;
  }

  #free(cost: number): void {
    this.buffered -= cost;
    this.inflight -= cost;
    this.#gone += cost;
  }

  /** The page at the end, with room for `size` bytes. */
  #room(size: number): Page {
    const last = this.#newest;
    if (last !== undefined) {
      if (this.#head === this.#tail) last.end = this.#at = this.#headAt = 0;
      if (last.end + size <= last.bytes.length) return last;
    }
    const usual = Math.max(size, Math.min(LARGEST, Math.max(SMALLEST, 2 * this.buffered)));
    const bytes = (usual === LARGEST ? spare.pop() : undefined) ?? uninitialized(usual);
    const page: Page = { bytes, end: 0, next: undefined, tail: 0, cost: 0, accepted: [], older: false };
    this.#newest = page;
    if (last === undefined) this.#oldest = this.#page = page;
    else {
      last.next = page;
      last.tail = this.#tail;
      last.cost = this.#gone + this.buffered;
      last.accepted = this.accepted;
    }
    if (this.#head === this.#tail && last !== undefined) this.#drop(false);
    return page;
  }

  /** Lets the first page go; there is another behind it. `idle`: see {@link release}. */
  #drop(idle: boolean): void {
    const page = this.#oldest;
    this.#oldest = page?.next;
    this.#headAt = 0;
    if (this.#page === page) {
      this.#page = this.#oldest;
      this.#at = 0;
    }
    if (idle && page?.older === false && page.bytes.length === LARGEST && spare.length < MOST_SPARE)
      spare.push(page.bytes);
  }

  /** Where writing goes on; steps over the end of a page. */
  #begin(): number {
    const page = this.#page;
    if (page?.next !== undefined && this.#at === page.end) {
      this.#page = page.next;
      this.#at = 0;
    }
    return this.#at;
  }

  /** Moves the cursor within its page, and counts what it passes; returns where it stands then. */
  #advance(limit: number, window: number): number {
    const page = this.#page;
    if (page === undefined) return this.#at;
    const counts = this.#counts;
    const last = page.next === undefined;
    if (last && this.#cursor === this.#sent && this.buffered <= window && page.end - this.#at <= limit) {
      // The usual case: all that waits may go.
      this.messages += this.#tail - this.#sent;
      this.#cursor = this.#sent = this.#tail;
      this.inflight = this.buffered;
      const to = (this.#last + 1) * EACH;
      for (let c = this.#first * EACH; c < to; c += EACH) counts[c + WRITTEN] = counts[c + ACCEPTED] as number;
      this.#at = page.end;
      return this.#at;
    }
    const from = this.#at;
    while (this.#at < page.end) {
      const end = this.#look(page.bytes, this.#at);
      if (this.#at > from && end - from > limit) break;
      if (this.#cursor < this.#sent) this.retransmitted++;
      else {
        if (this.inflight + this.#cost > window) break;
        this.inflight += this.#cost;
        counts[this.#channel * EACH + WRITTEN] = this.#seq;
        this.#sent++;
      }
      this.messages++;
      this.#cursor++;
      this.#at = end;
    }
    return this.#at;
  }

  /** Reads what was written by {@link add} at index `from`; returns where the frame ends. */
  #look(bytes: Uint8Array, from: number): number {
    let at = from;
    let byte = bytes[at++] as number;
    let length = byte & 127;
    for (let unit = 128; byte > 127; unit *= 128) {
      byte = bytes[at++] as number;
      length += (byte & 127) * unit;
    }
    const end = at + length;
    this.#channel = (bytes[at++] as number) - DATA;
    byte = bytes[at++] as number;
    let seq = byte & 127;
    for (let unit = 128; byte > 127; unit *= 128) {
      byte = bytes[at++] as number;
      seq += (byte & 127) * unit;
    }
    this.#seq = seq;
    this.#cost = end - at + OVERHEAD;
    return end;
  }
}

/** A call of set() costs more than the few bytes of a tiny payload. */
const TINY = 16;

/**
 * Lays out one DATA (`channel` -1: it is in the type) or LOSSY frame at index `at`, where there is room; returns the index
 * behind it. `length` is that of the frame without its own prefix.
 */
export function putMessage(
  into: Uint8Array,
  at: number,
  length: number,
  type: number,
  channel: number,
  seq: number,
  payload: Uint8Array,
): number {
  let next = at;
  if (length < 128) into[next++] = length;
  else next = putVarint(into, next, length);
  into[next++] = type;
  if (channel >= 0) into[next++] = channel;
  next = putVarint(into, next, seq);
  const size = payload.length;
  if (size > TINY) into.set(payload, next);
  else for (let i = 0; i < size; i++) into[next + i] = payload[i] as number;
  return next + size;
}
