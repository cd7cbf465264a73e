// One UDP socket as packet links, one for each remote address: who is who, who is too many, who was not heard for too long. Knows no protocol.
import { atEndOfTurn, monotonicNow, startTimer } from '../../platform.ts';
import { hostForUri, isLoopback } from '../address.ts';
import { type NetworkError, reasonOf } from '../errors.ts';
import type { PacketEnd, PacketHooks, PacketLink, PacketMode, PacketSendResult, PacketStats } from '../packet.ts';
import { type DatagramHooks, type DatagramSettings, DatagramSocket, type Endpoint } from './datagram-socket.ts';

/** What a port tells its owner. @internal */
export interface DatagramPortOwner {
  open(local: Endpoint): void;
  /** A remote address that was not known. */
  accepted(link: PacketLink): PacketHooks | undefined;
  /** There are too many: a datagram was dropped. */
  refused(): void;
  failed(error: NetworkError): void;
}

/** The bounds of a port. @internal */
export interface DatagramPortBounds {
  readonly maxDatagram: number;
  readonly maxPeers: number;
  readonly idleMs: number;
}

/** A socket and those who write to it. @internal */
export class DatagramPort implements DatagramHooks {
  readonly bounds: DatagramPortBounds;
  readonly #scheme: string;
  readonly #owner: DatagramPortOwner;
  readonly #settings: DatagramSettings;
  readonly #socket: DatagramSocket;
  readonly #links = new Map<string, DatagramLink>();
  readonly #starved = new Set<DatagramLink>();
  /** The link that was asked for, on a socket that was opened for it. */
  #client: DatagramLink | undefined;
  /** Links whose end the program has not taken. */
  #seats = 0;
  #accepting = true;
  #closed = false;
  #freed = false;
  #whenFree: (() => void)[] = [];
  #stopTimer: (() => void) | undefined;

  constructor(scheme: string, bounds: DatagramPortBounds, settings: DatagramSettings, owner: DatagramPortOwner) {
    this.#scheme = scheme;
    this.bounds = bounds;
    this.#settings = settings;
    this.#owner = owner;
    this.#socket = new DatagramSocket(settings, this);
  }

  get queuedBytes(): number {
    return this.#socket.queuedBytes;
  }

  /** The link of a socket that was opened for it. */
  connect(hooks: PacketHooks): DatagramLink {
    const { uri, remote } = this.#settings;
    const link = new DatagramLink(this, uri, remote ?? { address: '', port: 0 });
    link.hooks = hooks;
    this.#client = link;
    this.#seats++;
    return link;
  }

