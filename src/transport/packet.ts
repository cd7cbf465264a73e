// A link that carries whole packets on numbered channels, and the wire that makes such links. Knows no event, no queue and no codec.
import type { Address } from './address.ts';
import type { DisconnectReason, NetworkError } from './errors.ts';
import type { Acceptor } from './transport.ts';

/**
 * How one packet travels. `reliable`: once and in order. `unreliable`: may be lost, what is older than what was delivered is dropped.
 * `unsequenced`: may be lost, whatever arrives is delivered. @internal
 */
export type PacketMode = 'reliable' | 'unreliable' | 'unsequenced';

/** What became of a packet: accepted; or not, since too much waits, the link is not open, it is too long, or there is no such channel. @internal */
export type PacketSendResult = 'ok' | 'full' | 'closed' | 'too-big' | 'no-channel';

/** How a link ended. @internal */
export interface PacketEnd {
  readonly reason: DisconnectReason;
  /** For people; empty when the reason says it all. */
  readonly message: string;
  /** The failure behind it, where a connection could not be made. */
  readonly error?: NetworkError;
  /** The number that the other side gave, on wires that have one. */
  readonly data?: number;
  /** By channel: packets accepted as reliable that nobody acknowledged. */
  readonly unconfirmed: readonly (number | undefined)[];
}

/** What a link tells its owner. None of these is called before `connect` or `accepted` has returned. @internal */
export interface PacketHooks {
  /** A link that was asked for stands. Once. */
  opened(): void;
  /** A packet arrived, `again`: at the same time as the one before. The bytes are the owner's. He calls `taken` when the program has them. */
  received(channel: number, bytes: Uint8Array, mode: PacketMode, sequenceId: number, again: boolean): void;
  /** After `send` answered `full`: there is room again. */
  writable(): void;
  /** Something could not be delivered; the link stays. */
  trouble(error: NetworkError): void;
  /** The link is gone. Once, and the last call. */
  closed(end: PacketEnd): void;
}

/** Plain numbers about a link; the names are those of `PeerStats`. @internal */
export interface PacketStats {
  readonly rtt: number;
  readonly rttVariance: number;
  readonly packetLoss: number;
  readonly throttle: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly retransmissions: number;
  readonly lossyDropped: number;
}

/** One way to the other side, open or about to be. @internal */
export interface PacketLink {
  readonly kind: 'packet';
  /** The remote IP address, or the name until it was looked up. */
  readonly remote: string;
  /** The address of the other side, as a URI. */
  readonly uri: string;
  /** Whether the other side is on this machine. */
  readonly loopback: boolean;
  /** Channels that both sides agreed on; 0 until it is open. */
  readonly channels: number;
  /** The longest packet that `send` takes, bytes. */
  readonly maxPacket: number;
  /** How a program raises that, for the message of an error: `maximumPacketSize of enet()`. */
  readonly raiseMaxPacket: string;
  /** `held`: the wire holds its sender up until `taken`. `dropped`: it can not, so the owner has to drop the oldest. */
  readonly inbox: 'held' | 'dropped';
  /** Bytes accepted that were not acknowledged, or not handed to the system where nothing is acknowledged. */
  readonly buffered: number;
  readonly stats: PacketStats;
  /** Sends a packet, at the end of the turn at the latest; a copy of it is kept. */
  send(channel: number, bytes: Uint8Array, mode: PacketMode): PacketSendResult;
  /** Asks for `writable` in a later turn, when there is room, as after `full`. */
  wantRoom(): void;
  /** The program has taken the oldest packet. */
  taken(): void;
  /** The program has taken the end of this link: its seat is free. */
  forgotten(): void;
  /** End in order: what was accepted arrives first. `data` is told where the wire can. `closed` follows. */
  close(data: number): void;
  /** End now. `closed` follows, unless it has been called. */
  abort(): void;
}

/** What the owner of a link that he asked for is told besides. @internal */
export interface PacketConnectHooks extends PacketHooks {
  /** Somebody else answered on the same socket, as happens after a broadcast. As in {@link PacketAcceptorHooks}. */
  accepted(link: PacketLink, data: number | undefined): PacketHooks | undefined;
}

/** What a listening wire tells its owner. @internal */
export interface PacketAcceptorHooks<L extends PacketLink = PacketLink> {
  /** It listens; `uri` has the real port. */
  listening(uri: string): void;
  /** A link arrived and is open; `data` is the number that the client gave. `undefined` has it dropped. */
  accepted(link: L, data: number | undefined): PacketHooks | undefined;
  /** So many more were turned away by a bound of the wire. */
  refused(count: number): void;
  /** So many more datagrams or packets were ignored. */
  ignored?(count: number): void;
  /** It could not listen. */
  failed(error: NetworkError): void;
}

/** What makes packet links. @internal */
export interface PacketWire {
  /** Begins to open a link with so many channels. Throws `UsageError` for an address that can not be right. */
  connect(address: Address, hooks: PacketConnectHooks, channels: number): PacketLink;
  /** Begins to accept links. Throws as above. */
  listen(address: Address, hooks: PacketAcceptorHooks): Acceptor;
}
