// Session: what both sides share. Sending, acknowledging, heartbeat, dropping, closing, ending, and the events of it.
// Must not know how a session comes to be, nor how a new link is found: that is client.ts and server.ts.

import { UsageError } from '../../errors.ts';
import type { Clock } from './clock.ts';
import type { LostReason, SessionEnd, SessionEvent, SuspendReason } from './events.ts';
import {
  BYE,
  BYE_ACK,
  done,
  ERROR,
  encode,
  encodeReason,
  HANDSHAKE_FRAME,
  LINK_TIMEOUT,
  LOSSY,
  OVERHEAD,
  PING,
  PONG,
  PROTOCOL,
  readAck,
  readReason,
  readToken,
  SHUTDOWN,
  SLOW,
  type Vector,
} from './frame.ts';
import { Inbox } from './inbox.ts';
import type { SessionLink } from './link.ts';
import { LossyOutbox } from './lossy.ts';
import type { SessionOptions } from './options.ts';
import { Outbox } from './outbox.ts';
import { Pulse } from './pulse.ts';
import type { SessionCrypto } from './resume.ts';
import type { SessionShell } from './shell.ts';
import { ERRORS, FRAME_INPUTS, type Input, type Phase, TRANSITIONS } from './states.ts';
import type { ChannelEntry } from './table.ts';
import { type Cursor, FrameError } from './varint.ts';
import { Writer } from './writer.ts';

const NEVER: number = Number.POSITIVE_INFINITY;

/** What a session is made from. */
export interface SessionSetup {
  /** The application's name; both sides have the same, at most 64 bytes. */
  readonly app: string;
  /** The channel table; both sides have the same. */
  readonly channels: readonly ChannelEntry[];
  /** The bounds, whole: see `sessionOptions()`. */
  readonly options: SessionOptions;
  /** Random bytes and HMAC. */
  readonly crypto: SessionCrypto;
  /** Numbers in [0,1), for the pauses between attempts; not for secrets. */
  readonly random: () => number;
  /** Who does what the core asks for. */
  readonly shell: SessionShell;
}

/** What the other side takes. */
export interface PeerLimits {
  /** Largest payload, bytes. */
  readonly maxMessage: number;
  /** Cost of messages it holds undelivered. */
  readonly recvWindow: number;
}

/** The timing that holds for a session: the server's. */
export type SessionTimes = Pick<SessionOptions, 'heartbeatMs' | 'linkTimeoutMs' | 'resumeMs'>;

/** Plain numbers about a session, since its beginning unless said otherwise. */
export interface SessionStats {
  /** Messages that arrived, lossy ones included. */
  messagesIn: number;
  /** Messages written, lossy and repeated ones included. */
  messagesOut: number;
  /** Bytes read from links after the handshake of each. */
  bytesIn: number;
  /** Bytes written to links. */
  bytesOut: number;
  /** Messages written again after a resume. */
  retransmitted: number;
  /** Lossy messages of this side that never left, and of the other that were late or did not fit. */
  lossyDropped: number;
  /** Messages accepted and not acknowledged, now. */
  logged: number;
  /** Their cost. */
  buffered: number;
  /** Cost of those of them that were written. */
  inflight: number;
  /** Events that wait to be taken, now. */
  waiting: number;
  /** Cost of the messages among them, lossy ones apart. */
  inboxCost: number;
  /** How often a RESUME was written, or taken. */
  epoch: number;
}

type Ending = { code?: number; message?: string; clean?: boolean; byPeer?: boolean };

