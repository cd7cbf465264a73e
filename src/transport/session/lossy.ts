// Messages that may be lost, on their way out: numbered, and waiting only for the end of the turn (section 5, LOSSY).
// Must not know links, time or the log.

import { uninitialized } from '../../platform.ts';
import { LOSSY, OVERHEAD } from './frame.ts';
import { putMessage } from './outbox.ts';
import { varintSize } from './varint.ts';
import type { Writer } from './writer.ts';

const SMALLEST = 1024;
const NOTHING: Uint8Array = new Uint8Array(0);

/** The lossy outgoing half of a session: the frames as they go on the wire, one behind the other. */
export class LossyOutbox {
  /** How many were sent and dropped before they left. */
  dropped = 0;
  /** How many left. */
  messages = 0;
  readonly #last: number[];
  // What waits is from #from to #end. What stood before is never overwritten: links may hold views of it.
  #bytes = NOTHING;
  #from = 0;
  #end = 0;
  #waiting = 0;

  /** @param channels - how many there are. */
  constructor(channels: number) {
    this.#last = new Array<number>(channels).fill(0);
  }

  /** Whether nothing waits. */
  get empty(): boolean {
    return this.#waiting === 0;
  }

  /** Cost of what waits, bytes; that of a frame is a little above its message's. */
  get cost(): number {
    return this.#end - this.#from + this.#waiting * OVERHEAD;
  }

  /** Numbers a message, and keeps a copy if it may leave; the number is used either way, so that the gap shows. */
  add(channel: number, payload: Uint8Array, leaves: boolean): void {
    const seq = (this.#last[channel] as number) + 1;
    this.#last[channel] = seq;
    if (!leaves) {
      this.dropped++;
      return;
    }
    const length = 2 + varintSize(seq) + payload.length;
    if (this.#end + length + 4 > this.#bytes.length) this.#grow(length + 4);
    this.#end = putMessage(this.#bytes, this.#end, length, LOSSY, channel, seq, payload);
    this.#waiting++;
  }

  /** The next frames: about `limit` bytes at most, or one frame. */
  take(limit: number): Uint8Array | undefined {
    const from = this.#from;
    const to = this.#advance(limit);
    return to > from ? this.#bytes.subarray(from, to) : undefined;
  }

  /** The channel of the frame that is next. */
  get channel(): number {
    let at = this.#from;
    while ((this.#bytes[at] as number) > 127) at++;
    return this.#bytes[at + 2] as number;
  }

  /** Copies them behind what is in `out`, as far as there is room. */
  write(out: Writer): void {
    while (this.#waiting > 0) {
      const from = this.#from;
      const all = this.#end - from;
      const size = out.at + all <= out.limit ? all : this.#endOfFrame(from) - from;
      if (!out.room(size)) return;
      out.part(this.#bytes, from, this.#advance(size));
    }
  }

  /** Drops what waits: there is no link any more. */
  clear(): void {
    this.dropped += this.#waiting;
    this.#waiting = 0;
    this.#from = this.#end;
  }

  #advance(limit: number): number {
    const from = this.#from;
    if (this.#end - from <= limit) {
      this.messages += this.#waiting;
      this.#waiting = 0;
      this.#from = this.#end;
      return this.#from;
    }
    for (let end = this.#endOfFrame(from); this.#from === from || end - from <= limit; end = this.#endOfFrame(end)) {
      this.#from = end;
      this.#waiting--;
      this.messages++;
    }
    return this.#from;
  }

  #endOfFrame(from: number): number {
    let at = from;
    let length = 0;
    for (let unit = 1, byte = 128; byte > 127; unit *= 128) {
      byte = this.#bytes[at++] as number;
      length += (byte & 127) * unit;
    }
    return at + length;
  }

  #grow(size: number): void {
    const rest = this.#end - this.#from;
    const grown = uninitialized(Math.max(SMALLEST, 2 * (rest + size)));
    grown.set(this.#bytes.subarray(this.#from, this.#end));
    this.#bytes = grown;
    this.#from = 0;
    this.#end = rest;
  }
}
