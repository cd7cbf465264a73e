// What has arrived for one peer without a session and was not pumped, and the events it becomes. Knows no link and no wire.
import { DecodeError } from '../codec/codec.ts';
import { type Channel, type ChannelTable, decoded } from './channel.ts';
import type { NetworkError } from './errors.ts';
import {
  NETWORK_CONNECTED,
  NETWORK_DATA_IN,
  NETWORK_DATA_INVALID,
  NETWORK_DISCONNECTED,
  NETWORK_DRAIN,
  NETWORK_ERROR,
  type NetworkEvent,
} from './events.ts';
import type { PacketEnd } from './packet.ts';
import type { Peer } from './peer.ts';

/** What one message counts besides its bytes. */
const MESSAGE_COST = 32;

/** A message that arrived. @internal */
export interface PeerMessage {
  readonly kind: 'data';
  readonly at: number;
  readonly channel: number;
  readonly bytes: Uint8Array;
  readonly lossy: boolean;
  readonly sequenceId: number;
}

/** One thing that arrived. @internal */
export type PeerItem =
  | PeerMessage
  | { readonly kind: 'connected'; readonly at: number; readonly data: number | undefined }
  | { readonly kind: 'drain'; readonly at: number }
  | { readonly kind: 'error'; readonly at: number; readonly error: NetworkError }
  | { readonly kind: 'end'; readonly at: number; readonly end: PacketEnd };

/** A queue of them. @internal */
export class PeerInbox {
  /** Messages that wait. */
  messages = 0;
  /** Whether the end is in. */
  ended = false;
  /** Bytes of the messages that wait, with something for each, so that a flood of empty ones is bounded too. */
  cost = 0;
  /** Of them those from index `head` on wait. */
  protected items: PeerItem[] = [];
  protected head = 0;
  readonly #signs = { drain: 0, error: 0 };

  get first(): PeerItem | undefined {
    return this.items[this.head];
  }

  /** Whether one of this kind waits. */
  holds(kind: 'drain' | 'error'): boolean {
    return this.#signs[kind] > 0;
  }

  add(item: PeerItem): void {
    this.items.push(item);
    this.count(item, 1);
    this.ended ||= item.kind === 'end';
  }

  shift(): void {
    const item = this.first;
    if (item) this.count(item, -1);
    this.advance();
  }

  protected advance(): void {
    this.head++;
    if (this.head === this.items.length) {
      this.items = [];
      this.head = 0;
    } else if (this.head > 1024 && this.head * 2 > this.items.length) {
      this.items = this.items.slice(this.head);
      this.head = 0;
    }
  }

  protected count(item: PeerItem, by: 1 | -1): void {
    if (item.kind === 'drain' || item.kind === 'error') this.#signs[item.kind] += by;
    if (item.kind !== 'data') return;
    this.messages += by;
    this.cost += by * (item.bytes.length + MESSAGE_COST);
  }
}

/** Whose events they are. @internal */
export interface PeerContext {
  readonly peer: Peer;
  readonly table: ChannelTable;
  readonly incoming: boolean;
  /** Whether the bytes of messages are nobody else's and no Node Buffer, so that values may be views of them. */
  readonly owned: boolean;
}

/** The event that an item becomes. @internal */
export function peerEvent(item: PeerItem, of: PeerContext): NetworkEvent {
  const time = item.at;
  const { peer, table, incoming } = of;
  switch (item.kind) {
    case 'data':
      return dataEvent(item, of);
    case 'connected':
      return { type: NETWORK_CONNECTED, time, peer, incoming, ...withData(item.data) };
    case 'drain':
      return { type: NETWORK_DRAIN, time, peer };
    case 'error':
      return { type: NETWORK_ERROR, time, error: item.error, uri: peer.uri, peer };
    case 'end':
      return endEvent(item.end, peer, table, time);
  }
}

function dataEvent(item: PeerMessage, { peer, table, owned }: PeerContext): NetworkEvent {
  const { at: time, bytes, lossy, sequenceId } = item;
  const channel = table.list[item.channel] as Channel; // whoever adds a message has looked
  try {
    const data = owned ? decoded(channel, bytes, 0, bytes.length) : channel.codec.decode(bytes);
    return { type: NETWORK_DATA_IN, time, peer, channel: channel.name, data, sequenceId, lossy };
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return { type: NETWORK_DATA_INVALID, time, peer, channel: channel.name, error, bytes: new Uint8Array(bytes) };
  }
}

function endEvent(end: PacketEnd, peer: Peer, table: ChannelTable, time: number): NetworkEvent {
  const unsent: Record<string, number> = {};
  let unconfirmed = 0;
  for (const { index, name } of table.list) {
    const count = end.unconfirmed[index] ?? 0;
    if (count > 0) unsent[name] = count;
    unconfirmed += count;
  }
  const { reason, message, data } = end;
  return { type: NETWORK_DISCONNECTED, time, peer, reason, message, unconfirmed, unsent, ...withData(data) };
}

const withData = (data: number | undefined): { data?: number } => (data === undefined ? {} : { data });
