// How a program says what a link without a session carries. Knows framings.
import type { Framing } from './framing.ts';

/** How a raw stream is read and written. */
export interface RawOptions {
  /** The channel that what arrives belongs to. Default: the first one declared. */
  channel?: string;
  /**
   * WebSocket only: the channel of text messages. What is sent on it leaves as text, what arrives as text belongs to it; binary messages
   * go by `channel`. `framing` is for binary ones. Default: what arrives as text belongs to `channel` too, and everything leaves as binary.
   */
  textChannel?: string;
  /** Where a message ends: `lines()`, `lengthPrefixed()`, or your own. Default: each piece as it arrives. */
  framing?: Framing;
  /** `'recv'`: no `NETWORK_DATA_IN`; the program takes bytes with `peer.recv(n)`. Default `'events'`. */
  read?: 'events' | 'recv';
}
