// What only packets do to an inbox: the oldest goes for a newer one, and there are channels that nobody declared. Knows no link and no wire.
import { DecodeError } from '../codec/codec.ts';
import { NETWORK_DATA_INVALID, type NetworkEvent } from './events.ts';
import { type PeerContext, PeerInbox, type PeerItem, type PeerMessage } from './peer-inbox.ts';

/** A queue that can drop its oldest message. @internal */
export class PacketInbox extends PeerInbox {
  /** Messages that were dropped for newer ones. */
  dropped = 0;

  /** Drops the oldest message and appends another. `false`: there is none to drop, and nothing was done. */
  replaceOldest(item: PeerItem): boolean {
    const items = this.items;
    let at = this.head;
    // Only few things that are no messages can stand before the first message: this is short.
    while (at < items.length && items[at]?.kind !== 'data') at++;
    if (at >= items.length) return false;
    const oldest = items[at];
    if (oldest) this.count(oldest, -1);
    this.dropped++;
    items.copyWithin(this.head + 1, this.head, at);
    this.advance();
    this.add(item);
    return true;
  }
}

/** A message on a channel that this side has not declared. @internal */
export function undeclared(item: PeerMessage, { peer, table }: PeerContext): NetworkEvent {
  const { at: time, channel, bytes } = item;
  const declared = table.list.map(({ index, name }) => `${index} ${name}`).join(', ');
  const error = new DecodeError(`a packet on channel ${channel}, which was not declared; declared are ${declared}`);
  return { type: NETWORK_DATA_INVALID, time, peer, channel, error, bytes };
}
