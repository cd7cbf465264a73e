// What has to be true of a session, kept apart from the code that makes it true: an oracle for the simulation.
// Knows the events and the numbers of the core; draws no conclusion from how it works.
import type { Session, SessionEnd, SessionEvent, SessionMessage } from '../../src/transport/session/index.ts';

/** A fact that does not hold. The message names the invariant. */
export class Broken extends Error {}

const fail = (what: string): never => {
  throw new Broken(what);
};

const REASONS =
  'timeout expired server-restarted replaced state protocol peer-error slow shutdown evicted rejected'.split(' ');

/** One direction of one session: what one side had accepted, what the other was handed. */
interface Direction {
  accepted: number[];
  delivered: number[];
  end: SessionEnd | undefined;
}

/** One side of one session. */
export class Side {
  readonly session: Session;
  readonly out: Direction;
  readonly into: Direction;
  /** The other side, once both are known. */
  other: Side | undefined;
  state: 'new' | 'up' | 'suspended' | 'over' = 'new';
  lossySeen: number[];
  /** How often it was told `full` and not yet WRITABLE for it. */
  full = 0;
  /** Whether it was told `full` and nothing since. */
  owed = false;
  connectedAt = 0;
  /** Its process was killed: what it had not handed over is nobody's. */
  died = false;

  constructor(session: Session, out: Direction, into: Direction, channels: number) {
    this.session = session;
    this.out = out;
    this.into = into;
    this.lossySeen = new Array<number>(channels).fill(0);
  }

  /** A message was refused: `full`. */
  refused(): void {
    this.full++;
    this.owed = true;
  }

  /** The event grammar of section 11 [I-6], and the content of messages [I-1]. */
  event(event: SessionEvent): void {
    const { kind } = event;
    const was = this.state;
    if (was === 'over') fail(`I-6: ${kind} after the end`);
    if (kind === 'message') {
      if (was !== 'up') fail(`I-6: message while ${was}`);
      this.#message(event);
    } else if (kind === 'connected') {
      if (was !== 'new') fail(`I-6: connected while ${was}`);
      this.state = 'up';
      this.connectedAt = event.at;
    } else if (kind === 'suspended') {
      if (was !== 'up') fail(`I-6: suspended while ${was}`);
      this.state = 'suspended';
    } else if (kind === 'resumed') {
      if (was !== 'suspended') fail(`I-6: resumed while ${was}`);
      this.state = 'up';
    } else if (kind === 'writable') {
      if (was === 'new') fail('I-6: writable before connected');
      if (--this.full < 0) fail('S-16: writable though nothing was refused');
      this.owed = false;
    } else {
      if ((kind === 'connect-failed') !== (was === 'new')) fail(`I-6: ${kind} while ${was}`);
      if (kind === 'lost' && !REASONS.includes(event.reason)) fail(`unknown reason ${event.reason}`);
      this.state = 'over';
      this.out.end = event;
    }
  }

  #message(event: SessionMessage): void {
    const { channel, seq, payload, lossy } = event;
    if (lossy) {
      if (payload[0] !== channel + 100 || read(payload) !== seq) fail('lossy message changed');
      if (channel === 1 && seq <= (this.lossySeen[1] as number)) fail('lossy ordered message out of order');
      this.lossySeen[channel] = seq;
      return;
    }
    const next = (this.into.delivered[channel] as number) + 1;
    if (seq !== next) fail(`I-1: channel ${channel}: message ${seq} delivered, ${next} expected`);
    if (seq > (this.into.accepted[channel] as number)) fail(`I-1: channel ${channel}: message ${seq} never accepted`);
    if (payload[0] !== channel || read(payload) !== seq || payload.length !== sizeOf(channel, seq))
      fail(`I-1: channel ${channel}: message ${seq} changed`);
    if (payload.length > 5 && payload[payload.length - 1] !== (seq & 255))
      fail(`I-1: message ${seq} changed at its end`);
    this.into.delivered[channel] = seq;
  }

  /** The bounds [I-4]; what holds between the numbers of one side. */
  bounds(): void {
    const { inbox, outbox, options, peer } = this.session;
    if (outbox.buffered < 0 || outbox.buffered > options.sendBuffer) fail(`I-4: buffered ${outbox.buffered}`);
    if (outbox.inflight < 0 || outbox.inflight > peer.recvWindow) fail(`I-4: inflight ${outbox.inflight}`);
    if (inbox.cost < 0 || inbox.cost > options.recvWindow) fail(`I-4: inbox ${inbox.cost}`);
    if ((outbox.size === 0) !== (outbox.buffered === 0)) fail('I-4: log and its cost disagree');
    const acked = outbox.acked.every((a, c) => a === outbox.accepted[c]);
    if (this.session.state !== 'ended' && acked && outbox.size > 0)
      fail('I-4: log not empty though all is acknowledged');
    if (inbox.lossyCount < 0 || inbox.lossyCount > options.lossyMessages) fail('lossy inbox');
  }
}

