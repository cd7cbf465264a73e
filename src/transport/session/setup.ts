// What a session is made from, and the plain facts that can be asked of it: types only.
// Must not know how any of it comes about.

import type { SessionOptions } from './options.ts';
import type { Log } from './outbox.ts';
import type { SessionCrypto } from './resume.ts';
import type { SessionShell } from './shell.ts';
import type { ChannelEntry } from './table.ts';

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
  /** Makes a log for each of so many channels, for sessions whose links are packet-like; else one log serves all channels. */
  readonly lanes?: ((channels: number) => Log) | undefined;
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
