// Session: what becomes of a conversation as links come, break and end: SUSPENDED, RESUMED, closing, the last event (sections 9, 11).
// Must not know how a session comes to be, nor how a new link is found: that is client.ts and server.ts.

import type { Clock } from './clock.ts';
import type { LostReason, SessionEnd, SuspendReason } from './events.ts';
import { Exchange, NEVER } from './exchange.ts';
import {
  BYE,
  BYE_ACK,
  cutText,
  done,
  ERROR,
  encode,
  encodeReason,
  LINK_TIMEOUT,
  PROTOCOL,
  readLastWords,
  readReason,
  SHUTDOWN,
  SLOW,
} from './frame.ts';
import type { Vector } from './handshake.ts';
import type { SessionLink } from './link.ts';
import type { SessionSetup } from './setup.ts';
import { ERRORS, FRAME_INPUTS, type Input, type Phase, TRANSITIONS } from './states.ts';
import { type Cursor, FrameError } from './varint.ts';
import { Writer } from './writer.ts';

/** What a BYE or an ERROR says; on lanes also which messages came before it. */
interface Said {
  readonly code: number;
  readonly reason: string;
  readonly last?: readonly number[];
}

type Ending = { code?: number; message?: string; clean?: boolean; byPeer?: boolean };

/** What an application has of a conversation that survives its links. Made by `ClientSession` and `SessionServer`. */
export abstract class Session extends Exchange {
  /** Who takes its events; set by the shell, for itself. The core does not look at it. */
  keeper: { notify(count: number): void } | undefined;
  /** Names the session, hexadecimal; empty before the handshake. Not a secret, the key is. */
  id = '';
  /** Names the session, 16 bytes. @internal */
  sessionId: Uint8Array = new Uint8Array(0);
  /** Proves who may have it back, 32 bytes. @internal */
  key: Uint8Array = new Uint8Array(0);
  /** Whether DATA may be taken without asking the table: active or closing. @internal */
  live = false;
  /** Whether the peer's BYE was read. @internal */
  byeRead = false;
  /** When it lost its link, or, unconfirmed, when it began; ms. @internal */
  protected since: number;
  /** Whether BYE was ever written. @internal */
  protected byeWritten = false;
  readonly #stallMs: number;
  #phase: Phase;
  #bye: { readonly code: number; readonly reason: string } | undefined;
  // The peer's BYE, while messages that were written before it are still under way on other lanes.
  #lastWords: Said | undefined;
  #byeOnLink = false;
  #shutdown = false;
  #closeAt: number = NEVER;

  /** For the subclasses. @internal */
  protected constructor(setup: SessionSetup, clock: Clock, phase: Phase, stallMs: number, lanes: boolean) {
    super(setup, clock, lanes);
    this.since = clock.now;
    this.#phase = phase;
    this.#stallMs = stallMs;
  }

  /** Where it stands, in the words of the application. */
  get state(): 'connecting' | 'connected' | 'suspended' | 'closing' | 'ended' {
    const phase = this.#phase;
    if (phase === 'ended') return phase;
    if (this.closing) return 'closing';
    if (phase === 'active') return 'connected';
    return phase === 'suspended' ? phase : 'connecting';
  }