/** What an application has of a conversation that survives its links. Made by `ClientSession` and `SessionServer`. */
export abstract class Session {
  /** The bounds of this side. */
  readonly options: SessionOptions;
  /** What the other side takes; zeros before the handshake. */
  peer: PeerLimits = { maxMessage: 0, recvWindow: 0 };
  /** Names the session, hexadecimal; empty before the handshake. Not a secret, the key is. */
  id = '';
  /** The timing that holds. */
  times: SessionTimes;
  /** Bytes read. @internal */
  bytesIn = 0;
  /** Bytes written. @internal */
  bytesOut = 0;
  /** What came in. @internal */
  readonly inbox: Inbox;
  /** What goes out. @internal */
  readonly outbox: Outbox;
  /** Names the session, 16 bytes. @internal */
  sessionId: Uint8Array = new Uint8Array(0);
  /** Proves who may have it back, 32 bytes. @internal */
  key: Uint8Array = new Uint8Array(0);
  /** Of the last RESUME. @internal */
  epoch = 0;
  /** Whether DATA may be taken without asking the table: active or closing. @internal */
  live = false;
  /** Whether the peer's BYE was read. @internal */
  byeRead = false;
  /** The link that carries it. @internal */
  current: SessionLink | undefined;
  /** The time, shared with the rest of the core. @internal */
  protected readonly clock: Clock;
  /** What it was made from. @internal */
  protected readonly setup: SessionSetup;
  /** When it lost its link, or, unconfirmed, when it began; ms. @internal */
  protected since: number;
  /** Whether BYE was ever written. @internal */
  protected byeWritten = false;
  readonly #lossy: LossyOutbox;
  readonly #pulse = new Pulse();
  readonly #stallMs: number;
  #phase: Phase;
  #open = false;
  #full = false;
  #writableWaits = false;
  #ackAt: number = NEVER;
  #progressAt = 0;
  #bye: Uint8Array | undefined;
  #byeOnLink = false;
  #shutdown = false;
  #closeAt: number = NEVER;

  /** For the subclasses. @internal */
  protected constructor(setup: SessionSetup, clock: Clock, phase: Phase, stallMs: number) {
    this.setup = setup;
    this.options = setup.options;
    this.times = setup.options;
    this.clock = clock;
    this.since = clock.now;
    this.#phase = phase;
    this.#stallMs = stallMs;
    this.inbox = new Inbox(setup.channels, setup.options);
    this.outbox = new Outbox(setup.channels.length);
    this.#lossy = new LossyOutbox(setup.channels.length);
  }

