// What arrives on a peer's channels: order, duplicates, fragments, and how much may wait.
// Must not know of acknowledgements' bytes, states or sockets; it only says whether something is to be acknowledged.
import { keep } from './bytes.ts';
import type { EnetKind } from './events.ts';
import { type Fragment, pieceOf, Reassembly } from './fragments.ts';
import type { EnetSettings } from './options.ts';
import { UnsequencedWindow } from './unsequenced.ts';

/** Taken: acknowledge it. */
export const TAKEN = 0;
/** Was here before, or is too old: acknowledge it again. */
export const REPEATED = 1;
/** No room, or too new: it will be sent again. */
export const LATER = 2;
/** Can not be: what follows it in its datagram is not to be trusted either. */
export const INVALID = 3;

/** What each packet or fragment that is kept costs beyond its bytes. */
export const OVERHEAD = 64;

/** Bytes that all peers of a host have waiting. */
export interface Pool {
  /** How many. */
  used: number;
}

/** Takes a packet that is due. */
export type Deliver = (channel: number, payload: Uint8Array, kind: EnetKind, sequenceId: number) => void;

interface Unreliable {
  /** The reliable number that it comes after. */
  readonly after: number;
  readonly number: number;
  readonly kind: EnetKind;
  payload: Uint8Array | undefined;
  readonly parts: Reassembly | undefined;
}

class Incoming {
  /** Number of the last reliable command that was delivered. */
  reliable = 0;
  /** Number of the last unreliable packet since. */
  unreliable = 0;
  delivered = 0;
  readonly early: Map<number, Uint8Array | Reassembly> = new Map();
  readonly waiting: Unreliable[] = [];
}

/** The receiving half of a connection. */
export class Inbox {
  /** Bytes that wait, with {@link OVERHEAD} for each packet and fragment. */
  cost = 0;
  /** Packets delivered. */
  delivered = 0;
  /** Unreliable packets dropped. */
  dropped = 0;
  readonly #channels: (Incoming | undefined)[] = [];
  readonly #unsequenced = new UnsequencedWindow();
  readonly #settings: EnetSettings;
  readonly #pool: Pool;
  readonly #deliver: Deliver;
  /** Packets that came in fragments, complete and not yet due. */
  readonly #complete = new Map<Reassembly, Uint8Array>();

  /** @param pool - shared by all peers. @param deliver - is given what is due, in order. */
  constructor(settings: EnetSettings, pool: Pool, deliver: Deliver) {
    this.#settings = settings;
    this.#pool = pool;
    this.#deliver = deliver;
  }

