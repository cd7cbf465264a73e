// A peer with a session: the core's events become the queue's. Knows the core; knows no link and no wire.
import { DecodeError } from '../codec/codec.ts';
import { UsageError } from '../errors.ts';
import type { Push, Source } from './arrivals.ts';
import { type Channel, decoded } from './channel.ts';
import { DISCONNECT_REASONS, type DisconnectReason, NetworkError } from './errors.ts';
import {
  NETWORK_CONNECTED,
  NETWORK_DATA_IN,
  NETWORK_DATA_INVALID,
  NETWORK_DISCONNECTED,
  NETWORK_DRAIN,
  NETWORK_ERROR,
  NETWORK_RESUMED,
  NETWORK_SUSPENDED,
  type NetworkEvent,
} from './events.ts';
import { FaultCounter } from './fault-counter.ts';
import { Peer, type PeerBackend, type PeerState, type PeerStats } from './peer.ts';
import type { Living, PeerHandlers, PeerHost } from './peer-host.ts';
import {
  ClientSession,
  type Session,
  type SessionEnd,
  type SessionEvent,
  type SessionMessage,
} from './session/index.ts';
import { tooBig } from './too-big.ts';
import type { LinkStats } from './transport.ts';

/** What one message counts besides its bytes: session-protocol section 1. */
const MESSAGE_COST = 32;

interface EarlyMessage {
  readonly channel: Channel;
  readonly payload: Uint8Array;
}

/** A session as a peer. @internal */
export class SessionPeer implements PeerBackend, Source<NetworkEvent>, Living {
  readonly peer: Peer;
  tick: ((now: number) => void) | undefined;
  readonly #host: PeerHost;
  readonly #handlers: PeerHandlers;
  readonly #incoming: boolean;
  readonly #faults: FaultCounter;
  #session: Session | undefined;
  #linkStats: () => LinkStats | undefined = () => undefined;
  #held: NetworkEvent | undefined;
  #early: EarlyMessage[] = [];
  #earlyCost = 0;
  #tooManyFaults = false;

  constructor(host: PeerHost, uri: string, handlers: PeerHandlers, incoming: boolean) {
    this.#host = host;
    this.#handlers = handlers;
    this.#incoming = incoming;
    this.#faults = new FaultCounter(host.limits.invalidMessages, host.limits.invalidMs);
    this.peer = new Peer({ id: host.newId(), uri, table: host.table, backend: this });
  }

  /** The session this peer stands for. A client's has ticks of its own; the server ticks all of its sessions. */
  begin(session: Session, linkStats: () => LinkStats | undefined, tick?: (now: number) => void): void {
    this.#session = session;
    this.#linkStats = linkStats;
    this.tick = tick;
  }

  // --- what a program does

  get state(): PeerState {
    const state = this.#session?.state ?? 'connecting';
    return state === 'ended' ? 'closed' : state;
  }

  get bufferedAmount(): number {
    return this.#earlyCost + (this.#session?.buffered ?? 0);
  }

  get stats(): PeerStats {
    const session = this.#session;
    const stats = session?.stats;
    const link = this.#linkStats();
    return {
      rtt: link?.rtt ?? session?.rtt ?? 0,
      rttVariance: link?.rttVariance ?? session?.rttVar ?? 0,
      packetLoss: link?.packetLoss ?? 0,
      throttle: link?.throttle ?? 1,
      messagesIn: stats?.messagesIn ?? 0,
      messagesOut: stats?.messagesOut ?? 0,
      bytesIn: stats?.bytesIn ?? 0,
      bytesOut: stats?.bytesOut ?? 0,
      retransmissions: (stats?.retransmitted ?? 0) + (link?.retransmissions ?? 0),
      lossyDropped: stats?.lossyDropped ?? 0,
      queuedIn: stats?.waiting ?? 0,
      queuedOut: this.bufferedAmount,
      reconnects: stats?.epoch ?? 0,
    };
  }

  send(channel: Channel, payload: Uint8Array, lossy: boolean): boolean {
    const session = this.#session;
    if (!session) return false;
    if (session.state === 'connecting') return this.#sendEarly(channel, payload, lossy);
    const now = this.#host.lately();
    const said = lossy ? session.sendLossy(channel.index, payload, now) : session.send(channel.index, payload, now);
    if (said === 'too-big') throw tooBig(payload.length, session.peer.maxMessage);
    if (said !== 'ok') return false;
    session.current?.keeper?.gathers(now);
    return true;
  }

  recv(): Uint8Array | null {
    throw new UsageError(
      'recv(n) is for raw streams opened with { read: "recv" }; here messages come as NETWORK_DATA_IN',
    );
  }

  close(reason: string): void {
    this.#session?.close(0, reason, this.#host.now());
  }

  suspend(): void {
    this.#dialling().suspend(this.#host.now());
  }

  reconnect(): void {
    this.#dialling().reconnect(this.#host.now());
  }

