// What a session tells the one who holds it, in order (section 11, grammar).
// Must not know how it came about.

/** A message, or one that could have been lost. Its bytes are those from index `from` up to `to` of `bytes`, which came in with others. */
export class SessionMessage {
  /** The number of its channel. */
  readonly channel: number;
  /** Its number on the channel and direction, from 1; lossy ones are counted apart, and gaps are losses. */
  readonly seq: number;
  /** What it came in. */
  bytes: Uint8Array;
  /** Index of its first byte there. */
  from: number;
  /** Index behind its last byte. */
  to: number;
  /** Whether it was sent by sendLossy(). */
  readonly lossy: boolean;
  /** When it arrived, ms. */
  readonly at: number;

  /** Fields in the order of their declaration. */
  constructor(channel: number, seq: number, bytes: Uint8Array, from: number, to: number, lossy: boolean, at: number) {
    this.channel = channel;
    this.seq = seq;
    this.bytes = bytes;
    this.from = from;
    this.to = to;
    this.lossy = lossy;
    this.at = at;
  }

  /** What it is. */
  get kind(): 'message' {
    return 'message';
  }

  /** A view of its bytes. */
  get payload(): Uint8Array {
    return this.bytes.subarray(this.from, this.to);
  }

  /** Copies its bytes out of what they came in. */
  settle(): void {
    this.bytes = this.bytes.slice(this.from, this.to);
    this.to -= this.from;
    this.from = 0;
  }
}

/** Why a session has no link. */
export type SuspendReason = 'link-closed' | 'link-timeout' | 'replaced' | 'requested';

/** Why a session is lost (section 9). */
export type LostReason =
  | 'timeout'
  | 'expired'
  | 'server-restarted'
  | 'replaced'
  | 'state'
  | 'protocol'
  | 'peer-error'
  | 'slow'
  | 'shutdown'
  | 'evicted'
  | 'rejected';

/** What the three last events have in common. */
export interface SessionEndFacts {
  /** The code of the BYE, ERROR or REJECT that ended it; 0 where there was none. */
  readonly code: number;
  /** Words for people; what came from the peer has its control characters escaped. */
  readonly message: string;
  /** Only after CLOSED: everything the closing side had accepted is in the inbox of the other. */
  readonly clean: boolean;
  /** Whether the other side closed. */
  readonly byPeer: boolean;
  /** How many accepted messages are not confirmed as delivered; never too small (I-3). */
  readonly unconfirmed: number;
  /** The same by channel. */
  readonly unsent: number[];
  /** When it happened, ms. */
  readonly at: number;
}

/** The last event of a session. */
export type SessionEnd =
  | (SessionEndFacts & { readonly kind: 'lost'; readonly reason: LostReason })
  | (SessionEndFacts & { readonly kind: 'closed'; readonly reason: 'closed' })
  /** The reason: `rejected`, `timeout`, `closed`, `protocol`, or what the shell said when the link could not be opened. */
  | (SessionEndFacts & { readonly kind: 'connect-failed'; readonly reason: string });

/** Everything a session tells. */
export type SessionEvent =
  | SessionMessage
  | { readonly kind: 'connected'; readonly at: number }
  | { readonly kind: 'suspended'; readonly reason: SuspendReason; readonly at: number }
  /** `downtime`: milliseconds since SUSPENDED. */
  | { readonly kind: 'resumed'; readonly downtime: number; readonly at: number }
  | { readonly kind: 'writable'; readonly at: number }
  | SessionEnd;
