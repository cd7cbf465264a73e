// How each command is laid out. Sizes and offsets are the wire's.
// Must not know when a command is sent or what it does.
import { put16, put32, u16, u32 } from './bytes.ts';
import {
  ACKNOWLEDGE,
  BANDWIDTH_LIMIT,
  CONNECT,
  CONTROL,
  DISCONNECT,
  FIXED_SIZE,
  PING,
  SEND_FRAGMENT,
  SEND_RELIABLE,
  SEND_UNRELIABLE,
  SEND_UNRELIABLE_FRAGMENT,
  SEND_UNSEQUENCED,
  THROTTLE_CONFIGURE,
  UNSEQUENCED,
  type VERIFY_CONNECT,
  WANTS_ACK,
} from './constants.ts';
import type { DatagramWriter } from './datagram.ts';
import type { Outgoing } from './outgoing.ts';

/** What CONNECT and VERIFY_CONNECT say. */
export interface Hello {
  /** The sender's number for this connection: how it wants to be addressed. */
  peerId: number;
  /** Session of what the client receives, 255 for none. */
  incomingSession: number;
  /** Session of what the client sends, 255 for none. */
  outgoingSession: number;
  /** Largest datagram. */
  mtu: number;
  /** Reliable bytes in flight. */
  window: number;
  /** Channels. */
  channels: number;
  /** What the sender can receive, bytes per second. */
  incomingBandwidth: number;
  /** What the sender can send, bytes per second. */
  outgoingBandwidth: number;
  /** Throttle interval, ms. */
  interval: number;
  /** Throttle acceleration. */
  acceleration: number;
  /** Throttle deceleration. */
  deceleration: number;
  /** The connection's id: four bytes that only come back as they were. */
  connectId: number;
  /** The application's number; only in CONNECT. */
  data: number;
}

/** CONNECT or VERIFY_CONNECT, whole. */
export function helloBytes(op: typeof CONNECT | typeof VERIFY_CONNECT, seq: number, hello: Hello): Uint8Array {
  const bytes = control(op, WANTS_ACK, seq);
  put16(bytes, 4, hello.peerId);
  bytes[6] = hello.incomingSession;
  bytes[7] = hello.outgoingSession;
  put32(bytes, 8, hello.mtu);
  put32(bytes, 12, hello.window);
  put32(bytes, 16, hello.channels);
  put32(bytes, 20, hello.incomingBandwidth);
  put32(bytes, 24, hello.outgoingBandwidth);
  put32(bytes, 28, hello.interval);
  put32(bytes, 32, hello.acceleration);
  put32(bytes, 36, hello.deceleration);
  put32(bytes, 40, hello.connectId);
  if (op === CONNECT) put32(bytes, 44, hello.data);
  return bytes;
}

/** Reads the CONNECT or VERIFY_CONNECT at `at`. */
export const readHello = (bytes: Uint8Array, at: number, op: number): Hello => ({
  peerId: u16(bytes, at + 4),
  incomingSession: bytes[at + 6] as number, // The caller has checked that the command is there.
  outgoingSession: bytes[at + 7] as number,
  mtu: u32(bytes, at + 8),
  window: u32(bytes, at + 12),
  channels: u32(bytes, at + 16),
  incomingBandwidth: u32(bytes, at + 20),
  outgoingBandwidth: u32(bytes, at + 24),
  interval: u32(bytes, at + 28),
  acceleration: u32(bytes, at + 32),
  deceleration: u32(bytes, at + 36),
  connectId: u32(bytes, at + 40),
  data: op === CONNECT ? u32(bytes, at + 44) : 0,
});

/** DISCONNECT: one to be acknowledged, or one that is said once. */
export function disconnectBytes(seq: number, data: number, acknowledged: boolean): Uint8Array {
  const bytes = control(DISCONNECT, acknowledged ? WANTS_ACK : UNSEQUENCED, seq);
  put32(bytes, 4, data);
  return bytes;
}

/** PING. */
export const pingBytes = (seq: number): Uint8Array => control(PING, WANTS_ACK, seq);

/** BANDWIDTH_LIMIT, both of the sender, bytes per second. */
export function bandwidthBytes(seq: number, incoming: number, outgoing: number): Uint8Array {
  const bytes = control(BANDWIDTH_LIMIT, WANTS_ACK, seq);
  put32(bytes, 4, incoming);
  put32(bytes, 8, outgoing);
  return bytes;
}

