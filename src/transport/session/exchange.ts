// Exchange: the conversation itself. What is sent and acknowledged, what is received and taken, the heartbeat (sections 5, 6, 10).
// Must not know how links come and go, nor how a session ends: that is session.ts.

import { UsageError } from '../../errors.ts';
import type { Clock } from './clock.ts';
import type { SessionEvent } from './events.ts';
import { HANDSHAKE_FRAME, LOSSY, OVERHEAD, PING, PONG, readAck, readToken } from './frame.ts';
import type { Vector } from './handshake.ts';
import { Inbox } from './inbox.ts';
import type { SessionLink } from './link.ts';
import { LossyOutbox } from './lossy.ts';
import type { SessionOptions } from './options.ts';
import { type Log, Outbox } from './outbox.ts';
import { Pulse } from './pulse.ts';
import type { PeerLimits, SessionSetup, SessionStats, SessionTimes } from './setup.ts';
import type { Cursor } from './varint.ts';
import type { Writer } from './writer.ts';

/** Later than any time. @internal */
export const NEVER: number = Number.POSITIVE_INFINITY;

/** Bytes of reliable messages in one packet, unless one is larger: fits any usual MTU with ENet's own headers. */
const PACKET = 1200;

/** Messages both ways over whatever link there is. */
export abstract class Exchange {
  /** The bounds of this side. */
  readonly options: SessionOptions;
  /** What the other side takes; zeros before the handshake. */
  peer: PeerLimits = { maxMessage: 0, recvWindow: 0 };
  /** The timing that holds. */
  times: SessionTimes;
  /** Bytes read. @internal */
  bytesIn = 0;
  /** Bytes written. @internal */
  bytesOut = 0;
  /** What came in. @internal */
  readonly inbox: Inbox;
  /** What goes out. @internal */
  readonly outbox: Log;
  /** Of the last RESUME. @internal */
  epoch = 0;
  /** The link that carries it. @internal */
  current: SessionLink | undefined;
  /** The time, shared with the rest of the core. @internal */
  protected readonly clock: Clock;
  /** What it was made from. @internal */
  protected readonly setup: SessionSetup;
  /** Whether messages are accepted. @internal */
  protected open = false;
  /** When the log last got shorter, or began to be waited for; ms. @internal */
  protected progressAt = 0;
  // Made with the first lossy message: most sessions of a crowd have none, and each object is one more to fetch from memory.
  #lossy: LossyOutbox | undefined;
  readonly #pulse = new Pulse();
  #full = false;
  #writableWaits = false;
  #ackAt: number = NEVER;
  // Messages that came in and nobody was told of yet.
  #news = 0;

  /** For the subclasses. @internal */
  protected constructor(setup: SessionSetup, clock: Clock, lanes: boolean) {
    this.setup = setup;
    this.options = setup.options;
    this.times = setup.options;
    this.clock = clock;
    this.inbox = new Inbox(setup.channels, setup.options);
    this.outbox = (lanes ? setup.lanes?.(setup.channels.length) : undefined) ?? new Outbox(setup.channels.length);
  }

  /** Cost of what is accepted and not acknowledged. */
  get buffered(): number {
    return this.outbox.buffered;
  }

  /** Smoothed round trip, ms; `undefined` before the first PONG. */
  get rtt(): number | undefined {
    return this.#pulse.rtt;
  }

  /** Mean deviation of the round trip, ms. */
  get rttVar(): number {
    return this.#pulse.rttVar;
  }

