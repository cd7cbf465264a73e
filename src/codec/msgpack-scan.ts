// Reads the structure of a MessagePack message without building anything, and refuses what is broken, too large or not asked for.
// Knows the format (https://github.com/msgpack/msgpack/blob/master/spec.md) and no library that decodes it.
//
// Every decoder that was tried believes what the bytes announce: 6 kB of nested array headers cost 1 GB and 3 s. After this walk
// lengths are true, depth and count are bounded, strings are UTF-8 and no key is dangerous; each byte was looked at once.
import { utf8Decode } from '../platform.ts';
import type { ResolvedLimits } from './limits.ts';
import { isUtf8 } from './utf8.ts';
import type { Refusal } from './walk.ts';
import { CONSTRUCTOR_KEY, PROTO_KEY, refuse, tooDeep, tooMany, within } from './walk.ts';

/** What a message may hold beyond its limits. */
export interface ScanRules {
  /** Depth and number of elements. */
  readonly limits: ResolvedLimits;
  /** Whether timestamps (extension type -1) are allowed. */
  readonly dates: boolean;
  /** Whether 64-bit integers are allowed beyond what a number holds exactly. */
  readonly bigint: boolean;
}

/** What the walk found out. */
export interface Scan {
  /** Why and where the message is refused; undefined when it is sound. */
  refusal: Refusal | undefined;
  /** Whether there is a `bin` in it, which decoders return as a view. */
  hasBinary: boolean;
  /** Where strings begin (their header) that the decoder would rob of their byte order mark; seldom any. */
  marked: readonly number[];
}

/** Walks over a whole message. Never throws. */
export function scanMsgpack(bytes: Uint8Array, rules: ScanRules): Scan {
  const { maxDepth, maxElements } = rules.limits;
  const walk: Walk = { bytes, rules, at: 0, left: maxElements, hasBinary: false, marked: [], keyFrom: 0 };
  let refusal = scanValue(walk, maxDepth, false);
  if (refusal === undefined && walk.at < bytes.length) refusal = refuse('bytes follow after the value');
  return { refusal, hasBinary: walk.hasBinary, marked: walk.marked };
}

interface Walk {
  readonly bytes: Uint8Array;
  readonly rules: ScanRules;
  at: number;
  left: number;
  hasBinary: boolean;
  readonly marked: number[];
  /** Where the last key's text begins; it ends at `at`. */
  keyFrom: number;
}

const cutShort = (): Refusal => refuse('the message is cut short');

/** The decoder takes a byte order mark off strings above this length in bytes (it hands them to a `TextDecoder`). */
const MARK_LOST_ABOVE = 200;
/** The most seconds from 1970, in either direction, that a `Date` holds (ECMAScript, section 21.4.1.1). */
const FARTHEST_SECOND = 8.64e12;
const TIMESTAMP = 0xff;

// `constructing`: this is the value of a key called constructor.
function scanValue(walk: Walk, depth: number, constructing: boolean): Refusal | undefined {
  const start = walk.at;
  const head = walk.bytes[start];
  if (head === undefined) return cutShort();
  walk.at++;
  if (head < 0x80 || head >= 0xe0) return undefined;
  if (head < 0x90) return scanMap(walk, head & 0x0f, depth, constructing);
  if (head < 0xa0) return scanArray(walk, head & 0x0f, depth);
  if (head < 0xc0) return scanString(walk, head & 0x1f, start);
  switch (head) {
    case 0xc0: // nil
    case 0xc2: // false
    case 0xc3: // true
      return undefined;
    case 0xc4: // bin 8, 16, 32
    case 0xc5:
    case 0xc6:
      walk.hasBinary = true;
      return skip(walk, readUint(walk, 1 << (head - 0xc4)));
    case 0xc7: // ext 8, 16, 32
    case 0xc8:
    case 0xc9:
      return scanExtension(walk, readUint(walk, 1 << (head - 0xc7)));
    case 0xca: // float 32
    case 0xce: // uint 32
    case 0xd2: // int 32
      return skip(walk, 4);
    case 0xcb: // float 64
      return skip(walk, 8);
    case 0xcc: // uint 8
    case 0xd0: // int 8
      return skip(walk, 1);
    case 0xcd: // uint 16
    case 0xd1: // int 16
      return skip(walk, 2);
    case 0xcf: // uint 64
    case 0xd3: // int 64
      return scanInt64(walk, head === 0xd3);
    case 0xd4: // fixext 1, 2, 4, 8, 16
    case 0xd5:
    case 0xd6:
    case 0xd7:
    case 0xd8:
      return scanExtension(walk, 1 << (head - 0xd4));
    case 0xd9: // str 8, 16, 32
    case 0xda:
    case 0xdb:
      return scanString(walk, readUint(walk, 1 << (head - 0xd9)), start);
    case 0xdc: // array 16, 32
    case 0xdd:
      return scanArray(walk, readUint(walk, head === 0xdc ? 2 : 4), depth);
    case 0xde: // map 16, 32
    case 0xdf:
      return scanMap(walk, readUint(walk, head === 0xde ? 2 : 4), depth, constructing);
    default: // 0xc1
      return refuse('not MessagePack');
  }
}

function scanArray(walk: Walk, count: number, depth: number): Refusal | undefined {
  const bad = enter(walk, count, 1, depth);
  if (bad !== undefined) return bad;
  for (let i = 0; i < count; i++) {
    const inside = scanValue(walk, depth - 1, false);
    if (inside !== undefined) return within(i, inside);
  }
  return undefined;
}