  /** Where it stands, in the words of the application. */
  get state(): 'connecting' | 'connected' | 'suspended' | 'closing' | 'ended' {
    const phase = this.#phase;
    if (phase === 'ended') return phase;
    if (this.closing) return 'closing';
    if (phase === 'active') return 'connected';
    return phase === 'suspended' ? phase : 'connecting';
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
      messagesOut: outbox.messages + this.#lossy.messages,
      bytesIn: this.bytesIn,
      bytesOut: this.bytesOut,
      retransmitted: outbox.retransmitted,
      lossyDropped: inbox.lossyDropped + this.#lossy.dropped,
      logged: outbox.size,
      buffered: outbox.buffered,
      inflight: outbox.inflight,
      waiting: inbox.events.tail - inbox.events.head,
      inboxCost: inbox.cost,
      epoch: this.epoch,
    };
  }

  /**
   * Sends a message that arrives, once and in order. `payload` is kept until acknowledged: do not change it.
   * `full`: not accepted, a `writable` event follows; `closed`: not connected, closing or over; `too-big`: never fits (section 5).
   * Throws `UsageError` for a channel that is not in the table.
   */
  send(channel: number, payload: Uint8Array, now: number): 'ok' | 'full' | 'closed' | 'too-big' {
    this.clock.set(now);
    if (!this.#open) return 'closed';
    const outbox = this.outbox;
    const cost = payload.length + OVERHEAD;
    const room = this.options.sendBuffer;
    if (outbox.accepted[channel] === undefined) throw noChannel(channel);
    if (payload.length > this.peer.maxMessage || cost > room) return 'too-big';
    if (outbox.buffered + cost > room) {
      this.#full = true;
      return 'full';
    }
    if (outbox.buffered === 0) this.#progressAt = this.clock.now;
    outbox.add(channel, payload);
    if (this.current) this.current.want();
    else this.held(cost);
    return 'ok';
  }

  /** Sends a message now or never. `dropped`: there is no link, or too much waits in it. Else as `send`. */
  sendLossy(channel: number, payload: Uint8Array, now: number): 'ok' | 'dropped' | 'closed' | 'too-big' {
    this.clock.set(now);
    if (!this.#open) return 'closed';
    if (this.outbox.accepted[channel] === undefined) throw noChannel(channel);
    if (payload.length > this.peer.maxMessage) return 'too-big';
    const link = this.current;
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
    const cost = inbox.cost;
    if (inbox.peek()?.kind === 'writable') this.#writableWaits = false;
    inbox.shift();
    if (inbox.unacked === 0) return;
    if (this.current === undefined) {
      if (cost > inbox.cost) this.held(inbox.cost - cost);
    } else if (inbox.unacked >= this.options.recvWindow / 4) this.#ackNow();
    else if (this.#ackAt === NEVER) {
      this.#ackAt = this.clock.now + this.options.ackDelayMs;
      this.clock.arm(this.#ackAt);
    }
  }

  /** Ends it in order: nothing more is accepted, what was accepted goes out, then BYE with `code` and `reason` (section 9). */
  close(code: number, reason: string, now: number): void {
    this.clock.set(now);
    const action = TRANSITIONS[this.#phase].close;
    if (action !== 'close') this.step('close');
    else if (!this.closing) {
      this.#bye = encodeReason(BYE, code, reason);
      this.#closeAt = this.clock.now + this.options.closeMs;
      this.clock.arm(this.#closeAt);
      if (this.#phase === 'active') this.setPhase('closing');
      this.#open = false;
      this.current?.want();
    }
  }

  /** Gives it up because of what the peer does: ERROR(PROTOCOL) with `reason`, LOST(protocol). For a peer whose messages are nonsense. */
  fail(reason: string, now: number): void {
    this.clock.set(now);
    if (this.#phase === 'ended') return;
    if (this.#phase === 'connecting' || this.#phase === 'unconfirmed') this.step('close');
    else this.bad(new FrameError(reason));
  }

  /** Whether close() was called. @internal */
  get closing(): boolean {
    return this.#bye !== undefined;
  }

  /** The phase of the tables. @internal */
  get phase(): Phase {
    return this.#phase;
  }

  /** As close(), but what is not over in time is lost, not closed. @internal */
  shutdown(code: number, reason: string): void {
    if (!this.closing) this.#shutdown = true;
    this.close(code, reason, this.clock.now);
  }

  /** What is held while suspended has changed by `cost`. @internal */
  protected abstract held(cost: number): void;
  /** SUSPENDED was said, or an unconfirmed session lost its link. @internal */
  protected abstract dropped(): void;
  /** It is over; `closed` if by BYE or by close(). @internal */
  protected abstract finished(closed: boolean): void;
  /** What only one side has to do. @internal */
  protected abstract act(action: 'retry' | 'fail', input: Input): void;

  /** A DATA frame on the current link of a live session. @internal */
  data(channel: number, body: Cursor): void {
    this.inbox.data(channel, body, this.clock.now, false);
    this.setup.shell.notify(this);
  }

  /** Any other frame on the current link. @internal */
  frame(type: number, body: Cursor): void {
    let input = frameInput(type);
    let said = { code: 0, reason: '' };
    if (input === 'bye' || input === 'error') said = readReason(body);
    else if (input === 'byeAck') done(body, undefined);
    if (input === 'error' && said.code === LINK_TIMEOUT) input = 'timeout';
    if (TRANSITIONS[this.#phase][input] === 'confirm') {
      // Only a frame that holds confirms (S-24): look before the application hears of the session.
      const at = body.at;
      if (input === 'traffic') this.#traffic(type, body, true);
      body.at = at;
      this.setPhase('active');
      this.emit({ kind: 'connected', at: this.clock.now });
    }
    const link = this.current;
    switch (TRANSITIONS[this.#phase][input]) {
      case 'take':
        this.#traffic(type, body, false);
        return;
      case 'answer':
        this.#answer(said.code, said.reason);
        return;
      case 'closed':
        if (!this.byeWritten) break;
        this.end('closed', 'closed', { clean: true });
        link?.finish();
        return;
      case 'suspend':
        this.lose('link-timeout');
        link?.finish();
        return;
      case 'lost':
        this.end('lost', ERRORS[said.code] ?? 'peer-error', { code: said.code, message: said.reason, byPeer: true });
        link?.finish();
        return;
    }
    throw new FrameError(`frame ${type} is out of place`);
  }

  /** The current link brought something that can not be. @internal */
  bad(error: FrameError): void {
    const link = this.current;
    if (TRANSITIONS[this.#phase].bad === 'vanish') this.vanish();
    else this.end('lost', 'protocol', { code: error.wire, message: error.message });
    link?.finish(encodeReason(ERROR, error.wire, error.message));
  }

  /** Something other than a frame happened: looks up what follows, and does it. @internal */
  step(
    input: 'drop' | 'close' | 'expire' | 'overdue' | 'stall' | 'evict',
    reason: SuspendReason = 'link-closed',
  ): void {
    const link = this.current;
    const action = TRANSITIONS[this.#phase][input];
    switch (action) {
      case 'suspend':
        this.lose(reason);
        return;
      case 'detach':
        this.#detach();
        this.since = this.clock.now;
        this.dropped();
        return;
      case 'vanish':
        this.vanish();
        // Without SHUTDOWN a client that thinks it is connected asks again, and hears that the session is gone.
        link?.finish(encodeReason(ERROR, input === 'close' ? SHUTDOWN : LINK_TIMEOUT, ''));
        return;
      case 'unclean':
        if (this.#shutdown) this.end('lost', 'shutdown', { code: SHUTDOWN });
        else this.end('closed', 'closed', { message: 'no answer in time' });
        link?.finish(this.#shutdown ? encodeReason(ERROR, SHUTDOWN, '') : undefined);
        return;
      case 'lost':
        this.end('lost', input === 'stall' ? 'slow' : input === 'evict' ? 'evicted' : 'timeout', {});
        link?.finish(encodeReason(ERROR, SLOW, ''));
        return;
      case 'retry':
      case 'fail':
        this.act(action, input);
        return;
    }
  }

  /** Looks at the time. @internal */
  check(): void {
    const { now } = this.clock;
    const link = this.current;
    if (this.#closeAt <= now) this.step('overdue');
    else if (link === undefined || this.#phase === 'unconfirmed') {
      if (this.since + this.times.resumeMs <= now && this.#phase !== 'connecting') this.step('expire');
    }
    if (link === undefined || link !== this.current) return;
    if (this.clock.due(link.readAt + this.times.linkTimeoutMs)) {
      this.step('drop', 'link-timeout');
      link.finish(encodeReason(ERROR, LINK_TIMEOUT, ''));
    } else if (this.clock.due(link.decoder.since + this.options.frameMs))
      this.bad(new FrameError('frame not finished in time'));
    else if (this.outbox.size > 0 && this.clock.due(this.#progressAt + (this.#stallMs || NEVER))) this.step('stall');
    else if (this.#ackAt <= now) this.#ackNow();
    else if (this.#pulse.at <= now) link.want();
  }

  /** When check() is needed next, ms, `Infinity` if never; deadlines of a link are noticed by the clock's steps. @internal */
  due(): number {
    if (this.#phase === 'ended') return NEVER;
    const without = this.current === undefined && this.#phase !== 'connecting';
    const at = Math.min(this.#closeAt, this.#ackAt, without ? this.since + this.times.resumeMs : this.#pulse.at);
    if (this.current) this.clock.watch();
    return at > this.clock.now ? at : NEVER;
  }

  /** Writes what may leave on the current link, in the order of urgency. @internal */
  fill(out: Writer): void {
    const { inbox, outbox } = this;
    this.#pulse.write(out, this.clock.now, this.times.heartbeatMs);
    // An ACK that waits takes the company of whatever else goes (S-20).
    if (this.#ackAt <= this.clock.now || out.at > 0 || !outbox.drained || !this.#lossy.empty || this.#bye !== undefined)
      if (inbox.acknowledge(out)) this.#ackAt = NEVER;
    this.#lossy.write(out);
    outbox.write(out, this.peer.recvWindow);
    if (this.#bye === undefined || this.#byeOnLink || !outbox.drained || inbox.unacked > 0) return;
    this.#byeOnLink = out.frame(this.#bye);
    this.byeWritten ||= this.#byeOnLink;
  }

  /** Has `link` from now on. @internal */
  protected bind(link: SessionLink): void {
    const { now } = this.clock;
    this.current = link;
    link.session = this;
    link.decoder.maxFrame = Math.max(HANDSHAKE_FRAME, this.options.maxMessage + 16);
    this.#pulse.start(now + this.times.heartbeatMs);
    this.#byeOnLink = false;
    this.#progressAt = now;
    this.clock.watch();
  }

  /** A PING goes at once (S-23). @internal */
  protected pingNow(): void {
    this.#pulse.at = this.clock.now;
    this.current?.want();
  }

  /** Goes on with `link`, whose peer has what `vector` says and was told `delivered` (section 8). @internal */
  protected resume(link: SessionLink, vector: Vector, delivered: readonly number[]): void {
    const { now } = this.clock;
    const first = this.#phase === 'unconfirmed';
    this.bind(link);
    this.setPhase(this.closing ? 'closing' : 'active');
    this.emit(first ? { kind: 'connected', at: now } : { kind: 'resumed', downtime: now - this.since, at: now });
    this.inbox.told(delivered);
    this.#ackAt = this.inbox.unacked > 0 ? now : NEVER;
    this.outbox.resume(vector);
    this.#eased();
    link.want();
  }

  /** Has no link any more; says so. @internal */
  protected lose(reason: SuspendReason): void {
    this.#detach();
    this.since = this.clock.now;
    this.setPhase('suspended');
    this.clock.arm(this.since + this.times.resumeMs);
    this.emit({ kind: 'suspended', reason, at: this.since });
    this.dropped();
  }

  /** Ends it with its last event. @internal */
  protected end(kind: SessionEnd['kind'], reason: LostReason | 'closed' | (string & {}), how: Ending): void {
    const { code = 0, message = '', clean = false, byPeer = false } = how;
    const unconfirmed = clean && !byPeer ? 0 : this.outbox.size;
    const unsent = unconfirmed === 0 ? [] : this.outbox.unsent();
    this.vanish(kind === 'closed');
    const at = this.clock.now;
    this.emit({ kind, reason, code, message, clean, byPeer, unconfirmed, unsent, at } as SessionEnd);
  }

  /** Ends it without an event. @internal */
  protected vanish(closed = false): void {
    this.finished(closed);
    this.#detach();
    this.setPhase('ended');
    this.outbox.clear();
    this.#closeAt = NEVER;
  }

  /** Appends an event and says so. @internal */
  protected emit(event: SessionEvent): void {
    this.inbox.append(event);
    this.setup.shell.notify(this);
  }

  /** Enters a phase. @internal */
  protected setPhase(phase: Phase): void {
    this.#phase = phase;
    this.live = phase === 'active' || phase === 'closing';
    this.#open = !this.closing && (phase === 'active' || phase === 'suspended');
  }

  #detach(): void {
    if (this.current) this.current.session = undefined;
    this.current = undefined;
    this.#ackAt = NEVER;
    this.#lossy.clear();
  }

  #ackNow(): void {
    this.#ackAt = this.clock.now;
    this.current?.want();
  }

  #answer(code: number, reason: string): void {
    const link = this.current;
    const last = new Writer();
    this.inbox.acknowledge(last);
    this.byeRead = true;
    this.end('closed', 'closed', { code, message: reason, clean: true, byPeer: true });
    last.limit = NEVER;
    last.frame(encode(BYE_ACK));
    link?.finish(last.take());
  }

  #traffic(type: number, body: Cursor, dry: boolean): void {
    const { now } = this.clock;
    if (type >= LOSSY) {
      if (type !== LOSSY) this.inbox.data(type - 0x80, body, now, dry);
      else if (!this.inbox.lossy(body, now, dry)) return;
      if (!dry) this.setup.shell.notify(this);
    } else if (type === PING || type === PONG) {
      const token = readToken(body);
      if (dry) return;
      if (type === PONG) this.#pulse.ponged(token, now);
      else {
        this.#pulse.pinged(token);
        this.current?.want();
      }
    } else this.#acked(readAck(body), dry);
  }

  #acked(pairs: readonly number[], dry: boolean): void {
    // Nothing is written to an unconfirmed session, so nothing can be acknowledged before it is confirmed.
    for (let i = 0; i < pairs.length; i += 2) {
      if (this.outbox.ack(pairs[i] as number, pairs[i + 1] as number) && !dry) this.#progressAt = this.clock.now;
    }
    this.outbox.release();
    this.#eased();
    if (!this.outbox.drained) this.current?.want();
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

/** What a frame of that type is to the tables; throws {@link FrameError} for a type that does not exist (S-12). @internal */
export function frameInput(type: number): Input {
  const input = type >= 0x80 && type < 0xff ? 'traffic' : FRAME_INPUTS[type];
  if (input === undefined) throw new FrameError(`no frame type ${type}`, PROTOCOL);
  return input;
}

/** Bytes as hexadecimal digits. @internal */
export const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

const noChannel = (channel: number): UsageError =>
  new UsageError(`there is no channel ${channel}: declare it on both sides`);
