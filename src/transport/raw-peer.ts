// A peer without a session: just the bytes of some other program. Knows links and framings; knows no wire.
import { UsageError } from '../errors.ts';
import { copyToWrite, utf8Decode } from '../platform.ts';
import type { Push, Source } from './arrivals.ts';
import type { Channel, ChannelTable } from './channel.ts';
import { type DisconnectReason, NetworkError, reasonOf } from './errors.ts';
import { NETWORK_DATA_INVALID, type NetworkEvent } from './events.ts';
import { FaultCounter } from './fault-counter.ts';
import type { FrameDecoder, Framing } from './framing.ts';
import { Peer, type PeerBackend, type PeerState, type PeerStats } from './peer.ts';
import type { PeerHandlers, PeerHost } from './peer-host.ts';
import { type PeerContext, PeerInbox, type PeerItem, peerEvent } from './peer-inbox.ts';
import type { RawOptions } from './raw-options.ts';
import { RawOutbox } from './raw-outbox.ts';
import { ReadBuffer } from './read-buffer.ts';
import type { Flushable } from './schedule.ts';
import { tooBig } from './too-big.ts';
import type { Link, LinkHooks, RawRole } from './transport.ts';

const AS_TEXT = { text: true };

/** A raw link as a peer. @internal */
export class RawPeer implements PeerBackend, LinkHooks, PeerContext, Source<NetworkEvent>, Flushable {
  readonly peer: Peer;
  readonly incoming: boolean;
  readonly table: ChannelTable;
  /** A piece of a stream is the socket's, and a message a view of one. */
  readonly owned = false;
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
  readonly #inbox = new PeerInbox();
  #held: NetworkEvent | undefined;
  #paused = false;
  readonly #outbox = new RawOutbox();
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
    this.table = host.table;
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
    if (this.incoming) this.#arrived({ kind: 'connected', at: this.#host.now(), data: undefined });
  }

  // --- what a program does

  get rawIncoming(): boolean {
    return this.incoming;
  }

  get state(): PeerState {
    return this.#state;
  }

  get bufferedAmount(): number {
    return this.#outbox.bytes + (this.#link?.buffered ?? 0);
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
      queuedIn: this.#inbox.messages,
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
      this.#askFlush();
      return false;
    }
    this.#out.messages++;
    this.#outbox.add({ bytes, text });
    this.#askFlush();
    return true;
  }

  recv(numBytes: number): Uint8Array | null {
    if (!this.#recv)
      throw new UsageError(`this peer was not opened for recv; pass { read: 'recv' } to connect or listen`);
    const bytes = this.#recv.read(numBytes);
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
    this.#arrived({ kind: 'connected', at: this.#host.now(), data: undefined });
    if (!this.#outbox.empty) this.#askFlush();
  }

  received(bytes: Uint8Array, text?: boolean): void {
    if (this.#inbox.ended || this.#state === 'closing') return;
    this.#in.bytes += bytes.length;
    if (this.#recv) {
      this.#recv.append(bytes);
      this.#host.wake();
    } else if (text && this.#textChannel) this.#messageOn(this.#textChannel, bytes);
    else if (this.#decoder) this.#decode((decoder) => decoder.push(bytes, this.#message));
    else this.#message(bytes);
    if (this.#waiting >= this.#host.limits.recvWindow && !this.#paused) {
      this.#paused = true;
      this.#link?.pause();
    }
  }

  writable(): void {
    this.#writable = true;
    if (!this.#outbox.empty) this.#askFlush();
    else this.#drained();
  }

  closed(error?: NetworkError): void {
    if (this.#inbox.ended) return;
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
    if (!link || this.#inbox.ended || this.#state === 'connecting') return;
    if (this.#writable && !this.#outbox.empty) {
      this.#out.bytes += this.#outbox.bytes;
      for (const { bytes, text } of this.#outbox.take(link.kind === 'stream'))
        this.#writable = text ? link.write(bytes, AS_TEXT) : link.write(bytes);
    }
    if (this.#closeWanted && this.#outbox.empty) link.close();
    else if (this.#writable) this.#drained();
  }

  tick(now: number): void {
    if (this.#writable) this.#drained();
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
    const item = this.#inbox.first;
    if (!item) return true;
    const event = this.#held ?? peerEvent(item, this);
    if (!push(event)) {
      this.#held = event;
      return false;
    }
    this.#held = undefined;
    this.#inbox.shift();
    this.#resumeIfRoom();
    if (event.type === NETWORK_DATA_INVALID && this.#faults.count(now)) {
      this.#end('invalid-data', 'too many messages that do not fit their channel');
      this.#link?.abort();
    }
    this.#host.entered(event, this.#handlers);
    return true;
  }

  // --- inside

  readonly #message = (payload: Uint8Array): void => this.#messageOn(this.#channel, payload);

  #messageOn(channel: Channel, payload: Uint8Array): void {
    const sequenceId = (this.#seqs.get(channel) ?? 0) + 1;
    this.#seqs.set(channel, sequenceId);
    this.#in.messages++;
    this.#arrived({
      kind: 'data',
      at: this.#host.now(),
      channel: channel.index,
      bytes: payload,
      lossy: false,
      sequenceId,
    });
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

  #arrived(item: PeerItem): void {
    this.#inbox.add(item);
    this.#host.arrived(this);
  }

  #end(reason: DisconnectReason, message: string): void {
    if (this.#inbox.ended) return;
    this.#state = 'closed';
    this.#outbox.clear();
    this.#arrived({ kind: 'end', at: this.#host.now(), end: { reason, message, unconfirmed: [] } });
    this.#host.gone(this);
  }

  #askFlush(): void {
    if (this.#flushAsked) return;
    this.#flushAsked = true;
    this.#host.flushLater(this);
  }

  #drained(): void {
    if (!this.#wasFull || this.#inbox.ended) return;
    if (this.bufferedAmount > this.#host.limits.sendBuffer / 2) {
      // A link that did not say stop, since it can hold more than sendBuffer, says nothing of what leaves either: it is looked at.
      if (this.#writable) this.#host.wakeAt(this.#host.now() + 1);
      return;
    }
    this.#wasFull = false;
    this.#arrived({ kind: 'drain', at: this.#host.now() });
  }

  /** Bytes that the program has not taken yet. */
  get #waiting(): number {
    return this.#inbox.cost + (this.#recv?.length ?? 0);
  }

  #resumeIfRoom(): void {
    if (!this.#paused || this.#waiting > this.#host.limits.recvWindow / 2) return;
    this.#paused = false;
    this.#link?.resume();
  }
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
