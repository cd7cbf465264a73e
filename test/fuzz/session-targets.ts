// What the fuzzer calls: bytes given to the frame decoder, to a server by a stranger, to a server by a peer, to a client by its server.
// Each throws when something is true that must never be. Loaded with counters by coverage.ts.
import { Decoder } from '../../src/transport/session/decoder.ts';
import {
  ACK,
  BYE,
  ERROR,
  encode,
  encodeReason,
  PING,
  PONG,
  readAck,
  readLastWords,
  readReason,
  readToken,
} from '../../src/transport/session/frame.ts';
import { encodeReject, readHello, readReject, readResume, readWelcome } from '../../src/transport/session/handshake.ts';
import type { Session, SessionCrypto, SessionEvent, SessionLink } from '../../src/transport/session/index.ts';
import { type Cursor, FrameError } from '../../src/transport/session/varint.ts';
import { concat, data, framesOf, Harness, type HarnessOptions, text } from '../session/harness.ts';

/** No cryptography, but as cheap as it can be: keyed, 32 bytes, and nobody guesses it in a million inputs. Never the same bytes twice. */
function cheapCrypto(): SessionCrypto {
  let drawn = 0;
  return {
    randomBytes(n) {
      drawn++;
      return Uint8Array.from({ length: n }, (_, i) => (i * 37 + n + drawn * 101) & 255);
    },
    hmacSha256(key, message) {
      const out = new Uint8Array(32);
      let hash = 2166136261;
      for (let round = 0; round < 8; round++) {
        for (const byte of key) hash = Math.imul(hash ^ byte, 16777619);
        for (const byte of message) hash = Math.imul(hash ^ byte, 16777619);
        for (let i = 0; i < 4; i++) out[round * 4 + i] = (hash >>> (8 * i)) & 255;
      }
      return out;
    },
  };
}

class Stage extends Harness {
  constructor(options: HarnessOptions = {}) {
    const small = { maxMessage: 512, recvWindow: 2048, sendBuffer: 2048, frameMs: 3000, lossyMessages: 8 };
    const many = { failedResumesPerMinute: 1e6, newLinksBurst: 1e6 };
    super({ client: small, server: small, limits: many, ...options });
  }
  override setup(options: Parameters<Harness['setup']>[0], seed: number, channels?: Parameters<Harness['setup']>[2]) {
    return { ...super.setup(options, seed, channels), crypto: cheapCrypto() };
  }
}

/** Gives bytes to a link in pieces of `step`; says what it answers, which must be frames. */
function feed(h: Harness, link: SessionLink, bytes: Uint8Array, step: number): string {
  let answers = '';
  const answer = (): void => {
    for (const { type } of framesOf(h.drain(link))) answers += ` ${type}`;
  };
  for (let at = 0; at < bytes.length && link.ending === 'open'; at += step) {
    link.receive(bytes.slice(at, at + step), h.now);
    if (link.decoder.held > 4098 + 512) throw new Error('holds more than a frame');
  }
  answer();
  return `${link.ending}${answers.slice(0, 40)}`;
}

const KINDS = ['stream', 'stream', 'message', 'packet'] as const;
const kindOf = (byte: number) => KINDS[byte & 3] ?? 'stream';
const stepOf = (kind: string, byte: number): number => (kind === 'stream' ? 1 + (byte >> 2) : Number.MAX_SAFE_INTEGER);

const READERS: Readonly<Record<number, (body: Cursor) => unknown>> = {
  1: readHello,
  2: readWelcome,
  3: (body) => readResume(body, false),
  4: (body) => readResume(body, true),
  5: readReject,
  6: (body) => readAck(body, { ack: () => true }),
  7: readToken,
  8: readToken,
  9: (body) => readLastWords(body, 3),
  11: readReason,
};

