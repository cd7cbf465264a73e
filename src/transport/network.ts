// Network: the driver that owns peers, listeners and channels. Knows transports by their contract; knows no wire.
/// <reference lib="esnext.disposable" preserve="true" />
import { bytes } from '../codec/bytes.ts';
import { UsageError } from '../errors.ts';
import type { Driver, DriverHost } from '../event/driver.ts';
import { checkNames } from '../option-names.ts';
import { monotonicNow } from '../platform.ts';
import { type Address, parseAddress } from './address.ts';
import { Arrivals, type Source } from './arrivals.ts';
import {
  type Channel,
  type ChannelName,
  type Channels,
  type ChannelTable,
  channelTable,
  encoded,
  type InputOf,
} from './channel.ts';
import {
  NETWORK_CONNECTED,
  NETWORK_DISCONNECTED,
  NETWORK_ERROR,
  NETWORK_LISTENING,
  type NetworkEvent,
} from './events.ts';
import { checkedLimits, type NetworkLimits } from './limits.ts';
import { Listener } from './listener.ts';
import { missingTransport } from './missing-transport.ts';
import type {
  ConnectOptions,
  DefaultChannels,
  ListenOptions,
  NetworkOptions,
  NetworkStats,
  PeerCallbacks,
} from './network-options.ts';
import type { PacketPeers } from './packet-peers.ts';
import { channelNamed, type Peer, type SendOptions } from './peer.ts';
import type { Living, PeerHandlers, PeerHost } from './peer-host.ts';
import type { RawOptions } from './raw-options.ts';
import type { RawPeer } from './raw-peer.ts';
import { type Flushable, Schedule } from './schedule.ts';
import { SessionRole } from './session-role.ts';
import type { Acceptor, AcceptorHooks, LaneRole, Link, RawRole, Transport } from './transport.ts';

/**
 * The network as a driver of an `EventQueue`: `new EventQueue({ drivers: [net] })`. Creating it opens nothing; `listen` and
 * `connect` do. Nothing of it reaches the program until the queue is pumped.
 */
export class Network<const C extends Channels = DefaultChannels> implements Driver<NetworkEvent<C>> {
  /** The bounds in force. */
  readonly limits: Readonly<NetworkLimits>;
  readonly #table: ChannelTable;
  readonly #transports = new Map<string, Transport | PacketPeers>();
  readonly #arrivals = new Arrivals<NetworkEvent>();
  readonly #peers = new Set<Peer>();
  readonly #living = new Set<Living>();
  /** Those of them that have deadlines of their own: with a thousand clients each look at one costs. */
  readonly #timed = new Set<Living>();
  readonly #listeners = new Set<Listener<C>>();
  readonly #schedule: Schedule;
  readonly #sessions: SessionRole;
  readonly #host: PeerHost;
  readonly #ownClock: boolean;
  #queue: DriverHost | undefined;
  #lately = 0;
  #rawLinks = 0;
  #rawRefused = 0;
  #ignored = 0;
  #closing = false;
  #closed: Promise<void> | undefined;
  #allGone: (() => void) | undefined;

