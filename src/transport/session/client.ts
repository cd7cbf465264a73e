// ClientSession: attempts to reach the server, HELLO, RESUME, and what their answers mean (sections 7, 8, 10).
// Must not know what a session does once a link carries it: that is session.ts.

import { UsageError } from '../../errors.ts';
import { Clock } from './clock.ts';
import { cutText, ERROR, encode, RESUME, readReason } from './frame.ts';
import {
  encodeHello,
  type Reject,
  type Resume,
  readReject,
  readResume,
  readWelcome,
  resumeFields,
  type Welcome,
} from './handshake.ts';
import { type FatalReason, type LinkInfo, type LinkOwner, SessionLink } from './link.ts';
import { sessionOptions } from './options.ts';
import { equalMac, isPossible, macOf, withMac } from './resume.ts';
import { frameInput, hex, Session } from './session.ts';
import type { SessionSetup } from './setup.ts';
import { type Input, REJECTIONS, TRANSITIONS } from './states.ts';
import { encodeTable, same } from './table.ts';
import type { Cursor, FrameError } from './varint.ts';

const NEVER: number = Number.POSITIVE_INFINITY;
/** A link that lasted shorter than this, ms, counts as one more failed attempt: a server that drops at once is not besieged. */
const SETTLED = 1000;
/** How long the other side has to say a word when {@link ClientSession.reconnect} doubts the link, ms. */
const PROOF = 2000;

/** What a client session is made from. */
export interface ClientSetup extends SessionSetup {
  /** What the application wants to prove to the server's `admit`; at most 1024 bytes. */
  readonly auth: Uint8Array;
  /** The session key, 32 bytes, if both applications have one already and the server sends none. */
  readonly key?: Uint8Array;
}

/** The client's side of one session. Nothing happens before `start`. */
export class ClientSession extends Session implements LinkOwner {
  /** What the server's application said when it let this client in. */
  appData: Uint8Array = new Uint8Array(0);
  /** Whether the key came over a link that is neither secure nor loopback: worth a warning. */
  keyExposed = false;
  readonly #hello: Uint8Array;
  readonly #givenKey: Uint8Array;
  #instanceId: Uint8Array = new Uint8Array(0);
  #attempt: SessionLink | undefined;
  #attempts = 0;
  // When to open the next link; until when this one may take; when a first connection is given up.
  #nextAt: number = NEVER;
  #deadline: number = NEVER;
  #giveUpAt: number = NEVER;
  #boundAt = 0;
  // When the link was last doubted, and nothing was read from it since.
  #askedAt: number = NEVER;
  #told: readonly number[] = [];

