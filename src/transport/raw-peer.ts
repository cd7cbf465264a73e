// A peer without a session: just the bytes of some other program. Knows links and framings; knows no wire.
import { DecodeError } from '../codec/codec.ts';
import { UsageError } from '../errors.ts';
import { copyToWrite, utf8Decode } from '../platform.ts';
import type { Push, Source } from './arrivals.ts';
import type { Channel } from './channel.ts';
import { type DisconnectReason, NetworkError, reasonOf } from './errors.ts';
import {
  NETWORK_CONNECTED,
  NETWORK_DATA_IN,
  NETWORK_DATA_INVALID,
  NETWORK_DISCONNECTED,
  NETWORK_DRAIN,
  NETWORK_ERROR,
  type NetworkEvent,
} from './events.ts';
import { FaultCounter } from './fault-counter.ts';
import type { FrameDecoder, Framing } from './framing.ts';
import { Peer, type PeerBackend, type PeerState, type PeerStats } from './peer.ts';
import type { PeerHandlers, PeerHost } from './peer-host.ts';
import { ReadBuffer } from './read-buffer.ts';
import type { Flushable } from './schedule.ts';
import { tooBig } from './too-big.ts';
import type { Link, LinkHooks, RawRole } from './transport.ts';

/** How a raw stream is read and written. */
export interface RawOptions {
  /** The channel that what arrives belongs to. Default: the first one declared. */
  channel?: string;
  /**
   * WebSocket only: the channel of text messages. What is sent on it leaves as text, what arrives as text belongs to it; binary messages
   * go by `channel`. `framing` is for binary ones. Default: what arrives as text belongs to `channel` too, and everything leaves as binary.
   */
  textChannel?: string;
  /** Where a message ends: `lines()`, `lengthPrefixed()`, or your own. Default: each piece as it arrives. */
  framing?: Framing;
  /** `'recv'`: no `NETWORK_DATA_IN`; the program takes bytes with `peer.recv(n)`. Default `'events'`. */
  read?: 'events' | 'recv';
}

interface Arrival {
  readonly kind: 'data';
  readonly at: number;
  readonly channel: Channel;
  readonly payload: Uint8Array;
  readonly seq: number;
}

interface Outgoing {
  readonly bytes: Uint8Array;
  readonly text: boolean;
}

type Item =
  | Arrival
  | { readonly kind: 'connected' | 'drain'; readonly at: number }
  | { readonly kind: 'error'; readonly at: number; readonly error: NetworkError }
  | { readonly kind: 'end'; readonly at: number; readonly reason: DisconnectReason; readonly message: string };

const AS_TEXT = { text: true };

/** What one waiting message counts besides its bytes, so that a flood of empty ones is bounded too. */
const MESSAGE_COST = 32;

/** A raw link as a peer. @internal */
export class RawPeer implements PeerBackend, LinkHooks, Source<NetworkEvent>, Flushable {
  readonly peer: Peer;
  readonly incoming: boolean;
  readonly #host: PeerHost;
  readonly #handlers: PeerHandlers;
  readonly #channel: Channel;
  readonly #textChannel: Channel | undefined;
  readonly #framing: Framing | undefined;
  readonly #decoder: FrameDecoder | undefined;
  readonly #recv: ReadBuffer | undefined;
  readonly #faults: FaultCounter;
  #link: Link | undefined;
  #state: PeerState;
  #ended = false;
  #inbox: Item[] = [];
  #inboxHead = 0;
  #inboxCost = 0;
  #held: NetworkEvent | undefined;
  #paused = false;
  #outbox: Outgoing[] = [];
  #outboxBytes = 0;
  #flushAsked = false;
  #writable = true;
  #wasFull = false;
  #closeWanted: { reason: string } | undefined;
  #deadline: number;
  readonly #seqs = new Map<Channel, number>();
  #in = { messages: 0, bytes: 0 };
  #out = { messages: 0, bytes: 0, dropped: 0 };