function scanMap(walk: Walk, count: number, depth: number, constructing: boolean): Refusal | undefined {
  const bad = enter(walk, count, 2, depth);
  if (bad !== undefined) return bad;
  const { bytes } = walk;
  for (let i = 0; i < count; i++) {
    const badKey = scanKey(walk);
    if (badKey !== undefined) return badKey;
    const from = walk.keyFrom;
    const to = walk.at;
    let inside: Refusal | undefined;
    if (isText(bytes, from, to, '__proto__')) inside = refuse(PROTO_KEY);
    else if (constructing && isText(bytes, from, to, 'prototype')) inside = refuse(CONSTRUCTOR_KEY);
    else inside = scanValue(walk, depth - 1, isText(bytes, from, to, 'constructor'));
    if (inside !== undefined) return within(utf8Decode(bytes.subarray(from, to)), inside);
  }
  return undefined;
}

/** The checks before a container: deep, many, and whether so many values can follow at all (each takes a byte or more). */
function enter(walk: Walk, count: number, valuesEach: 1 | 2, depth: number): Refusal | undefined {
  if (count < 0 || count * valuesEach > walk.bytes.length - walk.at) return cutShort();
  if (depth === 0) return tooDeep(walk.rules.limits.maxDepth);
  walk.left -= count;
  return walk.left < 0 ? tooMany(walk.rules.limits.maxElements) : undefined;
}

function scanKey(walk: Walk): Refusal | undefined {
  const start = walk.at;
  const head = walk.bytes[start];
  if (head === undefined) return cutShort();
  walk.at++;
  let length: number;
  if ((head & 0xe0) === 0xa0) length = head & 0x1f;
  else if (head >= 0xd9 && head <= 0xdb) length = readUint(walk, 1 << (head - 0xd9));
  else return refuse('a key that is no string');
  return scanString(walk, length, start);
}

function scanString(walk: Walk, length: number, start: number): Refusal | undefined {
  const { bytes, at: from } = walk;
  const bad = skip(walk, length);
  if (bad !== undefined) return bad;
  if (!isUtf8(bytes, from, walk.at)) return refuse('a string that is not valid UTF-8');
  walk.keyFrom = from;
  if (length > MARK_LOST_ABOVE && bytes[from] === 0xef && bytes[from + 1] === 0xbb && bytes[from + 2] === 0xbf)
    walk.marked.push(start);
  return undefined;
}

function scanInt64(walk: Walk, signed: boolean): Refusal | undefined {
  const from = walk.at;
  const bad = skip(walk, 8);
  if (bad !== undefined || walk.rules.bigint) return bad;
  const view = new DataView(walk.bytes.buffer, walk.bytes.byteOffset + from, 8);
  const value = (signed ? view.getInt32(0) : view.getUint32(0)) * 2 ** 32 + view.getUint32(4);
  return Number.isSafeInteger(value) ? undefined : refuse('an integer beyond 2^53 (allowed with { bigint: true })');
}

function scanExtension(walk: Walk, length: number): Refusal | undefined {
  const type = walk.bytes[walk.at];
  const from = walk.at + 1;
  const bad = length < 0 ? cutShort() : skip(walk, length + 1);
  if (bad !== undefined) return bad;
  if (type !== TIMESTAMP) return refuse('an extension type');
  if (!walk.rules.dates) return refuse('a timestamp (allowed with { dates: true })');
  return isTimestamp(walk.bytes, from, length) ? undefined : refuse('a timestamp that is out of range or malformed');
}

/** The three layouts of the specification's timestamp type, within the range of a `Date`. */
function isTimestamp(bytes: Uint8Array, from: number, length: number): boolean {
  if (length === 4) return true;
  if (length !== 8 && length !== 12) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset + from, length);
  // 8 bytes: 30 bits of nanoseconds, 34 of seconds. 12 bytes: 32 of nanoseconds, 64 of signed seconds.
  const nanoseconds = length === 8 ? view.getUint32(0) >>> 2 : view.getUint32(0);
  if (nanoseconds > 999_999_999) return false;
  if (length === 8) return true;
  const seconds = view.getInt32(4) * 2 ** 32 + view.getUint32(8);
  return (
    seconds >= -FARTHEST_SECOND && (seconds < FARTHEST_SECOND || (seconds === FARTHEST_SECOND && nanoseconds === 0))
  );
}

/** An unsigned number of 1, 2 or 4 bytes; -1 when the message ends before. */
function readUint(walk: Walk, size: number): number {
  const { bytes, at } = walk;
  if (size > bytes.length - at) return -1;
  walk.at += size;
  let value = 0;
  for (let i = 0; i < size; i++) value = value * 256 + (bytes[at + i] ?? 0);
  return value;
}

function skip(walk: Walk, length: number): Refusal | undefined {
  if (length < 0 || length > walk.bytes.length - walk.at) return cutShort();
  walk.at += length;
  return undefined;
}

/** Whether these bytes are this ASCII text. */
function isText(bytes: Uint8Array, from: number, to: number, text: string): boolean {
  if (to - from !== text.length) return false;
  for (let i = 0; i < text.length; i++) if (bytes[from + i] !== text.charCodeAt(i)) return false;
  return true;
}
