// One direction of a bad network: bytes in, the same bytes out later, or never, or twice, in virtual time and from a seed.
// Knows no socket, clock or timer: the time is an argument, and poll() gives what has arrived by then.
import { UsageError } from '../errors.ts';
import type { NetemOptions, NetemSettings, NetemStats } from './netem-options.ts';
import { checkSettings, PERFECT } from './netem-options.ts';
import { seededRandom } from './random.ts';

export type { NetemOptions, NetemStats } from './netem-options.ts';

interface Packet {
  /** What did not arrive yet. */
  bytes: Uint8Array;
  /** When it arrives. */
  readonly due: number;
}

const SEGMENT = 1460;
const MOST_DOUBLINGS = 6;

/**
 * One direction of a link with latency, jitter, loss, duplication, reordering, a rate and cuts. The same seed and calls give the same run.
 *
 * ```ts
 * const there = new Netem({ latency: 50, jitter: 20, loss: 0.02, seed: 42 });
 * there.send(packet, now);
 * for (let p = there.poll(now); p; p = there.poll(now)) receive(p);   // then sleep until there.deadline()
 * ```
 *
 * `now` is any clock in milliseconds that does not run backwards; where it starts does not matter.
 */
export class Netem {
  readonly #kind: 'datagram' | 'message' | 'stream';
  readonly #random: () => number;
  #settings: NetemSettings = PERFECT;
  /** On their way, in the order of arrival, from #head on. */
  #flying: Packet[] = [];
  #head = 0;
  /** Waiting for their turn at the rate: when each has left, and its size. */
  #queue: { readonly leaves: number; readonly size: number }[] = [];
  #queued = 0;
  #lineFree = Number.NEGATIVE_INFINITY;
  #lastDue = Number.NEGATIVE_INFINITY;
  /** When and at which byte the link is cut; undefined until the next call that tells the time. */
  #cutAt: number | undefined;
  #bytesLeft = Number.POSITIVE_INFINITY;
  #cut = false;
  #sent = 0;
  #delivered = 0;
  #deliveredBytes = 0;
  #lost = 0;
  #dropped = 0;
  #duplicated = 0;
  #reordered = 0;
  #cuts = 0;

  /**
   * @param options - how bad it is; throws `UsageError` for numbers out of range.
   * @param random - numbers in [0, 1); default {@link seededRandom} with the options' seed.
   */
  constructor(options: NetemOptions = {}, random: () => number = seededRandom(options.seed ?? 1)) {
    const { kind = 'datagram' } = options;
    if (kind !== 'datagram' && kind !== 'message' && kind !== 'stream')
      throw new UsageError("kind must be 'datagram', 'message' or 'stream'");
    this.#kind = kind;
    this.#random = random;
    this.update(options);
  }

