// The acknowledgements that a peer is owed, in the order of arrival, and those that are said twice.
// Must not know what they acknowledge.
import { writeAcknowledge } from './command.ts';
import type { DatagramWriter } from './datagram.ts';

const SIZE = 8;
/** How long one that is said twice is still worth it, ms. */
const STALE = 60;
/** How long the second time is apart from the first, ms. */
const APART = 5;
/** How long after a sign of lost acknowledgements they are said twice, ms. */
const DOUBTFUL = 2000;

/** Numbers in a ring: what to acknowledge and the time to echo. */
class Ring {
  head = 0;
  size = 0;
  #what = new Uint32Array(16);
  #time = new Float64Array(16);

  push(what: number, time: number): void {
    if (this.size === this.#what.length) this.#grow();
    const at = (this.head + this.size++) & (this.#what.length - 1);
    this.#what[at] = what;
    this.#time[at] = time;
  }

  /** Channel and number of the first; there is one. */
  get what(): number {
    return this.#what[this.head] as number; // head is always inside.
  }

  /** Its time. */
  get time(): number {
    return this.#time[this.head] as number; // head is always inside.
  }

  shift(): void {
    this.head = (this.head + 1) & (this.#what.length - 1);
    this.size--;
  }

  clear(): void {
    this.size = 0;
  }

  #grow(): void {
    const what = new Uint32Array(this.#what.length * 2);
    const time = new Float64Array(what.length);
    for (let i = 0; i < this.size; i++) {
      const from = (this.head + i) & (this.#what.length - 1);
      what[i] = this.#what[from] as number; // from is masked to the length.
      time[i] = this.#time[from] as number;
    }
    this.#what = what;
    this.#time = time;
    this.head = 0;
  }
}

/**
 * Acknowledgements of one connection. Where the other side repeats what has arrived, ours get lost: then each goes out twice, a few ms apart and
 * only where a datagram leaves anyway or nothing else does. A second one is ignored by its receiver.
 */
export class Acknowledgements {
  readonly #limit: number;
  readonly #first = new Ring();
  readonly #again = new Ring();
  readonly #againAt = new Ring();
  #doubtUntil = 0;

  /** @param limit - how many may wait. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Whether there is no room for one more. */
  get full(): boolean {
    return this.#first.size >= this.#limit;
  }

  /** How many wait to be said for the first time. */
  get size(): number {
    return this.#first.size;
  }

  /** When the second ones are due, ms. */
  get deadline(): number {
    return this.#againAt.size > 0 ? this.#againAt.time : Number.POSITIVE_INFINITY;
  }

  /** Owes one: `sentTime` is what its datagram said. */
  push(channel: number, seq: number, sentTime: number): void {
    this.#first.push((channel << 16) | seq, sentTime);
  }

  /** Something came that had been acknowledged before. */
  doubt(time: number): void {
    this.#doubtUntil = time + DOUBTFUL;
  }

  /** Forgets all. */
  clear(): void {
    this.#first.clear();
    this.#again.clear();
    this.#againAt.clear();
  }

  /** Writes what fits; false when something did not. */
  write(into: DatagramWriter, time: number): boolean {
    const first = this.#first;
    while (first.size > 0) {
      if (!into.room(SIZE)) return false;
      const { what } = first;
      writeAcknowledge(into, what >>> 16, what & 0xffff, first.time);
      if (time < this.#doubtUntil && this.#again.size < this.#limit) {
        this.#again.push(what, first.time);
        this.#againAt.push(0, time + APART);
      }
      first.shift();
    }
    const again = this.#again;
    while (again.size > 0 && this.#againAt.time <= time) {
      const fresh = time - this.#againAt.time < STALE;
      if (fresh && !into.room(SIZE)) return false;
      if (fresh) writeAcknowledge(into, again.what >>> 16, again.what & 0xffff, again.time);
      again.shift();
      this.#againAt.shift();
    }
    return true;
  }
}