/** THROTTLE_CONFIGURE. */
export function throttleBytes(seq: number, interval: number, acceleration: number, deceleration: number): Uint8Array {
  const bytes = control(THROTTLE_CONFIGURE, WANTS_ACK, seq);
  put32(bytes, 4, interval);
  put32(bytes, 8, acceleration);
  put32(bytes, 12, deceleration);
  return bytes;
}

/** ACKNOWLEDGE, alone. */
export function acknowledgeBytes(channel: number, seq: number, sentTime: number): Uint8Array {
  const bytes = new Uint8Array(8);
  putAcknowledge(bytes, 0, channel, seq, sentTime);
  return bytes;
}

/** Writes an ACKNOWLEDGE; there is room. */
export function writeAcknowledge(into: DatagramWriter, channel: number, seq: number, sentTime: number): void {
  putAcknowledge(into.bytes, into.at, channel, seq, sentTime);
  into.at += 8;
}

/** Bytes of a data command or control command in a datagram. */
export const sizeOf = (entry: Outgoing): number =>
  entry.channel === CONTROL ? entry.length : (FIXED_SIZE[entry.op] as number) + entry.to - entry.from; // Every op has a size.

/** Writes a command; there is room. */
export function writeCommand(into: DatagramWriter, entry: Outgoing): void {
  if (entry.channel === CONTROL) {
    // Its first byte says whether it is to be acknowledged, and control commands are never empty.
    if ((entry.bytes[0] as number) & WANTS_ACK) into.timed = true;
    into.payload(entry.bytes, 0, entry.length);
  } else if (entry.count === 1) writeWhole(into, entry);
  else writeFragment(into, entry, entry.seq, entry.number, entry.from, entry.to);
}

/** Writes a packet whose head stands in front of it; there is room. */
export function writeWhole(into: DatagramWriter, { op, bytes, start, length }: Outgoing): void {
  if (op === SEND_RELIABLE) into.timed = true;
  into.payload(bytes, start - (FIXED_SIZE[op] as number), start + length); // Every op has a size.
}

/** Writes the bytes `from` up to `to` of a packet as one fragment; there is room. */
export function writeFragment(
  into: DatagramWriter,
  packet: Outgoing,
  seq: number,
  number: number,
  from: number,
  to: number,
): void {
  const { op, channel, second, bytes, start, count, length } = packet;
  const body = putHead(into.bytes, into.at, op, channel, seq, second, to - from);
  put32(into.bytes, body, count);
  put32(into.bytes, body + 4, number);
  put32(into.bytes, body + 8, length);
  put32(into.bytes, body + 12, from);
  if (op === SEND_FRAGMENT) into.timed = true;
  into.at = body + 16;
  into.payload(bytes, start + from, start + to);
}

/** Lays out the head of a data command of `length` bytes at index `at`; returns the index behind it. */
export function putHead(
  bytes: Uint8Array,
  at: number,
  op: number,
  channel: number,
  seq: number,
  second: number,
  length: number,
): number {
  const reliable = op === SEND_RELIABLE || op === SEND_FRAGMENT;
  bytes[at] = op | (reliable ? WANTS_ACK : op === SEND_UNSEQUENCED ? UNSEQUENCED : 0);
  bytes[at + 1] = channel;
  put16(bytes, at + 2, seq);
  let next = at + 4;
  if (op !== SEND_RELIABLE) {
    put16(bytes, next, second);
    next += 2;
  }
  put16(bytes, next, length);
  return next + 2;
}

/** Where the payload's length stands in a data command; 0 for commands without payload. */
export function lengthOffset(op: number): number {
  if (op === SEND_RELIABLE) return 4;
  return op === SEND_UNRELIABLE || op === SEND_UNSEQUENCED || op === SEND_FRAGMENT || op === SEND_UNRELIABLE_FRAGMENT
    ? 6
    : 0;
}

function control(op: number, flag: number, seq: number): Uint8Array {
  const bytes = new Uint8Array(FIXED_SIZE[op] as number); // Every op has a size.
  bytes[0] = op | flag;
  bytes[1] = CONTROL;
  put16(bytes, 2, seq);
  return bytes;
}

function putAcknowledge(bytes: Uint8Array, at: number, channel: number, seq: number, sentTime: number): void {
  bytes[at] = ACKNOWLEDGE;
  bytes[at + 1] = channel;
  put16(bytes, at + 2, seq);
  put16(bytes, at + 4, seq);
  put16(bytes, at + 6, sentTime);
}
