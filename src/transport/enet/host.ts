// An ENet host: one UDP socket's worth of peers, as bytes and the time in, datagrams, events and the next deadline out.
// Must not know sockets, clocks or timers.

import { UsageError } from '../../errors.ts';
import { Ring } from '../session/ring.ts';
import { Bandwidth } from './bandwidth.ts';
import { u16 } from './bytes.ts';
import { Clock } from './clock.ts';
import { helloBytes } from './command.ts';
import { carryOut } from './commands.ts';
import { Connection, type Owner } from './connection.ts';
import { CONNECT, MAX_CHANNELS, MAX_MTU, NO_PEER } from './constants.ts';
import { DatagramReader, DatagramWriter } from './datagram.ts';
import { Directory, type Place } from './directory.ts';
import type { EnetEvent, EnetHostStats, EnetReason } from './events.ts';
import { epitaph, Graves } from './graves.ts';
import { connectHello, type HalfOpen } from './handshake.ts';
import { Happenings } from './happenings.ts';
import type { Pool } from './inbox.ts';
import { checked, type EnetOptions, type EnetSettings, enetSettings } from './options.ts';
import { Pages } from './pages.ts';
import { EnetPeer } from './peer.ts';
import { Reception } from './reception.ts';

const U32 = 0xffffffff;
/** How often to be called at least while there are peers, so that a freeze is noticed, ms. */
const WATCH = 500;
/** How often old entries are swept out, ms. */
const SWEEP = 1000;

/** A datagram to be sent. */
export interface EnetDatagram {
  /** Where to. */
  to: string;
  /** The bytes: send or copy them before the next call. */
  bytes: Uint8Array;
}

/**
 * The ENet 1.3 protocol for one UDP socket. After `receive`, `tick`, or sends: `tick(now)`, then `pollTransmit` and `pollEvent` until undefined, then sleep
 * until `deadline()`. [ENetHost]
 */
export class EnetHost {
  /** What was seen, since the beginning. */
  readonly stats: EnetHostStats = {
    datagramsIn: 0,
    bytesIn: 0,
    datagramsOut: 0,
    bytesOut: 0,
    ignored: 0,
    bad: 0,
    replayed: 0,
    refused: 0,
    evicted: 0,
    unproven: 0,
    unanswered: 0,
  };
  /** False: nobody comes in any more; those who are in stay. */
  accepting = true;
  readonly #settings: EnetSettings;
  readonly #chance: () => number;
  readonly #clock: Clock;
  readonly #directory = new Directory();
  readonly #reception: Reception;
  readonly #graves: Graves;
  readonly #bandwidth: Bandwidth;
  readonly #owner: Owner;
  readonly #pool: Pool = { used: 0 };
  readonly #connections: Connection[] = [];
  readonly #ready = new Ring<Connection>();
  readonly #happenings = new Happenings();
  readonly #reader = new DatagramReader();
  readonly #writer = new DatagramWriter();
  readonly #out: EnetDatagram = { to: '', bytes: new Uint8Array(0) };
  #swept = 0;

