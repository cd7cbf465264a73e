// One connection from the first CONNECT or its acknowledgement to its end: states, liveness, and what leaves in which datagram.
// Must not know of other connections, of slots or of sockets; the host does.
import { Acknowledgements } from './acknowledgements.ts';
import type { Clock } from './clock.ts';
import { bandwidthBytes, disconnectBytes, pingBytes, sizeOf, throttleBytes, writeAcknowledge } from './command.ts';
import { BANDWIDTH_LIMIT, CONTROL, DISCONNECT, NO_PEER, PING, THROTTLE_CONFIGURE } from './constants.ts';
import type { DatagramWriter, Wrapping } from './datagram.ts';
import type { EnetEvent, EnetHostStats, EnetKind, EnetReason } from './events.ts';
import { Flight } from './flight.ts';
import { Inbox, type Pool } from './inbox.ts';
import type { EnetSettings } from './options.ts';
import { Outbox } from './outbox.ts';
import type { Outgoing } from './outgoing.ts';
import type { Pages } from './pages.ts';
import type { EnetPeer } from './peer.ts';
import { RoundTrip } from './rtt.ts';

const NEVER: number = Number.POSITIVE_INFINITY;

/** What a connection asks of its host. */
export interface Owner {
  /** The settings. */
  readonly settings: EnetSettings;
  /** What all peers have waiting. */
  readonly pool: Pool;
  /** The host's counters. */
  readonly stats: EnetHostStats;
  /** Where payloads are kept until they have arrived. */
  readonly pages: Pages;
  /** The time. */
  readonly clock: Clock;
  /** The connection has something to send. */
  ready(connection: Connection): void;
  /** An event of a connection for the shell. */
  emit(event: EnetEvent): void;
  /** A single command to a peer that may already be gone; the host sends it as it is. */
  reply(connection: Connection, command: Uint8Array): void;
  /** The connection is over. `told`: whether the other side knows. */
  over(connection: Connection, reason: EnetReason, data: number, told: boolean): void;
}

/** What both sides agreed on, or the client proposes. */
export interface Terms {
  /** Where it goes. */
  readonly address: string;
  /** How datagrams are wrapped. */
  readonly wrapping: Wrapping;
  /** The number under which the other side addresses us. */
  readonly localId: number;
  /** The number under which we address it; 0xFFF before it is known. */
  readonly remoteId: number;
  /** Channels. */
  readonly channels: number;
  /** Largest datagram. */
  readonly mtu: number;
  /** Our send window. */
  readonly window: number;
  /** Throttle interval, ms. */
  readonly interval: number;
  /** Throttle acceleration. */
  readonly acceleration: number;
  /** Throttle deceleration. */
  readonly deceleration: number;
}

/** A connection's own state; `later` is connected, with the end decided. */
export type Phase = 'connecting' | 'connected' | 'later' | 'disconnecting' | 'over';

/** The machine behind a peer. */
export class Connection {
  /** What kind of place this is in the directory. */
  readonly place: 'connection' = 'connection';
  /** The peer that the application sees; set by the host right after construction. */
  peer: EnetPeer | undefined = undefined;
  /** Where in its life it is. */
  phase: Phase = 'connecting';
  /** Where it goes. */
  readonly address: string;
  /** How datagrams are wrapped. */
  readonly wrapping: Wrapping;
  /** Our number. */
  readonly localId: number;
  /** Theirs. */
  remoteId: number;
  /** Session of what is received; -1 before it is known. */
  incomingSession = -1;
  /** Session of what is sent. */
  outgoingSession = 0;
  /** What the other side can receive, bytes per second. */
  incomingBandwidth = 0;
  /** What it can send. */
  outgoingBandwidth = 0;
  /** Channels agreed on. */
  channels: number;
  /** Round trip and throttle. */
  readonly roundTrip: RoundTrip;
  /** What is under way. */
  readonly flight: Flight;
  /** What waits to be sent. */
  readonly outbox: Outbox;
  /** What arrives. */
  readonly inbox: Inbox;
  /** What is to be acknowledged. */
  readonly owed: Acknowledgements;
  /** How often a PING is sent, ms. */
  pingInterval: number;
  /** Counters for the peer's stats. */
  bytesIn = 0;
  /** Of datagrams. */
  bytesOut = 0;
  /** Of datagrams. */
  datagramsIn = 0;
  /** Of datagrams. */
  datagramsOut = 0;
  /** Packets accepted. */
  messagesOut = 0;
  /** Commands that had come before. */
  replayed = 0;
  /** Whether the host has it in its list of those that want to send. */
  listed = false;
  /** The newest BANDWIDTH_LIMIT that was carried out. */
  bandwidthSeq = 1;
  /** The newest THROTTLE_CONFIGURE. */
  throttleSeq = 1;
  /** The client's: when VERIFY_CONNECT said it was sent, -1 when the server is known to have the acknowledgement. */
  verified = -1;
  /** By channel: reliable packets that were dropped before all of them was acknowledged. */
  readonly unconfirmed: (number | undefined)[] = [];
  readonly #owner: Owner;
  #pinging = false;
  #pingAt: number;
  #farewell = 0;

