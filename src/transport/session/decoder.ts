// Bytes to frames, for links with and without boundaries (section 3.2). Total: frames, or one FrameError.
// Must not know what a frame says.

import { HANDSHAKE_FRAME, TOO_BIG } from './frame.ts';
import { Cursor, FrameError } from './varint.ts';

/** What takes the frames. `body` is only valid during the call. */
export interface FrameSink {
  /** One whole frame: its type, and a cursor at its body. May throw {@link FrameError}. */
  frame(type: number, body: Cursor): void;
}

const NOTHING: Uint8Array = new Uint8Array(0);
/** One for all: a body is only valid during a call, and with a thousand links each object is one more to fetch from memory. */
const cursor = new Cursor();

/** Cuts the bytes of one link into frames. Belongs to one link and is thrown away with it (S-30). */
export class Decoder {
  /** Largest frame taken now, bytes; raised when the handshake is complete. */
  maxFrame: number = HANDSHAKE_FRAME;
  /** Set by whoever needs no more frames: what is left of the bytes is ignored. */
  stopped = false;
  /** When the frame that is not complete yet began, ms; `Infinity` when there is none. */
  since: number = Number.POSITIVE_INFINITY;
  readonly #whole: boolean;
  // Bytes of a frame cut by the border of a chunk: as many as arrived, never as many as were announced (S-6).
  #held: Uint8Array = NOTHING;
  #length = 0;

  /** @param whole - true for a message-like link: each call of push() brings whole frames. */
  constructor(whole: boolean) {
    this.#whole = whole;
  }

  /** How many bytes of an unfinished frame are kept. */
  get held(): number {
    return this.#held.length;
  }

  /** Takes what arrived; gives each whole frame to `sink` at once. Throws {@link FrameError}; the decoder is dead then. */
  push(chunk: Uint8Array, sink: FrameSink, now: number): void {
    let at = 0;
    if (this.#length > 0) at = this.#complete(chunk, sink);
    else if (this.#whole && chunk.length === 0) throw new FrameError('empty message');
    at = this.#frames(chunk, at, sink);
    if (this.stopped || at === chunk.length) return;
    if (this.#whole) throw new FrameError('message ends inside a frame');
    if (this.#length === 0) this.since = now;
    this.#hold(chunk, at, chunk.length);
  }

  /** Gives out the whole frames from index `at` on; returns where the first one that is not whole begins. */
  #frames(bytes: Uint8Array, from: number, sink: FrameSink): number {
    const end = bytes.length;
    let at = from;
    while (at < end && !this.stopped) {
      let length = bytes[at] as number;
      let body = at + 1;
      if (length > 127) {
        length -= 128;
        for (let unit = 128, byte = 128; byte > 127; unit *= 128) {
          if (body === end) return at;
          byte = bytes[body++] as number;
          if (byte === 0) throw new FrameError('bad varint');
          // A fourth byte with more to follow is too long a prefix, whatever follows (S-4).
          if (unit === 2097152 && byte > 127) throw new FrameError('length prefix too long');
          length += (byte & 127) * unit;
        }
      }
      if (length === 0) throw new FrameError('empty frame');
      if (length > this.maxFrame) throw new FrameError(`frame of ${length} bytes`, TOO_BIG);
      if (end - body < length) return at;
      at = body + length;
      cursor.bytes = bytes;
      cursor.at = body + 1;
      cursor.end = at;
      sink.frame(bytes[body] as number, cursor);
    }
    return at;
  }

  /** Goes on with the frame that was cut; returns how many bytes of `chunk` belong to it. */
  #complete(chunk: Uint8Array, sink: FrameSink): number {
    let at = 0;
    while (this.#length > 0 && at < chunk.length) {
      const to = Math.min(chunk.length, at + this.#missing());
      this.#hold(chunk, at, to);
      at = to;
      // Judges the prefix as soon as it is there, and gives the frame out once it is whole.
      if (this.#frames(this.#held.subarray(0, this.#length), 0, sink) > 0) {
        this.#held = NOTHING;
        this.#length = 0;
        this.since = Number.POSITIVE_INFINITY;
      }
    }
    return at;
  }

  /** How many bytes the held frame still needs; one at a time while its length is unknown. */
  #missing(): number {
    let length = 0;
    for (let i = 0, unit = 1; i < this.#length; i++, unit *= 128) {
      const byte = this.#held[i] as number;
      length += (byte & 127) * unit;
      if (byte < 128) return i + 1 + length - this.#length;
    }
    return 1;
  }

  #hold(chunk: Uint8Array, from: number, to: number): void {
    const length = this.#length + to - from;
    if (length > this.#held.length) {
      const room = Math.min(2 * this.#held.length, this.#length + this.#missing());
      const grown = new Uint8Array(Math.max(length, room));
      grown.set(this.#held.subarray(0, this.#length));
      this.#held = grown;
    }
    this.#held.set(chunk.subarray(from, to), this.#length);
    this.#length = length;
  }
}
