// ServerSession: what a session of the server does beside what both sides do: being greeted, being taken back, being counted.
// Must not know links in handshake or limits: that is server.ts.

import type { Place } from './addresses.ts';
import type { Clock } from './clock.ts';
import { ERROR, encode, encodeReason, REPLACED, RESUMED } from './frame.ts';
import { type Resume, resumedFields } from './handshake.ts';
import type { SessionLink } from './link.ts';
import { withMac } from './resume.ts';
import type { SessionServer } from './server.ts';
import { Session } from './session.ts';
import type { SessionSetup } from './setup.ts';
import { TRANSITIONS } from './states.ts';

/** The server's side of one session. Internal to the core; the shell sees a `Session`. */
export class ServerSession extends Session {
  /** Where it began. */
  readonly place: Place;
  /** What it holds of the bound on suspended sessions. */
  charged = 0;
  readonly #server: SessionServer;

  /** Made by `SessionServer` only. */
  constructor(setup: SessionSetup, clock: Clock, server: SessionServer, place: Place, lanes: boolean) {
    super(setup, clock, 'unconfirmed', setup.options.stallMs, lanes);
    this.#server = server;
    this.place = place;
  }

  /** Its first link; the client has not answered yet. */
  greet(link: SessionLink): void {
    this.bind(link);
  }

  /** A RESUME that passed every check came on `link` (section 8). */
  take(link: SessionLink, request: Resume): void {
    const old = this.current;
    if (TRANSITIONS[this.phase].resume === 'replace') this.lose('replaced');
    else if (old) old.session = undefined;
    old?.finish(encodeReason(ERROR, REPLACED, ''));
    this.epoch = request.epoch;
    this.#server.carried(this);
    const vector = this.inbox.vector();
    const fields = resumedFields(this.epoch, vector);
    link.write(encode(RESUMED, ...withMac(this.setup.crypto, this.key, true, fields)));
    this.resume(link, request.vector, vector.delivered);
  }

  /** @internal */
  protected override held(cost: number): void {
    this.#server.holds(this, cost);
  }

  /** @internal */
  protected override dropped(): void {
    this.#server.suspended(this, this.outbox.buffered + this.inbox.cost);
  }

  /** @internal */
  protected override finished(closed: boolean): void {
    this.#server.over(this, closed);
  }

  /** @internal */
  protected override act(): void {}
}
