// The frames of the session protocol (section 3): their numbers, how each is written and how each body is read.
// Must not know what a session does with them. DATA and LOSSY are laid out by outbox.ts and lossy.ts, read by inbox.ts.

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
const MAGIC: Uint8Array = new Uint8Array([0x50, 0x4a, 0x4b, 0x31]);
const VERSION_NOW = 1;

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

/** A REJECT. `retryAfterMs` only means something with BUSY. */
export function encodeReject(code: number, retryAfterMs: number, instanceId: Uint8Array, reason: string): Uint8Array {
  const text = cutText(reason);
  return encode(REJECT, code, retryAfterMs, instanceId, text.length, text);
}

/** What a HELLO says. */
export interface Hello {
  /** Lowest protocol version the client speaks. */
  versionMin: number;
  /** Highest protocol version the client speaks. */
  versionMax: number;
  /** The application's name, UTF-8. */
  app: Uint8Array;
  /** The channel table in canonical form, UTF-8. */
  table: Uint8Array;
  /** Cost of messages the client can hold undelivered. */
  recvWindow: number;
  /** Largest payload the client takes, bytes. */
  maxMessage: number;
  /** What the application wants to prove; opaque. */
  auth: Uint8Array;
}

/** Writes a HELLO (section 3.4). */
export const encodeHello = (h: Omit<Hello, 'versionMin' | 'versionMax'>): Uint8Array =>
  encode(
    HELLO,
    MAGIC,
    VERSION_NOW,
    VERSION_NOW,
    0,
    h.app.length,
    h.app,
    h.table.length,
    h.table,
    h.recvWindow,
    h.maxMessage,
    h.auth.length,
    h.auth,
  );

/** Reads the body of a HELLO; throws {@link FrameError}. */
export function readHello(from: Cursor): Hello {
  readMagic(from);
  const versionMin = readByte(from);
  const versionMax = readByte(from);
  readVarint(from);
  const app = readBlob(from, 64);
  const table = readBlob(from, 2048);
  const limits = readLimits(from);
  return done(from, { versionMin, versionMax, app, table, ...limits, auth: readBlob(from, 1024) });
}

/** What a WELCOME says. */
export interface Welcome {
  /** The protocol version chosen. */
  version: number;
  /** Names the server process, 8 bytes. */
  instanceId: Uint8Array;
  /** Names the session, 16 bytes. */
  sessionId: Uint8Array;
  /** The key of RESUME, 32 bytes, or none when the applications have one already. */
  key: Uint8Array;
  /** Cost of messages the server can hold undelivered. */
  recvWindow: number;
  /** Largest payload the server takes, bytes. */
  maxMessage: number;
  /** Milliseconds between PINGs. */
  heartbeatMs: number;
  /** Milliseconds of silence after which a link is dead. */
  linkTimeoutMs: number;
  /** Milliseconds a session survives without a link. */
  resumeMs: number;
  /** What the server's application says; opaque. */
  appData: Uint8Array;
}

/** Writes a WELCOME (section 3.4). */
export const encodeWelcome = (w: Omit<Welcome, 'version'>): Uint8Array =>
  encode(
    WELCOME,
    VERSION_NOW,
    0,
    w.instanceId,
    w.sessionId,
    w.key.length,
    w.key,
    w.recvWindow,
    w.maxMessage,
    w.heartbeatMs,
    w.linkTimeoutMs,
    w.resumeMs,
    w.appData.length,
    w.appData,
  );

/** Reads the body of a WELCOME; throws {@link FrameError}, also for values that section 10 does not allow (S-37). */
export function readWelcome(from: Cursor): Welcome {
  const version = readByte(from);
  readVarint(from);
  const instanceId = readBytes(from, 8);
  const sessionId = readBytes(from, 16);
  const key = readBlob(from, 32);
  const limits = readLimits(from);
  const heartbeatMs = readVarint(from);
  const linkTimeoutMs = readVarint(from);
  const resumeMs = readVarint(from);
  const appData = readBlob(from, 1024);
  // A heartbeat of nothing would keep this side busy with pinging.
  if ((key.length > 0 && key.length < 32) || heartbeatMs < 10 || linkTimeoutMs < 2 * heartbeatMs + 1000)
    throw new FrameError('impossible WELCOME');
  return done(from, {
    version,
    instanceId,
    sessionId,
    key,
    ...limits,
    heartbeatMs,
    linkTimeoutMs,
    resumeMs,
    appData,
  });
}

/** For each channel what was delivered, and what was received. */
export interface Vector {
  /** Highest sequence number handed to the application, by channel. */
  delivered: number[];
  /** Highest sequence number taken from a link, by channel; not below `delivered`. */
  received: number[];
}

/** The fields of a vector, to be joined. */
export function vectorFields(vector: Vector): Field[] {
  const fields: Field[] = [vector.delivered.length];
  vector.delivered.forEach((delivered, c) => {
    fields.push(delivered, (vector.received[c] as number) - delivered);
  });
  return fields;
}