  #dialling(): ClientSession {
    if (this.#session instanceof ClientSession) return this.#session;
    throw new UsageError(
      'only the side that called connect can dial; on the server wait for the client, or close the peer',
    );
  }

  abort(): void {
    this.#session?.close(0, '', this.#host.now());
  }

  /** Kept until the connection stands; lossy ones are late by then. */
  #sendEarly(channel: Channel, payload: Uint8Array, lossy: boolean): boolean {
    const { maxMessage, sendBuffer } = this.#host.limits;
    if (payload.length > maxMessage) throw tooBig(payload.length, maxMessage);
    const cost = payload.length + MESSAGE_COST;
    if (lossy || this.#earlyCost + cost > sendBuffer) return false;
    this.#early.push({ channel, payload: new Uint8Array(payload) });
    this.#earlyCost += cost;
    return true;
  }

  // --- what the core tells

  /** Whether the key came over a link that others can read. */
  get keyExposed(): boolean {
    return this.#session instanceof ClientSession && this.#session.keyExposed;
  }

  /** So many more events can be taken. */
  notify(count: number): void {
    this.#host.arrived(this, count);
    if (this.#session?.state === 'ended') this.#host.gone(this);
  }

  /** The core has dealt with input: what was sent too early can go now. */
  settled(): void {
    if (this.#early.length === 0 || this.#session?.state === 'connecting') return;
    const early = this.#early;
    this.#early = [];
    this.#earlyCost = 0;
    for (const { channel, payload } of early) {
      if (this.#session?.send(channel.index, payload, this.#host.now()) === 'too-big') this.#tooBigLate(payload);
    }
  }

  /** It was taken before anybody knew what the other side takes: too late to throw. */
  #tooBigLate(payload: Uint8Array): void {
    const { peer } = this;
    const error = new NetworkError(
      'ERR_TOO_BIG',
      `${peer.uri}: a message of ${payload.length} bytes was not sent; the other side takes ${this.#session?.peer.maxMessage ?? 0}`,
    );
    const event: NetworkEvent = { type: NETWORK_ERROR, time: this.#host.now(), error, uri: peer.uri, peer };
    this.#host.arrived({ deliver: (push) => push(event) });
  }

  // --- the pump

  deliver(push: Push<NetworkEvent>, now: number): boolean {
    const session = this.#session;
    const item = session?.peek();
    if (!session || !item) return true;
    const event = this.#held ?? (item.kind === 'message' ? this.#message(item) : this.#lifecycle(item));
    if (!push(event)) {
      this.#held = event;
      return false;
    }
    this.#held = undefined;
    session.shift(now);
    if (event.type === NETWORK_DATA_IN) return true;
    if (event.type === NETWORK_DATA_INVALID && this.#faults.count(now)) {
      this.#tooManyFaults = true;
      session.fail('too many messages that do not fit their channel', now);
    }
    this.#host.entered(event, this.#handlers);
    return true;
  }

  #message(item: SessionMessage): NetworkEvent {
    const { peer } = this;
    const channel = this.#host.table.list[item.channel];
    if (!channel) throw new Error('the core let a channel pass that nobody declared');
    try {
      const data = decoded(channel, item.bytes, item.from, item.to);
      return {
        type: NETWORK_DATA_IN,
        time: item.at,
        peer,
        channel: channel.name,
        data,
        sequenceId: item.seq,
        lossy: item.lossy,
      };
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      return {
        type: NETWORK_DATA_INVALID,
        time: item.at,
        peer,
        channel: channel.name,
        error,
        bytes: new Uint8Array(item.payload),
      };
    }
  }

  #lifecycle(item: Exclude<SessionEvent, SessionMessage>): NetworkEvent {
    const { peer } = this;
    const time = item.at;
    switch (item.kind) {
      case 'connected':
        return { type: NETWORK_CONNECTED, time, peer, incoming: this.#incoming };
      case 'suspended':
        return { type: NETWORK_SUSPENDED, time, peer, reason: item.reason };
      case 'resumed':
        return { type: NETWORK_RESUMED, time, peer, downtime: item.downtime };
      case 'writable':
        return { type: NETWORK_DRAIN, time, peer };
      default:
        return this.#end(item);
    }
  }

  #end(item: SessionEnd): NetworkEvent {
    const unsent: Record<string, number> = {};
    for (const channel of this.#host.table.list) {
      const early = this.#early.filter((each) => each.channel === channel).length;
      const count = early + (item.unsent[channel.index] ?? 0);
      if (count > 0) unsent[channel.name] = count;
    }
    return {
      type: NETWORK_DISCONNECTED,
      time: item.at,
      peer: this.peer,
      reason: this.#tooManyFaults ? 'invalid-data' : reasonFor(item.reason),
      message: item.message,
      unconfirmed: item.unconfirmed + this.#early.length,
      unsent,
    };
  }
}

/** The core's reasons are ours, but for two of a first handshake; a shell that failed gives one of ours in the first place. */
function reasonFor(reason: string): DisconnectReason {
  return DISCONNECT_REASONS.find((each) => each === reason) ?? 'error';
}
