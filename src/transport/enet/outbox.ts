// What the application gave to send: numbering, cutting into fragments, and filling datagrams within window and throttle.
// Must not know of states, time-outs or the other direction.
import { putHead, sizeOf, writeCommand, writeFragment, writeWhole } from './command.ts';
import {
  CONTROL,
  FIXED_SIZE,
  MAX_WINDOW,
  RELIABLE_SPAN,
  SEND_FRAGMENT,
  SEND_RELIABLE,
  SEND_UNRELIABLE,
  SEND_UNRELIABLE_FRAGMENT,
  SEND_UNSEQUENCED,
  THROTTLE_SCALE,
} from './constants.ts';
import type { DatagramWriter } from './datagram.ts';
import type { EnetKind } from './events.ts';
import type { Flight } from './flight.ts';
import { Outgoing, OutgoingList } from './outgoing.ts';
import type { Pages } from './pages.ts';
import type { RoundTrip } from './rtt.ts';

const FRAGMENT_HEAD = 24;

/** What waits to be sent to one peer. */
export class Outbox {
  /** Control commands. */
  readonly controls: OutgoingList = new OutgoingList();
  /** Reliable packets. */
  readonly reliable: OutgoingList = new OutgoingList();
  /** The others. */
  readonly unreliable: OutgoingList = new OutgoingList();
  /** Payload bytes that were not sent yet. */
  bytes = 0;
  /** Bytes queued since the bandwidth was last shared out. */
  total = 0;
  /** Packets that the throttle kept back. */
  throttled = 0;
  /** The largest datagram. */
  mtu: number;
  /** Reliable bytes that may be in flight. */
  window: number = MAX_WINDOW;
  /** The last number on the control channel. */
  controlSeq = 0;
  readonly #checksum: boolean;
  readonly #flight: Flight;
  readonly #roundTrip: RoundTrip;
  readonly #pages: Pages;
  #reliableSeq: Uint16Array = new Uint16Array(0);
  #unreliableSeq: Uint16Array = new Uint16Array(0);
  #group = 0;

  /** @param checksum - whether datagrams have one, which takes room. @param pages - where payloads are kept. */
  constructor(mtu: number, checksum: boolean, flight: Flight, roundTrip: RoundTrip, pages: Pages) {
    this.mtu = mtu;
    this.#checksum = checksum;
    this.#flight = flight;
    this.#roundTrip = roundTrip;
    this.#pages = pages;
  }

  /** The number of channels is agreed on. */
  open(channels: number): void {
    this.#reliableSeq = new Uint16Array(channels);
    this.#unreliableSeq = new Uint16Array(channels);
  }

  /** Packets that were not sent completely. */
  get size(): number {
    return this.reliable.size + this.unreliable.size;
  }

  /** Whether everything was sent and acknowledged. */
  get done(): boolean {
    return this.size === 0 && this.controls.size === 0 && this.#flight.idle;
  }

