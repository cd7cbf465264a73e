// Joins one Link (a wire) to one SessionLink (the core): bytes in, bytes out, at the end of the turn. Knows no event.
import { type NetworkError, type NetworkErrorCode, reasonOf } from './errors.ts';
import type { Flushable } from './schedule.ts';
import type { SessionLink } from './session/index.ts';
import type { SessionPeer } from './session-peer.ts';
import type { Link, LinkHooks } from './transport.ts';

/** Bytes that one flush hands to a link at most, less what the link still holds. The log keeps the rest. */
const FLUSH_BUDGET = 256 * 1024;

/**
 * So many messages of one turn leave before it is over: the other side works on them while the program here is still at the rest. Counted in
 * messages, since these are what costs time at both ends (docs/decisions/012-speed.md).
 */
const BATCH = 256;

/** How long the other side has to end a link that we ended in order, ms: session-protocol section 9. */
const LINGER = 1000;

/**
 * Somebody was there, or may come to be: a reset in the TLS handshake or the upgrade is what a full or restarting server does, and what a bad
 * line does. Worth another link until connectTotalMs is over, as it is when the link was open already.
 */
const PASSING: readonly NetworkErrorCode[] = ['ERR_RESET', 'ERR_TIMEOUT'];

/** What a link's shell tells its owner. @internal */
export interface LinkShellOwner {
  now(): number;
  flushLater(what: Flushable): void;
  /** The core has dealt with input; whoever keeps things back until it is connected looks now. */
  settled(shell: LinkShell): void;
  /** It was ended here, and may take its time: `tick` is needed. */
  lingers(shell: LinkShell): void;
  /** It is over. */
  closed(shell: LinkShell, error: NetworkError | undefined): void;
}

/** A link and its core. @internal */
export class LinkShell implements LinkHooks, Flushable {
  readonly link: Link;
  readonly core: SessionLink;
  /** Who asked for the link; absent where it came in. */
  readonly client: SessionPeer | undefined;
  opened_ = false;
  readonly #owner: LinkShellOwner;
  #writable = true;
  #asked = false;
  #gathered = 0;
  #endedAt = Number.POSITIVE_INFINITY;

  /** @param owner - one for all links: with a thousand of them each object is one more to fetch from memory. */
  constructor(owner: LinkShellOwner, link: Link, core: SessionLink, client: SessionPeer | undefined) {
    this.#owner = owner;
    this.link = link;
    this.core = core;
    this.client = client;
  }

  opened(): void {
    this.opened_ = true;
    this.core.opened(this.#owner.now());
  }

  received(bytes: Uint8Array, text?: boolean): void {
    const { core } = this;
    core.buffered = this.link.buffered;
    if (text) core.receiveText(this.#owner.now());
    else core.receive(bytes, this.#owner.now());
    this.#owner.settled(this);
  }

  writable(): void {
    this.#writable = true;
    this.ask();
  }

  closed(error?: NetworkError): void {
    const hopeless =
      error && !this.opened_ && !PASSING.includes(error.code)
        ? { reason: reasonOf(error), message: error.message }
        : undefined;
    this.#owner.closed(this, error);
    this.core.closed(this.#owner.now(), hopeless);
  }

  /** The core has something to write, or wants the link closed. */
  ask(): void {
    if (this.#asked) return;
    this.#asked = true;
    this.#owner.flushLater(this);
  }

  /** The program has sent one more message. */
  gathers(now: number): void {
    if (++this.#gathered === BATCH) this.#write(now);
  }

  flush(now: number): void {
    this.#asked = false;
    this.#write(now);
  }

  #write(now: number): void {
    this.#gathered = 0;
    const { link, core } = this;
    let rest = true;
    while (this.#writable && rest) {
      const { buffered } = link;
      core.buffered = buffered;
      core.instant = buffered === 0 && link.instant === true;
      const bytes = core.transmit(now, Math.max(0, FLUSH_BUDGET - buffered));
      if (bytes) this.#writable = link.write(bytes, core);
      rest = bytes !== undefined && core.more;
      if (core.lent && link.buffered > 0) core.keep();
    }
    if (core.ending === 'open' || this.#endedAt <= now || (core.ending === 'end' && rest)) return;
    if (this.#endedAt > now) this.#owner.lingers(this);
    this.#endedAt = now;
    if (core.ending === 'end') link.close();
    else link.abort();
  }

  /** Drops a link that was ended in order when the other side takes too long to do the same. */
  tick(now: number): void {
    if (now - this.#endedAt > LINGER) this.link.abort();
  }
}
