// One UDP socket that speaks ENet: datagrams in and out, the timer, the end of the turn. Knows the core; the protocol is in there.
import { atEndOfTurn, cryptoRandomBytes, monotonicNow, startTimer } from '../../platform.ts';
import { type Task, task } from '../../turn.ts';
import { hostForUri } from '../address.ts';
import { type EnetEvent, EnetHost, type EnetOptions, type EnetPeer } from '../enet/index.ts';
import { type NetworkError, reasonOf } from '../errors.ts';
import type { PacketHooks } from '../packet.ts';
import { type DatagramHooks, type DatagramSettings, DatagramSocket, type Endpoint } from './datagram-socket.ts';
import { EnetLink, type EnetLinkOwner } from './enet-link.ts';

/** What a shell tells its owner. @internal */
export interface EnetShellOwner {
  /** The socket is open. */
  open(local: Endpoint): void;
  /** A client came in. */
  accepted(link: EnetLink, data: number): PacketHooks | undefined;
  /** So many more were turned away. */
  refused(count: number): void;
  /** So many more datagrams and packets were ignored. */
  ignored(count: number): void;
  /** The socket could not be opened. */
  failed(error: NetworkError): void;
}

/** How a shell is set up. @internal */
export interface EnetShellSettings {
  readonly scheme: string;
  readonly options: EnetOptions;
  readonly maxPacket: number;
  readonly pendingLimit: number;
  readonly pendingPackets: number;
  readonly socket: DatagramSettings;
  /** A client's: what it asks for. */
  readonly client?: { readonly channels: number; readonly data: number };
}

/** How long a client's socket stays open behind its end, ms: the other side may not have heard it. Keeps no process alive. */
const LINGER = 1000;
const NEVER = Number.POSITIVE_INFINITY;
/**
 * Bytes of one turn of the event loop that are not kept until its end. Of what came: acknowledged in time, so that the other side's window (64 KiB)
 * opens again before it is used up. Of what was sent: the other side works on it meanwhile.
 */
const HEARD = 16384;
const SAID = 16384;

/** An ENet host on a socket. @internal */
export class EnetShell implements DatagramHooks, EnetLinkOwner {
  readonly #owner: EnetShellOwner;
  readonly #settings: EnetShellSettings;
  readonly #host: EnetHost;
  readonly #socket: DatagramSocket;
  readonly #links = new Map<EnetPeer, EnetLink>();
  readonly #starved = new Set<EnetLink>();
  /** A client's one link. */
  #client: EnetLink | undefined;
  readonly #task: Task = task(() => this.#turn(), true);
  #closed = false;
  #freed = false;
  #whenFree: (() => void)[] | undefined;
  #refused = 0;
  #ignored = 0;
  /** Bytes that came and were sent since the last turn. */
  #heard = 0;
  #said = 0;
  #busy = false;
  #timerAt = NEVER;
  #stopTimer: (() => void) | undefined;
  /** The last address in both forms: datagrams come in rows from one and go in rows to one. */
  #lastKey = '';
  #lastFrom: Endpoint = { address: '', port: 0 };
  #lastTo = '';
  #lastEndpoint: Endpoint = { address: '', port: 0 };

  constructor(settings: EnetShellSettings, owner: EnetShellOwner) {
    this.#owner = owner;
    this.#settings = settings;
    this.#host = new EnetHost({ ...settings.options, random: cryptoRandom }, monotonicNow());
    this.#host.accepting = settings.client === undefined;
    this.#socket = new DatagramSocket(settings.socket, this);
  }

  get maxPacket(): number {
    return this.#settings.maxPacket;
  }

