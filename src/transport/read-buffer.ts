// Bytes that came in and were not asked for yet. Serves `peer.recv(numBytes)` and the framings.
// Knows no socket and no message.
import { UsageError } from '../errors.ts';

/** Smaller than this is not worth a reallocation. */
const SMALLEST = 256;
/** An empty buffer above this size is given back, so that one large message does not keep its memory for ever. */
const KEEP = 64 * 1024;

/**
 * A queue of bytes: chunks go in as they come, exactly `n` bytes come out. Each byte is copied a bounded number of times,
 * whatever the sizes of the chunks, so a peer that sends single bytes costs no more than one that does not. Memory is at most
 * about four times {@link length} plus 64 KiB; how much that may be is the caller's affair: stop reading, or stop appending.
 */
export class ReadBuffer {
  #data = new Uint8Array(0);
  #start = 0;
  #end = 0;

  /** How many bytes can be read. */
  get length(): number {
    return this.#end - this.#start;
  }

  /** Takes a copy of these bytes; the caller may use `chunk` again. */
  append(chunk: Uint8Array): void {
    if (chunk.length > this.#data.length - this.#end) this.#makeRoom(chunk.length);
    this.#data.set(chunk, this.#end);
    this.#end += chunk.length;
  }

  /**
   * The next `n` bytes, taken out, as an array of its own; `null` while there are fewer. `read(0)` gives an empty array.
   * Throws `UsageError` when `n` is no whole number from 0 on.
   */
  read(n: number): Uint8Array | null {
    if (!Number.isSafeInteger(n) || n < 0)
      throw new UsageError(`the number of bytes must be a whole number, 0 or more, not ${String(n)}`);
    if (n > this.length) return null;
    const out = this.#data.slice(this.#start, this.#start + n);
    this.#start += n;
    if (this.#start === this.#end) this.clear();
    return out;
  }

  /** The byte at `index`, not taken out; `undefined` beyond the end. */
  at(index: number): number | undefined {
    return index < this.length ? this.#data[this.#start + index] : undefined;
  }

  /** Forgets everything that was not read. */
  clear(): void {
    this.#start = 0;
    this.#end = 0;
    if (this.#data.length > KEEP) this.#data = new Uint8Array(0);
  }

  #makeRoom(more: number): void {
    const live = this.length;
    // Moving pays at most once for each half that was read; growing at most once for each doubling.
    if (live + more <= this.#data.length / 2) {
      this.#data.copyWithin(0, this.#start, this.#end);
    } else {
      const grown = new Uint8Array(Math.max(SMALLEST, 2 * (live + more)));
      grown.set(this.#data.subarray(this.#start, this.#end));
      this.#data = grown;
    }
    this.#start = 0;
    this.#end = live;
  }
}