/** All sessions of a run, by their id. */
export class Model {
  readonly sides: Side[] = [];
  readonly #bySession = new Map<Session, Side>();
  readonly #byId = new Map<string, [Direction, Direction]>();
  readonly #channels: number;

  constructor(channels: number) {
    this.#channels = channels;
  }

  /** The side that `session` is; client sessions must be asked after first only when they have an id. */
  side(session: Session, client: boolean): Side {
    let side = this.#bySession.get(session);
    if (side) return side;
    let pair = session.id === '' ? undefined : this.#byId.get(session.id);
    if (pair === undefined) {
      pair = [this.#direction(), this.#direction()];
      if (session.id !== '') this.#byId.set(session.id, pair);
    }
    side = client
      ? new Side(session, pair[0], pair[1], this.#channels)
      : new Side(session, pair[1], pair[0], this.#channels);
    this.#bySession.set(session, side);
    const other = this.sides.find((each) => each.out === side?.into);
    if (other) {
      side.other = other;
      other.other = side;
    }
    this.sides.push(side);
    return side;
  }

  #direction(): Direction {
    const zeros = new Array<number>(this.#channels).fill(0);
    return { accepted: zeros.slice(), delivered: zeros.slice(), end: undefined };
  }

  /** acked <= delivered <= received <= written <= accepted, across both sides [I-5]. */
  order(a: Side, b: Side): void {
    const { outbox } = a.session;
    const { inbox } = b.session;
    outbox.acked.forEach((acked, c) => {
      const chain = [acked, inbox.delivered[c], inbox.received[c], outbox.written[c], outbox.accepted[c]] as number[];
      for (let i = 1; i < chain.length; i++)
        if ((chain[i - 1] as number) > (chain[i] as number))
          fail(`I-5: channel ${c}: ${chain.join(' <= ')} does not hold`);
    });
  }

  /** When all inboxes are empty: `unconfirmed` was never too small, clean ends were clean [I-3]. */
  ends(): void {
    for (const side of this.sides) {
      const { end, accepted, delivered } = side.out;
      // "Clean" says that it lies in the other's inbox; no word can outlive the process that inbox was in.
      if (end === undefined || (side.other?.died && end.clean)) continue;
      const missing = accepted.reduce((sum, a, c) => sum + a - (delivered[c] as number), 0);
      if (end.unconfirmed < missing)
        fail(`I-3: ${end.kind} ${end.reason}: unconfirmed ${end.unconfirmed}, missing ${missing}`);
      const unsent = end.unsent.reduce((a, b) => a + b, 0);
      if (unsent !== end.unconfirmed) fail(`unsent ${unsent} is not unconfirmed ${end.unconfirmed}`);
      if (end.clean && !end.byPeer && missing > 0) fail(`I-3: clean, but ${missing} missing`);
    }
  }
}

/** How long message `seq` of a channel is: mostly small, now and then large. */
export const sizeOf = (channel: number, seq: number): number =>
  5 + ((seq * 7919 + channel * 31) % 13 === 0 ? (seq * 104729) % 1500 : (seq * 13) % 40);

/** The payload of message `seq`. */
export function payloadOf(channel: number, seq: number): Uint8Array {
  const bytes = new Uint8Array(sizeOf(channel, seq));
  stamp(bytes, channel, seq);
  bytes[bytes.length - 1] = bytes.length > 5 ? seq & 255 : (bytes[4] as number);
  return bytes;
}

/** The payload of a lossy message. */
export function lossyPayload(channel: number, seq: number): Uint8Array {
  const bytes = new Uint8Array(24);
  stamp(bytes, channel + 100, seq);
  return bytes;
}

function stamp(bytes: Uint8Array, first: number, seq: number): void {
  bytes[0] = first;
  for (let i = 0; i < 4; i++) bytes[1 + i] = (seq >>> (8 * i)) & 255;
}

const read = (bytes: Uint8Array): number =>
  ((bytes[1] as number) | ((bytes[2] as number) << 8) | ((bytes[3] as number) << 16) | ((bytes[4] as number) << 24)) >>>
  0;
