// Carrying out the commands of one datagram on a connection that exists.
// Must not know how datagrams are wrapped or connections found.
import { after, u16, u32 } from './bytes.ts';
import { acknowledgeBytes, lengthOffset, readHello } from './command.ts';
import type { Connection, Owner } from './connection.ts';
import {
  ACKNOWLEDGE,
  BANDWIDTH_LIMIT,
  CONTROL,
  DISCONNECT,
  FIXED_SIZE,
  MAX_CHANNELS,
  PING,
  SEND_FRAGMENT,
  SEND_RELIABLE,
  SEND_UNRELIABLE,
  SEND_UNRELIABLE_FRAGMENT,
  SEND_UNSEQUENCED,
  THROTTLE_CONFIGURE,
  VERIFY_CONNECT,
  WANTS_ACK,
} from './constants.ts';
import type { DatagramReader } from './datagram.ts';
import type { Fragment } from './fragments.ts';
import { clampMtu, clampWindow, sendWindow } from './handshake.ts';
import { INVALID, LATER, REPEATED, TAKEN } from './inbox.ts';

/** Reused for each fragment. */
const fragment: Fragment = { count: 0, number: 0, total: 0, offset: 0, length: 0 };

/** Bytes of the command at `at` with its payload; 0 when it is not one or not all of it is there. */
export function commandSize(body: Uint8Array, at: number, to: number): number {
  if (at + 4 > to) return 0;
  const op = (body[at] as number) & 15; // Inside, as checked; the table has 16 entries.
  const fixed = FIXED_SIZE[op] as number;
  if (fixed === 0 || at + fixed > to) return 0;
  const where = lengthOffset(op);
  const size = where === 0 ? fixed : fixed + u16(body, at + where);
  return at + size > to ? 0 : size;
}

/** Reads a datagram's commands until its end, or until one that can not be; what came before that one counts. */
export function carryOut(connection: Connection, owner: Owner, reader: DatagramReader): void {
  const { body, to, sentTime } = reader;
  let at = reader.from;
  while (at < to) {
    const size = commandSize(body, at, to);
    const asks = size > 0 && ((body[at] as number) & WANTS_ACK) !== 0; // Inside: the command has a size.
    if (size === 0 || (asks && sentTime < 0)) {
      owner.stats.bad++;
      break;
    }
    // No room for the answer: the rest will come again.
    if (asks && connection.owed.full) break;
    const verdict = one(connection, owner, reader, at, size);
    if (connection.phase === 'over') return;
    if (verdict === INVALID) {
      owner.stats.bad++;
      break;
    }
    if (verdict === REPEATED) {
      connection.again();
      if (asks) connection.owed.doubt(owner.clock.time);
    }
    if (asks && verdict !== LATER) connection.owed.push(body[at + 1] as number, u16(body, at + 2), sentTime);
    at += size;
  }
  connection.settle();
}

function one(connection: Connection, owner: Owner, reader: DatagramReader, at: number, size: number): number {
  const { body } = reader;
  // A command has at least four bytes, and all of it is there.
  const op = (body[at] as number) & 15;
  const channel = body[at + 1] as number;
  switch (op) {
    case ACKNOWLEDGE:
      if (connection.phase === 'connecting') return INVALID;
      connection.acknowledged(channel, u16(body, at + 4), u16(body, at + 6));
      return TAKEN;
    case VERIFY_CONNECT:
      if (connection.phase === 'connecting') return verify(connection, owner, reader, at);
      return connection.open ? REPEATED : LATER;
    case DISCONNECT:
      disconnected(connection, owner, reader, at);
      return TAKEN;
    default:
      if (connection.phase === 'disconnecting') return LATER;
      if (!connection.open) return INVALID;
      return op >= SEND_RELIABLE && op !== BANDWIDTH_LIMIT && op !== THROTTLE_CONFIGURE
        ? data(connection, owner, body, at, size)
        : setting(connection, owner, body, at);
  }
}