  /** @param first - the first number on the control channel. */
  constructor(owner: Owner, terms: Terms, first: number) {
    const { settings } = owner;
    const { time } = owner.clock;
    this.#owner = owner;
    this.address = terms.address;
    this.wrapping = terms.wrapping;
    this.localId = terms.localId;
    this.remoteId = terms.remoteId;
    this.channels = terms.channels;
    this.pingInterval = settings.pingInterval;
    this.#pingAt = time + settings.pingInterval;
    this.roundTrip = new RoundTrip(terms.interval, terms.acceleration, terms.deceleration);
    this.flight = new Flight(this.roundTrip, settings, first, time);
    this.outbox = new Outbox(terms.mtu, terms.wrapping.checksum, this.flight, this.roundTrip, owner.pages);
    this.outbox.window = terms.window;
    this.outbox.controlSeq = first - 1;
    this.owed = new Acknowledgements(settings.waitingAcknowledgements);
    this.inbox = new Inbox(settings, owner.pool, (channel, payload, kind, sequenceId) => {
      if (this.peer) owner.emit({ type: 'receive', peer: this.peer, channel, payload, kind, sequenceId });
    });
  }

  /** Whether data may be received. */
  get open(): boolean {
    return this.phase === 'connected' || this.phase === 'later';
  }

  /** The connection stands. The client asks at once for an acknowledgement, since that is how it learns that its own has arrived. */
  connected(data: number, incoming: boolean): void {
    this.phase = 'connected';
    this.outbox.open(this.channels);
    if (!incoming) this.#ping();
    if (this.peer) this.#owner.emit({ type: 'connect', peer: this.peer, data, incoming });
  }

  /** Accepts a packet, whose channel was checked. */
  send(channel: number, payload: Uint8Array, kind: EnetKind): 'ok' | 'full' | 'closed' | 'too-big' {
    if (this.phase !== 'connected') return 'closed';
    const { settings } = this.#owner;
    if (payload.length > settings.maximumPacketSize || payload.length > this.outbox.longest) return 'too-big';
    const waiting = this.outbox.size + this.flight.size;
    const pending = this.outbox.bytes + this.flight.bytes;
    if (waiting > 0 && (pending + payload.length > settings.pendingLimit || waiting >= settings.pendingPackets))
      return 'full';
    this.outbox.send(channel, payload, kind);
    this.messagesOut++;
    this.#owner.ready(this);
    return 'ok';
  }

  /** Ends it when the other side knows; what is queued is dropped. */
  disconnect(data: number): void {
    if (this.phase === 'over' || this.phase === 'disconnecting') return;
    if (this.phase === 'connecting') {
      // Nobody is there yet who could be told.
      this.#owner.over(this, 'local', 0, true);
      return;
    }
    this.#drop();
    this.phase = 'disconnecting';
    this.outbox.control(DISCONNECT, (seq) => disconnectBytes(seq, data, true));
    this.#owner.ready(this);
  }

  /** The same when everything that was accepted has arrived. */
  disconnectLater(data: number): void {
    if (this.phase === 'later') return;
    if (this.phase !== 'connected' || this.outbox.done) this.disconnect(data);
    else {
      this.phase = 'later';
      this.#farewell = data;
    }
  }

  /** Ends it now: one word, which may be lost. */
  disconnectNow(data: number): void {
    if (this.phase === 'over') return;
    const told = this.phase === 'connecting';
    if (!told) {
      this.outbox.controlSeq = (this.outbox.controlSeq + 1) & 0xffff;
      this.#owner.reply(this, disconnectBytes(this.outbox.controlSeq, data, false));
    }
    this.#owner.over(this, 'local', 0, told);
  }

  /** New values for the throttles of both sides. */
  throttleConfigure(interval: number, acceleration: number, deceleration: number): void {
    if (!this.open) return;
    const { roundTrip } = this;
    roundTrip.interval = interval;
    roundTrip.acceleration = acceleration;
    roundTrip.deceleration = deceleration;
    this.outbox.control(THROTTLE_CONFIGURE, (seq) => throttleBytes(seq, interval, acceleration, deceleration));
    this.#owner.ready(this);
  }