  /**
   * @param options - the settings, and `random`: numbers in [0, 1), from a cryptographic source, for they keep strangers out. Throws `UsageError` for values out of range.
   * @param now - any clock in ms that does not run backwards.
   */
  constructor(options: EnetOptions & { readonly random: () => number }, now: number) {
    const { random } = options;
    this.#settings = enetSettings(options);
    this.#chance = random;
    this.#clock = new Clock(now);
    this.#reception = new Reception(this.#directory, this.#settings, this.stats, random);
    this.#graves = new Graves(this.#directory, this.#settings.graves);
    this.#bandwidth = new Bandwidth(this.#settings.incomingBandwidth, this.#settings.outgoingBandwidth, 0);
    const clock = this.#clock;
    this.#owner = {
      settings: this.#settings,
      pool: this.#pool,
      stats: this.stats,
      pages: new Pages(),
      clock,
      ready: (connection) => this.#wants(connection),
      emit: (event) => this.#happenings.push(event),
      reply: (connection, command) => this.#reply(connection, command),
      over: (connection, reason, data, told) => this.#over(connection, reason, data, told),
    };
  }

  /** Peers alive, and ended ones whose event was not taken yet. */
  get size(): number {
    return this.#happenings.seats;
  }

  /** Unproven connections. */
  get halfOpen(): number {
    return this.#reception.halves.size;
  }

  /** Bytes that all peers have waiting. */
  get waitingBytes(): number {
    return this.#pool.used;
  }

  /**
   * Asks for a connection with 1 to 255 channels; the event tells how it went. `data` is given to the server's application.
   * Throws `UsageError` when there are `peerCount` peers already. [enet_host_connect]
   */
  connect(to: string, channels: number, data: number, now: number): EnetPeer {
    this.#clock.set(now);
    checked('channels', channels, 1, MAX_CHANNELS);
    checked('data', data, 0, U32);
    const id = this.#directory.freeId(to, this.#chance);
    if (this.#happenings.seats >= this.#settings.peerCount || id < 0)
      throw new UsageError(`there are ${this.#happenings.seats} peers already: raise peerCount`, 'ERR_TOO_MANY_PEERS');
    const { checksum, compression } = this.#settings;
    const connectId = Math.floor(this.#chance() * 2 ** 32);
    const hello = connectHello(this.#settings, id, channels, connectId, data);
    const { mtu, window, interval, acceleration, deceleration } = hello;
    const wrapping = { checksum: checksum === true, compress: compression === true, connectId };
    const terms = { address: to, wrapping, localId: id, remoteId: NO_PEER, channels, mtu, window };
    const connection = new Connection(this.#owner, { ...terms, interval, acceleration, deceleration }, 1);
    connection.outbox.control(CONNECT, (seq) => helloBytes(CONNECT, seq, hello));
    const peer = this.#seat(connection);
    this.#wants(connection);
    return peer;
  }

  /** A datagram has come from an address such as `1.2.3.4:5000`. Views of it may be kept: do not write into it again. Never throws for what is in it. */
  receive(bytes: Uint8Array, from: string, now: number): void {
    this.#clock.set(now);
    const { stats } = this;
    stats.datagramsIn++;
    stats.bytesIn += bytes.length;
    // Node's is a Buffer, of which copying a part costs twice as much.
    const plain = bytes.constructor === Uint8Array;
    const datagram = plain ? bytes : new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
    if (datagram.length < 2) {
      stats.bad++;
      return;
    }
    const head = u16(datagram, 0);
    const id = head & NO_PEER;
    if (id === NO_PEER) {
      const seat = this.accepting && this.#happenings.seats < this.#settings.peerCount;
      this.#reception.stranger(datagram, from, this.#clock.time, seat);
      this.#clock.arm(this.#clock.time + SWEEP);
      return;
    }
    const place = this.#directory.find(from, id);
    const session = (head >>> 12) & 3;
    if (place === undefined || (place.incomingSession >= 0 && place.incomingSession !== session)) {
      stats.ignored++;
      return;
    }
    const { checksum, connectId } = place.wrapping;
    const compressed = this.#settings.compression !== false;
    if (this.#reader.open(datagram, checksum, compressed, connectId, MAX_MTU)) this.#inside(place, datagram);
    else stats.bad++;
  }

  /** Time has passed. */
  tick(now: number): void {
    this.#clock.set(now);
    if (!this.#clock.due) return;
    const { time, patient } = this.#clock;
    // Backwards, for those who end are taken out.
    for (let i = this.#connections.length - 1; i >= 0; i--) this.#connections[i]?.tick(time, patient);
    this.#bandwidth.apply(this.#connections, time);
    if (time - this.#swept >= SWEEP) {
      this.#swept = time;
      this.stats.evicted += this.#reception.halves.sweep(time);
      this.#graves.sweep(time);
    }
    this.#clock.begin();
    if (this.#connections.length > 0)
      this.#clock.arm(Math.min(time + WATCH, Math.max(this.#bandwidth.deadline, time + 1)));
    if (this.#reception.halves.size > 0 || this.#graves.size > 0) this.#clock.arm(this.#swept + SWEEP);
    for (const connection of this.#connections)
      this.#clock.arm(Math.max(connection.deadline, patient ? time + 1 : time));
  }

  /** When the next {@link tick} is needed; `undefined` if none is. It may lie in the past. */
  deadline(): number | undefined {
    return this.#clock.deadline(this.#ready.head !== this.#ready.tail || this.#reception.replies.any);
  }

  /** The next datagram to be sent; the object and its bytes are reused by the next call. */
  pollTransmit(): EnetDatagram | undefined {
    if (this.#reception.replies.any) {
      this.#reception.replies.take(this.#out);
      return this.#sent();
    }
    for (const ready = this.#ready; ready.head !== ready.tail; ready.drop()) {
      const connection = ready.at(ready.head);
      const bytes = connection.transmit(this.#writer);
      if (bytes) {
        this.#out.to = connection.address;
        this.#out.bytes = bytes;
        return this.#sent();
      }
      connection.listed = false;
      this.#clock.arm(connection.deadline);
    }
    return undefined;
  }

  /** The next event, oldest first. Until they are taken, packets count as waiting and ended peers as peers. */
  pollEvent(): EnetEvent | undefined {
    return this.#happenings.take(false);
  }

  /** As {@link pollEvent}, for a shell that hands events on later: what it tells of goes on counting until {@link release}. */
  takeEvent(): EnetEvent | undefined {
    return this.#happenings.take(true);
  }

  /** The application has an event that {@link takeEvent} gave. Once for each. */
  release(event: EnetEvent): void {
    this.#happenings.release(event);
  }

  /** Changes the host's limits, bytes per second, 0 for unlimited; peers are told. [enet_host_bandwidth_limit] */
  bandwidthLimit(incoming: number, outgoing: number): void {
    this.#bandwidth.incoming = checked('incoming', incoming, 0, U32);
    this.#bandwidth.outgoing = checked('outgoing', outgoing, 0, U32);
    this.#bandwidth.changed = true;
  }

  #wants(connection: Connection): void {
    if (connection.listed) return;
    connection.listed = true;
    this.#ready.push(connection);
  }

  #sent(): EnetDatagram {
    this.stats.datagramsOut++;
    this.stats.bytesOut += this.#out.bytes.length;
    return this.#out;
  }

  #inside(place: Place, datagram: Uint8Array): void {
    const reader = this.#reader;
    if (place.place === 'grave') {
      const answer = epitaph(place, reader);
      const head = place.remoteId | (place.outgoingSession << 12);
      if (answer) this.#reception.single(place.address, head, place.wrapping, answer, this.#clock.time);
      return;
    }
    let connection = place.place === 'connection' ? place : undefined;
    if (place.place === 'half' && this.#reception.proves(place, datagram, reader, this.#clock.time))
      connection = this.#admit(place);
    if (connection === undefined) return;
    connection.bytesIn += datagram.length;
    connection.datagramsIn++;
    carryOut(connection, this.#owner, reader);
    if (connection.phase !== 'over') this.#clock.arm(connection.deadline);
  }

  #admit(half: HalfOpen): Connection | undefined {
    const { hello, address } = half;
    const full =
      !this.accepting ||
      this.#happenings.seats >= this.#settings.peerCount ||
      this.#directory.ofHost(address) >= this.#settings.duplicatePeers;
    if (full) {
      this.#reception.turnAway(half);
      return undefined;
    }
    const { wrapping, localId, channels, mtu, window } = half;
    const { interval, acceleration, deceleration } = hello;
    const terms = { address, wrapping, localId, remoteId: hello.peerId & NO_PEER, channels, mtu, window };
    const connection = new Connection(this.#owner, { ...terms, interval, acceleration, deceleration }, 2);
    connection.incomingSession = half.incomingSession;
    connection.outgoingSession = half.outgoingSession;
    connection.incomingBandwidth = hello.incomingBandwidth;
    connection.outgoingBandwidth = hello.outgoingBandwidth;
    const time = this.#clock.time;
    // The cookie stands where the time would. If it was an earlier answer, the first acknowledgement corrects the guess.
    connection.roundTrip.sample(Math.max(time - half.answeredAt, 1), time);
    this.#seat(connection);
    connection.connected(hello.data, true);
    return connection;
  }

  #seat(connection: Connection): EnetPeer {
    const peer = new EnetPeer(connection);
    connection.peer = peer;
    this.#directory.add(connection);
    this.#connections.push(connection);
    this.#happenings.seats++;
    const { incoming, outgoing } = this.#bandwidth;
    if (incoming > 0 || outgoing > 0) this.#bandwidth.changed = true;
    this.#clock.arm(this.#clock.time + WATCH);
    return peer;
  }

  #reply(connection: Connection, command: Uint8Array): void {
    const { remoteId, outgoingSession, address, wrapping } = connection;
    connection.bytesOut += this.#reception.single(
      address,
      remoteId | (outgoingSession << 12),
      wrapping,
      command,
      this.#clock.time,
    );
    connection.datagramsOut++;
  }

  #over(connection: Connection, reason: EnetReason, data: number, told: boolean): void {
    if (connection.phase === 'over' || connection.peer === undefined) return;
    const { address, localId, remoteId, wrapping, incomingSession, outgoingSession, peer } = connection;
    connection.end();
    this.#connections.splice(this.#connections.indexOf(connection), 1);
    this.#directory.remove(connection);
    if (this.#bandwidth.incoming > 0) this.#bandwidth.changed = true;
    if (remoteId !== NO_PEER) {
      const expires = this.#clock.time + this.#settings.graveTime;
      const who = { address, localId, remoteId, wrapping, incomingSession, outgoingSession };
      this.#graves.add({ place: 'grave', ...who, told, expires });
      this.#clock.arm(this.#clock.time + SWEEP);
    }
    this.#owner.emit({ type: 'disconnect', peer, data, reason, unconfirmed: connection.unconfirmed });
  }
}