  /** The link of a client. */
  connect(hooks: PacketHooks): EnetLink {
    const link = new EnetLink(this, this.#settings.socket.uri, this.#settings.socket.remote?.address ?? '');
    link.hooks = hooks;
    this.#client = link;
    return link;
  }

  /** Nobody comes in any more; resolves when those who are in have gone and the port is free. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#freed) {
        resolve();
        return;
      }
      this.#host.accepting = false;
      this.#whenFree ??= [];
      this.#whenFree.push(resolve);
      this.wake();
    });
  }

  // --- what links ask

  wake(): void {
    this.#task(false);
  }

  sent(bytes: number): void {
    this.#said += bytes;
    if (this.#said < SAID || this.#busy) this.#task(this.#links.size < 2);
    else this.#turn();
  }

  starved(link: EnetLink): void {
    this.#starved.add(link);
  }

  release(event: EnetEvent): void {
    this.#host.release(event);
  }

  cancelled(link: EnetLink): void {
    atEndOfTurn(() => {
      this.#close();
      link.end({ reason: 'closed', message: '', unconfirmed: [] });
    });
  }

  // --- what the socket tells

  open(local: Endpoint, remote: Endpoint | undefined): void {
    const { client } = this.#settings;
    this.#owner.open(local);
    if (!client || !this.#client || !remote) return;
    const { channels, data } = client;
    const peer = this.#host.connect(keyOf(remote), channels, data, monotonicNow());
    this.#client.peer = peer;
    this.#links.set(peer, this.#client);
    this.wake();
  }

  received(bytes: Uint8Array, from: Endpoint): void {
    const last = this.#lastFrom;
    if (from.port !== last.port || from.address !== last.address) {
      this.#lastFrom = from;
      this.#lastKey = keyOf(from);
    }
    this.#host.receive(bytes, this.#lastKey, monotonicNow());
    this.#takeEvents();
    this.#heard += bytes.length;
    if (this.#heard < HEARD || this.#busy) this.wake();
    else this.#turn();
  }

  writable(): void {
    this.wake();
  }

  failed(error: NetworkError): void {
    this.#stop();
    if (this.#client) this.#client.failed(reasonOf(error), error);
    else this.#owner.failed(error);
    this.#free();
  }

  /** While a connection stands its own time-out decides; what comes from the network may be forged, or pass. */
  trouble(error: NetworkError): void {
    const link = this.#client;
    const state = link?.peer?.state;
    if (!link || state === 'connected' || state === 'disconnected') return;
    if (state === 'connecting') link.failed(reasonOf(error), error);
    // Who is closing waits for nobody who is gone.
    link.abort();
  }

  // --- inside

  readonly #turn = (): void => {
    if (this.#closed) return;
    this.#busy = true;
    try {
      this.#work();
    } finally {
      this.#busy = false;
    }
    if (this.#whenFree && this.#links.size === 0) this.#close();
    else this.#arm();
  };

  #work(): void {
    this.#heard = 0;
    this.#said = 0;
    const host = this.#host;
    host.tick(monotonicNow());
    this.#takeEvents();
    if (!this.#socket.blocked) {
      for (let out = host.pollTransmit(); out; out = host.pollTransmit())
        if (!this.#socket.send(out.bytes, this.#endpoint(out.to))) break;
    }
    for (const link of this.#starved) this.#feed(link);
    this.#count();
  }

  #count(): void {
    const { refused, ignored, bad, replayed } = this.#host.stats;
    const all = ignored + bad + replayed;
    if (all !== this.#ignored) this.#owner.ignored(all - this.#ignored);
    if (refused !== this.#refused) this.#owner.refused(refused - this.#refused);
    this.#ignored = all;
    this.#refused = refused;
  }

  #takeEvents(): void {
    let before: EnetPeer | undefined;
    let link: EnetLink | undefined;
    for (let event = this.#host.takeEvent(); event; event = this.#host.takeEvent()) {
      const { peer } = event;
      // They come in rows, all that one datagram brought.
      const again = peer === before;
      if (!again) link = this.#links.get(peer);
      if (event.type === 'connect' && event.incoming) this.#accept(peer, event.data);
      else link?.event(event, again);
      if (event.type === 'disconnect') this.#ended(peer);
      before = event.type === 'receive' ? peer : undefined;
    }
  }

  #accept(peer: EnetPeer, data: number): void {
    const { address, port } = endpointOf(peer.address);
    const link = new EnetLink(this, `${this.#settings.scheme}://${hostForUri(address)}:${port}`, address);
    link.peer = peer;
    this.#links.set(peer, link);
    link.hooks = this.#owner.accepted(link, data);
    if (!link.hooks) {
      link.forgotten();
      link.abort();
    }
  }

  #ended(peer: EnetPeer): void {
    const link = this.#links.get(peer);
    this.#links.delete(peer);
    if (link) this.#starved.delete(link);
    if (!this.#client) return;
    this.#socket.unref();
    atEndOfTurn(() => startTimer(LINGER, () => this.#close(), true));
  }

  /** Tells a link that was full that there is room, at half of both bounds. */
  #feed(link: EnetLink): void {
    const { pendingLimit, pendingPackets } = this.#settings;
    const { peer } = link;
    if (!peer || peer.pendingBytes > pendingLimit / 2 || peer.pendingPackets > pendingPackets / 2) return;
    this.#starved.delete(link);
    link.hooks?.writable();
  }

  #arm(): void {
    const at = this.#host.deadline();
    if (at === undefined || at >= this.#timerAt) return;
    this.#stopTimer?.();
    this.#timerAt = at;
    const lingers = this.#client !== undefined && this.#links.size === 0;
    this.#stopTimer = startTimer(Math.max(1, Math.ceil(at - monotonicNow())), this.#due, lingers);
  }

  readonly #due = (): void => {
    this.#timerAt = NEVER;
    this.#turn();
  };

  #endpoint(key: string): Endpoint {
    if (key !== this.#lastTo) {
      this.#lastTo = key;
      this.#lastEndpoint = endpointOf(key);
    }
    return this.#lastEndpoint;
  }

  #close(): void {
    if (this.#closed) return;
    this.#stop();
    this.#socket.close(() => this.#free());
  }

  #stop(): void {
    this.#closed = true;
    this.#stopTimer?.();
  }

  #free(): void {
    this.#freed = true;
    for (const resolve of this.#whenFree ?? []) resolve();
    this.#whenFree = undefined;
  }
}

const keyOf = ({ address, port }: Endpoint): string => `${address}:${port}`;

function endpointOf(key: string): Endpoint {
  const colon = key.lastIndexOf(':');
  return { address: key.slice(0, colon), port: Number(key.slice(colon + 1)) };
}

/** In [0, 1), from the cryptographic source: the core draws with it what strangers must not guess. */
function cryptoRandom(): number {
  const { buffer } = cryptoRandomBytes(4);
  return new DataView(buffer).getUint32(0) / 2 ** 32;
}
