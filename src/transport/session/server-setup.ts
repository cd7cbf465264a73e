// What a server is made from, what it asks of the application, and what it counts: types only.
// Must not know how any of it comes about.

import type { SessionLink } from './link.ts';
import type { ServerLimits } from './options.ts';
import type { SessionSetup } from './setup.ts';

/** A client asks for a session; the application decides, now or later. */
export interface AdmitRequest {
  /** What the client wants to prove; opaque. */
  readonly auth: Uint8Array;
  /** Its remote address, as the shell gave it. */
  readonly address: string;
  /** Its link. */
  readonly link: SessionLink;
  /** The decision; only the first counts, and only while the link is there. The reason is told to the client. */
  answer(ok: boolean, reason: string, now: number, extras?: AdmitExtras): void;
}

/** What an application may give to a client it lets in. */
export interface AdmitExtras {
  /** At most 1024 bytes for the client's application. */
  readonly appData?: Uint8Array;
  /** 32 bytes that the client has already; then no key goes over the link. */
  readonly key?: Uint8Array;
}

/** What a server is made from. */
export interface ServerSetup extends SessionSetup {
  /** The bounds of the server, whole: see `serverLimits()`. */
  readonly limits: ServerLimits;
  /** Names the process, 8 bytes; default random. */
  readonly instanceId?: Uint8Array;
  /** Whether a client is let in; without it every client is. */
  readonly admit?: (request: AdmitRequest) => void;
}

/** Plain numbers about a server, since its beginning. */
export interface ServerStats {
  /** Links refused: too many in handshake. */
  refusedLinks: number;
  /** Links refused: too many in handshake from that address. */
  refusedAddress: number;
  /** Links refused: they came too fast. */
  refusedRate: number;
  /** Links refused: the address failed to resume too often. */
  refusedBlocked: number;
  /** First frames that could not be, or did not fit. */
  badHandshake: number;
  /** RESUMEs that failed. */
  badResume: number;
  /** Clients that found no room. */
  busy: number;
  /** Clients that were not let in. */
  unauthorized: number;
  /** Handshakes that took too long. */
  late: number;
  /** Suspended sessions given up for want of room. */
  evicted: number;
}
