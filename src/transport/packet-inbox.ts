// What has arrived for one packet peer and was not pumped, and the events it becomes. Knows no link and no wire.
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

interface PacketData {
  readonly kind: 'data';
  readonly at: number;
  readonly channel: number;
  readonly bytes: Uint8Array;
  readonly lossy: boolean;
  readonly sequenceId: number;
}

/** One thing that arrived. @internal */
export type PacketItem =
  | PacketData
  | { readonly kind: 'connected'; readonly at: number; readonly data: number | undefined }
  | { readonly kind: 'drain'; readonly at: number }
  | { readonly kind: 'error'; readonly at: number; readonly error: NetworkError }
  | { readonly kind: 'end'; readonly at: number; readonly end: PacketEnd };

/** A queue of them that can drop its oldest message. @internal */
export class PacketInbox {
  /** Messages that wait. */
  messages = 0;
  /** Messages that were dropped for newer ones. */
  dropped = 0;
  /** Whether the end is in. */
  ended = false;
  #items: PacketItem[] = [];
  #head = 0;
  #cost = 0;
  readonly #most: number;
  readonly #signs = { drain: 0, error: 0 };

  /** @param most - bytes, with {@link MESSAGE_COST} for each message, from which on it is full. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Whether the oldest message has to go for a newer one. */
  get full(): boolean {
    return this.#cost >= this.#most;
  }

  get first(): PacketItem | undefined {
    return this.#items[this.#head];
  }

  /** Whether one of this kind waits. */
  holds(kind: 'drain' | 'error'): boolean {
    return this.#signs[kind] > 0;
  }

  add(item: PacketItem): void {
    this.#items.push(item);
    this.#count(item, 1);
    this.ended ||= item.kind === 'end';
  }

  shift(): void {
    const item = this.first;
    if (item) this.#count(item, -1);
    this.#advance();
  }

  /** Drops the oldest message and appends another. `false`: there is none to drop, and nothing was done. */
  replaceOldest(item: PacketItem): boolean {
    const items = this.#items;
    let at = this.#head;
    // Only few things that are no messages can stand before the first message: this is short.
    while (at < items.length && items[at]?.kind !== 'data') at++;
    if (at >= items.length) return false;
    const oldest = items[at];
    if (oldest) this.#count(oldest, -1);
    this.dropped++;
    items.copyWithin(this.#head + 1, this.#head, at);
    this.#advance();
    this.add(item);
    return true;
  }

  #advance(): void {
    this.#head++;
    if (this.#head === this.#items.length) {
      this.#items = [];
      this.#head = 0;
    } else if (this.#head > 1024 && this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
  }

  #count(item: PacketItem, by: 1 | -1): void {
    if (item.kind === 'drain' || item.kind === 'error') this.#signs[item.kind] += by;
    if (item.kind !== 'data') return;
    this.messages += by;
    this.#cost += by * (item.bytes.length + MESSAGE_COST);
  }
}

/** The event that an item becomes. `only`: the channel of all messages, on a wire without channels. @internal */
export function packetEvent(
  item: PacketItem,
  peer: Peer,
  table: ChannelTable,
  only: Channel | undefined,
  incoming: boolean,
): NetworkEvent {
  const time = item.at;
  switch (item.kind) {
    case 'data':
      return dataEvent(item, peer, table, only ?? table.list[item.channel]);
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

function dataEvent(item: PacketData, peer: Peer, table: ChannelTable, channel: Channel | undefined): NetworkEvent {
  const { at: time, bytes, lossy, sequenceId } = item;
  if (!channel) {
    const declared = table.list.map(({ index, name }) => `${index} ${name}`).join(', ');
    const error = new DecodeError(
      `a packet on channel ${item.channel}, which was not declared; declared are ${declared}`,
    );
    return { type: NETWORK_DATA_INVALID, time, peer, channel: item.channel, error, bytes };
  }
  try {
    const data = decoded(channel, bytes, 0, bytes.length);
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