  constructor(host: PeerHost, uri: string, options: RawOptions, handlers: PeerHandlers, incoming: boolean) {
    this.#host = host;
    this.#handlers = handlers;
    this.incoming = incoming;
    this.#channel = host.channel(options.channel);
    this.#textChannel = options.textChannel === undefined ? undefined : host.channel(options.textChannel);
    this.#framing = options.framing;
    this.#decoder = options.framing?.decoder();
    if (options.read === 'recv') {
      if (options.framing) throw new UsageError(`read: 'recv' takes bytes as they come; leave out framing`);
      this.#recv = new ReadBuffer();
    }
    this.#faults = new FaultCounter(host.limits.invalidMessages, host.limits.invalidMs);
    this.#state = incoming ? 'connected' : 'connecting';
    this.#deadline = incoming ? Number.POSITIVE_INFINITY : host.now() + host.limits.connectMs;
    this.peer = new Peer({ id: host.newId(), uri, table: host.table, backend: this });
    if (!incoming) host.wakeAt(this.#deadline);
  }

  /** The link this peer lives and dies with. */
  start(link: Link): void {
    this.#link = link;
    if (this.incoming) this.#arrived({ kind: 'connected', at: this.#host.now() });
  }

  // --- what a program does

  get rawIncoming(): boolean {
    return this.incoming;
  }

  get state(): PeerState {
    return this.#state;
  }

  get bufferedAmount(): number {
    return this.#outboxBytes + (this.#link?.buffered ?? 0);
  }

  get stats(): PeerStats {
    return {
      rtt: 0,
      rttVariance: 0,
      packetLoss: 0,
      throttle: 1,
      messagesIn: this.#in.messages,
      messagesOut: this.#out.messages,
      bytesIn: this.#in.bytes,
      bytesOut: this.#out.bytes,
      retransmissions: 0,
      lossyDropped: this.#out.dropped,
      queuedIn: this.#inbox.length - this.#inboxHead,
      queuedOut: this.bufferedAmount,
      reconnects: 0,
    };
  }

  send(channel: Channel, payload: Uint8Array, lossy: boolean): boolean {
    if (this.#state !== 'connected' && this.#state !== 'connecting') return false;
    const text = channel === this.#textChannel;
    if (text) checkText(payload, channel);
    const bytes = copyToWrite(this.#framing && !text ? this.#framing.encode(payload) : payload);
    if (bytes.length > this.#host.limits.sendBuffer) throw tooBig(bytes.length, this.#host.limits.sendBuffer);
    if (lossy && (this.#state === 'connecting' || !this.#writable)) {
      this.#out.dropped++;
      return false;
    }
    if (this.bufferedAmount + bytes.length > this.#host.limits.sendBuffer) {
      this.#wasFull = true;
      return false;
    }
    this.#out.messages++;
    this.#outbox.push({ bytes, text });
    this.#outboxBytes += bytes.length;
    this.#askFlush();
    return true;
  }

  recv(numBytes: number): Uint8Array | null {
    if (!this.#recv)
      throw new UsageError(`this peer was not opened for recv; pass { read: 'recv' } to connect or listen`);
    const bytes = this.#recv.read(numBytes);
    if (bytes) this.#inboxCost -= bytes.length;
    this.#resumeIfRoom();
    return bytes;
  }

  close(reason: string): void {
    if (this.#state === 'closed' || this.#state === 'closing') return;
    const wasOpen = this.#state === 'connected';
    this.#state = 'closing';
    this.#closeWanted = { reason };
    if (!wasOpen) {
      this.#end('closed', reason);
      this.#link?.abort();
      return;
    }
    this.#deadline = this.#host.now() + this.#host.limits.closeMs;
    this.#host.wakeAt(this.#deadline);
    // A paused socket would never see the other side's end.
    this.#link?.resume();
    this.#askFlush();
  }

  suspend(): void {
    throw new UsageError('a raw stream has no session to come back to; close it, and connect anew');
  }

  reconnect(): void {
    this.suspend();
  }

  // --- what the link tells

  opened(): void {
    if (this.#state !== 'connecting') return;
    this.#state = 'connected';
    this.#deadline = Number.POSITIVE_INFINITY;
    this.#arrived({ kind: 'connected', at: this.#host.now() });
    if (this.#outbox.length > 0) this.#askFlush();
  }

  received(bytes: Uint8Array, text?: boolean): void {
    if (this.#ended || this.#state === 'closing') return;
    this.#in.bytes += bytes.length;
    if (this.#recv) {
      this.#recv.append(bytes);
      this.#inboxCost += bytes.length;
      this.#host.wake();
    } else if (text && this.#textChannel) this.#messageOn(this.#textChannel, bytes);
    else if (this.#decoder) this.#decode((decoder) => decoder.push(bytes, this.#message));
    else this.#message(bytes);
    if (this.#inboxCost >= this.#host.limits.recvWindow && !this.#paused) {
      this.#paused = true;
      this.#link?.pause();
    }
  }

  writable(): void {
    this.#writable = true;
    if (this.#outbox.length > 0) this.#askFlush();
    else this.#drained();
  }

  closed(error?: NetworkError): void {
    if (this.#ended) return;
    if (!error && this.#state === 'connected') this.#decode((decoder) => decoder.end?.(this.#message));
    const unopened = this.#state === 'connecting';
    if (error && unopened) this.#arrived({ kind: 'error', at: this.#host.now(), error });
    // A reset while we are closing is the other side's way of being done.
    if (this.#closeWanted) this.#end('closed', this.#closeWanted.reason);
    else this.#end(unopened && !error ? 'refused' : reasonOf(error), error?.message ?? '');
  }

  // --- time

  flush(): void {
    this.#flushAsked = false;
    const link = this.#link;
    if (!link || this.#ended || this.#state === 'connecting') return;
    if (this.#writable && this.#outbox.length > 0) {
      const due = link.kind === 'stream' ? [joined(this.#outbox, this.#outboxBytes)] : this.#outbox;
      this.#out.bytes += this.#outboxBytes;
      this.#outbox = [];
      this.#outboxBytes = 0;
      for (const { bytes, text } of due) this.#writable = text ? link.write(bytes, AS_TEXT) : link.write(bytes);
    }
    if (this.#closeWanted && this.#outbox.length === 0) link.close();
    else if (this.#writable) this.#drained();
  }

  tick(now: number): void {
    if (now < this.#deadline) return;
    this.#deadline = Number.POSITIVE_INFINITY;
    if (this.#state === 'connecting') {
      const error = new NetworkError(
        'ERR_TIMEOUT',
        `${this.peer.uri}: no answer within ${this.#host.limits.connectMs} ms`,
      );
      this.#arrived({ kind: 'error', at: now, error });
      this.#end('timeout', error.message);
    } else this.#end('closed', this.#closeWanted?.reason ?? '');
    this.#link?.abort();
  }

  /** Drop the link without ceremony. */
  abort(): void {
    this.#end('shutdown', '');
    this.#link?.abort();
  }

  // --- the pump

  deliver(push: Push<NetworkEvent>, now: number): boolean {
    const item = this.#inbox[this.#inboxHead];
    if (!item) return true;
    const event = this.#held ?? this.#event(item);
    if (!push(event)) {
      this.#held = event;
      return false;
    }
    this.#held = undefined;
    this.#inboxHead++;
    if (this.#inboxHead === this.#inbox.length) {
      this.#inbox = [];
      this.#inboxHead = 0;
    }
    if (item.kind === 'data') {
      this.#inboxCost -= item.payload.length + MESSAGE_COST;
      this.#resumeIfRoom();
    }
    if (event.type === NETWORK_DATA_INVALID && this.#faults.count(now)) {
      this.#end('invalid-data', 'too many messages that do not fit their channel');
      this.#link?.abort();
    }
    this.#host.entered(event, this.#handlers);
    return true;
  }

  #event(item: Item): NetworkEvent {
    const { peer } = this;
    const time = item.at;
    switch (item.kind) {
      case 'data':
        return this.#dataEvent(item, time);
      case 'connected':
        return { type: NETWORK_CONNECTED, time, peer, incoming: this.incoming };
      case 'drain':
        return { type: NETWORK_DRAIN, time, peer };
      case 'error':
        return { type: NETWORK_ERROR, time, error: item.error, uri: peer.uri, peer };
      case 'end':
        return {
          type: NETWORK_DISCONNECTED,
          time,
          peer,
          reason: item.reason,
          message: item.message,
          unconfirmed: 0,
          unsent: {},
        };
    }
  }

  #dataEvent({ channel: { name: channel, codec }, payload, seq: sequenceId }: Arrival, time: number): NetworkEvent {
    const { peer } = this;
    try {
      return {
        type: NETWORK_DATA_IN,
        time,
        peer,
        channel,
        data: codec.decode(payload),
        sequenceId,
        lossy: false,
      };
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      return { type: NETWORK_DATA_INVALID, time, peer, channel, error, bytes: new Uint8Array(payload) };
    }
  }

  // --- inside

  readonly #message = (payload: Uint8Array): void => this.#messageOn(this.#channel, payload);

  #messageOn(channel: Channel, payload: Uint8Array): void {
    const seq = (this.#seqs.get(channel) ?? 0) + 1;
    this.#seqs.set(channel, seq);
    this.#in.messages++;
    this.#inboxCost += payload.length + MESSAGE_COST;
    this.#arrived({ kind: 'data', at: this.#host.now(), channel, payload, seq });
  }

  #decode(step: (decoder: FrameDecoder) => void): void {
    if (!this.#decoder) return;
    try {
      step(this.#decoder);
    } catch (cause) {
      const message = cause instanceof Error ? cause.message : 'the stream is broken';
      this.#arrived({
        kind: 'error',
        at: this.#host.now(),
        error: new NetworkError('ERR_FRAMING', `${this.peer.uri}: ${message}`, { cause }),
      });
      this.#end('protocol', message);
      this.#link?.abort();
    }
  }

  #arrived(item: Item): void {
    this.#inbox.push(item);
    this.#host.arrived(this);
  }

  #end(reason: DisconnectReason, message: string): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#state = 'closed';
    this.#outbox = [];
    this.#outboxBytes = 0;
    this.#arrived({ kind: 'end', at: this.#host.now(), reason, message });
    this.#host.gone(this);
  }

  #askFlush(): void {
    if (this.#flushAsked) return;
    this.#flushAsked = true;
    this.#host.flushLater(this);
  }

  #drained(): void {
    if (!this.#wasFull || this.bufferedAmount > this.#host.limits.sendBuffer / 2) return;
    this.#wasFull = false;
    this.#arrived({ kind: 'drain', at: this.#host.now() });
  }

  #resumeIfRoom(): void {
    if (!this.#paused || this.#inboxCost > this.#host.limits.recvWindow / 2) return;
    this.#paused = false;
    this.#link?.resume();
  }
}

/** A stream knows no text. */
function joined(parts: Outgoing[], length: number): Outgoing {
  if (parts.length === 1 && parts[0]) return parts[0];
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part.bytes, at);
    at += part.bytes.length;
  }
  return { bytes, text: false };
}

/** A text message that is no UTF-8 would end the connection (RFC 6455 section 8.1). */
function checkText(payload: Uint8Array, channel: Channel): void {
  try {
    utf8Decode(payload);
  } catch {
    throw new UsageError(`textChannel ${channel.name}: its codec made what is not UTF-8`);
  }
}

/** Serves raw links, for {@link Transport.raw}. */
export const rawLinks: RawRole = {
  open: (host, uri, options, handlers, incoming) => new RawPeer(host, uri, options, handlers, incoming),
};
