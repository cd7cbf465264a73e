// SessionServer: links in handshake, admission, sessions, and what is remembered of closed ones (sections 7 to 10).
// Must not know what a session does once a link carries it: that is session.ts.

import { UsageError } from '../../errors.ts';
import { Addresses, type Place, type RefusalCause } from './addresses.ts';
import { Clock } from './clock.ts';
import {
  APP_MISMATCH,
  BAD_HELLO,
  BUSY,
  cutText,
  ENDED,
  ENDED_CLEAN,
  ERROR,
  encodeReason,
  HANDSHAKE_TIMEOUT,
  HELLO,
  RESUME,
  SHUTTING_DOWN,
  STALE,
  STATE_MISMATCH,
  UNAUTHORIZED,
  UNKNOWN_SESSION,
  VERSION,
} from './frame.ts';
import { Graves } from './graves.ts';
import { encodeReject, encodeWelcome, type Hello, type Resume, readHello, readResume } from './handshake.ts';
import { type LinkInfo, type LinkOwner, SessionLink } from './link.ts';
import { serverLimits, sessionOptions } from './options.ts';
import { equalMac, isPossible, macOf } from './resume.ts';
import { ServerSession } from './server-session.ts';
import type { AdmitExtras, AdmitRequest, ServerSetup, ServerStats } from './server-setup.ts';
import { hex, type Session } from './session.ts';
import type { PeerLimits } from './setup.ts';
import { LINK_TRANSITIONS, type LinkInput } from './states.ts';
import { encodeTable, firstDifference } from './table.ts';
import type { Cursor, FrameError } from './varint.ts';

/** How long a client that found no room is asked to wait, ms. */
const RETRY_AFTER = 1000;
/** Lifecycle events that may wait in an inbox before another RESUME has to wait: else reconnecting would fill it without bound. */
const MOST_LIFECYCLE = 64;
const NO_KEY: Uint8Array = new Uint8Array(32);

const REFUSALS: Record<RefusalCause, keyof ServerStats> = {
  links: 'refusedLinks',
  address: 'refusedAddress',
  rate: 'refusedRate',
  blocked: 'refusedBlocked',
};

/** The server's side of all its sessions. */
export class SessionServer implements LinkOwner {
  /** Counters. */
  readonly stats: ServerStats = {
    refusedLinks: 0,
    refusedAddress: 0,
    refusedRate: 0,
    refusedBlocked: 0,
    badHandshake: 0,
    badResume: 0,
    busy: 0,
    unauthorized: 0,
    late: 0,
    evicted: 0,
  };
  readonly #setup: ServerSetup;
  readonly #clock: Clock;
  readonly #app: Uint8Array;
  readonly #table: Uint8Array;
  readonly #instanceId: Uint8Array;
  readonly #addresses: Addresses;
  readonly #graves: Graves;
  readonly #links = new Map<SessionLink, Place>();
  readonly #sessions = new Map<string, ServerSession>();
  readonly #suspended = new Set<ServerSession>();
  #held = 0;
  #down = false;
  /** What the last client takes; as a rule the next one's are the same. */
  #limits: PeerLimits = { maxMessage: 0, recvWindow: 0 };

