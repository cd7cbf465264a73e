// Makes ENet links of addresses and options: clients and listeners, each with a socket of its own. The protocol is in ../enet, the socket in enet-shell.ts.
import { type Address, hostForUri, requirePort } from '../address.ts';
import { checked, type EnetOptions, enetSettings } from '../enet/options.ts';
import type { NetemOptions } from '../netem-options.ts';
import type { PacketAcceptorHooks, PacketConnectHooks, PacketWire } from '../packet.ts';
import type { Acceptor } from '../transport.ts';
import type { Endpoint } from './datagram-socket.ts';
import type { EnetLink } from './enet-link.ts';
import { EnetShell, type EnetShellSettings } from './enet-shell.ts';
import { queryOf } from './query.ts';

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

/** ENet over UDP sockets. @internal */
export class EnetWire implements PacketWire {
  readonly #settings: Omit<EnetShellSettings, 'socket' | 'scheme'>;
  readonly #channels: number | undefined;
  readonly #receiveBuffer: number;
  readonly #simulate: NetemOptions | undefined;

  /** @param feedAt - who was told to wait hears that there is room at half of this, bytes. */
  constructor(
    given: EnetTransportOptions,
    simulate: NetemOptions | undefined,
    feedAt = given.pendingLimit ?? MEGABYTE,
  ) {
    const { channels, receiveBuffer = MEGABYTE, pendingLimit = MEGABYTE, ...rest } = given;
    const options = { ...rest, pendingLimit };
    const { maximumPacketSize: maxPacket, pendingPackets } = enetSettings(options);
    this.#settings = { options, maxPacket, pendingLimit: feedAt, pendingPackets };
    this.#channels = channels === undefined ? undefined : checked('channels', channels, 1, 255);
    this.#receiveBuffer = checked('receiveBuffer', receiveBuffer, 1024, 2147483647);
    this.#simulate = simulate;
  }

  connect(address: Address, hooks: PacketConnectHooks, declared: number): EnetLink {
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
      ignored: () => {},
      failed: () => {},
    });
    return shell.connect(hooks);
  }

  listen(address: Address, hooks: PacketAcceptorHooks<EnetLink>): Acceptor {
    const port = requirePort(address, true);
    queryOf(address, []);
    const local = { address: address.host === '*' || address.host === '' ? '0.0.0.0' : address.host, port };
    return new EnetShell(this.#shell(address, { local, connected: false }), {
      open: (bound) => hooks.listening(`${address.scheme}://${hostForUri(address.host)}:${bound.port}`),
      accepted: (link, data) => hooks.accepted(link, data),
      refused: (count) => hooks.refused(count),
      ignored: (count) => hooks.ignored?.(count),
      failed: (error) => hooks.failed(error),
    });
  }

  #shell(address: Address, ends: { local?: Endpoint; remote?: Endpoint; connected: boolean }): EnetShellSettings {
    const receiveBuffer = this.#receiveBuffer;
    const socket = { uri: address.uri, receiveBuffer, simulate: this.#simulate, ...ends };
    return { ...this.#settings, scheme: address.scheme, socket };
  }
}
