// The frames of a handshake (section 3.4): what HELLO, WELCOME, RESUME, RESUMED and REJECT say.
// Must not know who may come in, nor how a MAC is made.

import {
  cutText,
  done,
  encode,
  type Field,
  HELLO,
  OVERHEAD,
  REJECT,
  readBlob,
  readByte,
  readBytes,
  readCount,
  readText,
  WELCOME,
} from './frame.ts';
import { type Cursor, FrameError, readVarint } from './varint.ts';

const MAGIC: Uint8Array = new Uint8Array([0x50, 0x4a, 0x4b, 0x31]);
const VERSION_NOW = 1;

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

/** A REJECT. `retryAfterMs` only means something with BUSY. */
export function encodeReject(code: number, retryAfterMs: number, instanceId: Uint8Array, reason: string): Uint8Array {
  const text = cutText(reason);
  return encode(REJECT, code, retryAfterMs, instanceId, text.length, text);
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
