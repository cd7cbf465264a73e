// The frames of the session protocol (section 3): their numbers, how they are written, how their fields are read.
// Must not know what a session does with them. Those of a handshake are in handshake.ts; DATA and LOSSY are laid out by outbox.ts and lossy.ts, read by inbox.ts.

import { utf8Decode, utf8Encode } from '../../platform.ts';
import { type Cursor, FrameError, putVarint, readVarint, tooShort, varintSize } from './varint.ts';

/** Frame type: client asks for a new session. */
export const HELLO = 0x01;
/** Frame type: server grants one. */
export const WELCOME = 0x02;
/** Frame type: client wants its session back. */
export const RESUME = 0x03;
/** Frame type: server gives it back. */
export const RESUMED = 0x04;
/** Frame type: server refuses either. */
export const REJECT = 0x05;
/** Frame type: what was delivered. */
export const ACK = 0x06;
/** Frame type: are you there? */
export const PING = 0x07;
/** Frame type: yes. */
export const PONG = 0x08;
/** Frame type: nothing more will come from this side. */
export const BYE = 0x09;
/** Frame type: answer to BYE. */
export const BYE_ACK = 0x0a;
/** Frame type: this side gives up the link or the session. */
export const ERROR = 0x0b;
/** Frame type: a message that may be lost. */
export const LOSSY = 0x10;
/** Frame type of channel 0's messages; channel c has `DATA + c`, up to 126. */
export const DATA = 0x80;

/** REJECT code. */
export const BAD_HELLO = 1;
/** REJECT code. */
export const VERSION = 2;
/** REJECT code. */
export const APP_MISMATCH = 3;
/** REJECT code. */
export const UNAUTHORIZED = 4;
/** REJECT code. */
export const BUSY = 5;
/** REJECT code. */
export const UNKNOWN_SESSION = 6;
/** REJECT code. */
export const STATE_MISMATCH = 7;
/** REJECT code. */
export const SHUTTING_DOWN = 8;
/** REJECT code: the session was closed and the closer's BYE was read. */
export const ENDED_CLEAN = 9;
/** REJECT code. */
export const STALE = 10;
/** REJECT code: the session was closed and the client's BYE was not read. */
export const ENDED = 11;

/** ERROR code. */
export const PROTOCOL = 1;
/** ERROR code. */
export const REPLACED = 2;
/** ERROR code. */
export const WINDOW = 3;
/** ERROR code. */
export const TOO_BIG = 4;
/** ERROR code. */
export const SLOW = 5;
/** ERROR code. */
export const SHUTDOWN = 7;
/** ERROR code. */
export const HANDSHAKE_TIMEOUT = 8;
/** ERROR code. */
export const LINK_TIMEOUT = 9;

/** The frame limit while the handshake goes on, bytes (section 3.2). */
export const HANDSHAKE_FRAME = 4096;
/** What a message costs beside its payload, bytes (section 1). */
export const OVERHEAD = 32;

/** One field of a body: a number is written as a varint, bytes as they are. */
export type Field = number | Uint8Array;

/** A whole frame, its length in front. A one-byte field is a number below 128: its varint is that byte. */
export function encode(type: number, ...fields: readonly Field[]): Uint8Array {
  const body = join(fields);
  const head = varintSize(body.length + 1);
  const out = new Uint8Array(head + 1 + body.length);
  putVarint(out, 0, body.length + 1);
  out[head] = type;
  out.set(body, head + 1);
  return out;
}

/** The fields one behind the other. */
export function join(fields: readonly Field[]): Uint8Array {
  let size = 0;
  for (const field of fields) size += typeof field === 'number' ? varintSize(field) : field.length;
  const out = new Uint8Array(size);
  let at = 0;
  for (const field of fields) {
    if (typeof field === 'number') at = putVarint(out, at, field);
    else {
      out.set(field, at);
      at += field.length;
    }
  }
  return out;
}

/** A string as UTF-8, cut to at most `max` bytes between two characters. */
export function cutText(text: string, max = 256): Uint8Array {
  const bytes = utf8Encode(text);
  let end = Math.min(bytes.length, max);
  if (end < bytes.length) while (end > 0 && ((bytes[end] as number) & 0xc0) === 0x80) end--;
  return bytes.subarray(0, end);
}

/** A frame that ends with a code and a reason: BYE or ERROR. */
export function encodeReason(type: number, code: number, reason: string): Uint8Array {
  const text = cutText(reason);
  return encode(type, code, text.length, text);
}

/** Reads the body of a BYE or an ERROR; throws {@link FrameError}. The reason's control characters are escaped. */
export function readReason(from: Cursor): { code: number; reason: string } {
  const code = readVarint(from);
  return done(from, { code, reason: readText(from) });
}

/** Reads the body of a BYE on a packet-like link, which tells the last number of each channel (L-4); throws {@link FrameError}. */
export function readLastWords(from: Cursor, channels: number): { code: number; reason: string; last: number[] } {
  const code = readVarint(from);
  const reason = readText(from);
  if (readCount(from) !== channels) throw new FrameError('BYE of another channel table');
  const last = Array.from({ length: channels }, () => readVarint(from));
  return done(from, { code, reason, last });
}

/** Reads the body of an ACK and tells `log` each entry, channels ascending; says whether one was news. Throws {@link FrameError}. */
export function readAck(from: Cursor, log: { ack(channel: number, delivered: number): boolean }): boolean {
  let news = false;
  let last = -1;
  for (let n = readCount(from); n > 0; n--) {
    const channel = readByte(from);
    if (channel <= last) throw new FrameError('ACK channels not ascending');
    last = channel;
    if (log.ack(channel, readVarint(from))) news = true;
  }
  return done(from, news);
}

/** Reads the body of a PING or a PONG; throws {@link FrameError}. */
export const readToken = (from: Cursor): number => done(from, readVarint(from));

/** Returns `value` if the body has been read to its end, else throws {@link FrameError} (S-10). */
export function done<T>(from: Cursor, value: T): T {
  if (from.at !== from.end) throw new FrameError('frame too long');
  return value;
}

/** How many entries follow, 1 to 127; throws {@link FrameError}. */
export function readCount(from: Cursor): number {
  const n = readVarint(from);
  if (n < 1 || n > 127) throw new FrameError('bad count');
  return n;
}

/** One byte; throws {@link FrameError}. */
export function readByte(from: Cursor): number {
  if (from.at >= from.end) throw tooShort();
  return from.bytes[from.at++] as number;
}

/** A copy: what a handshake carries outlives the bytes it came in, and is small. */
export function readBytes(from: Cursor, length: number): Uint8Array {
  if (from.end - from.at < length) throw tooShort();
  from.at += length;
  return from.bytes.slice(from.at - length, from.at);
}

/** Bytes with their length in front, at most `max`; throws {@link FrameError}. */
export function readBlob(from: Cursor, max: number): Uint8Array {
  const length = readVarint(from);
  if (length > max) throw new FrameError('field too long');
  return readBytes(from, length);
}

/** A reason. Ends up in logs and on screens: nothing in it may move a cursor or turn a line around. */
export function readText(from: Cursor): string {
  let text: string;
  const bytes = readBlob(from, 256);
  try {
    text = utf8Decode(bytes);
  } catch {
    throw new FrameError('text is not UTF-8');
  }
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (c) => `\\u{${(c.codePointAt(0) as number).toString(16)}}`);
}
