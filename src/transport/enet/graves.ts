// Connections that have ended, remembered for a while so that the other side learns it too (TIME_WAIT).
// Must not know why they ended.
import { u16 } from './bytes.ts';
import { acknowledgeBytes, disconnectBytes } from './command.ts';
import { commandSize } from './commands.ts';
import { CONTROL, DISCONNECT, WANTS_ACK } from './constants.ts';
import type { DatagramReader, Wrapping } from './datagram.ts';
import type { Directory } from './directory.ts';

/** One of them. */
export interface Grave {
  /** What kind of place this is in the directory. */
  readonly place: 'grave';
  /** Whose. */
  readonly address: string;
  /** Our number. */
  readonly localId: number;
  /** Theirs. */
  readonly remoteId: number;
  /** Session of what is received. */
  readonly incomingSession: number;
  /** Session of what is sent. */
  readonly outgoingSession: number;
  /** How datagrams are wrapped. */
  readonly wrapping: Wrapping;
  /** Whether the other side knows that it is over; if not, it is told when it writes. */
  readonly told: boolean;
  /** When it is forgotten, ms. */
  readonly expires: number;
}

/** The graves of a host, oldest first. */
export class Graves {
  readonly #all: Grave[] = [];
  readonly #directory: Directory;
  readonly #limit: number;

  /** @param limit - how many are kept. */
  constructor(directory: Directory, limit: number) {
    this.#directory = directory;
    this.#limit = limit;
  }

  /** How many there are. */
  get size(): number {
    return this.#all.length;
  }

  /** Remembers an end. */
  add(grave: Grave): void {
    if (this.#limit === 0) return;
    if (this.#all.length >= this.#limit) this.#forget(1);
    this.#all.push(grave);
    this.#directory.add(grave);
  }

  /** Forgets what is old. */
  sweep(time: number): void {
    let old = 0;
    for (const { expires } of this.#all) {
      if (expires > time) break;
      old++;
    }
    if (old > 0) this.#forget(old);
  }

  #forget(count: number): void {
    for (const grave of this.#all.splice(0, count)) this.#directory.remove(grave);
  }
}

/**
 * What to answer to a datagram for a connection that is over. A DISCONNECT is acknowledged again; to anything else a DISCONNECT is the answer where the other
 * side may not know; to one that asks for nothing there is no answer, or two graves would talk forever.
 */
export function epitaph(grave: Grave, { body, from, to, sentTime }: DatagramReader): Uint8Array | undefined {
  let asked = false;
  for (let at = from, size = 0; at < to; at += size) {
    size = commandSize(body, at, to);
    if (size === 0) break;
    const first = body[at] as number; // Inside: the command has a size.
    if ((first & 15) === DISCONNECT)
      return first & WANTS_ACK && sentTime >= 0 ? acknowledgeBytes(CONTROL, u16(body, at + 2), sentTime) : undefined;
    asked ||= (first & WANTS_ACK) !== 0;
  }
  return asked && !grave.told ? disconnectBytes(0, 0, false) : undefined;
}
