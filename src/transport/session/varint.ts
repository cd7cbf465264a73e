// Unsigned LEB128 numbers 0 .. 2^53-1, the place in the bytes where reading goes on, and the one error of the wire.
// Must not know what the numbers mean.

import { PumpjackError } from '../../errors.ts';

/**
 * What the peer wrote can not be: the only error that decoding throws. Never leaves the core: it ends a link or a session.
 * `wire` is the code of the ERROR frame that answers it (section 3.4 of the session protocol).
 */
export class FrameError extends PumpjackError {
  /** The ERROR code to answer with: 1 PROTOCOL, 3 WINDOW, 4 TOO_BIG. */
  readonly wire: number;

  /** @param message - what was wrong. @param wire - the ERROR code; default 1, PROTOCOL. */
  constructor(message: string, wire = 1) {
    super('ERR_SESSION_FRAME', message);
    this.wire = wire;
  }
}

/** Where reading goes on in a body: `at` up to, not including, `end` of `bytes`. One object serves all frames of a link. */
export class Cursor {
  /** What is read from. */
  bytes: Uint8Array;
  /** Index of the next byte. */
  at: number;
  /** Index behind the last byte. */
  end: number;

  /** @param bytes - what to read. @param at - default 0. @param end - default the end of `bytes`. */
  constructor(bytes: Uint8Array = new Uint8Array(0), at = 0, end: number = bytes.length) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }
}

/** The error for a body that ends before its fields do. */
export const tooShort = (): FrameError => new FrameError('frame too short');

/** Reads a varint; throws {@link FrameError} when it is cut off, not minimal, over 8 bytes or over 2^53-1 (S-2, S-3). */
export function readVarint(from: Cursor): number {
  const bytes = from.bytes;
  let value = 0;
  // Multiplication, because a 32-bit shift would fold large numbers.
  for (let n = 0, unit = 1; n < 8; n++, unit *= 128) {
    if (from.at >= from.end) throw tooShort();
    const byte = bytes[from.at++] as number;
    if (byte < 128) {
      value += byte * unit;
      if ((byte === 0 && n > 0) || value > Number.MAX_SAFE_INTEGER) break;
      return value;
    }
    value += (byte - 128) * unit;
  }
  throw new FrameError('bad varint');
}

/** How many bytes `value` takes as a varint: 1 to 8. */
export function varintSize(value: number): number {
  let size = 1;
  for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) size++;
  return size;
}

/** Writes `value` (0 .. 2^53-1) at index `at`, which has room for it; returns the index behind it. */
export function putVarint(into: Uint8Array, at: number, value: number): number {
  let rest = value;
  let next = at;
  for (; rest >= 128; rest = Math.floor(rest / 128)) into[next++] = (rest % 128) + 128;
  into[next++] = rest;
  return next;
}