  /** SEND_RELIABLE: the bytes `from` up to `to`. */
  reliable(channel: number, seq: number, bytes: Uint8Array, from: number, to: number): number {
    const on = this.#on(channel);
    const verdict = judge(seq, on.reliable);
    if (verdict !== TAKEN) return verdict;
    if (seq === on.reliable || on.early.has(seq)) return REPEATED;
    const next = seq === ((on.reliable + 1) & 0xffff);
    if (this.#full(next)) return LATER;
    this.#charge(to - from + OVERHEAD);
    const payload = keep(bytes, from, to);
    if (next) this.#pass(channel, on, payload, seq);
    else on.early.set(seq, payload);
    return TAKEN;
  }

  /** SEND_FRAGMENT: one piece, which begins at `from`. */
  fragment(channel: number, start: number, fragment: Fragment, bytes: Uint8Array, from: number): number {
    const on = this.#on(channel);
    const verdict = judge(start, on.reliable);
    if (verdict !== TAKEN) return verdict;
    if (start === on.reliable) return REPEATED;
    const piece = pieceOf(fragment);
    if (piece === 0 || fragment.total > this.#settings.maximumPacketSize) return INVALID;
    let parts = on.early.get(start);
    if (parts instanceof Uint8Array || (parts && !parts.fits(fragment, piece))) return INVALID;
    if (parts && (parts.missing === 0 || parts.has(fragment.number))) return REPEATED;
    const next = start === ((on.reliable + 1) & 0xffff);
    if (this.#full(next)) return LATER;
    if (parts === undefined) {
      parts = new Reassembly(fragment, piece);
      on.early.set(start, parts);
    }
    this.#keep(parts, fragment, bytes, from);
    if (parts.missing > 0) return TAKEN;
    const payload = this.#whole(parts);
    const last = (start + parts.count - 1) & 0xffff;
    if (next) {
      on.early.delete(start);
      this.#pass(channel, on, payload, last);
    } else {
      // It stays under the number it began with; the count is needed when its turn comes.
      on.early.set(start, parts);
      this.#complete.set(parts, payload);
    }
    return TAKEN;
  }

  /** SEND_UNRELIABLE. */
  unreliable(channel: number, after: number, number: number, bytes: Uint8Array, from: number, to: number): number {
    const on = this.#on(channel);
    if (judge(after, on.reliable) !== TAKEN || (after === on.reliable && number <= on.unreliable)) return REPEATED;
    if (this.#full(false)) {
      this.dropped++;
      return LATER;
    }
    if (on.waiting.length === 0 && after === on.reliable) {
      this.#charge(to - from + OVERHEAD);
      on.unreliable = number;
      this.#out(channel, keep(bytes, from, to), 'unreliable', number);
      return TAKEN;
    }
    const at = place(on, after, number);
    const same = on.waiting[at - 1];
    if (same && same.after === after && same.number === number) return REPEATED;
    this.#charge(to - from + OVERHEAD);
    this.#insert(on, at, { after, number, kind: 'unreliable', payload: keep(bytes, from, to), parts: undefined });
    this.#walk(channel, on);
    return TAKEN;
  }

  /** SEND_UNRELIABLE_FRAGMENT. */
  unreliableFragment(
    channel: number,
    after: number,
    number: number,
    fragment: Fragment,
    bytes: Uint8Array,
    from: number,
  ): number {
    const on = this.#on(channel);
    if (judge(after, on.reliable) !== TAKEN || (after === on.reliable && number <= on.unreliable)) return REPEATED;
    const piece = pieceOf(fragment);
    if (piece === 0 || fragment.total > this.#settings.maximumPacketSize) return INVALID;
    const at = place(on, after, number);
    let entry = on.waiting[at - 1];
    if (entry === undefined || entry.after !== after || entry.number !== number) entry = undefined;
    else if (!entry.parts?.fits(fragment, piece)) return INVALID;
    else if (entry.payload || entry.parts.has(fragment.number)) return REPEATED;
    if (this.#full(false)) {
      this.dropped++;
      return LATER;
    }
    const parts = entry?.parts ?? new Reassembly(fragment, piece);
    if (entry === undefined) {
      entry = { after, number, kind: 'unreliable-fragment', payload: undefined, parts };
      this.#insert(on, at, entry);
    }
    this.#keep(parts, fragment, bytes, from);
    if (parts.missing > 0) return TAKEN;
    entry.payload = this.#whole(parts);
    this.#walk(channel, on);
    return TAKEN;
  }

  /** SEND_UNSEQUENCED. */
  unsequenced(channel: number, group: number, bytes: Uint8Array, from: number, to: number): number {
    if (this.#full(false)) {
      this.dropped++;
      return LATER;
    }
    if (!this.#unsequenced.take(group)) return REPEATED;
    this.#charge(to - from + OVERHEAD);
    this.#out(channel, keep(bytes, from, to), 'unsequenced', group);
    return TAKEN;
  }

  /** The application took a packet of so many bytes. */
  taken(bytes: number): void {
    this.#charge(-bytes - OVERHEAD);
  }

  /** Gives back what incomplete and early packets take up. What was delivered stays until it is taken. */
  clear(): void {
    for (const on of this.#channels) {
      if (on === undefined) continue;
      for (const early of on.early.values()) this.#refund(early);
      for (const entry of on.waiting) this.#refund(entry.payload ?? entry.parts);
    }
    this.#channels.length = 0;
    this.#complete.clear();
  }

  #on(channel: number): Incoming {
    let on = this.#channels[channel];
    if (on === undefined) {
      on = new Incoming();
      this.#channels[channel] = on;
    }
    return on;
  }

  /** Delivers a reliable packet and all that waited only for it. */
  #pass(channel: number, on: Incoming, first: Uint8Array, last: number): void {
    let payload: Uint8Array | undefined = first;
    let seq = last;
    while (payload) {
      on.reliable = seq;
      on.unreliable = 0;
      on.delivered++;
      this.#out(channel, payload, 'reliable', on.delivered);
      if (on.waiting.length > 0) this.#walk(channel, on);
      seq = (seq + 1) & 0xffff;
      payload = undefined;
      if (on.early.size === 0) return;
      const early = on.early.get(seq);
      if (early instanceof Reassembly) {
        payload = this.#complete.get(early);
        if (payload === undefined) return;
        this.#complete.delete(early);
        on.early.delete(seq);
        seq = (seq + early.count - 1) & 0xffff;
      } else if (early) {
        payload = early;
        on.early.delete(seq);
      }
    }
  }

  /** Delivers the unreliable packets whose turn it is; what is older than one that is delivered is dropped. */
  #walk(channel: number, on: Incoming): void {
    const { waiting } = on;
    let end = 0;
    let due = 0;
    for (; end < waiting.length; end++) {
      const entry = waiting[end] as Unreliable; // Below the length.
      const ahead = (entry.after - on.reliable) & 0xffff;
      if (ahead !== 0 && ahead < 0x8000) break;
      if (entry.payload || ahead !== 0) due = end + 1;
    }
    for (let i = 0; i < due; i++) {
      const entry = waiting[i] as Unreliable; // Below the length.
      if (entry.payload && entry.after === on.reliable) {
        on.unreliable = entry.number;
        this.#out(channel, entry.payload, entry.kind, entry.number);
      } else {
        this.#refund(entry.payload ?? entry.parts);
        this.dropped++;
      }
    }
    if (due > 0) waiting.splice(0, due);
  }

  #insert(on: Incoming, at: number, entry: Unreliable): void {
    on.waiting.splice(at, 0, entry);
    if (on.waiting.length <= this.#settings.waitingUnreliable) return;
    const oldest = on.waiting.shift();
    this.#refund(oldest?.payload ?? oldest?.parts);
    this.dropped++;
  }

  #keep(parts: Reassembly, fragment: Fragment, bytes: Uint8Array, from: number): void {
    const cost = fragment.length + OVERHEAD;
    this.#charge(cost);
    parts.add(fragment.number, bytes, from, from + fragment.length, cost);
  }

  #whole(parts: Reassembly): Uint8Array {
    const payload = parts.whole();
    this.#charge(payload.length + OVERHEAD - parts.cost);
    parts.release();
    return payload;
  }

