// The one buffer in which what leaves in a turn is gathered, unless it is in one piece already.
// Knows how long a frame may be laid out, not what stands in it.

import { copyToWrite } from '../../platform.ts';

/** A piece of the usual size, and what goes with it. */
const USUAL = 20480;
const LARGEST_KEPT = 1048576;

/** Bytes under way out of a link: whole frames, up to about `limit` bytes. */
export class Writer {
  /** The buffer; only the first {@link Writer.at} bytes mean something. Replaced when it grows: do not keep it. */
  bytes: Uint8Array = new Uint8Array(0);
  /** Index of the next byte. */
  at = 0;
  /** No frame is begun that would end behind this index, unless it is the first. */
  limit = 0;

  /** Whether a frame of `size` bytes may be added; makes room for it (S-9). */
  room(size: number): boolean {
    const end = this.at + size;
    if (this.at > 0 && end > this.limit) return false;
    if (end > this.bytes.length) {
      const grown = new Uint8Array(Math.max(USUAL, this.bytes.length * 2, end));
      grown.set(this.bytes.subarray(0, this.at));
      this.bytes = grown;
    }
    return true;
  }

  /** Appends a whole frame if there is room; says whether. */
  frame(bytes: Uint8Array): boolean {
    if (!this.room(bytes.length)) return false;
    this.bytes.set(bytes, this.at);
    this.at += bytes.length;
    return true;
  }

  /** Appends frames of another buffer, from index `from` up to `to`, for which there is room. */
  part(bytes: Uint8Array, from: number, to: number): void {
    this.bytes.set(bytes.subarray(from, to), this.at);
    this.at += to - from;
  }

  /** What was written, `undefined` if nothing was; begins anew. `lent`: as a view that holds until something is written again, not as a copy. */
  take(lent = false): Uint8Array | undefined {
    const view = this.at > 0 ? this.bytes.subarray(0, this.at) : undefined;
    this.at = 0;
    if (this.bytes.length > LARGEST_KEPT) this.leave();
    return view === undefined || lent ? view : copyToWrite(view);
  }

  /** Leaves the buffer to whoever has a view of it. */
  leave(): void {
    this.bytes = new Uint8Array(0);
  }
}

/** The writer that all links share: writing a turn's frames is never interrupted by another link's. */
export const scratch: Writer = new Writer();