  /** Throws `UsageError` for what section 3 does not allow, and what `crypto.randomBytes` throws (S-25). @param now - ms. */
  constructor(setup: ServerSetup, now: number) {
    sessionOptions(setup.options);
    serverLimits(setup.limits);
    this.#setup = setup;
    this.#clock = new Clock(now, (at) => setup.shell.wakeAt(at));
    this.#app = cutText(setup.app, Number.POSITIVE_INFINITY);
    this.#table = encodeTable(setup.channels);
    this.#instanceId = setup.instanceId ?? setup.crypto.randomBytes(8);
    if (this.#app.length > 64 || this.#instanceId.length !== 8)
      throw new UsageError('use at most 64 bytes of app and 8 of instanceId');
    this.#addresses = new Addresses(setup.limits);
    this.#graves = new Graves(setup.limits.tombstones);
  }

  /** All sessions that are not over, in the order of their beginning; `connecting` ones are not confirmed yet. */
  get sessions(): Iterable<Session> {
    return this.#sessions.values();
  }

  /** How many sessions are not over. */
  get size(): number {
    return this.#sessions.size;
  }

  /** When tick() is needed next, ms; `undefined` if not at all. */
  get deadline(): number | undefined {
    return this.#clock.deadline;
  }

  /** A link has come in. `undefined`: refused by a limit and counted; close it at once. */
  accept(info: LinkInfo, now: number): SessionLink | undefined {
    this.#clock.set(now);
    const place = this.#addresses.enter(info, this.#links.size, this.#clock.now);
    if (typeof place === 'string') {
      this.stats[REFUSALS[place]]++;
      return undefined;
    }
    const link = new SessionLink(info, this, this.#clock);
    this.#links.set(link, place);
    this.#clock.watch();
    return link;
  }

  /** To be called when `shell.wakeAt` said, and no harm more often. */
  tick(now: number): void {
    this.#clock.tick(now);
    for (const link of this.#links.keys()) {
      if (!this.#clock.due(link.born + this.#setup.options.handshakeMs)) continue;
      const action = LINK_TRANSITIONS[link.stage].late;
      if (action === 'expire') {
        this.stats.late++;
        link.finish(encodeReason(ERROR, HANDSHAKE_TIMEOUT, ''));
      } else link.abort();
    }
    let next: number = Number.POSITIVE_INFINITY;
    for (const session of this.#sessions.values()) {
      session.check();
      next = Math.min(next, session.due());
    }
    this.#graves.sweep(this.#clock.now);
    if (this.#links.size > 0) this.#clock.watch();
    this.#clock.arm(next);
  }

  /** Takes no more sessions and closes all it has; what is not closed after closeMs is LOST(shutdown) (section 11). */
  shutdown(code: number, reason: string, now: number): void {
    this.#clock.set(now);
    this.#down = true;
    for (const session of this.#sessions.values()) session.shutdown(code, reason);
  }

  /** @internal */
  transmit(link: SessionLink): void {
    this.#setup.shell.transmit(link);
  }

  /** @internal */
  opened(): void {}

  /** @internal */
  handshake(link: SessionLink, type: number, body: Cursor): void {
    const input: LinkInput = type === HELLO ? 'hello' : type === RESUME ? 'resume' : 'other';
    switch (LINK_TRANSITIONS[link.stage][input]) {
      case 'greet':
        this.#greet(link, readHello(body));
        return;
      case 'resume':
        this.#resume(link, readResume(body, false));
        return;
      case 'reject':
        this.#reject(link, BAD_HELLO, 'HELLO or RESUME first, nothing before the answer');
        return;
    }
  }

  /** @internal */
  garbage(link: SessionLink, error: FrameError): void {
    this.#reject(link, BAD_HELLO, error.message);
  }

  /** @internal */
  gone(link: SessionLink): void {
    const place = this.#links.get(link);
    if (place) place.links--;
    this.#links.delete(link);
  }

  /** A session has no link any more, and holds `cost`. @internal */
  suspended(session: ServerSession, cost: number): void {
    if (session.phase !== 'suspended') return;
    this.#suspended.add(session);
    this.holds(session, cost);
  }

  /** What a suspended session holds has changed by `cost`. @internal */
  holds(session: ServerSession, cost: number): void {
    if (!this.#suspended.has(session)) return;
    session.charged += cost;
    this.#held += cost;
    for (const longest of this.#suspended) {
      if (this.#held <= this.#setup.limits.suspendedBytes) return;
      this.stats.evicted++;
      longest.step('evict');
    }
  }

  /** A session is not suspended any more. @internal */
  carried(session: ServerSession): void {
    this.#suspended.delete(session);
    this.#held -= session.charged;
    session.charged = 0;
  }

  /** A session is over. @internal */
  over(session: ServerSession, closed: boolean): void {
    this.carried(session);
    this.#sessions.delete(session.id);
    session.place.sessions--;
    if (closed) this.#graves.add(session.id, session, this.#clock.now + this.#setup.options.resumeMs);
  }

  #greet(link: SessionLink, hello: Hello): void {
    if (hello.versionMin > 1 || hello.versionMax < 1) {
      this.#reject(link, VERSION, 'version 1 here');
      return;
    }
    const difference = firstDifference(this.#app, this.#table, hello.app, hello.table);
    if (difference) this.#reject(link, APP_MISMATCH, difference);
    else if (this.#down) this.#reject(link, SHUTTING_DOWN, 'shutting down');
    else if (this.#busy(link)) this.#reject(link, BUSY, 'busy');
    else if (this.#setup.admit === undefined) this.#welcome(link, hello, {});
    else {
      link.stage = 'admitting';
      const answer: AdmitRequest['answer'] = (ok, reason, now, extras = {}) => {
        this.#clock.set(now);
        if (link.stage !== 'admitting' || !this.#links.has(link)) return;
        if (!ok) this.#reject(link, UNAUTHORIZED, reason);
        else if (this.#down) this.#reject(link, SHUTTING_DOWN, 'shutting down');
        else if (this.#busy(link)) this.#reject(link, BUSY, 'busy');
        else this.#welcome(link, hello, extras);
      };
      this.#setup.admit({ auth: hello.auth, address: link.info.address, link, answer });
    }
  }

  #busy(link: SessionLink): boolean {
    const place = this.#links.get(link);
    if (place === undefined) return true;
    if (!this.#addresses.mayHaveSession(link.info, place) && !this.#makeRoom(place)) return true;
    return this.#sessions.size >= this.#setup.limits.sessions && !this.#makeRoom(undefined);
  }

  /** Evicts the oldest session that is unconfirmed and has no link, of `place` or of all (S-24); says whether there was one. */
  #makeRoom(place: Place | undefined): boolean {
    for (const session of this.#sessions.values()) {
      if (session.phase !== 'unconfirmed' || session.current || (place && session.place !== place)) continue;
      session.step('evict');
      return true;
    }
    return false;
  }

  #welcome(link: SessionLink, hello: Hello, { appData = new Uint8Array(0), key }: AdmitExtras): void {
    const place = this.#links.get(link);
    if (place === undefined) return;
    const { crypto, options } = this.#setup;
    if (appData.length > 1024 || (key && key.length !== 32))
      throw new UsageError('use at most 1024 bytes of appData and 32 of key');
    const session = new ServerSession(this.#setup, this.#clock, this, place, link.lanes);
    session.sessionId = crypto.randomBytes(16);
    session.id = hex(session.sessionId);
    session.key = key ?? crypto.randomBytes(32);
    session.peer = this.#limitsOf(hello);
    this.gone(link);
    place.sessions++;
    this.#sessions.set(session.id, session);
    session.greet(link);
    link.write(
      encodeWelcome({
        ...options,
        instanceId: this.#instanceId,
        sessionId: session.sessionId,
        key: key ? NO_KEY.subarray(32) : session.key,
        appData,
      }),
    );
  }

  /** One object for all who say the same. */
  #limitsOf({ maxMessage, recvWindow }: PeerLimits): PeerLimits {
    const last = this.#limits;
    if (last.maxMessage !== maxMessage || last.recvWindow !== recvWindow) this.#limits = { maxMessage, recvWindow };
    return this.#limits;
  }

  #resume(link: SessionLink, request: Resume): void {
    if (request.version !== 1) {
      this.#reject(link, VERSION, 'version 1 here');
      return;
    }
    const id = hex(request.sessionId);
    const session = this.#sessions.get(id);
    const grave = this.#graves.get(id, this.#clock.now);
    // A MAC is computed in any case, so that the time tells no more than the answer.
    const key = session?.key ?? grave?.key ?? NO_KEY;
    const valid = equalMac(macOf(this.#setup.crypto, key, false, request.signed), request.mac);
    if (this.#down) this.#reject(link, SHUTTING_DOWN, 'shutting down');
    else if (!valid || (!session && !grave)) this.#fail(link, UNKNOWN_SESSION);
    else if (!session) this.#reject(link, grave?.byeRead ? ENDED_CLEAN : ENDED, '');
    else if (request.epoch <= session.epoch) this.#fail(link, STALE);
    else if (!isPossible(request.vector, session.outbox.acked, session.outbox.written))
      this.#fail(link, STATE_MISMATCH);
    else if (session.inbox.lifecycle > MOST_LIFECYCLE) this.#reject(link, BUSY, '');
    else {
      this.gone(link);
      session.take(link, request);
    }
  }

  #fail(link: SessionLink, code: number): void {
    const place = this.#links.get(link);
    if (place) this.#addresses.failed(place, this.#clock.now);
    this.stats.badResume++;
    this.#refuse(link, code, '');
  }

  #reject(link: SessionLink, code: number, reason: string): void {
    if (code <= APP_MISMATCH) this.stats.badHandshake++;
    else if (code === BUSY) this.stats.busy++;
    else if (code === UNAUTHORIZED) this.stats.unauthorized++;
    this.#refuse(link, code, reason);
  }

  // The link stays among those in handshake until it is closed: an answer does not end it by itself.
  #refuse(link: SessionLink, code: number, reason: string): void {
    link.finish(encodeReject(code, code === BUSY ? RETRY_AFTER : 0, this.#instanceId, reason));
  }
}
