// The events the network puts into the queue. Knows peers and channels; knows no wire.

import type { DecodeError } from '../codec/codec.ts';
import type { AnyEvent } from '../event/driver.ts';
import type { ChannelName, Channels, OutputOf } from './channel.ts';
import type { DisconnectReason, NetworkError } from './errors.ts';
import type { Listener } from './listener.ts';
import type { Peer } from './peer.ts';
import type { SuspendReason } from './session/events.ts';

/** A listener is bound; see {@link NetworkListeningEvent}. */
export const NETWORK_LISTENING = 'NETWORK_LISTENING';
/** A peer is connected; see {@link NetworkConnectedEvent}. */
export const NETWORK_CONNECTED = 'NETWORK_CONNECTED';
/** A message arrived; see {@link NetworkDataInEvent}. */
export const NETWORK_DATA_IN = 'NETWORK_DATA_IN';
/** A peer's link died and may come back; see {@link NetworkSuspendedEvent}. */
export const NETWORK_SUSPENDED = 'NETWORK_SUSPENDED';
/** A suspended peer is back; see {@link NetworkResumedEvent}. */
export const NETWORK_RESUMED = 'NETWORK_RESUMED';
/** A peer is gone for good; see {@link NetworkDisconnectedEvent}. */
export const NETWORK_DISCONNECTED = 'NETWORK_DISCONNECTED';
/** A peer's send buffer has room again; see {@link NetworkDrainEvent}. */
export const NETWORK_DRAIN = 'NETWORK_DRAIN';
/** What arrived does not fit its channel; see {@link NetworkDataInvalidEvent}. */
export const NETWORK_DATA_INVALID = 'NETWORK_DATA_INVALID';
/** Something failed; see {@link NetworkErrorEvent}. */
export const NETWORK_ERROR = 'NETWORK_ERROR';

/** Every event type of the network: `queue.get(NETWORK)`. */
export const NETWORK: readonly [
  typeof NETWORK_LISTENING,
  typeof NETWORK_CONNECTED,
  typeof NETWORK_DATA_IN,
  typeof NETWORK_SUSPENDED,
  typeof NETWORK_RESUMED,
  typeof NETWORK_DISCONNECTED,
  typeof NETWORK_DRAIN,
  typeof NETWORK_DATA_INVALID,
  typeof NETWORK_ERROR,
] = [
  NETWORK_LISTENING,
  NETWORK_CONNECTED,
  NETWORK_DATA_IN,
  NETWORK_SUSPENDED,
  NETWORK_RESUMED,
  NETWORK_DISCONNECTED,
  NETWORK_DRAIN,
  NETWORK_DATA_INVALID,
  NETWORK_ERROR,
];

/** What the network's events have in common. */
export interface NetworkEventBase extends AnyEvent {
  /** When it happened, not when it was pumped: ms on the queue's clock. */
  readonly time: number;
}

/** A listener is bound and accepts connections. */
export interface NetworkListeningEvent<C extends Channels = Channels> extends NetworkEventBase {
  /** The event's name. */
  readonly type: typeof NETWORK_LISTENING;
  /** The listener. */
  readonly listener: Listener<C>;
  /** Where it listens, with the real port. */
  readonly uri: string;
}

/** A peer is connected: it may be sent to, and its messages follow. The first event of every peer that gets this far. */
export interface NetworkConnectedEvent<C extends Channels = Channels> extends NetworkEventBase {
  /** The event's name. */
  readonly type: typeof NETWORK_CONNECTED;
  /** The other side. */
  readonly peer: Peer<C>;
  /** `true`: it came to one of our listeners; `false`: we called `connect`. */
  readonly incoming: boolean;
  /** On `enet://`, where it came in: the number that the client gave, 0 to 4294967295 (`enet://host:port?data=7`). Absent otherwise. */
  readonly data?: number;
}

/** A message on one channel; `channel` tells the type of `data`. */
export interface NetworkDataEvent<C extends Channels, K extends ChannelName<C>> extends NetworkEventBase {
  /** The event's name. */
  readonly type: typeof NETWORK_DATA_IN;
  /** Who sent it. */
  readonly peer: Peer<C>;
  /** The channel's name. */
  readonly channel: K;
  /** The value, decoded and validated by the channel's codec. */
  readonly data: OutputOf<C[K]>;
  /** Counts from 1 for each peer, channel and direction, reliable and lossy messages apart; gaps among lossy ones are losses. */
  readonly sequenceId: number;
  /** How it was sent. */
  readonly lossy: boolean;
}

