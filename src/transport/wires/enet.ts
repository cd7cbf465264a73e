/**
 * `enet()`: ENet 1.3 over UDP, to and from any program that speaks it, in Node. And `godot3`, for what Godot 3 puts into its packets.
 * @module
 */
// enet://, ENet 1.3 byte for byte. Knows addresses and options; the protocol is in ../enet, the links are made in enet-wire.ts.
import { checkNames } from '../../option-names.ts';
import { enetSettings } from '../enet/options.ts';
import type { NetemOptions } from '../netem-options.ts';
import { PacketPeers } from '../packet-peers.ts';
import type { PacketTransport } from '../transport.ts';
import { type EnetTransportOptions, EnetWire } from './enet-wire.ts';

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
export type { EnetTransportOptions } from './enet-wire.ts';

/**
 * ENet 1.3: `enet://host:port`, to and from every program with libenet, Godot's `ENetConnection` among them. There is no session: no names, no
 * resumption. Channel i is the i-th channel declared; a lossy one is sent unreliable, or unsequenced with `{ ordered: false }`.
 *
 * `enet://host:port?data=7&channels=4`: the number that the server is given with the connection (default 0), and how many channels to ask for. `host` is an
 * IPv4 address, an IPv6 address in brackets or a name (IPv4 is preferred); `0.0.0.0` or `*` listen on all IPv4 addresses, `[::]` on IPv6 too where the system does
 * both; port 0 listens on a free one.
 * @param options - ENet's settings.
 * @throws UsageError for a value that may not be, or an option that there is not.
 */
export function enet(options: EnetTransportOptions = {}): PacketTransport {
  const names: Record<keyof EnetTransportOptions, unknown> = { ...enetSettings(), channels: 0, receiveBuffer: 0 };
  checkNames('enet()', options, names);
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