/** What RESUME and RESUMED say. */
export interface Resume {
  /** The protocol version; 0 in RESUMED, which has none. */
  version: number;
  /** 16 bytes; empty in RESUMED, which has none. */
  sessionId: Uint8Array;
  /** The attempt's number. */
  epoch: number;
  /** What the sender got. */
  vector: Vector;
  /** Every byte of the body before the MAC: what the MAC is over. */
  signed: Uint8Array;
  /** 16 bytes. */
  mac: Uint8Array;
}

/** The fields of a RESUME before its MAC. */
export const resumeFields = (sessionId: Uint8Array, epoch: number, vector: Vector): Field[] => [
  MAGIC,
  VERSION_NOW,
  0,
  sessionId,
  epoch,
  ...vectorFields(vector),
];

/** The fields of a RESUMED before its MAC. */
export const resumedFields = (epoch: number, vector: Vector): Field[] => [0, epoch, ...vectorFields(vector)];

/** Reads the body of a RESUME, or with `reply` that of a RESUMED; throws {@link FrameError}. */
export function readResume(from: Cursor, reply: boolean): Resume {
  const start = from.at;
  if (!reply) readMagic(from);
  const version = reply ? 0 : readByte(from);
  readVarint(from);
  const sessionId = readBytes(from, reply ? 0 : 16);
  const epoch = readVarint(from);
  const vector = readVector(from);
  const signed = from.bytes.slice(start, from.at);
  return done(from, { version, sessionId, epoch, vector, signed, mac: readBytes(from, 16) });
}

function readVector(from: Cursor): Vector {
  const delivered: number[] = [];
  const received: number[] = [];
  for (let n = readCount(from); n > 0; n--) {
    const d = readVarint(from);
    const r = d + readVarint(from);
    if (r > Number.MAX_SAFE_INTEGER) throw new FrameError('impossible vector');
    delivered.push(d);
    received.push(r);
  }
  return { delivered, received };
}

/** What a REJECT says. */
export interface Reject {
  /** Why: 1 BAD_HELLO .. 11 ENDED. */
  code: number;
  /** With BUSY: milliseconds before the next try. */
  retryAfterMs: number;
  /** Names the server process, 8 bytes. */
  instanceId: Uint8Array;
  /** For people; control characters are escaped. */
  reason: string;
}

/** Reads the body of a REJECT; throws {@link FrameError}. */
export function readReject(from: Cursor): Reject {
  const code = readVarint(from);
  const retryAfterMs = readVarint(from);
  const instanceId = readBytes(from, 8);
  return done(from, { code, retryAfterMs, instanceId, reason: readText(from) });
}

/** Reads the body of a BYE or an ERROR; throws {@link FrameError}. The reason's control characters are escaped. */
export function readReason(from: Cursor): { code: number; reason: string } {
  const code = readVarint(from);
  return done(from, { code, reason: readText(from) });
}

/** Reads the body of an ACK: channel, delivered, channel, delivered, .. with channels ascending; throws {@link FrameError}. */
export function readAck(from: Cursor): number[] {
  const pairs: number[] = [];
  let last = -1;
  for (let n = readCount(from); n > 0; n--) {
    const channel = readByte(from);
    if (channel <= last) throw new FrameError('ACK channels not ascending');
    last = channel;
    pairs.push(channel, readVarint(from));
  }
  return done(from, pairs);
}

/** Reads the body of a PING or a PONG; throws {@link FrameError}. */
export const readToken = (from: Cursor): number => done(from, readVarint(from));

/** Returns `value` if the body has been read to its end, else throws {@link FrameError} (S-10). */
export function done<T>(from: Cursor, value: T): T {
  if (from.at !== from.end) throw new FrameError('frame too long');
  return value;
}

function readCount(from: Cursor): number {
  const n = readVarint(from);
  if (n < 1 || n > 127) throw new FrameError('bad count');
  return n;
}

function readLimits(from: Cursor): { recvWindow: number; maxMessage: number } {
  const recvWindow = readVarint(from);
  const maxMessage = readVarint(from);
  if (maxMessage < 1 || recvWindow < maxMessage + OVERHEAD) throw new FrameError('impossible recvWindow');
  return { recvWindow, maxMessage };
}

function readMagic(from: Cursor): void {
  const magic = readBytes(from, 4);
  if (MAGIC.some((byte, i) => byte !== magic[i])) throw new FrameError('not this protocol');
}

function readByte(from: Cursor): number {
  if (from.at >= from.end) throw tooShort();
  return from.bytes[from.at++] as number;
}

// A copy: what a handshake carries outlives the bytes it came in, and is small.
function readBytes(from: Cursor, length: number): Uint8Array {
  if (from.end - from.at < length) throw tooShort();
  from.at += length;
  return from.bytes.slice(from.at - length, from.at);
}

function readBlob(from: Cursor, max: number): Uint8Array {
  const length = readVarint(from);
  if (length > max) throw new FrameError('field too long');
  return readBytes(from, length);
}

// Reasons end up in logs and on screens: nothing in them may move a cursor or turn a line around.
function readText(from: Cursor): string {
  let text: string;
  const bytes = readBlob(from, 256);
  try {
    text = utf8Decode(bytes);
  } catch {
    throw new FrameError('text is not UTF-8');
  }
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (c) => `\\u{${(c.codePointAt(0) as number).toString(16)}}`);
}