  /** Payload bytes that fit into one fragment; longer packets are cut. */
  get piece(): number {
    return this.mtu - 4 - FRAGMENT_HEAD - (this.#checksum ? 4 : 0);
  }

  /** Longest packet that can be received completely: so many fragments as fit between the oldest and the newest number. */
  get longest(): number {
    return RELIABLE_SPAN * this.piece;
  }

  /** Queues a packet, a copy of it; its numbers are given now. */
  send(channel: number, payload: Uint8Array, kind: EnetKind): void {
    const { length } = payload;
    const piece = this.piece;
    const count = length > piece ? Math.ceil(length / piece) : 1;
    // After 65535 unreliable packets a reliable one has to begin the count anew.
    const counted = this.#unreliableSeq[channel] !== 0xffff;
    let op: number;
    let seq = this.#reliableSeq[channel] as number; // The caller has checked the channel.
    let second: number;
    if (kind === 'unsequenced' && count === 1) {
      op = SEND_UNSEQUENCED;
      seq = 0;
      this.#group = (this.#group + 1) & 0xffff;
      second = this.#group;
    } else if (kind !== 'reliable' && counted && (count === 1 || kind === 'unreliable-fragment')) {
      op = count === 1 ? SEND_UNRELIABLE : SEND_UNRELIABLE_FRAGMENT;
      second = (this.#unreliableSeq[channel] as number) + 1;
      this.#unreliableSeq[channel] = second;
    } else {
      op = count === 1 ? SEND_RELIABLE : SEND_FRAGMENT;
      seq = (seq + 1) & 0xffff;
      second = seq;
      this.#reliableSeq[channel] = seq + count - 1;
      this.#unreliableSeq[channel] = 0;
    }
    const size = FIXED_SIZE[op] as number; // Every op has a size.
    const pages = this.#pages;
    // A packet in one piece has its head in front of it: then many of them go into a datagram with one copy.
    pages.add(payload, count === 1 ? size : 0);
    const { page, at } = pages;
    if (count === 1) putHead(page, at - size, op, channel, seq, second, length);
    const entry = new Outgoing(op, channel, seq, second, page, at, length, count);
    (op === SEND_RELIABLE || op === SEND_FRAGMENT ? this.reliable : this.unreliable).push(entry);
    this.bytes += length;
    this.total += length + count * size;
  }

  /** Queues a control command; `make` is given its number. */
  control(op: number, make: (seq: number) => Uint8Array): Outgoing {
    this.controlSeq = (this.controlSeq + 1) & 0xffff;
    const command = make(this.controlSeq);
    const entry = new Outgoing(op, CONTROL, this.controlSeq, 0, command, 0, command.length, 1);
    this.controls.push(entry);
    return entry;
  }

  /** Whether a datagram could carry something now. */
  get ready(): boolean {
    if (this.#flight.lost.size > 0 || this.controls.size > 0 || this.unreliable.size > 0) return true;
    return this.reliable.head !== undefined && this.#admits(this.reliable.head);
  }

  /** Forgets everything. */
  clear(): void {
    this.controls.clear();
    this.reliable.clear();
    this.unreliable.clear();
    this.bytes = 0;
  }

  /** Writes what fits and may be sent: what was lost, control commands, unreliable packets, reliable ones. */
  write(into: DatagramWriter, time: number): void {
    const flight = this.#flight;
    for (let entry = flight.lost.head; entry; entry = flight.lost.head) {
      if (!into.room(sizeOf(entry))) return;
      writeCommand(into, entry);
      flight.resent(entry, time);
    }
    for (let entry = this.controls.head; entry; entry = this.controls.head) {
      if (!into.room(sizeOf(entry)) || flight.span(CONTROL) >= RELIABLE_SPAN) return;
      this.controls.remove(entry);
      writeCommand(into, entry);
      flight.sent(entry, time);
    }
    // Unreliable ones first: behind a reliable one that was sent later they would be too old on arrival; before an earlier one they wait there.
    if (this.#writeUnreliable(into)) this.#writeReliable(into, time);
  }

  #writeReliable(into: DatagramWriter, time: number): void {
    for (let packet = this.reliable.head; packet; packet = this.reliable.head) {
      if (!this.#admits(packet)) return;
      if (packet.count === 1) {
        if (!into.room(sizeOf(packet))) return;
        this.reliable.remove(packet);
        this.bytes -= packet.to;
        writeWhole(into, packet);
        this.#flight.sent(packet, time);
        continue;
      }
      const { number, bytes, start, length, channel, op, second, count } = packet;
      const piece = this.#pieceOf(packet);
      const from = number * piece;
      const to = Math.min(from + piece, length);
      if (!into.room(FRAGMENT_HEAD + to - from)) return;
      const fragment = new Outgoing(op, channel, (packet.seq + number) & 0xffff, second, bytes, start, length, count);
      fragment.number = number;
      fragment.from = from;
      fragment.to = to;
      this.bytes -= to - from;
      if (++packet.number === packet.count) this.reliable.remove(packet);
      writeFragment(into, fragment, fragment.seq, number, from, to);
      this.#flight.sent(fragment, time);
    }
  }

  /** False when the datagram is full. */
  #writeUnreliable(into: DatagramWriter): boolean {
    for (let packet = this.unreliable.head; packet; packet = this.unreliable.head) {
      const { number, length } = packet;
      const piece = packet.count === 1 ? length : this.#pieceOf(packet);
      const from = number * piece;
      const to = Math.min(from + piece, length);
      // The lot is cast once for a packet, when there is room for it, so that a full datagram does not cast it again.
      if (!into.room((FIXED_SIZE[packet.op] as number) + to - from)) return false; // Every op has a size.
      if (number === 0 && !this.#roundTrip.admits()) {
        this.unreliable.remove(packet);
        this.bytes -= length;
        this.throttled++;
        continue;
      }
      if (packet.count === 1) writeWhole(into, packet);
      else writeFragment(into, packet, packet.seq, number, from, to);
      this.bytes -= to - from;
      if (++packet.number === packet.count) this.unreliable.remove(packet);
    }
    return true;
  }

  /** The MTU does not change while a connection stands, so what a packet was cut for still holds. */
  #pieceOf(packet: Outgoing): number {
    return packet.count === 1 ? packet.length : this.piece;
  }

  #admits(packet: Outgoing): boolean {
    const length = packet.count === 1 ? packet.to : Math.min(this.piece, packet.to - packet.number * this.piece);
    const window = Math.max((this.window * this.#roundTrip.throttle) / THROTTLE_SCALE, this.mtu);
    if (this.#flight.bytes + length > window) return false;
    return this.#flight.span(packet.channel) < RELIABLE_SPAN;
  }
}
