// A peer without a session whose link has channels of its own (ENet), or one for all (datagrams). Knows packet links; knows no wire.
import { UsageError } from '../errors.ts';
import { copyToWrite } from '../platform.ts';
import type { Address } from './address.ts';
import type { Push, Source } from './arrivals.ts';
import type { Channel, ChannelTable } from './channel.ts';
import { type DisconnectReason, NetworkError } from './errors.ts';
import { NETWORK_DATA_INVALID, type NetworkEvent } from './events.ts';
import { FaultCounter } from './fault-counter.ts';
import type { PacketEnd, PacketHooks, PacketLink, PacketMode } from './packet.ts';
import { PacketInbox, undeclared } from './packet-inbox.ts';
import { Peer, type PeerBackend, type PeerState, type PeerStats } from './peer.ts';
import type { Living, PeerHandlers, PeerHost } from './peer-host.ts';
import { type PeerContext, type PeerItem, peerEvent } from './peer-inbox.ts';
import type { RawOptions } from './raw-options.ts';

const U32 = 0xffffffff;
const NEVER = Number.POSITIVE_INFINITY;

/** What one message counts besides its bytes, so that many empty ones are bounded too. */
const MESSAGE_COST = 32;

interface Early {
  readonly channel: Channel;
  readonly bytes: Uint8Array;
}

/** A packet link as a peer. @internal */
export class PacketPeer implements PeerBackend, PacketHooks, PeerContext, Source<NetworkEvent>, Living {
  readonly peer: Peer;
  readonly incoming: boolean;
  readonly owned = true;
  readonly table: ChannelTable;
  readonly #host: PeerHost;
  readonly #handlers: PeerHandlers;
  /** The channel of everything that arrives, where the wire has none of its own. */
  readonly #only: Channel | undefined;
  readonly #faults: FaultCounter;
  readonly #inbox = new PacketInbox();
  #link: PacketLink | undefined;
  #state: PeerState;
  #held: NetworkEvent | undefined;
  #early: Early[] = [];
  #earlyCost = 0;
  #wasFull = false;
  /** How it ends, if this side ended it. */
  #verdict: { reason: DisconnectReason; message: string } | undefined;
  #deadline = NEVER;
  #heardAt = 0;
  #messagesIn = 0;
  #messagesOut = 0;
  #lossyDropped = 0;
  /** Channels that the other side lacks, of which the program was told. */
  readonly #missing = new Set<number>();

  constructor(
    host: PeerHost,
    address: Address,
    uri: string,
    options: RawOptions,
    handlers: PeerHandlers,
    incoming: boolean,
  ) {
    this.#only = PacketPeer.check(host, address, options);
    this.#host = host;
    this.table = host.table;
    this.#handlers = handlers;
    this.incoming = incoming;
    this.#faults = new FaultCounter(host.limits.invalidMessages, host.limits.invalidMs);
    this.#state = incoming ? 'connected' : 'connecting';
    this.peer = new Peer({ id: host.newId(), uri, table: host.table, backend: this });
  }

  /** The one channel, where the wire has none of its own. @throws UsageError for options that mean nothing on such a wire. */
  static check(host: PeerHost, address: Address, options: RawOptions): Channel | undefined {
    const { scheme, raw } = address;
    if (options.framing || options.read === 'recv')
      throw new UsageError(`"${scheme}:" carries whole messages; framing and read: 'recv' are for streams`);
    if (raw) return host.channel(options.channel);
    if (options.channel !== undefined)
      throw new UsageError(`"${scheme}:" has numbered channels; the declared order says which is which`);
    return undefined;
  }

  /** The link this peer lives and dies with. */
  start(link: PacketLink, data?: number): void {
    this.#link = link;
    if (this.incoming) {
      this.#arrived({ kind: 'connected', at: this.#host.now(), data });
      return;
    }
    this.#deadline = this.#host.now() + this.#host.limits.connectTotalMs;
    this.#host.wakeAt(this.#deadline);
  }

  // --- what a program does

  get state(): PeerState {
    return this.#state;
  }

  get bufferedAmount(): number {
    return this.#earlyCost + (this.#link?.buffered ?? 0);
  }

