// One ENet peer as a packet link. Knows the core's peer and its shell; knows no socket and no event of the queue.
import { isLoopback } from '../address.ts';
import type { EnetEvent, EnetPeer, EnetReason } from '../enet/index.ts';
import type { DisconnectReason, NetworkError } from '../errors.ts';
import type { PacketEnd, PacketHooks, PacketLink, PacketMode, PacketSendResult, PacketStats } from '../packet.ts';

/** What a link asks of the shell that owns the socket. @internal */
export interface EnetLinkOwner {
  /** The longest packet, bytes. */
  readonly maxPacket: number;
  /** A packet of so many bytes was taken: there is work at the end of the turn, or now. */
  sent(bytes: number): void;
  /** Something is to be sent, or has ended: there is work at the end of the turn. */
  wake(): void;
  /** Its `send` said full. */
  starved(link: EnetLink): void;
  /** The program has what this event brought. */
  release(event: EnetEvent): void;
  /** It was given up before there was a peer. */
  cancelled(link: EnetLink): void;
}

const NOTHING: PacketStats = {
  rtt: 0,
  rttVariance: 0,
  packetLoss: 0,
  throttle: 1,
  bytesIn: 0,
  bytesOut: 0,
  retransmissions: 0,
  lossyDropped: 0,
};

const REASONS: Readonly<Record<EnetReason, readonly [DisconnectReason, string]>> = {
  remote: ['closed', ''],
  local: ['closed', ''],
  timeout: ['timeout', 'nothing was acknowledged any more'],
  refused: ['rejected', 'the server takes nobody in; it may be full'],
  mismatch: ['protocol', 'the server answered something else than was asked'],
};

/** An ENet connection. @internal */
export class EnetLink implements PacketLink {
  readonly kind = 'packet';
  readonly uri: string;
  readonly remote: string;
  readonly raiseMaxPacket = 'maximumPacketSize of enet()';
  readonly inbox = 'held';
  hooks: PacketHooks | undefined;
  /** Absent until the socket is open. */
  peer: EnetPeer | undefined;
  readonly #owner: EnetLinkOwner;
  /** What the program was given and has not taken, oldest first. */
  #untaken: EnetEvent[] = [];
  #head = 0;
  #gone: EnetEvent | undefined;
  #forgotten = false;
  #ended = false;

  constructor(owner: EnetLinkOwner, uri: string, remote: string) {
    this.#owner = owner;
    this.uri = uri;
    this.remote = remote;
  }

  get loopback(): boolean {
    return isLoopback(this.remote);
  }
  get channels(): number {
    return this.peer?.state === 'connecting' ? 0 : (this.peer?.channels ?? 0);
  }
  get maxPacket(): number {
    return this.#owner.maxPacket;
  }
  get buffered(): number {
    return this.peer?.pendingBytes ?? 0;
  }
  get stats(): PacketStats {
    const stats = this.peer?.stats;
    if (!stats) return NOTHING;
    const { rtt, rttVariance, packetLoss, bytesIn, bytesOut, retransmissions } = stats;
    const lossyDropped = stats.throttled + stats.dropped;
    const throttle = stats.throttle / 32;
    return { rtt, rttVariance, packetLoss, throttle, bytesIn, bytesOut, retransmissions, lossyDropped };
  }

  send(channel: number, bytes: Uint8Array, mode: PacketMode): PacketSendResult {
    const { peer } = this;
    if (!peer) return 'closed';
    // ENet makes a lossy packet reliable when it is too long for a datagram, unless it may be cut into unreliable pieces, which keep their order.
    const whole = bytes.length <= peer.piece;
    const said = peer.send(channel, bytes, mode === 'reliable' || whole ? mode : 'unreliable-fragment');
    if (said === 'ok') this.#owner.sent(bytes.length);
    else if (said === 'full') this.#owner.starved(this);
    return said;
  }

  wantRoom(): void {
    this.#owner.starved(this);
    this.#owner.wake();
  }

  taken(): void {
    const event = this.#untaken[this.#head];
    if (!event) return;
    this.#head++;
    if (this.#head === this.#untaken.length) {
      this.#untaken = [];
      this.#head = 0;
    } else if (this.#head > 1024 && this.#head * 2 > this.#untaken.length) {
      this.#untaken = this.#untaken.slice(this.#head);
      this.#head = 0;
    }
    this.#owner.release(event);
  }

  forgotten(): void {
    this.#forgotten = true;
    if (this.#gone) this.#owner.release(this.#gone);
    this.#gone = undefined;
  }

  close(data: number): void {
    if (this.peer) this.peer.disconnectLater(data);
    else this.#owner.cancelled(this);
    this.#owner.wake();
  }

  abort(): void {
    if (this.peer) this.peer.disconnectNow();
    else this.#owner.cancelled(this);
    this.#owner.wake();
  }

  // --- what the shell tells

  /** An event of this link's peer that `takeEvent` gave, `again`: at the same time as the one before. */
  event(event: EnetEvent, again: boolean): void {
    if (event.type === 'connect') this.hooks?.opened();
    else if (event.type === 'receive') this.#received(event, again);
    else {
      if (this.#forgotten) this.#owner.release(event);
      else this.#gone = event;
      const [reason, message] = REASONS[event.reason];
      const said = event.reason === 'remote' && event.data !== 0 ? String(event.data) : message;
      this.end({ reason, message: said, data: event.data, unconfirmed: event.unconfirmed });
    }
  }

  /** The socket could not be opened, or nobody is there. */
  failed(reason: DisconnectReason, error: NetworkError): void {
    this.end({ reason, message: error.message, error, unconfirmed: [] });
  }

  /** It is over; told once. */
  end(end: PacketEnd): void {
    if (this.#ended) return;
    this.#ended = true;
    this.hooks?.closed(end);
  }

  #received(event: EnetEvent & { readonly type: 'receive' }, again: boolean): void {
    const { channel, payload, kind, sequenceId } = event;
    if (!this.hooks || this.#ended) {
      this.#owner.release(event);
      return;
    }
    this.#untaken.push(event);
    this.hooks.received(channel, payload, kind === 'unreliable-fragment' ? 'unreliable' : kind, sequenceId, again);
  }
}
