// What a program may say to a Network, and the numbers that it tells. Types only.
import type { Codec } from '../codec/codec.ts';
import type { AdmitAnswer, AdmitRequest } from './admit.ts';
import type { Channels } from './channel.ts';
import type { DisconnectReason } from './errors.ts';
import type { NetworkLimits } from './limits.ts';
import type { Peer } from './peer.ts';
import type { RawOptions } from './raw-options.ts';
import type { PacketTransport, Transport } from './transport.ts';

/** The channels of an application that declares none: one, `data`, that carries bytes. */
export type DefaultChannels = Readonly<Record<'data', Codec<Uint8Array>>>;

/** Options of {@link Network}: what it speaks and over what, and any of the bounds of {@link NetworkLimits}. */
export interface NetworkOptions<C extends Channels = Channels> extends Partial<NetworkLimits> {
  /** The application's name and version, such as `duel/1`, at most 64 bytes of UTF-8. Both sides must say the same. Default `pumpjack`. */
  app?: string;
  /** The channels, in an order that both sides share. Default: one, `data`, of bytes. */
  channels?: C;
  /** The wires, chosen by the scheme of an address: `[tcp(), mem()]`. Default: none. */
  transports?: readonly (Transport | PacketTransport)[];
  /** The clock, ms that never go back. Default: that of the queue it joins, else the platform's monotonic clock. */
  now?: () => number;
  /** Where chance comes from (the spread of reconnection attempts), 0 up to 1. Default `Math.random`; keys never come from it. */
  random?: () => number;
}

/** The program's callbacks, called during `queue.pump()`, right when the event enters the queue. */
export interface PeerCallbacks<C extends Channels = Channels> {
  /** With each `NETWORK_CONNECTED`. */
  onConnection?: (peer: Peer<C>) => void;
  /** With each `NETWORK_DISCONNECTED`. */
  onLostConnection?: (peer: Peer<C>, reason: DisconnectReason) => void;
}

/** Options of {@link Network.listen}. */
export interface ListenOptions<C extends Channels = Channels> extends PeerCallbacks<C>, RawOptions {
  /**
   * Who may come in; asked once for each new session, before it exists. Runs when the handshake arrives, outside of the frame:
   * decide, and touch nothing of the game. `true` lets in; `false` or a text refuses, and the text is told to the client. A
   * promise is waited for, within `handshakeMs`; one that rejects refuses, as does a
   * throw, and `NETWORK_ERROR` (`ERR_ADMIT`) tells this side. Raw links are not asked about.
   */
  admit?: (request: AdmitRequest) => AdmitAnswer | Promise<AdmitAnswer>;
}

/** Options of {@link Network.connect}. */
export interface ConnectOptions<C extends Channels = Channels> extends PeerCallbacks<C>, RawOptions {
  /** What the server's `admit` gets to see, at most 1024 bytes: a token, a password. Text goes as UTF-8. */
  credentials?: string | Uint8Array;
}

/** Plain numbers about a network. */
export interface NetworkStats {
  /** Peers connected or suspended. */
  readonly peers: number;
  /** Events that wait for the next pump. */
  readonly pending: number;
  /** Links that were dropped by a limit before they became a peer. */
  readonly refused: number;
  /** Handshakes that broke the protocol, were not for this application, or took too long. */
  readonly badHandshakes: number;
  /** Attempts to resume a session without its key, or with a used one. */
  readonly badResumes: number;
  /**
   * What came to listeners over UDP (`enet:`, `udp:`) and was ignored: datagrams that are garbage, forged or of a connection that is not there, and
   * packets that had come before, as they do when an acknowledgement is lost, or when somebody replays them.
   */
  readonly ignored: number;
}