  /** @throws UsageError for channels, limits or transports that can not be. */
  constructor(options: NetworkOptions<C> = {}) {
    const { app = 'pumpjack', channels, transports = [], now, random = Math.random, ...limits } = options;
    this.limits = checkedLimits(limits);
    this.#table = channelTable(channels ?? { data: bytes });
    this.#ownClock = now !== undefined;
    this.#schedule = new Schedule(now ?? monotonicNow, (at) => this.#tick(at));
    this.#host = this.#makeHost();
    let lanes: LaneRole | undefined;
    for (const each of transports) {
      lanes ??= ('kind' in each ? each.sessions : each)?.lanes;
      const wire = 'kind' in each ? each.peers(this.#host) : each;
      for (const scheme of each.schemes) this.#transports.set(scheme, wire);
      if ('kind' in each)
        for (const scheme of each.sessions?.schemes ?? []) this.#transports.set(scheme, each.sessions as Transport); // there is a scheme, so there it is
    }
    this.#sessions = new SessionRole({ app, random, lanes, host: this.#host });
  }

  /** The peers that are connected or suspended, as of the events that were pumped. */
  get peers(): ReadonlySet<Peer<C>> {
    return this.#peers as ReadonlySet<Peer<C>>; // made with the table of C; Peer's own type parameter is not kept at run time
  }

  /** Plain numbers, a fresh object at each call. */
  get stats(): NetworkStats {
    const { refused, badHandshakes, badResumes } = this.#sessions.stats;
    let turnedAway = 0;
    // One of these may serve several schemes.
    for (const wire of new Set(this.#transports.values())) if ('kind' in wire) turnedAway += wire.refused;
    return {
      peers: this.#peers.size,
      pending: this.#arrivals.length,
      refused: refused + this.#rawRefused + turnedAway,
      badHandshakes,
      badResumes,
      ignored: this.#ignored,
    };
  }

  /**
   * Accepts peers at an address. `NETWORK_LISTENING` follows, or `NETWORK_ERROR` when it can not be bound.
   * @param uri - such as `tcp://0.0.0.0:4000`; port 0 takes a free one.
   * @throws UsageError for an address that can not be right, a scheme without transport (`ERR_NO_TRANSPORT`), a closed network, an option that
   * there is not.
   */
  listen(uri: string, options: ListenOptions<C> = {}): Listener<C> {
    checkNames('net.listen()', options, LISTEN_OPTIONS);
    const { address, transport } = this.#resolve(uri);
    if (!transport.listen) throw new UsageError(`"${address.scheme}:" can not listen on this platform`);
    if (address.raw) this.#checkRaw(options, transport);
    const handlers = options as PeerHandlers; // peers of this network are Peer<C>
    const listener = new Listener<C>(uri, () => this.#listeners.delete(listener));
    const hooks: Omit<AcceptorHooks, 'accepted'> = {
      listening: (bound) => {
        listener.bound(bound);
        this.#notice({ type: NETWORK_LISTENING, time: this.#host.now(), listener: listener as Listener, uri: bound }); // as above
      },
      failed: (error) => {
        if (listener.state === 'binding') listener.failed(error);
        this.#notice({ type: NETWORK_ERROR, time: this.#host.now(), error, uri });
      },
      ignored: (count) => {
        this.#ignored += count;
      },
    };
    const open = (): boolean => !this.#closing && listener.state !== 'closed';
    const raw = address.raw && !('kind' in transport) ? rawRole(transport, address) : undefined;
    if (!('kind' in transport) && !raw && !transport.server)
      throw new UsageError(`"${address.scheme}:" serves no sessions; give the transport server: sessionServer`);
    const acceptor: Acceptor =
      'kind' in transport
        ? transport.listen(address, options, handlers, hooks, open)
        : transport.listen(
            address,
            {
              ...hooks,
              accepted: (link) => {
                if (!open()) return undefined;
                return raw
                  ? this.#acceptRaw(raw, link, options, handlers)
                  : this.#sessions.accept(link, transport, { handlers, admit: options.admit });
              },
            },
            this.limits,
          );
    listener.bind(acceptor);
    this.#listeners.add(listener);
    return listener;
  }

  /**
   * Begins to connect and returns the peer at once, in state `connecting`; `NETWORK_CONNECTED` follows, or
   * `NETWORK_DISCONNECTED`. What is sent before goes out when the connection stands.
   * @param uri - such as `tcp://127.0.0.1:4000`.
   * @throws UsageError for an address that can not be right, a scheme without transport (`ERR_NO_TRANSPORT`), a closed network, an option that
   * there is not.
   */
  connect(uri: string, options: ConnectOptions<C> = {}): Peer<C> {
    checkNames('net.connect()', options, CONNECT_OPTIONS);
    const { address, transport } = this.#resolve(uri);
    const handlers = options as PeerHandlers; // peers of this network are Peer<C>
    if ('kind' in transport) return transport.connect(address, options, handlers) as Peer<C>; // as above
    if (!address.raw) {
      const peer = this.#sessions.connect(address, transport, { handlers, credentials: options.credentials });
      return peer as Peer<C>; // as above
    }
    this.#checkRaw(options, transport);
    const raw = rawRole(transport, address).open(this.#host, uri, options, handlers, false);
    raw.start(transport.connect(address, raw, this.limits));
    this.#lives(raw);
    return raw.peer as Peer<C>; // as above
  }

  /**
   * Sends one message to every connected or suspended peer, encoded once.
   * @param options - `to`: only these; `except`: not these; `lossy`: as in `peer.send`.
   * @returns how many peers accepted it.
   * @throws EncodeError, UsageError as `peer.send` does; UsageError for a peer of another Network in `to`.
   */
  send<K extends ChannelName<C>>(
    channel: K,
    data: InputOf<C[K]>,
    options: SendOptions & { to?: Peer<C> | Iterable<Peer<C>>; except?: Peer<C> | Iterable<Peer<C>> } = {},
  ): number {
    const target = channelNamed(this.#table, channel);
    // The table was made from C, so the codec of K takes what K takes.
    const payload = encoded(target, data as never);
    const lossy = options.lossy ?? target.lossy;
    const not = options.except === undefined ? undefined : asSet<Peer<C>>(options.except);
    let accepted = 0;
    const to = options.to === undefined ? undefined : asSet<Peer<C>>(options.to);
    for (const peer of to ?? [])
      if (!peer.isOf(this.#table)) throw new UsageError(`${peer.id} belongs to another Network; send with that one`);
    for (const peer of to ?? this.peers) {
      if (not?.has(peer)) continue;
      if (peer.sendEncoded(target, payload, lossy)) accepted++;
    }
    return accepted;
  }

  /** Called by the queue. @throws UsageError when it belongs to a queue already. */
  attach(host: DriverHost): void {
    if (this.#queue) throw new UsageError('this Network belongs to a queue already; make one Network for each queue');
    this.#queue = host;
    if (!this.#ownClock) this.#schedule.clock = () => host.now();
  }

  /** Called by the queue: hands over what has arrived. */
  pump(push: (event: NetworkEvent<C>) => boolean, now: number): void {
    this.#lately = now;
    this.#schedule.tickIfDue(now);
    this.#arrivals.drain(push as (event: NetworkEvent) => boolean, now); // the events of this network are NetworkEvent<C>
  }

  /**
   * Ends everything in order: stops listening, closes every peer (what was sent goes out first), and waits for the other
   * sides for at most `closeMs`. Called by `queue.close()`; closing twice is harmless.
   * @param reason - told to the other sides.
   */
  close(reason = ''): Promise<void> {
    this.#closed ??= this.#close(reason);
    return this.#closed;
  }

  /** The same as `close`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #close(reason: string): Promise<void> {
    this.#closing = true;
    const listeners = [...this.#listeners].map((listener) => listener.close());
    for (const living of [...this.#living]) living.close(reason);
    if (this.#living.size > 0) {
      await new Promise<void>((resolve) => {
        this.#allGone = resolve;
      });
    }
    this.#schedule.flushNow();
    await this.#sessions.close();
    this.#schedule.stop();
    await Promise.all(listeners);
  }

  #resolve(uri: string): { address: Address; transport: Transport | PacketPeers } {
    if (this.#closing) throw new UsageError('this network is closed; make a new one', 'ERR_CLOSED');
    const address = parseAddress(uri);
    const transport = this.#transports.get(address.scheme);
    if (!transport) throw new UsageError(missingTransport(address.scheme), 'ERR_NO_TRANSPORT');
    return { address, transport };
  }

  #checkRaw({ channel, textChannel }: RawOptions, transport: Transport | PacketPeers): void {
    this.#host.channel(channel);
    if (textChannel === undefined) return;
    this.#host.channel(textChannel);
    if (!('text' in transport && transport.text)) throw new UsageError('only ws+raw has text; use channel');
  }

  #acceptRaw(role: RawRole, link: Link, options: RawOptions, handlers: PeerHandlers): RawPeer | undefined {
    if (this.#rawLinks >= this.limits.sessions) {
      this.#rawRefused++;
      return undefined;
    }
    this.#rawLinks++;
    const raw = role.open(this.#host, link.uri, options, handlers, true);
    raw.start(link);
    this.#lives(raw);
    return raw;
  }

  #notice(event: NetworkEvent): void {
    this.#host.arrived({ deliver: (push) => push(event) });
  }

  #tick(now: number): boolean {
    this.#lately = now;
    for (const living of this.#timed) living.tick?.(now);
    this.#sessions.tick(now);
    return this.#living.size > 0 || this.#sessions.busy;
  }

  #lives(living: Living): void {
    this.#living.add(living);
    if (living.tick) this.#timed.add(living);
  }

  #makeHost(): PeerHost {
    const network = this;
    return {
      table: this.#table,
      limits: this.limits,
      now: () => network.#schedule.clock(),
      lately: () => network.#lately,
      channel: (name) => (name === undefined ? firstOf(network.#table) : channelNamed(network.#table, name)),
      newId: () => `p${++peersMade}`,
      arrived(source: Source<NetworkEvent>, count = 1) {
        network.#arrivals.add(source, count);
        network.#queue?.wake();
      },
      wake: () => network.#queue?.wake(),
      flushLater: (what: Flushable) => network.#schedule.flushLater(what, network.#living.size < 2),
      wakeAt: (at) => network.#schedule.wakeAt(at),
      lives: (living) => network.#lives(living),
      gone(living) {
        if (network.#living.delete(living) && living.rawIncoming) network.#rawLinks--;
        network.#timed.delete(living);
        if (network.#living.size === 0) network.#allGone?.();
      },
      entered: (event, handlers) => network.#entered(event, handlers),
    };
  }

  #entered(event: NetworkEvent, handlers: PeerHandlers): void {
    if (event.type === NETWORK_CONNECTED) {
      this.#peers.add(event.peer);
      handlers.onConnection?.(event.peer);
    } else if (event.type === NETWORK_DISCONNECTED) {
      this.#peers.delete(event.peer);
      handlers.onLostConnection?.(event.peer, event.reason);
    }
  }
}

const PEER_OPTIONS: Record<keyof (PeerCallbacks & RawOptions), 0> = {
  channel: 0,
  textChannel: 0,
  framing: 0,
  read: 0,
  onConnection: 0,
  onLostConnection: 0,
};
const LISTEN_OPTIONS: Record<keyof ListenOptions, 0> = { admit: 0, ...PEER_OPTIONS };
const CONNECT_OPTIONS: Record<keyof ConnectOptions, 0> = { credentials: 0, ...PEER_OPTIONS };

/** For all networks of the process, so that an id in a log names one peer. */
let peersMade = 0;

function rawRole(transport: Transport, address: Address): RawRole {
  if (transport.raw) return transport.raw;
  throw new UsageError(`"${address.scheme}:" serves no raw links; give the transport raw: rawLinks`);
}

function firstOf(table: ChannelTable): Channel {
  const first = table.list[0];
  if (!first) throw new UsageError('no channels declared');
  return first;
}

function asSet<T extends object>(given: T | Iterable<T>): ReadonlySet<T> {
  return Symbol.iterator in given ? new Set(given as Iterable<T>) : new Set([given]); // a Peer is not iterable
}