  /** Whether no more may be kept. What is next in order may use the room of one packet more, so that a large one can be completed. */
  #full(next: boolean): boolean {
    const { maximumWaitingData, hostWaitingData, maximumPacketSize, peerCount } = this.#settings;
    const more = next ? maximumPacketSize : 0;
    if (this.cost >= maximumWaitingData + more) return true;
    return this.#pool.used >= hostWaitingData + more && this.cost >= hostWaitingData / peerCount;
  }

  #refund(what: Uint8Array | Reassembly | undefined): void {
    if (what instanceof Uint8Array) this.#charge(-what.length - OVERHEAD);
    else if (what) {
      const complete = this.#complete.get(what);
      this.#charge(complete ? -complete.length - OVERHEAD : -what.cost);
    }
  }

  #charge(bytes: number): void {
    this.cost += bytes;
    this.#pool.used += bytes;
  }

  #out(channel: number, payload: Uint8Array, kind: EnetKind, sequenceId: number): void {
    this.delivered++;
    this.#deliver(channel, payload, kind, sequenceId);
  }
}

/** What the windows of 4096 numbers say: six ahead are taken, two more are too new, everything else is old. */
function judge(seq: number, last: number): number {
  let window = seq >>> 12;
  const current = last >>> 12;
  if (seq < last) window += 16;
  if (window < current + 7) return window < current ? REPEATED : TAKEN;
  return window < current + 9 ? LATER : REPEATED;
}

/** Behind which of the waiting packets a new one belongs: as many are not newer. */
function place(on: Incoming, after: number, number: number): number {
  const key = ((after - on.reliable) & 0xffff) * 65536 + number;
  let at = on.waiting.length;
  for (; at > 0; at--) {
    const entry = on.waiting[at - 1] as Unreliable; // Below the length.
    if (((entry.after - on.reliable) & 0xffff) * 65536 + entry.number <= key) break;
  }
  return at;
}
