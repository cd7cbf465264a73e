/**
 * `udp()`: sessions over UDP whose lossy channels are really lossy, and plain datagrams to and from any UDP program, in Node.
 * @module
 */
// udp:// and udp+raw://. Knows options; sessions are in udp-sessions.ts, the sockets of the others in datagram-port.ts.
import { checkNames } from '../../option-names.ts';
import { checked, type EnetOptions, enetSettings } from '../enet/options.ts';
import type { NetemOptions } from '../netem-options.ts';
import { PacketPeers } from '../packet-peers.ts';
import type { PacketTransport } from '../transport.ts';
import { type DatagramBounds, DatagramWire } from './datagram-wire.ts';
import { udpSessions } from './udp-sessions.ts';

export type { EnetOptions } from '../enet/options.ts';

/** What `udp()` takes. */
export interface UdpTransportOptions {
  /**
   * `udp+raw://`: the largest datagram sent, bytes, at most 65507; `send` throws `ERR_TOO_BIG` above it. Default 1472, what an Ethernet frame carries over
   * IPv4: a longer one is cut into pieces by IP, and lost as a whole with any of them.
   */
  readonly maxDatagram?: number;
  /** `udp+raw://`: peers of one listener, those whose end was not pumped included; what comes from further addresses is dropped and counted. Default 1024. */
  readonly maxPeers?: number;
  /** `udp+raw://`: a peer of a listener from which nothing came for so long is forgotten (`timeout`), ms. Default 60000. */
  readonly idleMs?: number;
  /** The system's buffer for datagrams that were not read yet, bytes; the system may give less. Default 1048576. */
  readonly receiveBuffer?: number;
  /**
   * `udp://`: settings of the ENet connections below the sessions, by their names in ENet. Defaults as in `enet()`, but for `peerCount` 2048,
   * `timeoutMinimum` 2000 and `timeoutMaximum` 6000: a connection that went silent is given up sooner, since the session comes back on another.
   * `checksum` true, on both sides the same: who forges the source of a datagram has to guess 32 bits more.
   * `maximumPacketSize` follows from `maxMessage`, and what waits is bounded by `sendBuffer`.
   */
  readonly enet?: Omit<EnetOptions, 'maximumPacketSize' | 'pendingLimit' | 'pendingPackets'>;
}

/**
 * UDP: `udp://host:port` is for two pumpjack programs, with sessions as on tcp; each channel is on its own, so a loss holds up no other, and lossy
 * channels are really lossy. `udp+raw://host:port` speaks to any UDP program. Each datagram is a message, may be lost, doubled or overtaken, and belongs to `channel`, or to the
 * first one declared. A listener has one peer for each remote address. `host` is an IPv4 address, an IPv6 address in brackets or a name (IPv4 is preferred); `0.0.0.0` or
 * `*` listen on all IPv4 addresses, `[::]` on IPv6 too where the system does both; port 0 listens on a free one.
 *
 * Behind a `?` of `udp+raw://`, for both sides: `join=239.1.2.3` (a multicast group, or several with commas), `interface=192.168.1.5` (the address of the network card for
 * groups), `ttl=4` (hops, 1 to 255), `loopback=0` (what is sent to a group does not come back to this machine), `broadcast` (allow it), `reuse` (share the
 * port with other programs; a listener that joins does); for `connect` also `localPort=5353`. What answers to a broadcast or a group comes from peers of their own.
 * @param options - the bounds.
 * @throws UsageError for a value that may not be, or an option that there is not.
 */
export function udp(options: UdpTransportOptions = {}): PacketTransport {
  const { maxDatagram = 1472, maxPeers = 1024, idleMs = 60_000, receiveBuffer = 1048576, enet = {} } = options;
  const most = 2147483647;
  const bounds: DatagramBounds = {
    maxDatagram: checked('maxDatagram', maxDatagram, 1, 65507),
    maxPeers: checked('maxPeers', maxPeers, 1, most),
    idleMs: checked('idleMs', idleMs, 1, most),
    receiveBuffer: checked('receiveBuffer', receiveBuffer, 1024, most),
  };
  const names: Record<keyof UdpTransportOptions, unknown> = { ...bounds, enet };
  checkNames('udp()', options, names);
  // The session bounds these three, see udp-sessions.ts.
  const { maximumPacketSize, pendingLimit, pendingPackets, ...settings } = enetSettings();
  checkNames('udp({ enet })', enet, settings);
  return transport(bounds, enet, undefined);
}

function transport(bounds: DatagramBounds, enet: EnetOptions, simulate: NetemOptions | undefined): PacketTransport {
  const raw = new DatagramWire(bounds, simulate);
  return {
    kind: 'packet',
    schemes: ['udp+raw'],
    sessions: udpSessions({ ...enet, receiveBuffer: bounds.receiveBuffer }, simulate),
    peers: (host) => new PacketPeers(host, raw),
    simulated: (bad) => transport(bounds, enet, bad),
  };
}