function data(connection: Connection, owner: Owner, body: Uint8Array, at: number, size: number): number {
  const op = (body[at] as number) & 15; // Inside, as in one().
  const channel = body[at + 1] as number;
  const seq = u16(body, at + 2);
  if (channel >= connection.channels) return INVALID;
  const from = at + (FIXED_SIZE[op] as number); // Every op has a size.
  const to = at + size;
  if (to - from > owner.settings.maximumPacketSize) return INVALID;
  const { inbox } = connection;
  switch (op) {
    case SEND_RELIABLE:
      return inbox.reliable(channel, seq, body, from, to);
    case SEND_UNRELIABLE:
      return inbox.unreliable(channel, seq, u16(body, at + 4), body, from, to);
    case SEND_UNSEQUENCED:
      return inbox.unsequenced(channel, u16(body, at + 4), body, from, to);
    case SEND_FRAGMENT:
      return inbox.fragment(channel, u16(body, at + 4), readFragment(body, at, to - from), body, from);
    case SEND_UNRELIABLE_FRAGMENT:
      return inbox.unreliableFragment(channel, seq, u16(body, at + 4), readFragment(body, at, to - from), body, from);
    default:
      return INVALID;
  }
}

function readFragment(body: Uint8Array, at: number, length: number): Fragment {
  fragment.length = length;
  fragment.count = u32(body, at + 8);
  fragment.number = u32(body, at + 12);
  fragment.total = u32(body, at + 16);
  fragment.offset = u32(body, at + 20);
  return fragment;
}

function setting(connection: Connection, owner: Owner, body: Uint8Array, at: number): number {
  const op = (body[at] as number) & 15; // Inside, as in one().
  const seq = u16(body, at + 2);
  if (op === PING) return TAKEN;
  if (op === BANDWIDTH_LIMIT) {
    if (!after(seq, connection.bandwidthSeq)) return REPEATED;
    connection.bandwidthSeq = seq;
    connection.incomingBandwidth = u32(body, at + 4);
    connection.outgoingBandwidth = u32(body, at + 8);
    connection.outbox.window = sendWindow(owner.settings.outgoingBandwidth, connection.incomingBandwidth);
    return TAKEN;
  }
  if (op !== THROTTLE_CONFIGURE) return INVALID;
  if (!after(seq, connection.throttleSeq)) return REPEATED;
  connection.throttleSeq = seq;
  connection.roundTrip.interval = u32(body, at + 4);
  connection.roundTrip.acceleration = u32(body, at + 8);
  connection.roundTrip.deceleration = u32(body, at + 12);
  return TAKEN;
}

/** The server's answer. What does not bear the id that was sent is not from it. */
function verify(connection: Connection, owner: Owner, reader: DatagramReader, at: number): number {
  const hello = readHello(reader.body, at, VERIFY_CONNECT);
  const { roundTrip, outbox, flight } = connection;
  if (hello.connectId !== connection.wrapping.connectId) return INVALID;
  const same =
    hello.interval === roundTrip.interval &&
    hello.acceleration === roundTrip.acceleration &&
    hello.deceleration === roundTrip.deceleration;
  if (!same || hello.channels < 1 || hello.channels > MAX_CHANNELS) {
    owner.over(connection, 'mismatch', 0, true);
    return INVALID;
  }
  flight.answered(owner.clock.time);
  connection.remoteId = hello.peerId & 0xfff;
  connection.incomingSession = hello.incomingSession & 3;
  connection.outgoingSession = hello.outgoingSession & 3;
  connection.channels = Math.min(connection.channels, hello.channels);
  outbox.mtu = Math.min(outbox.mtu, clampMtu(hello.mtu));
  outbox.window = Math.min(outbox.window, clampWindow(hello.window));
  connection.incomingBandwidth = hello.incomingBandwidth;
  connection.outgoingBandwidth = hello.outgoingBandwidth;
  connection.verified = Math.max(reader.sentTime, 0);
  connection.connected(0, false);
  return TAKEN;
}

function disconnected(connection: Connection, owner: Owner, reader: DatagramReader, at: number): void {
  const { body, sentTime } = reader;
  const asks = ((body[at] as number) & WANTS_ACK) !== 0; // Inside, as in one().
  const { phase } = connection;
  const word = u32(body, at + 4);
  if (phase === 'connecting') {
    owner.over(connection, 'refused', word, true);
    return;
  }
  if (asks) owner.reply(connection, acknowledgeBytes(CONTROL, u16(body, at + 2), sentTime));
  if (phase === 'disconnecting') owner.over(connection, 'local', 0, true);
  else owner.over(connection, 'remote', word, true);
}
