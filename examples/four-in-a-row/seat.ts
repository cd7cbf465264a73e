// A player's knowledge of the table, kept up to date by events: the state, the falling disc, the line, the note.
import {
  NETWORK_CONNECTED,
  NETWORK_DATA_IN,
  NETWORK_DISCONNECTED,
  NETWORK_RESUMED,
  NETWORK_SUSPENDED,
  type NetworkEvent,
  type Peer,
} from 'pumpjack';
import type { Falling } from './board-view.ts';
import type { channels, TableState } from './protocol.ts';
import { COLUMNS, type Colour, other } from './rules.ts';

/** Rows a second that a falling disc gains. */
const GRAVITY = 60;

export class Seat {
  readonly server: Peer<typeof channels>;
  table: TableState | null = null;
  seat: Colour | null = null;
  line: 'connecting' | 'up' | 'down' = 'connecting';
  note = '';
  /** Why it is over, once it is. */
  ended: string | null = null;
  #fall: { readonly at: number; readonly since: number } | null = null;

  constructor(server: Peer<typeof channels>) {
    this.server = server;
  }

  /** One event of the network. */
  take(e: NetworkEvent<typeof channels>): void {
    switch (e.type) {
      case NETWORK_CONNECTED:
      case NETWORK_RESUMED:
        this.line = 'up';
        break;
      case NETWORK_SUSPENDED:
        this.line = 'down';
        break;
      case NETWORK_DISCONNECTED:
        this.ended = `the table is gone: ${e.message || e.reason}`;
        break;
      case NETWORK_DATA_IN:
        if (e.channel === 'seat') this.seat = e.data.seat;
        else if (e.channel === 'note') this.note = e.data;
        else if (e.channel === 'table') this.#show(e.data, e.time);
        break;
    }
  }

  /** Whether this player may drop a disc now. */
  get mayMove(): boolean {
    const { table, seat } = this;
    return table !== null && seat === table.turn && table.winner === null && table.names[other(seat)] !== null;
  }

  /** The disc on its way down, at this moment. */
  falling(now: number): Falling | null {
    const { table } = this;
    if (!this.#fall || !table) return null;
    const seconds = Math.max(0, now - this.#fall.since) / 1000;
    const row = (GRAVITY * seconds * seconds) / 2;
    if (row >= Math.floor(this.#fall.at / COLUMNS)) {
      this.#fall = null;
      return null;
    }
    return { colour: other(table.turn), column: this.#fall.at % COLUMNS, row };
  }

  #show(table: TableState, time: number): void {
    if (table.last !== null && table.last !== this.table?.last) this.#fall = { at: table.last, since: time };
    if (table.last === null && this.table && this.table.last !== null) this.note = '';
    this.table = table;
  }
}
