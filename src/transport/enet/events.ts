// What a host tells its shell, and the numbers that it keeps.
// Types only; knows nothing of how they come about.
import type { EnetPeer } from './peer.ts';

/**
 * How a packet travels. `reliable`: once and in order. `unreliable`: in order with gaps; too long for a datagram it becomes reliable, as in ENet.
 * `unsequenced`: in any order; too long likewise. `unreliable-fragment`: as unreliable, but in pieces when it is too long.
 */
export type EnetKind = 'reliable' | 'unreliable' | 'unsequenced' | 'unreliable-fragment';

/**
 * Why a connection is over. `remote`: the other side said so. `local`: this side did. `timeout`: nothing was acknowledged any more.
 * `refused`: the server said no. `mismatch`: its answer contradicts what was asked.
 */
export type EnetReason = 'remote' | 'local' | 'timeout' | 'refused' | 'mismatch';

/** Where a peer is in its life. */
export type EnetState = 'connecting' | 'connected' | 'disconnecting' | 'disconnected';

/** A connection stands. */
export interface EnetConnectEvent {
  /** Which event this is. */
  readonly type: 'connect';
  /** Whose. */
  readonly peer: EnetPeer;
  /** The number that the client gave to connect; 0 at the client. */
  readonly data: number;
  /** Whether the other side asked for it. */
  readonly incoming: boolean;
}

/** A packet has arrived. */
export interface EnetReceiveEvent {
  /** Which event this is. */
  readonly type: 'receive';
  /** From whom. */
  readonly peer: EnetPeer;
  /** On which channel, 0 to 254; it may be one that the application has no name for. */
  readonly channel: number;
  /** The bytes; nobody else has them. */
  readonly payload: Uint8Array;
  /** How it came, which may be more reliable than it was sent: see {@link EnetKind}. */
  readonly kind: EnetKind;
  /**
   * Reliable: how many of the channel have come, this one included. Unreliable: its number on the wire since the last reliable one; a gap is a
   * loss. Unsequenced: its number in the peer's one sequence of 65536.
   */
  readonly sequenceId: number;
}

/** A connection, or the attempt, is over. The last event of its peer; every peer gets exactly one. */
export interface EnetDisconnectEvent {
  /** Which event this is. */
  readonly type: 'disconnect';
  /** Whose. */
  readonly peer: EnetPeer;
  /** The number that the other side gave; 0 if it did not end it. */
  readonly data: number;
  /** Why. */
  readonly reason: EnetReason;
  /** By channel: reliable packets that were accepted and never acknowledged whole. Never too few. */
  readonly unconfirmed: readonly (number | undefined)[];
}

/** Everything that a host tells. */
export type EnetEvent = EnetConnectEvent | EnetReceiveEvent | EnetDisconnectEvent;

/** What a peer's connection has been like. Counters begin at the connection. */
export interface EnetPeerStats {
  /** Smoothed round trip, ms. [ENetPeer.roundTripTime] */
  readonly rtt: number;
  /** Its mean deviation, ms. [ENetPeer.roundTripTimeVariance] */
  readonly rttVariance: number;
  /** Share of reliable commands that had to be sent again, 0 to 1, smoothed over periods of 10 s. [ENetPeer.packetLoss / 65536] */
  readonly packetLoss: number;
  /** Share of unreliable packets that are sent at all, 0 to 32. [ENetPeer.packetThrottle] */
  readonly throttle: number;
  /** Bytes of datagrams received. */
  readonly bytesIn: number;
  /** Bytes of datagrams sent. */
  readonly bytesOut: number;
  /** Datagrams received. */
  readonly datagramsIn: number;
  /** Datagrams sent. */
  readonly datagramsOut: number;
  /** Packets delivered to the application. */
  readonly messagesIn: number;
  /** Packets accepted from it. */
  readonly messagesOut: number;
  /** Reliable commands sent again. */
  readonly retransmissions: number;
  /** Commands that had come before, or were too old, and were ignored. */
  readonly replayed: number;
  /** Unreliable packets that the throttle kept back. */
  readonly throttled: number;
  /** Unreliable packets that were dropped on arrival: too late, incomplete or too many. */
  readonly dropped: number;
  /** Reliable bytes sent and not acknowledged. */
  readonly bytesInFlight: number;
  /** Bytes accepted and not sent, or not acknowledged. */
  readonly pendingBytes: number;
  /** Packets accepted and not sent for the first time. */
  readonly queued: number;
  /** Bytes received that wait for missing ones, or to be taken; with 64 for each packet or fragment. */
  readonly waitingBytes: number;
  /** The largest datagram agreed on, bytes. */
  readonly mtu: number;
  /** Reliable bytes that may be in flight. [ENetPeer.windowSize] */
  readonly window: number;
}

/** What a host has seen. */
export interface EnetHostStats {
  /** Datagrams received, and their bytes. */
  datagramsIn: number;
  /** Bytes of them. */
  bytesIn: number;
  /** Datagrams sent. */
  datagramsOut: number;
  /** Bytes of them. */
  bytesOut: number;
  /** Datagrams of nobody: unknown peer, address or session. */
  ignored: number;
  /** Datagrams that are malformed, fail their checksum or do not decompress; and those with a command that may not be. */
  bad: number;
  /** Commands that had come before, of all peers; repeated CONNECTs. */
  replayed: number;
  /** CONNECTs that were refused. */
  refused: number;
  /** Unproven connections that were forgotten, for age or for others. */
  evicted: number;
  /** Acknowledgements of a handshake that did not prove the address. */
  unproven: number;
  /** Answers to strangers that were not given, as they would have been too many or larger than the question. */
  unanswered: number;
}
