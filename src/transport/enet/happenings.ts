// The events that wait for the shell, and the seats that peers take until their end was heard.
// Must not know how anything comes about.
import { Ring } from '../session/ring.ts';
import type { EnetEvent } from './events.ts';

/**
 * Events in the order in which they happened. Bounded by what they tell of: packets count as waiting until they are taken, and a peer
 * that has ended counts as a peer.
 */
export class Happenings {
  /** Peers alive, and ended ones whose event was not taken. */
  seats = 0;
  readonly #events = new Ring<EnetEvent>();

  /** Appends one. */
  push(event: EnetEvent): void {
    this.#events.push(event);
  }

  /** Takes the oldest. `keep`: what it tells of goes on counting until {@link release}. */
  take(keep: boolean): EnetEvent | undefined {
    const events = this.#events;
    if (events.head === events.tail) return undefined;
    const event = events.at(events.head);
    events.drop();
    if (!keep) this.release(event);
    return event;
  }

  /** What this event tells of is the application's now. */
  release(event: EnetEvent): void {
    if (event.type === 'receive') event.peer.connection.inbox.taken(event.payload.length);
    else if (event.type === 'disconnect') this.seats--;
  }
}
