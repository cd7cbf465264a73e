// The peers of one packet wire in one network: connecting, accepting, counting. Knows packet links by contract; knows no socket.
import type { Address } from './address.ts';
import type { PacketAcceptorHooks, PacketHooks, PacketLink, PacketWire } from './packet.ts';
import { PacketPeer } from './packet-peer.ts';
import type { Peer } from './peer.ts';
import type { PeerHandlers, PeerHost } from './peer-host.ts';
import type { RawOptions } from './raw-options.ts';
import type { Acceptor } from './transport.ts';

/** What a network asks of a packet wire. @internal */
export class PacketPeers {
  /** Tells it from a transport. */
  readonly kind = 'packet';
  /** Strangers that a bound of the wire turned away. */
  refused = 0;
  readonly #host: PeerHost;
  readonly #wire: PacketWire;

  constructor(host: PeerHost, wire: PacketWire) {
    this.#host = host;
    this.#wire = wire;
  }

  connect(address: Address, options: RawOptions, handlers: PeerHandlers): Peer {
    const peer = new PacketPeer(this.#host, address, address.uri, options, handlers, false);
    const accepted = this.#accepted(address, options, handlers);
    // A wire calls nothing before connect has returned.
    const hooks = {
      opened: () => peer.opened(),
      received: peer.received.bind(peer),
      writable: () => peer.writable(),
      trouble: peer.trouble.bind(peer),
      closed: peer.closed.bind(peer),
      accepted,
    };
    peer.start(this.#wire.connect(address, hooks, this.#host.table.list.length));
    this.#host.lives(peer);
    return peer.peer;
  }

  /** @param open - whether anybody is still let in. */
  listen(
    address: Address,
    options: RawOptions,
    handlers: PeerHandlers,
    hooks: Pick<PacketAcceptorHooks, 'listening' | 'failed' | 'ignored'>,
    open: () => boolean,
  ): Acceptor {
    PacketPeer.check(this.#host, address, options);
    const accepted = this.#accepted(address, options, handlers);
    return this.#wire.listen(address, {
      listening: (uri) => hooks.listening(uri),
      failed: (error) => hooks.failed(error),
      ignored: (count) => hooks.ignored?.(count),
      refused: (count) => {
        this.refused += count;
      },
      accepted: (link, data) => (open() ? accepted(link, data) : undefined),
    });
  }

  #accepted(
    address: Address,
    options: RawOptions,
    handlers: PeerHandlers,
  ): (link: PacketLink, data: number | undefined) => PacketHooks {
    return (link, data) => {
      const peer = new PacketPeer(this.#host, address, link.uri, options, handlers, true);
      this.#host.lives(peer);
      peer.start(link, data);
      return peer;
    };
  }
}
