// udp+raw:// as packet links: what an address asks for, and the port that it gets. Knows no ENet and no event of the queue.
import type { Socket } from 'node:dgram';
import { isIP } from 'node:net';
import { UsageError } from '../../errors.ts';
import { type Address, hostForUri, requirePort } from '../address.ts';
import type { NetemOptions } from '../netem-options.ts';
import type { PacketAcceptorHooks, PacketConnectHooks, PacketLink, PacketWire } from '../packet.ts';
import type { Acceptor } from '../transport.ts';
import { DatagramPort } from './datagram-port.ts';
import type { DatagramSettings } from './datagram-socket.ts';
import { queryOf } from './query.ts';

/** The options of `udp()`, checked. @internal */
export interface DatagramBounds {
  readonly maxDatagram: number;
  readonly maxPeers: number;
  readonly idleMs: number;
  readonly receiveBuffer: number;
}

const NAMES = ['join', 'interface', 'ttl', 'loopback', 'broadcast', 'reuse'];

/** Whether an IP address is that of a multicast group: RFC 5771, RFC 4291. */
const isGroup = (ip: string): boolean => (isIP(ip) === 6 ? /^ff/i.test(ip) : /^2(2[4-9]|3\d)\./.test(ip));

/** Plain datagrams. @internal */
export class DatagramWire implements PacketWire {
  readonly #bounds: DatagramBounds;
  readonly #simulate: NetemOptions | undefined;

  constructor(bounds: DatagramBounds, simulate: NetemOptions | undefined) {
    this.#bounds = bounds;
    this.#simulate = simulate;
  }

  connect(address: Address, hooks: PacketConnectHooks): PacketLink {
    const port = requirePort(address, false);
    const localPort = queryOf(address, [...NAMES, 'localPort']).number('localPort', 0, 65535) ?? 0;
    const asked = optionsOf(address);
    const host = address.host || 'localhost';
    // Whoever answers for many has another address: a connected socket would not hear it.
    const many = asked.broadcast || isGroup(host);
    const settings: DatagramSettings = {
      ...this.#socket(address, asked),
      remote: { address: host, port },
      ...(localPort > 0 && { local: { address: '', port: localPort } }),
      connected: !many,
    };
    const datagrams = new DatagramPort(address.scheme, this.#bounds, settings, {
      open: () => {},
      accepted: (link) => hooks.accepted(link, undefined),
      refused: () => {},
      failed: () => {},
    });
    return datagrams.connect(hooks);
  }

  listen(address: Address, hooks: PacketAcceptorHooks): Acceptor {
    const port = requirePort(address, true);
    queryOf(address, NAMES);
    const asked = optionsOf(address);
    const host = address.host === '*' || address.host === '' ? '0.0.0.0' : address.host;
    const settings = { ...this.#socket(address, asked), local: { address: host, port }, connected: false };
    return new DatagramPort(address.scheme, this.#bounds, settings, {
      open: (local) => hooks.listening(`${address.scheme}://${hostForUri(address.host)}:${local.port}`),
      accepted: (link) => hooks.accepted(link, undefined),
      refused: () => hooks.refused(1),
      failed: (error) => hooks.failed(error),
    });
  }

  #socket(address: Address, asked: SocketOptions): Omit<DatagramSettings, 'connected'> {
    return {
      uri: address.uri,
      receiveBuffer: this.#bounds.receiveBuffer,
      simulate: this.#simulate,
      shared: asked.reuse,
      prepare: (socket) => prepare(socket, asked),
    };
  }
}

interface SocketOptions {
  readonly groups: readonly string[];
  readonly card: string | undefined;
  readonly ttl: number | undefined;
  readonly loopback: boolean | undefined;
  readonly broadcast: boolean;
  readonly reuse: boolean;
}

function optionsOf(address: Address): SocketOptions {
  const query = queryOf(address, [...NAMES, 'localPort']);
  const groups = query.text('join')?.split(',') ?? [];
  const card = query.text('interface');
  for (const group of groups)
    if (!isIP(group) || !isGroup(group))
      throw new UsageError(
        `"${address.uri}": join takes the addresses of multicast groups, such as 239.1.2.3`,
        'ERR_ADDRESS',
      );
  if (card !== undefined && !isIP(card.replace(/%.*/, '')))
    throw new UsageError(`"${address.uri}": interface takes the IP address of a network card`, 'ERR_ADDRESS');
  return {
    groups,
    card,
    ttl: query.number('ttl', 1, 255),
    loopback: query.flag('loopback'),
    broadcast: query.flag('broadcast') ?? address.host === '255.255.255.255',
    reuse: query.flag('reuse') ?? groups.length > 0,
  };
}

function prepare(socket: Socket, { groups, card, ttl, loopback, broadcast }: SocketOptions): void {
  if (broadcast) socket.setBroadcast(true);
  if (ttl !== undefined) {
    socket.setTTL(ttl);
    socket.setMulticastTTL(ttl);
  }
  if (loopback !== undefined) socket.setMulticastLoopback(loopback);
  if (card !== undefined) socket.setMulticastInterface(card);
  for (const group of groups) socket.addMembership(group, card);
}