  /** Ends it in order: nothing more is accepted, what was accepted goes out, then BYE with `code` and `reason` (section 9). */
  close(code: number, reason: string, now: number): void {
    this.clock.set(now);
    const action = TRANSITIONS[this.#phase].close;
    if (action !== 'close') this.step('close');
    else if (!this.closing) {
      this.#bye = { code, reason };
      this.#closeAt = this.clock.now + this.options.closeMs;
      this.clock.arm(this.#closeAt);
      if (this.#phase === 'active') this.setPhase('closing');
      this.open = false;
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
  override get closing(): boolean {
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

  /** SUSPENDED was said, or an unconfirmed session lost its link. @internal */
  protected abstract dropped(): void;
  /** It is over; `closed` if by BYE or by close(). @internal */
  protected abstract finished(closed: boolean): void;
  /** What only one side has to do. @internal */
  protected abstract act(action: 'retry' | 'fail', input: Input): void;

  /** Any other frame on the current link. @internal */
  frame(type: number, body: Cursor): void {
    let input = frameInput(type);
    let said: Said = { code: 0, reason: '' };
    if (input === 'bye' && this.current?.lanes) said = readLastWords(body, this.inbox.received.length);
    else if (input === 'bye' || input === 'error') said = readReason(body);
    else if (input === 'byeAck') done(body, undefined);
    if (input === 'error' && said.code === LINK_TIMEOUT) input = 'timeout';
    if (TRANSITIONS[this.#phase][input] === 'confirm') {
      // Only a frame that holds confirms (S-24): look before the application hears of the session.
      const at = body.at;
      if (input === 'traffic') this.traffic(type, body, true);
      body.at = at;
      this.setPhase('active');
      this.emit({ kind: 'connected', at: this.clock.now });
    }
    const link = this.current;
    switch (TRANSITIONS[this.#phase][input]) {
      case 'take':
        this.traffic(type, body, false);
        return;
      case 'answer':
        this.#lastWords = said;
        this.#answerOnceComplete();
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

  /** @internal */
  override data(channel: number, body: Cursor): void {
    super.data(channel, body);
    if (this.#lastWords !== undefined) this.#answerOnceComplete();
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
        this.uncarry();
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
    else if (link === undefined) {
      if (this.since + this.times.resumeMs <= now && this.#phase !== 'connecting') this.step('expire');
    } else if (this.#phase === 'unconfirmed' && this.clock.due(this.since + this.times.resumeMs)) this.step('expire');
    if (link === undefined || link !== this.current) return;
    if (this.clock.due(link.readAt + this.times.linkTimeoutMs)) {
      this.step('drop', 'link-timeout');
      link.finish(encodeReason(ERROR, LINK_TIMEOUT, ''));
    } else if (this.clock.due(link.decoder.since + this.options.frameMs))
      this.bad(new FrameError('frame not finished in time'));
    else if (this.outbox.size > 0 && this.clock.due(this.progressAt + (this.#stallMs || NEVER))) this.step('stall');
    else if (this.dueAt <= now) link.want();
  }

  /** When check() is needed next, ms, `Infinity` if never; deadlines of a link are noticed by the clock's steps. @internal */
  due(): number {
    if (this.#phase === 'ended') return NEVER;
    const without = this.current === undefined && this.#phase !== 'connecting';
    const at = Math.min(this.#closeAt, without ? this.since + this.times.resumeMs : this.dueAt);
    if (this.current) this.clock.watch();
    return at > this.clock.now ? at : NEVER;
  }

  /** Has `link` from now on. @internal */
  protected bind(link: SessionLink): void {
    link.session = this;
    this.#byeOnLink = false;
    this.#lastWords = undefined;
    this.carry(link);
  }

  /** Goes on with `link`, whose peer has what `vector` says and was told `delivered` (section 8). @internal */
  protected resume(link: SessionLink, vector: Vector, delivered: readonly number[]): void {
    const { now } = this.clock;
    const first = this.#phase === 'unconfirmed';
    this.bind(link);
    this.setPhase(this.closing ? 'closing' : 'active');
    this.emit(first ? { kind: 'connected', at: now } : { kind: 'resumed', downtime: now - this.since, at: now });
    this.catchUp(vector, delivered);
  }

  /** Has no link any more; says so. @internal */
  protected lose(reason: SuspendReason): void {
    this.uncarry();
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
    this.uncarry();
    this.setPhase('ended');
    this.outbox.clear();
    this.#closeAt = NEVER;
  }

  /** @internal */
  protected override announce(count: number): void {
    this.setup.shell.notify(this, count);
  }

  /** @internal */
  protected override farewell(out: Writer): void {
    if (this.#bye === undefined || this.#byeOnLink) return;
    const { code, reason } = this.#bye;
    const text = cutText(reason);
    // On lanes BYE may be there before the last messages, so it tells which they are (L-4).
    const last = this.current?.lanes ? [this.outbox.accepted.length, ...this.outbox.accepted] : [];
    this.#byeOnLink = out.frame(encode(BYE, code, text.length, text, ...last));
    this.byeWritten ||= this.#byeOnLink;
  }

  /** Enters a phase. @internal */
  protected setPhase(phase: Phase): void {
    this.#phase = phase;
    this.live = phase === 'active' || phase === 'closing';
    this.open = !this.closing && (phase === 'active' || phase === 'suspended');
  }

  #answerOnceComplete(): void {
    const said = this.#lastWords;
    if (said?.last?.some((seq, c) => seq > (this.inbox.received[c] ?? 0)) !== true && said) this.#answer(said);
  }

  #answer({ code, reason }: Said): void {
    const link = this.current;
    this.#lastWords = undefined;
    const last = new Writer();
    this.inbox.acknowledge(last);
    this.byeRead = true;
    this.end('closed', 'closed', { code, message: reason, clean: true, byPeer: true });
    last.limit = NEVER;
    last.frame(encode(BYE_ACK));
    link?.finish(last.take());
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