  /** Tells the other side what it may send and what we can. */
  bandwidthLimit(incoming: number, outgoing: number): void {
    this.outbox.control(BANDWIDTH_LIMIT, (seq) => bandwidthBytes(seq, incoming, outgoing));
    this.#owner.ready(this);
  }

  /** An acknowledgement. */
  acknowledged(channel: number, seq: number, echoed: number): void {
    const entry = this.flight.acknowledge(channel, seq, echoed, this.#owner.clock.time, this.#owner.clock.awake);
    if (entry === undefined) {
      this.again();
      return;
    }
    this.verified = -1;
    if (entry.op === PING) this.#pinging = false;
    this.#pingAt = this.#owner.clock.time + this.pingInterval;
    if (entry.op === DISCONNECT) this.#owner.over(this, 'local', 0, true);
  }

  /** A datagram was read completely. */
  settle(): void {
    if (this.phase === 'over') return;
    this.flight.overtaken();
    if (this.phase === 'later' && this.outbox.done) this.disconnect(this.#farewell);
    if (this.owed.size > 0 || this.outbox.ready) this.#owner.ready(this);
  }

  /** Something came that had come before. */
  again(): void {
    this.replayed++;
    this.#owner.stats.replayed++;
  }

  /** Time has passed. `patient`: this process stood still, so nobody is given up before what waits was read. */
  tick(time: number, patient: boolean): void {
    if (this.phase === 'over') return;
    if (!patient && time >= this.flight.givenUp) {
      this.#owner.over(this, 'timeout', 0, false);
      return;
    }
    let ready = this.flight.expire(time, this.outbox.mtu) || time >= this.owed.deadline;
    if (this.open && !this.#pinging && time >= this.#pingAt) {
      this.#ping();
      ready = true;
    }
    if (ready) this.#owner.ready(this);
  }

  /** When {@link tick} is needed, ms. */
  get deadline(): number {
    if (this.phase === 'over') return NEVER;
    const ping = this.open && !this.#pinging ? this.#pingAt : NEVER;
    return Math.min(this.flight.deadline, this.flight.givenUp, this.owed.deadline, ping);
  }

  /** The next datagram; `undefined` when there is nothing to send now. */
  transmit(writer: DatagramWriter): Uint8Array | undefined {
    const { time } = this.#owner.clock;
    writer.begin(this.outbox.mtu, this.wrapping.checksum);
    if (this.phase !== 'over') {
      // If the acknowledgement of the handshake was lost, everything else is to no avail: it goes along with what is repeated.
      const { head } = this.flight.lost;
      if (this.verified >= 0 && head && writer.room(8 + sizeOf(head)))
        writeAcknowledge(writer, CONTROL, 1, this.verified);
      if (this.owed.write(writer, time)) this.outbox.write(writer, time);
    }
    if (writer.empty) return undefined;
    const bytes = this.wrap(writer);
    this.bytesOut += bytes.length;
    this.datagramsOut++;
    return bytes;
  }

  /** Puts the envelope around what was written. */
  wrap(writer: DatagramWriter): Uint8Array {
    const first = this.remoteId === NO_PEER;
    const head = this.remoteId | (first ? 0 : this.outgoingSession << 12);
    return writer.finish(head, this.#owner.clock.time & 0xffff, this.wrapping, first ? 0 : this.wrapping.connectId);
  }

  /** Forgets all that waits; the numbers go on. */
  end(): void {
    this.phase = 'over';
    this.#drop();
    this.inbox.clear();
  }

  #drop(): void {
    this.#countUnconfirmed();
    this.outbox.clear();
    this.flight.clear((this.outbox.controlSeq + 1) & 0xffff);
    this.owed.clear();
  }

  #countUnconfirmed(): void {
    const seen = new Set<number>();
    const count = ({ channel, second }: Outgoing): void => {
      // Fragments of one packet have its first number in common.
      const packet = channel * 65536 + second;
      if (channel === CONTROL || seen.has(packet)) return;
      seen.add(packet);
      this.unconfirmed[channel] = (this.unconfirmed[channel] ?? 0) + 1;
    };
    this.flight.each(count);
    for (let entry = this.outbox.reliable.head; entry; entry = entry.next) count(entry);
  }

  #ping(): void {
    this.#pinging = true;
    this.outbox.control(PING, pingBytes);
  }
}