  /** Changes some options; `kind` and `seed` are ignored. What is on its way keeps its time of arrival. Throws `UsageError` for numbers out of range. */
  update(options: NetemOptions): void {
    const { kind: _kind, seed: _seed, ...changes } = options;
    const settings = { ...this.#settings, ...changes };
    checkSettings(settings);
    this.#settings = settings;
    // Exponential waiting times have no memory: drawing anew is the same as going on.
    this.#cutAt = undefined;
  }

  /** Sends a packet, message or chunk; the bytes are copied. On a link that is cut they are lost. */
  send(bytes: Uint8Array, now: number): void {
    this.#begin(now);
    this.#sent++;
    if (this.#cut) return;
    const { rate, queueLimit, loss, duplicate } = this.#settings;
    const datagram = this.#kind === 'datagram';
    const waiting = this.backlog(now);
    if (datagram && rate !== Number.POSITIVE_INFINITY && waiting > 0 && waiting + bytes.length > queueLimit) {
      this.#dropped++;
      return;
    }
    const leaves = this.#enqueue(bytes.length, now);
    if (!datagram) {
      this.#lastDue = Math.max(this.#lastDue, leaves + this.#flight() + this.#retransmissions(bytes.length));
      this.#fly(bytes, this.#lastDue);
      return;
    }
    if (this.#chance(loss)) {
      this.#lost++;
      return;
    }
    this.#fly(bytes, leaves + this.#flight() + this.#holdBack());
    if (this.#chance(duplicate)) {
      this.#duplicated++;
      this.#fly(bytes, leaves + this.#flight());
    }
  }

  /** The next bytes that have arrived by `now`, or undefined; call until undefined, then look at {@link isCut}. */
  poll(now: number): Uint8Array | undefined {
    this.#begin(now);
    if (this.#cut) return undefined;
    const next = this.#flying[this.#head];
    const cutAt = this.#cutAt ?? Number.POSITIVE_INFINITY;
    if (next === undefined || next.due > now || next.due > cutAt)
      return now >= cutAt ? this.#sever(this.#arrivedBy(cutAt, next)) : undefined;
    let size = next.bytes.length;
    if (this.#kind === 'stream') size = Math.min(size, this.#piece());
    if (size > this.#bytesLeft) return this.#sever(this.#bytesLeft);
    this.#bytesLeft -= size;
    if (size === next.bytes.length) this.#land();
    const arrived = next.bytes.subarray(0, size);
    next.bytes = next.bytes.subarray(size);
    return this.#deliver(arrived);
  }

  /** When something next happens (bytes arrive, or the link is cut); undefined when nothing is to be expected. */
  deadline(): number | undefined {
    if (this.#cut) return undefined;
    const due = this.#flying[this.#head]?.due ?? Number.POSITIVE_INFINITY;
    const at = Math.min(due, this.#cutAt ?? Number.POSITIVE_INFINITY);
    return at === Number.POSITIVE_INFINITY ? undefined : at;
  }

  /** Whether the link was cut: what was on its way is gone, and nothing passes until {@link restore}. */
  get isCut(): boolean {
    return this.#cut;
  }

  /** How many packets, messages or chunks are on their way. */
  get inFlight(): number {
    return this.#flying.length - this.#head;
  }

  /** Bytes that wait for their turn at the rate; a sender on a stream stops above its own limit. */
  backlog(now: number): number {
    let done = 0;
    for (const { leaves, size } of this.#queue) {
      if (leaves > now) break;
      this.#queued -= size;
      done++;
    }
    if (done > 0) this.#queue.splice(0, done);
    return this.#queued;
  }

  /** Cuts the link now. */
  cut(): void {
    this.#flying = [];
    this.#head = 0;
    this.#queue = [];
    this.#queued = 0;
    if (!this.#cut) this.#cuts++;
    this.#cut = true;
  }

  /** A new, empty link after a cut (or instead of the old one), with a new time for the next cut. */
  restore(now: number): void {
    this.#flying = [];
    this.#head = 0;
    this.#queue = [];
    this.#queued = 0;
    this.#lineFree = now;
    this.#lastDue = now;
    this.#cut = false;
    this.#cutAt = undefined;
    this.#begin(now);
  }

  /** Counters since the beginning. */
  get stats(): NetemStats {
    return {
      sent: this.#sent,
      delivered: this.#delivered,
      deliveredBytes: this.#deliveredBytes,
      lost: this.#lost,
      dropped: this.#dropped,
      duplicated: this.#duplicated,
      reordered: this.#reordered,
      cuts: this.#cuts,
    };
  }

  #begin(now: number): void {
    if (this.#cutAt !== undefined) return;
    this.#cutAt = now + this.#exponential(this.#settings.cutEvery);
    this.#bytesLeft = Math.floor(this.#exponential(this.#settings.cutBytes));
  }

  /** When bytes sent now have left the sender. */
  #enqueue(size: number, now: number): number {
    const { rate } = this.#settings;
    // A link that was slow and no longer is still has its queue.
    this.#lineFree = Math.max(this.#lineFree, now) + (rate === Number.POSITIVE_INFINITY ? 0 : (size / rate) * 1000);
    if (this.#lineFree > now) {
      this.#queue.push({ leaves: this.#lineFree, size });
      this.#queued += size;
    }
    return this.#lineFree;
  }

  #flight(): number {
    const { latency, jitter } = this.#settings;
    return latency + (jitter > 0 ? this.#random() * jitter : 0);
  }

  #holdBack(): number {
    const { reorder, reorderBy } = this.#settings;
    if (!this.#chance(reorder)) return 0;
    this.#reordered++;
    return this.#random() * reorderBy;
  }

  #retransmissions(size: number): number {
    const { loss, retransmit } = this.#settings;
    if (loss === 0) return 0;
    let delay = 0;
    let chance = 1 - (1 - loss) ** Math.max(1, Math.ceil(size / SEGMENT));
    for (let i = 0; i <= MOST_DOUBLINGS && this.#chance(chance); i++) {
      this.#lost++;
      delay += retransmit * 2 ** i;
      // The others have arrived; what is sent again is one segment.
      chance = loss;
    }
    return delay;
  }

  #fly(bytes: Uint8Array, due: number): void {
    // Most arrive last; the search goes backwards. Equal times keep the order of sending.
    let at = this.#flying.length;
    while (at > this.#head && (this.#flying[at - 1]?.due ?? 0) > due) at--;
    this.#flying.splice(at, 0, { bytes: new Uint8Array(bytes), due });
  }

  /** The first packet is through. */
  #land(): void {
    this.#head++;
    if (this.#head < 64 || this.#head * 2 < this.#flying.length) return;
    this.#flying.splice(0, this.#head);
    this.#head = 0;
  }

  #deliver(bytes: Uint8Array): Uint8Array {
    this.#delivered++;
    this.#deliveredBytes += bytes.length;
    return bytes;
  }

  #piece(): number {
    const { split } = this.#settings;
    return split === Number.POSITIVE_INFINITY ? split : 1 + Math.floor(this.#random() * split);
  }

  /** How many bytes of a chunk that is arriving are there already: a chunk takes its size divided by the rate. */
  #arrivedBy(at: number, packet: Packet | undefined): number {
    const { rate } = this.#settings;
    if (packet === undefined || rate === Number.POSITIVE_INFINITY) return 0;
    const missing = ((packet.due - at) * rate) / 1000;
    return Math.min(this.#bytesLeft, Math.max(0, Math.floor(packet.bytes.length - missing)));
  }

  /** Cuts the link; on a stream the first `size` bytes of the next chunk still arrive. */
  #sever(size: number): Uint8Array | undefined {
    const next = this.#flying[this.#head];
    const rest = next !== undefined && this.#kind === 'stream' && size > 0 ? next.bytes.subarray(0, size) : undefined;
    this.cut();
    return rest === undefined ? undefined : this.#deliver(rest);
  }

  #chance(probability: number): boolean {
    return probability > 0 && this.#random() < probability;
  }

  #exponential(mean: number): number {
    return mean === Number.POSITIVE_INFINITY ? mean : -Math.log(1 - this.#random()) * mean;
  }
}