/** A message arrived: one member for each channel, so that `e.channel` narrows `e.data`. */
export type NetworkDataInEvent<C extends Channels = Channels> = {
  [K in ChannelName<C>]: NetworkDataEvent<C, K>;
}[ChannelName<C>];

/**
 * The link to a peer died. What is sent meanwhile on reliable channels is kept; either {@link NetworkResumedEvent} or
 * {@link NetworkDisconnectedEvent} follows.
 */
export interface NetworkSuspendedEvent<C extends Channels = Channels> extends NetworkEventBase {
  /** The event's name. */
  readonly type: typeof NETWORK_SUSPENDED;
  /** The peer, out of reach. */
  readonly peer: Peer<C>;
  /** What happened to the link; see {@link SuspendReason}. */
  readonly reason: SuspendReason;
}

/** A suspended peer is back on a new link. Nothing reliable was lost and nothing comes twice. */
export interface NetworkResumedEvent<C extends Channels = Channels> extends NetworkEventBase {
  /** The event's name. */
  readonly type: typeof NETWORK_RESUMED;
  /** The same peer object as before. */
  readonly peer: Peer<C>;
  /** How long it was out of reach, ms. */
  readonly downtime: number;
}

/** A peer is gone for good. Exactly one for each peer, its last event; also when a `connect` came to nothing. */
export interface NetworkDisconnectedEvent<C extends Channels = Channels> extends NetworkEventBase {
  /** The event's name. */
  readonly type: typeof NETWORK_DISCONNECTED;
  /** The peer; its `state` is `closed`. */
  readonly peer: Peer<C>;
  /** Why; a closed set. */
  readonly reason: DisconnectReason;
  /** The same for people: the text given to `close`, or what exactly was wrong. Text from the other side is cut and escaped. */
  readonly message: string;
  /** Reliable messages accepted by `send` whose delivery was never confirmed. Never too small. */
  readonly unconfirmed: number;
  /** The same by channel; channels with none are left out. */
  readonly unsent: { readonly [K in ChannelName<C>]?: number };
  /** On `enet://`: the number that the other side gave when it ended the connection, 0 if it did not. Absent on other wires. */
  readonly data?: number;
}

/** After `send` answered false for want of room: there is room again. */
export interface NetworkDrainEvent<C extends Channels = Channels> extends NetworkEventBase {
  /** The event's name. */
  readonly type: typeof NETWORK_DRAIN;
  /** The peer that can be sent to again. */
  readonly peer: Peer<C>;
}

/**
 * What arrived does not fit the channel's codec or schema, or came on a channel that was not declared (`enet://`: then `channel` is its number). It is
 * dropped and the link stays; 10 that do not fit in 10 s end it.
 */
export interface NetworkDataInvalidEvent<C extends Channels = Channels> extends NetworkEventBase {
  /** The event's name. */
  readonly type: typeof NETWORK_DATA_INVALID;
  /** Who sent it. */
  readonly peer: Peer<C>;
  /** The channel's name; its number, 0 to 254, where nobody declared one. */
  readonly channel: ChannelName<C> | number;
  /** What is wrong with it, and where. */
  readonly error: DecodeError;
  /** A copy of what arrived. */
  readonly bytes: Uint8Array;
}

/** Something failed that is not the end of a connected peer: a listener could not bind, a `connect` came to nothing. */
export interface NetworkErrorEvent<C extends Channels = Channels> extends NetworkEventBase {
  /** The event's name. */
  readonly type: typeof NETWORK_ERROR;
  /** What failed; `error.code` tells it apart. */
  readonly error: NetworkError;
  /** The address it concerns. */
  readonly uri: string;
  /** The peer it concerns, if any; its `NETWORK_DISCONNECTED` follows. */
  readonly peer?: Peer<C>;
}

/** Every event of a network with the channels `C`. */
export type NetworkEvent<C extends Channels = Channels> =
  | NetworkListeningEvent<C>
  | NetworkConnectedEvent<C>
  | NetworkDataInEvent<C>
  | NetworkSuspendedEvent<C>
  | NetworkResumedEvent<C>
  | NetworkDisconnectedEvent<C>
  | NetworkDrainEvent<C>
  | NetworkDataInvalidEvent<C>
  | NetworkErrorEvent<C>;