  /** Nobody new is heard; resolves when those who are there have gone and the port is free. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#freed) {
        resolve();
        return;
      }
      this.#accepting = false;
      this.#whenFree.push(resolve);
      this.#closeIfEmpty();
    });
  }

  // --- what links ask

  send(link: DatagramLink, bytes: Uint8Array): boolean {
    if (this.#socket.blocked) {
      this.#starved.add(link);
      return false;
    }
    this.#socket.send(bytes, link.endpoint);
    return true;
  }

  wantRoom(link: DatagramLink): void {
    this.#starved.add(link);
    if (!this.#socket.blocked) atEndOfTurn(() => this.writable());
  }

  /** It ends, and its owner is told in a later turn. */
  drop(link: DatagramLink, end: PacketEnd): void {
    if (this.#links.get(keyOf(link.endpoint)) === link) this.#links.delete(keyOf(link.endpoint));
    this.#starved.delete(link);
    if (link === this.#client) {
      this.#client = undefined;
      this.#accepting = false;
    }
    atEndOfTurn(() => {
      link.end(end);
      this.#closeIfEmpty();
    });
  }

  seatFree(): void {
    this.#seats--;
  }

  // --- what the socket tells

  open(local: Endpoint, remote: Endpoint | undefined): void {
    this.#owner.open(local);
    const client = this.#client;
    if (!client || !remote) return;
    client.endpoint = remote;
    this.#links.set(keyOf(remote), client);
    client.isOpen = true;
    client.hooks?.opened();
  }

  received(bytes: Uint8Array, from: Endpoint): void {
    const link = this.#links.get(keyOf(from)) ?? this.#accept(from);
    link?.received(bytes);
  }

  writable(): void {
    const starved = [...this.#starved];
    this.#starved.clear();
    for (const link of starved) link.hooks?.writable();
  }

  failed(error: NetworkError): void {
    const client = this.#client;
    this.#free();
    if (client) client.end({ reason: reasonOf(error), message: error.message, error, unconfirmed: [] });
    else this.#owner.failed(error);
  }

  trouble(error: NetworkError): void {
    this.#client?.trouble(error);
  }

  // --- inside

  #accept(from: Endpoint): DatagramLink | undefined {
    if (!this.#accepting) return undefined;
    if (this.#seats >= this.bounds.maxPeers) {
      this.#owner.refused();
      return undefined;
    }
    const { address, port } = from;
    const link = new DatagramLink(this, `${this.#scheme}://${hostForUri(address)}:${port}`, { address, port });
    link.isOpen = true;
    link.hooks = this.#owner.accepted(link);
    if (!link.hooks) return undefined;
    this.#seats++;
    this.#links.set(keyOf(from), link);
    this.#watch();
    return link;
  }

  /** Looks for those who were not heard, as long as there is anybody. */
  #watch(): void {
    if (this.#stopTimer) return;
    const sweep = (): void => {
      this.#stopTimer = undefined;
      const { idleMs } = this.bounds;
      const before = monotonicNow() - idleMs;
      for (const link of this.#links.values()) {
        if (link === this.#client || link.heardAt > before) continue;
        this.drop(link, { reason: 'timeout', message: `nothing came for ${idleMs} ms`, unconfirmed: [] });
      }
      if (this.#links.size > 0 && !this.#closed) this.#watch();
    };
    this.#stopTimer = startTimer(Math.max(1, this.bounds.idleMs / 4), sweep, true);
  }

  #closeIfEmpty(): void {
    if (this.#accepting || this.#client || this.#links.size > 0 || this.#closed) return;
    this.#closed = true;
    this.#socket.close(() => this.#free());
  }

  #free(): void {
    this.#closed = true;
    this.#freed = true;
    this.#stopTimer?.();
    for (const resolve of this.#whenFree.splice(0)) resolve();
  }
}

const keyOf = ({ address, port }: Endpoint): string => `${address} ${port}`;

/** One remote address. @internal */
export class DatagramLink implements PacketLink {
  readonly kind = 'packet';
  readonly uri: string;
  readonly raiseMaxPacket = 'maxDatagram of udp(), up to 65507';
  readonly inbox = 'dropped';
  hooks: PacketHooks | undefined;
  endpoint: Endpoint;
  isOpen = false;
  /** When something last came, ms. */
  heardAt = monotonicNow();
  readonly #port: DatagramPort;
  #ended = false;
  #closing = false;
  #troubled = false;
  #received = 0;
  #bytesIn = 0;
  #bytesOut = 0;

  constructor(port: DatagramPort, uri: string, endpoint: Endpoint) {
    this.#port = port;
    this.uri = uri;
    this.endpoint = endpoint;
  }

  get remote(): string {
    return this.endpoint.address;
  }
  get loopback(): boolean {
    return isLoopback(this.remote);
  }
  get channels(): number {
    return this.isOpen ? 1 : 0;
  }
  get maxPacket(): number {
    return this.#port.bounds.maxDatagram;
  }
  get buffered(): number {
    return this.#port.queuedBytes;
  }
  get stats(): PacketStats {
    const [bytesIn, bytesOut] = [this.#bytesIn, this.#bytesOut];
    return {
      rtt: 0,
      rttVariance: 0,
      packetLoss: 0,
      throttle: 1,
      bytesIn,
      bytesOut,
      retransmissions: 0,
      lossyDropped: 0,
    };
  }

  send(_channel: number, bytes: Uint8Array, _mode: PacketMode): PacketSendResult {
    if (!this.isOpen || this.#closing) return 'closed';
    if (bytes.length > this.maxPacket) return 'too-big';
    if (!this.#port.send(this, bytes)) return 'full';
    this.#bytesOut += bytes.length;
    return 'ok';
  }

  wantRoom(): void {
    this.#port.wantRoom(this);
  }

  /** There is no sender to be held up. */
  taken(): void {}

  forgotten(): void {
    this.#port.seatFree();
  }

  close(): void {
    if (this.#closing || this.#ended) return;
    this.#closing = true;
    this.#port.drop(this, { reason: 'closed', message: '', unconfirmed: [] });
  }

  abort(): void {
    this.close();
  }

  // --- what the port tells

  received(bytes: Uint8Array): void {
    this.heardAt = monotonicNow();
    this.#troubled = false;
    this.#bytesIn += bytes.length;
    // Node's is a Buffer, which has another slice() than the plain array that a program was promised.
    const plain = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
    this.hooks?.received(0, plain, 'unsequenced', ++this.#received, false);
  }

  /** Told once for each silence: each datagram may bring the same error back. */
  trouble(error: NetworkError): void {
    if (this.#troubled) return;
    this.#troubled = true;
    this.hooks?.trouble(error);
  }

  end(end: PacketEnd): void {
    if (this.#ended) return;
    this.#ended = true;
    this.hooks?.closed(end);
  }
}
