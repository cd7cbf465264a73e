/**
 * `enet()`: ENet 1.3 over UDP, to and from any program that speaks it, in Node. And `godot3`, for what Godot 3 puts into its packets.
 * @module
 */
// enet://, ENet 1.3 byte for byte. Knows addresses and options; the protocol is in ../enet, the socket in enet-shell.ts.
import { type Address, hostForUri, requirePort } from '../address.ts';
import { checked, type EnetOptions, enetSettings } from '../enet/options.ts';
import type { NetemOptions } from '../netem-options.ts';
import type { PacketAcceptorHooks, PacketConnectHooks, PacketLink, PacketWire } from '../packet.ts';
import { PacketPeers } from '../packet-peers.ts';
import type { Acceptor, PacketTransport } from '../transport.ts';
import type { Endpoint } from './datagram-socket.ts';
import { EnetShell, type EnetShellSettings } from './enet-shell.ts';
import { queryOf } from './query.ts';

export {
  GODOT3_ALL,
  GODOT3_SERVER,
  type Godot3Notice,
  type Godot3Packet,
  type Godot3Sent,
  godot3,
  godot3Notices,
} from '../../codec/godot.ts';
export type { EnetOptions } from '../enet/options.ts';

const MEGABYTE = 1048576;
const U32 = 0xffffffff;

/** What `enet()` takes: the settings of ENet under their names and with their defaults, and a few of ours. */
export interface EnetTransportOptions extends EnetOptions {
  /**
   * Bytes of one peer accepted by `send` that were not sent, or not acknowledged; then `send` answers false, and `NETWORK_DRAIN` follows at half. One
   * packet is always taken. Default 1048576, sixteen of ENet's windows; libenet has no bound.
   */
  readonly pendingLimit?: number;
  /** Channels that `connect` asks for, 1 to 255, where the address does not say (`?channels=4`). Default: as many as the network declares. [enet_host_connect] */
  readonly channels?: number;
  /** The system's buffer for datagrams that were not read yet, bytes; the system may give less. Default 1048576. */
  readonly receiveBuffer?: number;
}

/**
 * ENet 1.3: `enet://host:port`, to and from every program with libenet, Godot's `ENetConnection` among them. There is no session: no names, no
 * resumption. Channel i is the i-th channel declared; a lossy one is sent unreliable, or unsequenced with `{ ordered: false }`.
 *
 * `enet://host:port?data=7&channels=4`: the number that the server is given with the connection (default 0), and how many channels to ask for. `host` is an
 * IPv4 address, an IPv6 address in brackets or a name (IPv4 is preferred); `0.0.0.0` or `*` listen on all IPv4 addresses, `[::]` on IPv6 too where the system does
 * both; port 0 listens on a free one.
 * @param options - ENet's settings.
 * @throws UsageError for a value that may not be.
 */
export function enet(options: EnetTransportOptions = {}): PacketTransport {
  return transport(options, undefined);
}

function transport(options: EnetTransportOptions, simulate: NetemOptions | undefined): PacketTransport {
  const wire = new EnetWire(options, simulate);
  return {
    kind: 'packet',
    schemes: ['enet'],
    peers: (host) => new PacketPeers(host, wire),
    simulated: (bad) => transport(options, bad),
  };
}

class EnetWire implements PacketWire {
  readonly #settings: Omit<EnetShellSettings, 'socket' | 'scheme'>;
  readonly #channels: number | undefined;
  readonly #receiveBuffer: number;
  readonly #simulate: NetemOptions | undefined;

  constructor(given: EnetTransportOptions, simulate: NetemOptions | undefined) {
    const { channels, receiveBuffer = MEGABYTE, pendingLimit = MEGABYTE, ...rest } = given;
    const options = { ...rest, pendingLimit };
    const { maximumPacketSize: maxPacket, pendingPackets } = enetSettings(options);
    this.#settings = { options, maxPacket, pendingLimit, pendingPackets };
    this.#channels = channels === undefined ? undefined : checked('channels', channels, 1, 255);
    this.#receiveBuffer = checked('receiveBuffer', receiveBuffer, 1024, 2147483647);
    this.#simulate = simulate;
  }

  connect(address: Address, hooks: PacketConnectHooks, declared: number): PacketLink {
    const port = requirePort(address, false);
    const query = queryOf(address, ['data', 'channels']);
    const data = query.number('data', 0, U32) ?? 0;
    const channels = query.number('channels', 1, 255) ?? this.#channels ?? declared;
    const remote = { address: address.host || 'localhost', port };
    const settings = { ...this.#shell(address, { remote, connected: true }), client: { channels, data } };
    // A client is told by its link.
    const shell = new EnetShell(settings, {
      open: () => {},
      accepted: () => undefined,
      refused: () => {},
      failed: () => {},
    });
    return shell.connect(hooks);
  }

  listen(address: Address, hooks: PacketAcceptorHooks): Acceptor {
    const port = requirePort(address, true);
    queryOf(address, []);
    const local = { address: address.host === '*' || address.host === '' ? '0.0.0.0' : address.host, port };
    return new EnetShell(this.#shell(address, { local, connected: false }), {
      open: (bound) => hooks.listening(`${address.scheme}://${hostForUri(address.host)}:${bound.port}`),
      accepted: (link, data) => hooks.accepted(link, data),
      refused: (count) => hooks.refused(count),
      failed: (error) => hooks.failed(error),
    });
  }

  #shell(address: Address, ends: { local?: Endpoint; remote?: Endpoint; connected: boolean }): EnetShellSettings {
    const receiveBuffer = this.#receiveBuffer;
    const socket = { uri: address.uri, receiveBuffer, simulate: this.#simulate, ...ends };
    return { ...this.#settings, scheme: address.scheme, socket };
  }
}
