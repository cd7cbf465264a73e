// A peer as its user sees it: sending, ending, settings and numbers.
// Must not know how any of it is done.
import { UsageError } from '../../errors.ts';
import type { Connection } from './connection.ts';
import { CONTROL } from './constants.ts';
import type { EnetKind, EnetPeerStats, EnetState } from './events.ts';
import { checked } from './options.ts';

const U32 = 0xffffffff;
const MOST = 2147483647;
const KINDS: readonly EnetKind[] = ['reliable', 'unreliable', 'unsequenced', 'unreliable-fragment'];

/** What became of a packet: accepted; not, since too much waits; since the peer is not connected; since it is too long; or has no such channel. */
export type EnetSendResult = 'ok' | 'full' | 'closed' | 'too-big' | 'no-channel';

/** One connection of a host (ENetPeer). Made by `host.connect` and by incoming connections. */
export class EnetPeer {
  readonly #connection: Connection;

  /** @internal */
  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** For the host. @internal */
  get connection(): Connection {
    return this.#connection;
  }

  /** Its address, as the shell gave it. */
  get address(): string {
    return this.#connection.address;
  }

  /** Where it is in its life. */
  get state(): EnetState {
    const { phase } = this.#connection;
    if (phase === 'later') return 'disconnecting';
    return phase === 'over' ? 'disconnected' : phase;
  }

  /** Channels agreed on: 0 up to this less one may be sent on. [ENetPeer.channelCount] */
  get channels(): number {
    return this.#connection.channels;
  }

  /** Bytes accepted and not sent, or not acknowledged. */
  get pendingBytes(): number {
    return this.#connection.outbox.bytes + this.#connection.flight.bytes;
  }

  /** Packets and commands accepted and not sent, or not acknowledged. */
  get pendingPackets(): number {
    return this.#connection.outbox.size + this.#connection.flight.size;
  }

  /** Longest payload that goes into one datagram; longer packets are cut into fragments. */
  get piece(): number {
    return this.#connection.outbox.piece;
  }

  /**
   * Accepts a packet; it leaves with the next flush. A copy of the payload is kept.
   * Throws `UsageError` for a channel that can not be, or an unknown kind. [enet_peer_send]
   */
  send(channel: number, payload: Uint8Array, kind: EnetKind): EnetSendResult {
    checked('channel', channel, 0, CONTROL - 1);
    if (!KINDS.includes(kind)) throw new UsageError(`kind must be one of ${KINDS.join(', ')}, not ${String(kind)}`);
    if (this.#connection.phase !== 'connected') return 'closed';
    if (channel >= this.#connection.channels) return 'no-channel';
    return this.#connection.send(channel, payload, kind);
  }

  /** Ends the connection; what was not sent is dropped. The event comes when the other side has agreed, or timed out. [enet_peer_disconnect] */
  disconnect(data = 0): void {
    this.#connection.disconnect(checked('data', data, 0, U32));
  }

  /** Ends it when all that was accepted has been acknowledged. [enet_peer_disconnect_later] */
  disconnectLater(data = 0): void {
    this.#connection.disconnectLater(checked('data', data, 0, U32));
  }

  /** Ends it at once and says so once. [enet_peer_disconnect_now] */
  disconnectNow(data = 0): void {
    this.#connection.disconnectNow(checked('data', data, 0, U32));
  }

  /** How long after the last acknowledgement a PING is sent, ms. Default 500. [enet_peer_ping_interval] */
  pingInterval(ms: number): void {
    this.#connection.pingInterval = checked('pingInterval', ms, 10, MOST);
  }

  /** When to give up: so many doubling retransmission times, but between so many ms. Default 32, 5000, 30000. [enet_peer_timeout] */
  timeout(limit: number, minimum: number, maximum: number): void {
    const { flight } = this.#connection;
    flight.timeoutLimit = checked('limit', limit, 1, MOST);
    flight.timeoutMinimum = checked('minimum', minimum, 10, MOST);
    flight.timeoutMaximum = checked('maximum', maximum, minimum, MOST);
  }

  /** Sets both sides' throttle: ms, and steps of 32 up and down. Default 5000, 2, 2. [enet_peer_throttle_configure] */
  throttleConfigure(interval: number, acceleration: number, deceleration: number): void {
    this.#connection.throttleConfigure(
      checked('interval', interval, 1, U32),
      checked('acceleration', acceleration, 0, U32),
      checked('deceleration', deceleration, 0, U32),
    );
  }

  /** What the connection has been like up to now. */
  get stats(): EnetPeerStats {
    const c = this.#connection;
    return {
      rtt: c.roundTrip.rtt,
      rttVariance: c.roundTrip.variance,
      packetLoss: c.flight.loss,
      throttle: c.roundTrip.throttle,
      bytesIn: c.bytesIn,
      bytesOut: c.bytesOut,
      datagramsIn: c.datagramsIn,
      datagramsOut: c.datagramsOut,
      messagesIn: c.inbox.delivered,
      messagesOut: c.messagesOut,
      retransmissions: c.flight.retransmissions,
      replayed: c.replayed,
      throttled: c.outbox.throttled,
      dropped: c.inbox.dropped,
      bytesInFlight: c.flight.bytes,
      pendingBytes: this.pendingBytes,
      queued: c.outbox.size,
      waitingBytes: c.inbox.cost,
      mtu: c.outbox.mtu,
      window: c.outbox.window,
    };
  }
}