  /** Throws `UsageError` for what section 3 does not allow. @param now - ms. */
  constructor(setup: ClientSetup, now: number) {
    sessionOptions(setup.options);
    super(setup, new Clock(now, (at) => setup.shell.wakeAt(at)), 'connecting', 0, setup.lanes !== undefined);
    const app = cutText(setup.app, NEVER);
    const { auth, options, key } = setup;
    if (app.length > 64 || auth.length > 1024 || (key && key.length !== 32))
      throw new UsageError('use at most 64 bytes of app, at most 1024 of auth, and 32 of key');
    this.#givenKey = key ?? new Uint8Array(0);
    this.#hello = encodeHello({
      app,
      table: encodeTable(setup.channels),
      recvWindow: options.recvWindow,
      maxMessage: options.maxMessage,
      auth,
    });
  }

  /** Begins to connect: asks for the first link at once. */
  start(now: number): void {
    this.clock.set(now);
    if (this.phase !== 'connecting' || this.#giveUpAt !== NEVER) return;
    this.#giveUpAt = this.clock.now + this.options.connectTotalMs;
    this.clock.arm(this.#giveUpAt);
    this.#open();
  }

  /** The shell has begun to open a link. Look at its `ending`: a link that is not needed any more is to be aborted at once. */
  attach(info: LinkInfo, now: number): SessionLink {
    this.clock.set(now);
    const link = new SessionLink(info, this, this.clock);
    if (this.current || this.phase === 'ended') link.ending = 'abort';
    else {
      this.#attempt?.abort();
      this.#attempt = link;
      this.#nextAt = NEVER;
      if (this.#deadline === NEVER) this.#await(this.options.connectMs);
    }
    return link;
  }

  /**
   * Tries at once instead of waiting, for example because the network came back. A link that seems to stand is asked for a word, and dropped when none
   * comes soon.
   */
  reconnect(now: number): void {
    this.clock.set(now);
    if (this.phase === 'ended') return;
    if (this.current) {
      // Asked again and again, the first question counts: else a program that never stops asking would never get an answer.
      if (this.#askedAt === NEVER || this.current.readAt > this.#askedAt) this.#askedAt = this.clock.now;
      this.pingNow();
      return;
    }
    this.#attempts = 0;
    this.#release()?.abort();
    this.#open();
  }

  /** Drops the current link, as if it had broken. */
  suspend(now: number): void {
    this.clock.set(now);
    const link = this.current;
    if (link === undefined) return;
    this.step('drop', 'requested');
    link.abort();
  }

  /** To be called when `shell.wakeAt` said, and no harm more often. */
  tick(now: number): void {
    this.clock.tick(now);
    this.check();
    this.clock.arm(this.due());
  }

  /** When tick() is needed next, ms; `undefined` if not at all. */
  get deadline(): number | undefined {
    return this.clock.deadline;
  }

  /** @internal */
  override check(): void {
    super.check();
    const link = this.current;
    if (link) {
      if (link.readAt > this.#askedAt) this.#askedAt = NEVER;
      else if (this.clock.due(this.#askedAt + PROOF)) {
        this.step('drop', 'link-timeout');
        link.abort();
      }
      return;
    }
    if (this.phase === 'connecting' && this.clock.due(this.#giveUpAt)) this.step('expire');
    else if (this.clock.due(this.#deadline)) this.step('drop');
    else if (this.#nextAt <= this.clock.now) this.#open();
  }

  /** @internal */
  override due(): number {
    if (this.#deadline !== NEVER) this.clock.watch();
    const at = this.phase === 'connecting' ? this.#giveUpAt : NEVER;
    return Math.min(super.due(), this.#nextAt, at > this.clock.now ? at : NEVER);
  }

  /** @internal */
  transmit(link: SessionLink): void {
    this.setup.shell.transmit(link);
  }

  /** @internal */
  opened(link: SessionLink): void {
    if (link !== this.#attempt) return;
    this.#await(this.options.handshakeMs);
    if (this.phase === 'connecting') {
      link.write(this.#hello);
      return;
    }
    this.epoch++;
    const vector = this.inbox.vector();
    this.#told = vector.delivered;
    const fields = resumeFields(this.sessionId, this.epoch, vector);
    link.write(encode(RESUME, ...withMac(this.setup.crypto, this.key, false, fields)));
  }

  /** @internal */
  handshake(link: SessionLink, type: number, body: Cursor): void {
    if (link !== this.#attempt) return;
    const input = frameInput(type);
    if (type === ERROR) readReason(body);
    const action = TRANSITIONS[this.phase][input];
    if (action === 'connect') this.#welcomed(link, readWelcome(body));
    else if (action === 'attach') this.#resumed(link, readResume(body, true));
    else if (action === 'refused') this.#rejected(link, readReject(body));
    else if (action === 'retry' || action === 'fail') this.act(action, input);
  }

  /** @internal */
  garbage(link: SessionLink, error: FrameError): void {
    if (link !== this.#attempt) return;
    const action = TRANSITIONS[this.phase].bad;
    if (action === 'retry' || action === 'fail') this.act(action, 'bad', error.message);
  }

  /** @internal */
  gone(link: SessionLink, fatal: FatalReason | undefined): void {
    if (link !== this.#attempt) return;
    if (fatal && this.phase === 'connecting') this.end('connect-failed', fatal.reason, { message: fatal.message });
    else this.step('drop');
  }

  /** @internal */
  protected override act(action: 'retry' | 'fail', input: Input, message = ''): void {
    if (action === 'retry') {
      this.#release()?.abort();
      this.#plan(0);
      return;
    }
    const reason = input === 'expire' ? 'timeout' : input === 'close' ? 'closed' : 'protocol';
    this.end('connect-failed', reason, { message });
  }

  /** @internal */
  protected override held(): void {}

  /** @internal */
  protected override dropped(): void {
    if (this.clock.now - this.#boundAt >= SETTLED) this.#attempts = 0;
    this.#plan(0);
  }

  /** @internal */
  protected override finished(): void {
    this.#release()?.abort();
    this.#nextAt = NEVER;
  }

  #open(): void {
    this.#nextAt = NEVER;
    this.#attempts++;
    this.#await(this.options.connectMs);
    this.setup.shell.open(this);
  }

  #await(ms: number): void {
    this.#deadline = this.clock.now + ms;
    this.clock.watch();
  }

  /** Gives up what is being tried; returns its link. */
  #release(): SessionLink | undefined {
    const link = this.#attempt;
    this.#attempt = undefined;
    this.#deadline = NEVER;
    return link;
  }

  #plan(least: number): void {
    const { backoffMs, backoffMaxMs } = this.options;
    const k = this.#attempts;
    const pause = k === 0 ? 100 : Math.min(backoffMaxMs, backoffMs * 2 ** k);
    this.#nextAt = this.clock.now + Math.max(least, this.setup.random() * pause);
    this.clock.arm(this.#nextAt);
  }

  #welcomed(link: SessionLink, welcome: Welcome): void {
    const { sessionId, maxMessage, recvWindow, heartbeatMs, linkTimeoutMs, resumeMs } = welcome;
    const key = welcome.key.length > 0 ? welcome.key : this.#givenKey;
    if (welcome.version !== 1 || key.length === 0) {
      this.act('fail', 'bad', key.length === 0 ? 'the server sent no key' : 'another version');
      return;
    }
    this.keyExposed = welcome.key.length > 0 && !link.info.secure && !link.info.loopback;
    this.sessionId = sessionId;
    this.id = hex(sessionId);
    this.key = key;
    this.#instanceId = welcome.instanceId;
    this.appData = welcome.appData;
    this.peer = { maxMessage, recvWindow };
    this.times = { heartbeatMs, linkTimeoutMs, resumeMs };
    this.#carried(link);
    this.bind(link);
    this.setPhase('active');
    this.emit({ kind: 'connected', at: this.clock.now });
    this.pingNow();
  }

  #resumed(link: SessionLink, reply: Resume): void {
    const { crypto } = this.setup;
    if (!equalMac(macOf(crypto, this.key, true, reply.signed), reply.mac) || reply.epoch !== this.epoch) {
      this.act('retry', 'resumed');
      return;
    }
    this.#carried(link);
    if (isPossible(reply.vector, this.outbox.acked, this.outbox.written)) {
      this.resume(link, reply.vector, this.#told);
      // The server waits for a word before it writes on other lanes (L-2).
      if (link.lanes) this.pingNow();
      return;
    }
    this.end('lost', 'state', { message: 'the server has what was never sent' });
    link.finish();
  }

  #carried(link: SessionLink): void {
    link.heard = true;
    this.#release();
    this.#nextAt = this.#askedAt = NEVER;
    this.#boundAt = this.clock.now;
  }

  #rejected(link: SessionLink, { code, retryAfterMs, instanceId, reason: message }: Reject): void {
    this.#release();
    link.finish();
    const what = REJECTIONS[code] ?? 'rejected';
    if (this.phase === 'connecting') this.end('connect-failed', 'rejected', { code, message });
    else if (what === 'wait') this.#plan(retryAfterMs);
    else if (what === 'ended') this.end('closed', 'closed', { code, message, byPeer: true });
    else if (this.closing) this.end('closed', 'closed', { code, message, clean: what === 'clean' && this.byeWritten });
    else {
      const known = same(instanceId, this.#instanceId);
      const reason = what === 'clean' ? 'state' : what === 'expired' && !known ? 'server-restarted' : what;
      this.end('lost', reason, { code, message });
    }
  }
}
