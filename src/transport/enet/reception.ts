// The door of a host: CONNECTs of strangers, their proof, refusals, and what is said to those who knock after the end.
// Must not know of events or of what connected peers say. Nobody here is sent more bytes than it sent.
import { u16 } from './bytes.ts';
import { disconnectBytes, readHello } from './command.ts';
import { commandSize } from './commands.ts';
import { ACKNOWLEDGE, CONNECT, CONTROL } from './constants.ts';
import { DatagramReader, DatagramWriter, type Wrapping } from './datagram.ts';
import type { Directory } from './directory.ts';
import type { EnetHostStats } from './events.ts';
import { HalfOpens } from './half-opens.ts';
import { acceptable, HalfOpen } from './handshake.ts';
import type { EnetSettings } from './options.ts';
import { Replies } from './replies.ts';

const CONNECT_SIZE = 48;
/** So many wrong acknowledgements, and somebody is guessing. */
const GUESSES = 64;

/** Takes in strangers. */
export class Reception {
  /** The unproven. */
  readonly halves: HalfOpens;
  /** Answers that wait to be sent. */
  readonly replies: Replies;
  readonly #directory: Directory;
  readonly #settings: EnetSettings;
  readonly #stats: EnetHostStats;
  readonly #chance: () => number;
  readonly #reader = new DatagramReader();
  readonly #writer = new DatagramWriter();

  /** @param chance - numbers in [0, 1). */
  constructor(directory: Directory, settings: EnetSettings, stats: EnetHostStats, chance: () => number) {
    this.#directory = directory;
    this.#settings = settings;
    this.#stats = stats;
    this.#chance = chance;
    this.halves = new HalfOpens(directory, settings);
    this.replies = new Replies(settings.waitingReplies, stats);
  }

  /** A datagram for nobody yet: it has to be a CONNECT. `seat`: whether there is room for one more peer. */
  stranger(datagram: Uint8Array, from: string, time: number, seat: boolean): void {
    const wrapping = this.#unwrap(datagram);
    const { body, from: at, to } = this.#reader;
    // CONNECT stands alone: what would follow it would be for a connection that is not there yet.
    if (
      wrapping === undefined ||
      commandSize(body, at, to) !== CONNECT_SIZE ||
      ((body[at] as number) & 15) !== CONNECT
    ) {
      this.#stats.bad++;
      return;
    }
    const hello = readHello(body, at, CONNECT);
    if (!acceptable(hello)) {
      this.#stats.bad++;
      return;
    }
    const size = datagram.length;
    for (const place of this.#directory.at(from)) {
      if (place.wrapping.connectId !== hello.connectId) continue;
      this.#stats.replayed++;
      if (place.place === 'half') this.#answer(place, size, time);
      // Connected, or over: a CONNECT that was under way for long.
      return;
    }
    const id = this.#directory.freeId(from, this.#chance);
    if (!seat || id < 0 || this.#directory.ofHost(from) >= this.#settings.duplicatePeers) {
      this.#stats.refused++;
      if (this.#settings.refuse) this.#refuse(from, { ...wrapping, connectId: hello.connectId }, hello.peerId, size);
      return;
    }
    wrapping.connectId = hello.connectId;
    const half = new HalfOpen(from, id, hello, wrapping, this.#settings, time, this.#chance);
    this.#stats.evicted += this.halves.add(half);
    this.#answer(half, size, time);
  }

  /** A datagram for an unproven connection. True when it proves the address: the acknowledgement brings back what only the address was told. */
  proves(half: HalfOpen, datagram: Uint8Array, reader: DatagramReader, time: number): boolean {
    const { body, to } = reader;
    for (let at = reader.from, size = 0; at < to; at += size) {
      size = commandSize(body, at, to);
      if (size === 0) break;
      // Inside: the command has a size.
      if (((body[at] as number) & 15) !== ACKNOWLEDGE || body[at + 1] !== CONTROL || u16(body, at + 4) !== 1) continue;
      if (u16(body, at + 6) === half.cookie) {
        this.halves.remove(half);
        return true;
      }
      this.#stats.unproven++;
      if (++half.wrong >= GUESSES) {
        this.#stats.evicted++;
        this.halves.remove(half);
        return false;
      }
    }
    // The client has heard VERIFY_CONNECT, but we not its acknowledgement: it gives another when it hears it again.
    this.#answer(half, datagram.length, time);
    return false;
  }

  /** Refuses a client that was found to have no seat only after it had proved its address. */
  turnAway(half: HalfOpen): void {
    this.#stats.refused++;
    const command = disconnectBytes(2, this.#settings.refusalData, false);
    this.single(half.address, half.hello.peerId | (half.outgoingSession << 12), half.wrapping, command, 0);
  }

  /** Sends one command in a datagram of its own. */
  single(to: string, head: number, wrapping: Wrapping, command: Uint8Array, time: number): number {
    return this.replies.add(to, this.#wrap(head, wrapping, wrapping.connectId, command, false, time));
  }

  #unwrap(datagram: Uint8Array): Wrapping | undefined {
    const { checksum, compression } = this.#settings;
    const compressed = (u16(datagram, 0) & 0x4000) !== 0;
    for (const sum of checksum === 'auto' ? [true, false] : [checksum]) {
      if (!this.#reader.open(datagram, sum, compression !== false, 0, CONNECT_SIZE)) continue;
      return { checksum: sum, compress: compression === 'auto' ? compressed : compression, connectId: 0 };
    }
    return undefined;
  }

  #answer(half: HalfOpen, received: number, time: number): void {
    half.credit += received;
    const head = half.hello.peerId | (half.outgoingSession << 12);
    const bytes = this.#wrap(head, half.wrapping, half.wrapping.connectId, half.answer, true, half.cookie);
    if (bytes.length > half.credit) {
      this.#stats.unanswered++;
      return;
    }
    half.credit -= this.replies.add(half.address, bytes);
    half.answeredAt = time;
  }

  #refuse(to: string, wrapping: Wrapping, peerId: number, received: number): void {
    const command = disconnectBytes(1, this.#settings.refusalData, false);
    const bytes = this.#wrap(peerId & 0xfff, wrapping, wrapping.connectId, command, false, 0);
    if (bytes.length > received) this.#stats.unanswered++;
    else this.replies.add(to, bytes);
  }

  #wrap(head: number, how: Wrapping, seed: number, command: Uint8Array, timed: boolean, time: number): Uint8Array {
    const writer = this.#writer;
    writer.begin(this.#settings.mtu, how.checksum);
    writer.payload(command, 0, command.length);
    writer.timed = timed;
    return writer.finish(head, time, how, seed);
  }
}
