// What a pluggable wire must do: move bytes. A wire sees no event, no queue, no channel and no session.
import type { Address } from './address.ts';
import type { NetworkError } from './errors.ts';
import type { NetemOptions } from './netem-options.ts';
import type { PacketPeers } from './packet-peers.ts';
import type { PeerHandlers, PeerHost } from './peer-host.ts';
import type { RawOptions } from './raw-options.ts';
import type { RawPeer } from './raw-peer.ts';
import type { ServerSetup, SessionServer } from './session/index.ts';
import type { Log } from './session/outbox.ts';

/**
 * What a link carries.
 * - `stream`: bytes in order with no boundaries (TCP, TLS).
 * - `message`: whole messages in order (WebSocket, `mem:`).
 * - `datagram`: whole messages that may be lost, doubled and overtaken (UDP).
 * - `packet`: whole messages on numbered lanes, in order on each of them, which do not wait for each other; some may be lost (ENet).
 */
export type LinkKind = 'stream' | 'message' | 'datagram' | 'packet';

/** How a packet travels: for certain and in order on its lane; or perhaps, and none after a newer one; or perhaps, in any order. */
export type Delivery = 'reliable' | 'unreliable' | 'unsequenced';

/** What a link tells its owner. None of these is called before `connect` or `accepted` has returned. */
export interface LinkHooks {
  /** The link is open: `write` works from now on. Once. */
  opened(): void;
  /**
   * Bytes arrived. The view is the owner's to keep; the wire does not write into it again. `text`: they are a text message, in
   * UTF-8; only from wires that tell text from binary.
   */
  received(bytes: Uint8Array, text?: boolean): void;
  /** After `write` answered false: there is room again. */
  writable(): void;
  /** The link is gone, in order or because of `error`. Once, and the last call. */
  closed(error?: NetworkError): void;
}

/** What a wire measures itself; plain numbers, since the link began. The names are those of `PeerStats`. */
export interface LinkStats {
  /** Round-trip time, ms, smoothed. */
  readonly rtt: number;
  /** Its mean deviation, ms. */
  readonly rttVariance: number;
  /** Share of packets lost, 0 to 1. */
  readonly packetLoss: number;
  /** Share of lossy messages that are sent at all, 0 to 1. */
  readonly throttle: number;
  /** Packets that were sent again. */
  readonly retransmissions: number;
}

/** How bytes leave, where a wire has more than one way. */
export interface WriteHow {
  /** They are UTF-8 and leave as a text message (WebSocket). Default false. */
  readonly text?: boolean;
  /** The lane of a `packet` link. Default 0. */
  readonly lane?: number;
  /** How they travel on it. Default `reliable`. */
  readonly delivery?: Delivery;
}

/** One way to the other side, open or about to be. */
export interface Link {
  /** What it carries. */
  readonly kind: LinkKind;
  /** The remote IP address where there is one (for limits per address), otherwise a name. */
  readonly remote: string;
  /** The address of the other side, as a URI. */
  readonly uri: string;
  /** Whether nobody between the two sides can read along (TLS, or the same process). */
  readonly secure: boolean;
  /** Whether the other side is on this machine. */
  readonly loopback: boolean;
  /** Bytes that were written and are still held by the wire. */
  readonly buffered: number;
  /**
   * Whether the system has a copy of everything written whenever `buffered` is 0 right after `write`: then the bytes may be written into at
   * once, and nobody has to copy them first. Default false.
   */
  readonly instant?: boolean;
  /** What the wire measures itself; absent where it measures nothing. */
  readonly stats?: LinkStats | undefined;
  /**
   * Sends the bytes (one message, where the kind has messages). `false`: taken, but wait for `writable` before the next. They may be
   * written into again once the other side says that it has them and, for anybody else's bytes, `buffered` is 0. `how` is only told to wires that have different ways.
   */
  write(bytes: Uint8Array, how?: WriteHow): boolean;
  /** Stop calling `received` for a while; the sender is held up where the wire can do that. */
  pause(): void;
  /** Undo `pause`. */
  resume(): void;
  /** End in order once everything written has left. `closed` follows. */
  close(): void;
  /** Drop it now. `closed` follows, unless it has been called. */
  abort(): void;
}

/** What a listening wire tells its owner. */
export interface AcceptorHooks {
  /** It listens; `uri` has the real port. */
  listening(uri: string): void;
  /** A link arrived and is open. Answer with its hooks, or `undefined` to have it dropped at once. */
  accepted(link: Link): LinkHooks | undefined;
  /** It could not listen (then it is closed), or one link could not be accepted (then it goes on). */
  failed(error: NetworkError): void;
  /** So many more datagrams or packets were ignored: garbage, forged, or come again. For the statistics; absent where nobody counts. */
  ignored?(count: number): void;
}

/** Something that accepts links. */
export interface Acceptor {
  /** Stop accepting. Links that were accepted stay. Resolves when the address is free again. */
  close(): Promise<void>;
}

/** What a wire may know of the network it works for: the network's own `limits`. */
export interface LinkTerms {
  /** Bytes of the largest message that may arrive; a session's frame has up to 64 bytes more. */
  readonly maxMessage: number;
}

/** What raw links need; brought by the wires, so that a program carries only what its wires do. {@link rawLinks} is the one there is. */
export interface RawRole {
  /** @internal */
  open(host: PeerHost, uri: string, options: RawOptions, handlers: PeerHandlers, incoming: boolean): RawPeer;
}

/** The server's side of sessions, brought in the same way; a page does not have it. {@link sessionServer} is the one there is. */
export interface ServerRole {
  /** @internal */
  open(setup: ServerSetup, now: number): SessionServer;
}

/** A log for each channel, brought in the same way. {@link laneLogs} is the one there is. */
export interface LaneRole {
  /** @internal */
  open(channels: number): Log;
}

/** A pluggable wire, chosen by the scheme of an address. */
export interface Transport {
  /** The URI schemes it serves, without the colon: `['tcp', 'tcp+raw']`. */
  readonly schemes: readonly string[];
  /** Serves its raw links: `rawLinks`. Needed where a scheme ends in `+raw`. */
  readonly raw?: RawRole;
  /** Serves the sessions that come in: `sessionServer`. Needed to listen for them. */
  readonly server?: ServerRole;
  /** Keeps what its sessions send, channel by channel, where its links are of kind `packet`: `laneLogs`. */
  readonly lanes?: LaneRole;
  /** Whether its links tell text messages from binary ones, as WebSocket does. Default no. */
  readonly text?: boolean;
  /** Begin to open a link; what comes of it is told to `hooks`. Throws `UsageError` for an address that can not be right. */
  connect(address: Address, hooks: LinkHooks, terms?: LinkTerms): Link;
  /** Begin to accept links. Absent where the platform can not (a browser). */
  listen?(address: Address, hooks: AcceptorHooks, terms?: LinkTerms): Acceptor;
}

/**
 * A wire whose links carry packets on numbered channels, each packet reliable or not, as ENet's do. Made by `enet()` and `udp()`; an opaque value
 * for `transports` and `simulate`. It brings its kind of peers along, so that a program without it does not carry their code.
 */
export interface PacketTransport {
  /** Tells it from a {@link Transport}. */
  readonly kind: 'packet';
  /** The URI schemes it serves, without the colon. */
  readonly schemes: readonly string[];
  /** What serves those of its schemes that have sessions. @internal */
  readonly sessions?: Transport;
  /** The peers that a network has over this wire. @internal */
  peers(host: PeerHost): PacketPeers;
  /** The same wire with a bad network below it. @internal */
  simulated(options: NetemOptions): PacketTransport;
}