function decoded(input: Uint8Array, step: number): string {
  const decoder = new Decoder(false);
  decoder.maxFrame = 300;
  let seen = '';
  const sink = {
    frame(type: number, body: Cursor): void {
      seen += `${type}:`;
      try {
        READERS[type]?.(body);
        seen += 'ok ';
      } catch (error) {
        if (!(error instanceof FrameError)) throw error;
        seen += `${error.message.slice(0, 12)} `;
      }
    },
  };
  try {
    for (let at = 0; at < input.length; at += step) decoder.push(input.slice(at, at + step), sink, 0);
  } catch (error) {
    if (!(error instanceof FrameError)) throw error;
    seen += error.message.replaceAll(/\d+/g, 'n');
  }
  if (decoder.held > 300 + 4) throw new Error('holds more than a frame');
  return seen;
}

/** Frames and the readers of their bodies: frames or a FrameError, the same ones however the bytes are cut. */
export function decoder(input: Uint8Array): string {
  const whole = decoded(input, Math.max(1, input.length));
  for (const step of [1, 3])
    if (decoded(input, step) !== whole) throw new Error(`pieces of ${step} give something else`);
  return whole.slice(-14);
}

/** A stranger's link to a server that has a session with somebody: nothing of that may change, and it goes on. */
export function stranger(input: Uint8Array): string {
  const [how = 0] = input;
  const kind = kindOf(how);
  const h = resumedOnce(kind);
  h.client.send(0, text('from the client'), h.now);
  h.peer.send(1, text('from the server'), h.now);
  if ((how & 4) !== 0) h.cut();
  const before = print(h.peer);
  const link = h.accept({ address: '203.0.113.9' });
  const said = link ? feed(h, link, input.subarray(1), stepOf(kind, how)) : 'refused';
  if (print(h.peer) !== before) throw new Error('a stranger changed a session');
  if (h.server.size > 2) throw new Error('more than one session for one stranger');
  h.run(400);
  const heard = [...h.take(h.client), ...h.take(h.peer)].filter(({ kind }) => kind === 'message').length;
  if (heard !== 2) throw new Error(`${heard} messages instead of 2: the others noticed`);
  return said;
}

/** An attached peer of a server: whatever it says, bounds and the order of events are kept. */
export function peer(input: Uint8Array): string {
  const [how = 0, more = 0] = input;
  const kind = kindOf(how);
  const h = new Stage({ kind }).connect();
  const { server: link } = h.wire;
  if (!link) throw new Error('no link');
  for (let n = more & 7; n > 0; n--) h.peer.send(n % 3, new Uint8Array(n * 20), h.now);
  if ((more & 8) !== 0) h.peer.close(1, 'bye', h.now);
  h.drain(link);
  const bytes = input.subarray(2);
  const half = (more & 16) === 0 ? bytes.length : bytes.length >> 1;
  const said = feed(h, link, bytes.subarray(0, half), stepOf(kind, how));
  const events = [...h.take(h.peer)];
  h.now += (more & 32) === 0 ? 0 : 3500;
  h.tick();
  const then = feed(h, link, bytes.subarray(half), stepOf(kind, how));
  bounds(h.peer);
  events.push(...h.take(h.peer));
  return `${said} ${then} ${grammar(events, 'up')} ${h.peer.state}`;
}

/** A client and whatever its server says: while it connects, while it is connected, while it wants its session back. */
export function client(input: Uint8Array): string {
  const [how = 0, more = 0] = input;
  const kind = kindOf(how);
  const h = new Stage({ kind });
  const phase = more % 3;
  if (phase > 0) h.connect();
  else h.client.start(h.now);
  for (let n = (more >> 2) & 7; n > 0; n--) h.client.send(n % 3, new Uint8Array(n * 20), h.now);
  if (phase === 2) {
    h.cut();
    h.autoOpen = false;
    h.client.reconnect(h.now);
    h.opened(h.wire);
  }
  h.drain(h.wire.client);
  const before = h.take(h.client);
  const said = feed(h, h.wire.client, input.subarray(2), stepOf(kind, how));
  bounds(h.client);
  const events = grammar([...before, ...h.take(h.client)], phase > 0 ? 'up' : 'new');
  h.autoOpen = true;
  return `${phase} ${said} ${events} ${h.client.state}`;
}