  get stats(): PeerStats {
    const link = this.#link?.stats;
    return {
      rtt: link?.rtt ?? 0,
      rttVariance: link?.rttVariance ?? 0,
      packetLoss: link?.packetLoss ?? 0,
      throttle: link?.throttle ?? 1,
      messagesIn: this.#messagesIn,
      messagesOut: this.#messagesOut,
      bytesIn: link?.bytesIn ?? 0,
      bytesOut: link?.bytesOut ?? 0,
      retransmissions: link?.retransmissions ?? 0,
      lossyDropped: this.#lossyDropped + this.#inbox.dropped + (link?.lossyDropped ?? 0),
      queuedIn: this.#inbox.messages,
      queuedOut: this.bufferedAmount,
      reconnects: 0,
    };
  }

  send(channel: Channel, payload: Uint8Array, lossy: boolean): boolean {
    const link = this.#link;
    if (!link || (this.#state !== 'connected' && this.#state !== 'connecting')) return false;
    if (payload.length > link.maxPacket) throw tooBig(payload.length, link);
    if (this.#state === 'connecting') return this.#sendEarly(channel, payload, lossy);
    if (this.#early.length > 0) {
      this.#wasFull ||= !lossy;
      return false;
    }
    return this.#pass(link, channel, payload, lossy);
  }

  recv(): Uint8Array | null {
    throw new UsageError(
      'recv(n) is for raw streams opened with { read: "recv" }; here messages come as NETWORK_DATA_IN',
    );
  }

  close(reason: string): void {
    if (this.#state === 'closed' || this.#state === 'closing') return;
    this.#verdict = { reason: 'closed', message: reason };
    if (this.#state === 'connecting') {
      this.#end({ ...this.#verdict, unconfirmed: [] });
      this.#link?.abort();
      return;
    }
    this.#state = 'closing';
    this.#deadline = this.#host.now() + this.#host.limits.closeMs;
    this.#host.wakeAt(this.#deadline);
    const data = /^\d{1,10}$/.test(reason) ? Number(reason) : 0;
    this.#link?.close(data <= U32 ? data : 0);
  }

  suspend(): void {
    throw new UsageError('this peer has no session to come back to; close it, and connect anew');
  }

  reconnect(): void {
    this.suspend();
  }

  // --- what the link tells

  opened(): void {
    if (this.#state !== 'connecting') return;
    this.#state = 'connected';
    this.#deadline = NEVER;
    this.#arrived({ kind: 'connected', at: this.#host.now(), data: undefined });
    this.#refill();
  }

  received(channel: number, bytes: Uint8Array, mode: PacketMode, sequenceId: number, again: boolean): void {
    if (this.#inbox.ended) return;
    this.#messagesIn++;
    if (!again) this.#heardAt = this.#host.now();
    const lossy = mode !== 'reliable';
    const item: PeerItem = {
      kind: 'data',
      at: this.#heardAt,
      channel: this.#only?.index ?? channel,
      bytes,
      lossy,
      sequenceId,
    };
    // What takes the place of another needs no place of its own in the order of arrival.
    if (
      this.#link?.inbox === 'dropped' &&
      this.#inbox.cost >= this.#host.limits.recvWindow &&
      this.#inbox.replaceOldest(item)
    )
      this.#held = undefined;
    else this.#arrived(item);
  }

  writable(): void {
    if (!this.#inbox.ended) this.#refill();
  }

  trouble(error: NetworkError): void {
    // One that waits says it all.
    if (!this.#inbox.ended && !this.#inbox.holds('error'))
      this.#arrived({ kind: 'error', at: this.#host.now(), error });
  }

  closed(end: PacketEnd): void {
    if (this.#inbox.ended) return;
    if (this.#state === 'connecting' && end.error)
      this.#arrived({ kind: 'error', at: this.#host.now(), error: end.error });
    // However it went in detail: this side wanted it.
    this.#end(this.#state === 'closing' ? { ...end, ...this.#verdict } : end);
  }

  // --- time

  tick(now: number): void {
    if (now < this.#deadline) return;
    this.#deadline = NEVER;
    if (this.#state === 'connecting') {
      const text = `${this.peer.uri}: no answer within ${this.#host.limits.connectTotalMs} ms`;
      this.closed({ reason: 'timeout', message: text, error: new NetworkError('ERR_TIMEOUT', text), unconfirmed: [] });
    }
    // A close that the other side does not confirm ends all the same; what the link still knows is in its last word.
    this.#link?.abort();
  }

  /** Drop it without ceremony. */
  abort(): void {
    this.#finish('shutdown', '');
  }

  // --- the pump

  deliver(push: Push<NetworkEvent>, now: number): boolean {
    const item = this.#inbox.first;
    if (!item) return true;
    const event = this.#held ?? this.#event(item);
    if (!push(event)) {
      this.#held = event;
      return false;
    }
    this.#held = undefined;
    this.#inbox.shift();
    if (item.kind === 'data') this.#link?.taken();
    if (item.kind === 'end') this.#link?.forgotten();
    if (event.type === NETWORK_DATA_INVALID && typeof event.channel === 'string' && this.#faults.count(now))
      this.#finish('invalid-data', 'too many messages that do not fit their channel');
    this.#host.entered(event, this.#handlers);
    return true;
  }

  // --- inside

  #event(item: PeerItem): NetworkEvent {
    if (item.kind === 'data' && !this.table.list[item.channel]) return undeclared(item, this);
    return peerEvent(item, this);
  }

  /** Kept until the connection stands; lossy ones are late by then. */
  #sendEarly(channel: Channel, payload: Uint8Array, lossy: boolean): boolean {
    const cost = payload.length + MESSAGE_COST;
    if (lossy) this.#lossyDropped++;
    if (lossy || (this.#early.length > 0 && this.#earlyCost + cost > this.#host.limits.sendBuffer)) {
      this.#wasFull ||= !lossy;
      return false;
    }
    this.#early.push({ channel, bytes: copyToWrite(payload) });
    this.#earlyCost += cost;
    return true;
  }

  /** What was accepted before the connection stood goes first; what is left of it waits until there is room. */
  #refill(): void {
    const link = this.#link;
    let passed = false;
    while (link && this.#early[0]) {
      const { channel, bytes } = this.#early[0];
      const said = link.send(this.#only ? 0 : channel.index, bytes, 'reliable');
      if (said === 'full') return;
      passed = true;
      if (said === 'ok') this.#messagesOut++;
      else if (said === 'no-channel') this.#tellMissing(channel, link.channels);
      this.#early.shift();
      this.#earlyCost -= bytes.length + MESSAGE_COST;
    }
    if (!this.#wasFull) return;
    if (passed) {
      // It may be full with just these.
      link?.wantRoom();
      return;
    }
    this.#wasFull = false;
    if (!this.#inbox.holds('drain')) this.#arrived({ kind: 'drain', at: this.#host.now() });
  }

  #pass(link: PacketLink, channel: Channel, bytes: Uint8Array, lossy: boolean): boolean {
    const mode = lossy ? (channel.kind === 'u' ? 'unsequenced' : 'unreliable') : 'reliable';
    const said = link.send(this.#only ? 0 : channel.index, bytes, mode);
    if (said === 'ok') {
      this.#messagesOut++;
      return true;
    }
    if (said === 'too-big') throw tooBig(bytes.length, link);
    if (said === 'no-channel') this.#tellMissing(channel, link.channels);
    if (lossy) this.#lossyDropped++;
    else if (said === 'full') this.#wasFull = true;
    return false;
  }

  #tellMissing({ index, name }: Channel, channels: number): void {
    if (this.#missing.has(index)) return;
    this.#missing.add(index);
    const text = `${this.peer.uri}: the other side has ${channels} channels, and "${name}" is number ${index}, counted from 0 (told once)`;
    this.#arrived({ kind: 'error', at: this.#host.now(), error: new NetworkError('ERR_NO_CHANNEL', text) });
  }

  #finish(reason: DisconnectReason, message: string): void {
    if (this.#inbox.ended) return;
    this.#verdict = { reason, message };
    this.#state = 'closing';
    this.#link?.abort();
  }

  #end(end: PacketEnd): void {
    if (this.#inbox.ended) return;
    this.#state = 'closed';
    const unconfirmed = [...end.unconfirmed];
    for (const { channel } of this.#early) unconfirmed[channel.index] = (unconfirmed[channel.index] ?? 0) + 1;
    this.#early = [];
    this.#earlyCost = 0;
    this.#arrived({ kind: 'end', at: this.#host.now(), end: { ...end, unconfirmed } });
    this.#host.gone(this);
  }

  #arrived(item: PeerItem): void {
    this.#inbox.add(item);
    this.#host.arrived(this);
  }
}

function tooBig(size: number, link: PacketLink): UsageError {
  return new UsageError(
    `a message of ${size} bytes; at most ${link.maxPacket} fit: split it, or raise ${link.raiseMaxPacket}`,
    'ERR_TOO_BIG',
  );
}