  /** Numbers about it, fresh on each call. */
  get stats(): SessionStats {
    const { inbox, outbox } = this;
    return {
      messagesIn: inbox.messages,
      messagesOut: outbox.messages + (this.#lossy?.messages ?? 0),
      bytesIn: this.bytesIn,
      bytesOut: this.bytesOut,
      retransmitted: outbox.retransmitted,
      lossyDropped: inbox.lossyDropped + (this.#lossy?.dropped ?? 0),
      logged: outbox.size,
      buffered: outbox.buffered,
      inflight: outbox.inflight,
      waiting: inbox.events.tail - inbox.events.head,
      inboxCost: inbox.cost,
      epoch: this.epoch,
    };
  }

  /**
   * Sends a message that arrives, once and in order. A copy of `payload` is kept until acknowledged.
   * `full`: not accepted, a `writable` event follows; `closed`: not connected, closing or over; `too-big`: never fits (section 5).
   * Throws `UsageError` for a channel that is not in the table.
   */
  send(channel: number, payload: Uint8Array, now: number): 'ok' | 'full' | 'closed' | 'too-big' {
    this.clock.set(now);
    if (!this.open) return 'closed';
    const outbox = this.outbox;
    const cost = payload.length + OVERHEAD;
    const room = this.options.sendBuffer;
    if (!outbox.has(channel)) throw noChannel(channel);
    if (payload.length > this.peer.maxMessage || cost > room) return 'too-big';
    if (outbox.buffered + cost > room) {
      this.#full = true;
      return 'full';
    }
    if (outbox.buffered === 0) this.progressAt = this.clock.now;
    outbox.add(channel, payload);
    if (this.current) this.current.want();
    else this.held(cost);
    return 'ok';
  }

  /** Sends a message now or never. `dropped`: there is no link, or too much waits in it. Else as `send`. */
  sendLossy(channel: number, payload: Uint8Array, now: number): 'ok' | 'dropped' | 'closed' | 'too-big' {
    this.clock.set(now);
    if (!this.open) return 'closed';
    if (!this.outbox.has(channel)) throw noChannel(channel);
    if (payload.length > this.peer.maxMessage) return 'too-big';
    const link = this.current;
    this.#lossy ??= new LossyOutbox(this.setup.channels.length);
    const leaves = link !== undefined && link.buffered + this.#lossy.cost < this.options.lossyHighWater;
    this.#lossy.add(channel, payload, leaves);
    if (leaves) link.want();
    return leaves ? 'ok' : 'dropped';
  }

  /** The oldest event that was not taken. */
  peek(): SessionEvent | undefined {
    return this.inbox.peek();
  }

  /** Takes the oldest event. A message counts as delivered from now on, and is acknowledged. */
  shift(now: number): void {
    this.clock.set(now);
    const inbox = this.inbox;
    const event = inbox.peek();
    if (event === undefined) return;
    if (event.kind === 'writable') this.#writableWaits = false;
    const cost = inbox.cost;
    inbox.shift(event);
    if (inbox.unacked === 0) return;
    if (this.current === undefined) {
      if (cost > inbox.cost) this.held(inbox.cost - cost);
    } else if (inbox.unacked >= this.options.recvWindow / 4) {
      this.#ackAt = this.clock.now;
      this.current.want();
    } else if (this.#ackAt === NEVER) {
      this.#ackAt = this.clock.now + this.options.ackDelayMs;
      this.clock.arm(this.#ackAt);
    }
  }

  /** Says of the messages that came in since the last time. @internal */
  flushNews(): void {
    const count = this.#news;
    if (count === 0) return;
    this.#news = 0;
    this.announce(count);
  }

  /** Whether nothing more will be accepted. @internal */
  abstract get closing(): boolean;
  /** So many more events can be taken. @internal */
  protected abstract announce(count: number): void;
  /** What is held while there is no link has changed by `cost`. @internal */
  protected abstract held(cost: number): void;
  /** Everything accepted is written on this link: time for BYE, if at all. @internal */
  protected abstract farewell(out: Writer): void;

  /** A DATA frame on the current link. @internal */
  data(channel: number, body: Cursor): void {
    this.inbox.data(channel, body, this.clock.now, false);
    this.#news++;
  }

  /**
   * Writes what may leave on the current link, in the order of urgency. What is in one piece already is returned instead,
   * and `out` is empty then.
   * @internal
   */
  fill(out: Writer): Uint8Array | undefined {
    const { inbox, outbox } = this;
    const lossy = this.#lossy?.empty === false ? this.#lossy : undefined;
    this.#pulse.write(out, this.clock.now, this.times.heartbeatMs);
    const link = this.current;
    const lanes = link?.lanes === true;
    // What leaves on another lane could be there before the answer to the handshake (L-2).
    if (lanes && !link.heard) return undefined;
    // An ACK that waits takes the company of whatever else goes (S-20).
    if (this.#ackAt <= this.clock.now || out.at > 0 || !outbox.drained || lossy || this.closing)
      if (inbox.acknowledge(out)) this.#ackAt = NEVER;
    if (lanes) {
      const piece = out.at === 0 ? this.#packet(link, lossy) : undefined;
      if (piece || out.at > 0) return piece;
    } else if (out.at === 0) {
      if (lossy === undefined) {
        const piece = outbox.take(out.limit, this.peer.recvWindow);
        if (piece) return piece;
      } else if (outbox.drained) return lossy.take(out.limit);
    }
    lossy?.write(out);
    if (lossy === undefined || lossy.empty) outbox.write(out, this.peer.recvWindow);
    if (outbox.drained && inbox.unacked === 0) this.farewell(out);
    return undefined;
  }

  /** Whether all that there was to write is written: then {@link fill} need not be asked again. @internal */
  get silent(): boolean {
    const told = this.#ackAt > this.clock.now && this.#pulse.quiet;
    return told && this.outbox.drained && this.#lossy?.empty !== false && !this.closing;
  }

  /** The next packet of a channel: one lossy message, or as many others as make a datagram of usual size (L-1). */
  #packet(link: SessionLink, lossy: LossyOutbox | undefined): Uint8Array | undefined {
    const { outbox } = this;
    if (lossy) {
      const { channel } = lossy;
      link.leaves(1 + channel, this.setup.channels[channel]?.kind === 'u' ? 'unsequenced' : 'unreliable');
      return lossy.take(1);
    }
    const piece = outbox.take(PACKET, this.peer.recvWindow);
    if (piece) link.leaves(1 + outbox.lane, 'reliable');
    return piece;
  }

  /** Has `link` from now on; begins to be judged by it. @internal */
  protected carry(link: SessionLink): void {
    const { now } = this.clock;
    this.current = link;
    link.decoder.maxFrame = Math.max(HANDSHAKE_FRAME, this.options.maxMessage + 16);
    this.#pulse.start(now + this.times.heartbeatMs);
    this.progressAt = now;
    this.clock.watch();
  }

  /** Has no link any more. @internal */
  protected uncarry(): void {
    if (this.current) this.current.session = undefined;
    this.current = undefined;
    this.#ackAt = NEVER;
    this.#lossy?.clear();
  }

  /** A PING goes at once (S-23). @internal */
  protected pingNow(): void {
    this.#pulse.at = this.clock.now;
    this.current?.want();
  }

  /** Goes on where the peer is, which has what `vector` says and was told `delivered` (section 8). @internal */
  protected catchUp(vector: Vector, delivered: readonly number[]): void {
    this.inbox.told(delivered);
    this.#ackAt = this.inbox.unacked > 0 ? this.clock.now : NEVER;
    this.outbox.resume(vector);
    this.#eased();
    this.current?.want();
  }

  /** When an ACK or a PING is due, ms. @internal */
  protected get dueAt(): number {
    return Math.min(this.#ackAt, this.#pulse.at);
  }

  /** Appends an event and says so. @internal */
  protected emit(event: SessionEvent): void {
    this.inbox.append(event);
    this.#news++;
    this.flushNews();
  }

  /** Any frame of sections 5 and 6; with `dry` only looks whether it holds. @internal */
  protected traffic(type: number, body: Cursor, dry: boolean): void {
    const { now } = this.clock;
    if (type >= LOSSY) {
      if (type !== LOSSY) this.inbox.data(type - 0x80, body, now, dry);
      else if (!this.inbox.lossy(body, now, dry)) return;
      if (!dry) this.#news++;
    } else if (type === PING || type === PONG) {
      const token = readToken(body);
      if (dry) return;
      if (type === PONG) this.#pulse.ponged(token, now);
      else {
        this.#pulse.pinged(token);
        this.current?.want();
      }
    } else this.#acked(body, dry);
  }

  #acked(body: Cursor, dry: boolean): void {
    const { outbox } = this;
    // Nothing is written to an unconfirmed session, so nothing can be acknowledged before it is confirmed.
    if (readAck(body, outbox) && !dry) this.progressAt = this.clock.now;
    outbox.release(this.current?.buffered === 0);
    this.#eased();
    if (!outbox.drained) this.current?.want();
  }

  #eased(): void {
    if (!this.#full || this.outbox.buffered > this.options.sendBuffer / 2) return;
    this.#full = false;
    // One that was not taken yet says the same.
    if (this.#writableWaits || this.closing) return;
    this.#writableWaits = true;
    this.emit({ kind: 'writable', at: this.clock.now });
  }
}

const noChannel = (channel: number): UsageError =>
  new UsageError(`there is no channel ${channel}: declare it on both sides`);