function bounds({ inbox, outbox, options }: Session): void {
  if (inbox.cost < 0 || inbox.cost > options.recvWindow) throw new Error(`inbox ${inbox.cost}`);
  if (inbox.lossyCount < 0 || inbox.lossyCount > options.lossyMessages) throw new Error('too many lossy messages');
  if (outbox.buffered < 0 || outbox.inflight < 0 || outbox.buffered > options.sendBuffer)
    throw new Error(`buffered ${outbox.buffered}, inflight ${outbox.inflight}`);
  outbox.acked.forEach((acked, c) => {
    if (acked > (outbox.written[c] ?? 0) || (outbox.written[c] ?? 0) > (outbox.accepted[c] ?? 0))
      throw new Error('acknowledged, written and accepted do not follow each other');
  });
}

/** The events in short; throws when they are out of order (session-protocol section 11). */
function grammar(events: readonly SessionEvent[], from: 'new' | 'up'): string {
  let state: string = from;
  let short = '';
  for (const { kind } of events) {
    if (state === 'over') throw new Error(`${kind} after the end`);
    if (kind === 'connected' && state !== 'new') throw new Error('connected twice');
    if (kind === 'suspended' && state !== 'up') throw new Error('suspended twice');
    if (kind === 'resumed' && state !== 'suspended') throw new Error('resumed without being suspended');
    if (kind === 'message' && state !== 'up') throw new Error(`message while ${state}`);
    if (kind === 'connected' || kind === 'resumed') state = 'up';
    else if (kind === 'suspended') state = kind;
    else if (kind === 'lost' || kind === 'closed' || kind === 'connect-failed') state = 'over';
    if (!short.endsWith(kind[0] ?? '')) short += kind[0];
  }
  return short.slice(0, 12);
}

const print = ({ phase, epoch, current, inbox, outbox, stats }: Session): string =>
  JSON.stringify([phase, epoch, current?.born, inbox.received, inbox.delivered, outbox.acked, outbox.written, stats]);

/** A session that was resumed once: its RESUME is known to everybody who listened. */
function resumedOnce(kind: (typeof KINDS)[number]): Harness {
  const h = new Stage({ kind }).connect();
  h.cut();
  h.client.reconnect(h.now);
  h.settle();
  h.take(h.client);
  h.take(h.peer);
  return h;
}

/** What goes over a link from the first byte on: the client's frames and the server's. */
function overheard(): { up: Uint8Array[]; down: Uint8Array[] } {
  const h = new Stage();
  const up: Uint8Array[] = [];
  const down: Uint8Array[] = [];
  const pass = (): void => {
    for (let moved = true; moved; ) {
      const a = h.drain(h.wire.client);
      const b = h.wire.server ? h.drain(h.wire.server) : a;
      if (a.length > 0) up.push(a);
      if (b.length > 0) down.push(b);
      h.wire.server?.receive(a, h.now);
      h.wire.client.receive(b, h.now);
      moved = a.length + b.length > 0;
    }
  };
  h.client.start(h.now);
  pass();
  h.client.send(0, text('x'), h.now);
  h.cut();
  h.client.reconnect(h.now);
  pass();
  return { up, down };
}

const { up, down } = overheard();
const frames = [
  encode(ACK, 1, 0, 1),
  encode(ACK, 2, 0, 1, 1, 1),
  encode(PING, 5),
  encode(PONG, 1),
  encodeReason(BYE, 0, 'bye'),
  encode(BYE, 0, 0, 3, 0, 0, 0),
  Uint8Array.of(1, 10),
  encodeReason(ERROR, 9, ''),
  encodeReason(ERROR, 2, ''),
  encodeReject(6, 0, new Uint8Array(8), 'no'),
  encodeReject(9, 0, new Uint8Array(8), ''),
  data(0, 1, text('a')),
  data(0, 2, text('b')),
  data(1, 1, new Uint8Array(60)),
  encode(0x10, 1, 1, text('lossy')),
];

/** Whole frames and what was overheard, to begin with and to sprinkle in. */
export const seeds: readonly Uint8Array[] = [...up, ...down, ...frames, concat(...frames)];
