// One client core and one server core joined by pipes in memory, in a time that only moves when told to.
// Knows the session core; knows no socket and no clock.
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { Decoder } from '../../src/transport/session/decoder.ts';
import { encode } from '../../src/transport/session/frame.ts';
import {
  type AdmitRequest,
  type ChannelEntry,
  ClientSession,
  type LinkInfo,
  type ServerLimits,
  type Session,
  type SessionCrypto,
  type SessionEvent,
  type SessionLink,
  type SessionOptions,
  SessionServer,
  type SessionShell,
  serverLimits,
  sessionOptions,
} from '../../src/transport/session/index.ts';
import { LaneOutbox } from '../../src/transport/session/lanes.ts';
import type { Cursor } from '../../src/transport/session/varint.ts';

export const CHANNELS: readonly ChannelEntry[] = [
  { name: 'chat', kind: 'r' },
  { name: 'move', kind: 'l' },
  { name: 'fx', kind: 'u' },
];

/** A small deterministic generator (mulberry32). */
export function seeded(seed: number): () => number {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), a | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Cryptography for tests: the real HMAC, and bytes that are the same each time. */
export function testCrypto(seed = 1): SessionCrypto {
  const random = seeded(seed);
  return {
    randomBytes: (n) => Uint8Array.from({ length: n }, () => Math.floor(random() * 256)),
    hmacSha256: (key, data) => hmac(sha256, key, data),
  };
}

export const text = (s: string): Uint8Array => new TextEncoder().encode(s);
export const fromHex = (s: string): Uint8Array => Uint8Array.from(s.match(/../g) ?? [], (b) => Number.parseInt(b, 16));
export const toHex = (b: Uint8Array): string => Array.from(b, (x) => x.toString(16).padStart(2, '0')).join('');

export const INFO: LinkInfo = { kind: 'stream', address: '192.0.2.1', secure: false, loopback: true };

export interface HarnessOptions {
  client?: Partial<SessionOptions>;
  server?: Partial<SessionOptions>;
  limits?: Partial<ServerLimits>;
  channels?: readonly ChannelEntry[];
  serverChannels?: readonly ChannelEntry[];
  app?: string;
  kind?: LinkInfo['kind'];
  auth?: Uint8Array;
  clientKey?: Uint8Array;
  admit?: (request: AdmitRequest) => void;
}

/** Two ends of one link. `cut` breaks it, as a cable would: both ends hear it at once. */
export interface Wire {
  client: SessionLink;
  server: SessionLink | undefined;
  up: boolean;
  toServer: Uint8Array[];
  toClient: Uint8Array[];
}

export class Harness {
  now = 0;
  readonly wires: Wire[] = [];
  readonly client: ClientSession;
  server: SessionServer;
  /** Every event announced and not looked at yet. */
  readonly serverSessions: Session[] = [];
  notified = 0;
  opens = 0;
  /** Whether `open` gets a link; when false the attempt hangs. */
  reachable = true;
  autoOpen = true;
  /** What the shell was told to write and did not yet. */
  readonly wanted = new Set<SessionLink>();
  wakes: number[] = [];
  random: () => number = () => 0.5;
  readonly options: HarnessOptions;
  readonly shell: SessionShell;

  constructor(options: HarnessOptions = {}) {
    this.options = options;
    this.shell = {
      transmit: (link) => {
        this.wanted.add(link);
      },
      notify: (session) => {
        this.notified++;
        if (session !== this.client && !this.serverSessions.includes(session)) this.serverSessions.push(session);
      },
      open: () => {
        this.opens++;
        if (this.reachable) this.open();
      },
      wakeAt: (at) => {
        this.wakes.push(at);
      },
    };
    this.server = this.newServer(2);
    this.client = new ClientSession(
      {
        ...this.setup(options.client, 3),
        auth: options.auth ?? text('hi'),
        lanes: options.kind === 'packet' ? (channels: number) => new LaneOutbox(channels) : undefined,
        ...(options.clientKey && { key: options.clientKey }),
      },
      this.now,
    );
  }

  setup(options: Partial<SessionOptions> | undefined, seed: number, channels = this.options.channels) {
    return {
      app: this.options.app ?? 'duel/1',
      channels: channels ?? CHANNELS,
      options: sessionOptions(options),
      crypto: testCrypto(seed),
      random: () => this.random(),
      shell: this.shell,
    };
  }

  newServer(seed: number): SessionServer {
    const { server, limits, admit, serverChannels, channels } = this.options;
    const setup = {
      ...this.setup(server, seed, serverChannels ?? channels),
      lanes: (count: number) => new LaneOutbox(count),
      limits: serverLimits(limits),
      ...(admit && { admit }),
    };
    return new SessionServer(setup, this.now);
  }

  get info(): LinkInfo {
    return { ...INFO, kind: this.options.kind ?? 'stream' };
  }

  /** Gives the client a link; the server gets its end when the link is open. */
  open(): Wire {
    const client = this.client.attach(this.info, this.now);
    const wire: Wire = { client, server: undefined, up: true, toServer: [], toClient: [] };
    this.wires.push(wire);
    if (this.autoOpen) this.opened(wire);
    return wire;
  }

  opened(wire: Wire): void {
    wire.server = this.server.accept(this.info, this.now);
    wire.client.opened(this.now);
    if (!wire.server) this.cut(wire);
  }

  /** A bare link to the server, for an attacker: what it writes is in the test's hand. */
  accept(info: Partial<LinkInfo> = {}): SessionLink | undefined {
    return this.server.accept({ ...this.info, ...info }, this.now);
  }

  cut(wire: Wire | undefined = this.wires.at(-1)): void {
    if (!wire?.up) return;
    wire.up = false;
    wire.client.closed(this.now);
    wire.server?.closed(this.now);
  }

  get wire(): Wire {
    return this.wires.at(-1) as Wire;
  }

  /** Everything a link wants to write. */
  drain(link: SessionLink): Uint8Array {
    const parts: number[] = [];
    this.wanted.delete(link);
    for (;;) {
      const bytes = link.transmit(this.now, 65536);
      if (bytes === undefined) return Uint8Array.from(parts);
      for (const byte of bytes) parts.push(byte);
      if (!link.more && link.transmit(this.now, 65536)) throw new Error('there was more, and the link said no');
    }
  }

  /** Moves bytes both ways until nothing moves, each piece cut into `size` bytes on stream-like links. */
  settle(size = Number.POSITIVE_INFINITY): void {
    for (let moved = true; moved; ) {
      moved = false;
      for (const wire of this.wires) {
        if (wire.up && this.#move(wire, size)) moved = true;
      }
    }
  }

  #move(wire: Wire, size: number): boolean {
    let moved = false;
    for (const [from, to] of [
      [wire.client, wire.server],
      [wire.server, wire.client],
    ] as const) {
      // As a shell: only a link that asked for it.
      if (!from || !to || !this.wanted.delete(from)) continue;
      for (let bytes = from.transmit(this.now, 65536); bytes; bytes = from.transmit(this.now, 65536)) {
        moved = true;
        const piece = wire.client.info.kind === 'stream' ? size : bytes.length;
        for (let at = 0; at < bytes.length; at += piece) to.receive(bytes.slice(at, at + piece), this.now);
      }
    }
    const ends = wire.client.ending !== 'open' || (wire.server && wire.server.ending !== 'open');
    // In order: once the last bytes are through.
    if (ends && !moved) this.cut(wire);
    return moved;
  }

  /** Lets time pass in steps, as a shell would: it ticks at least each 250 ms, and bytes move between. */
  run(ms: number, step = 50): void {
    for (const end = this.now + ms; this.now < end; ) {
      this.now = Math.min(end, this.now + step);
      this.tick();
      this.settle();
    }
  }

  tick(): void {
    this.client.tick(this.now);
    this.server.tick(this.now);
  }

  /** Takes all events of a session. */
  take(session: Session): SessionEvent[] {
    const events: SessionEvent[] = [];
    for (let event = session.peek(); event; event = session.peek()) {
      events.push(event);
      session.shift(this.now);
    }
    return events;
  }

  kinds(session: Session): string[] {
    return this.take(session).map((e) => ('reason' in e ? `${e.kind}:${e.reason}` : e.kind));
  }

  /** The server's side of the first session. */
  get peer(): Session {
    return this.serverSessions[0] as Session;
  }

  /** Connects, and takes the CONNECTED of both sides. */
  connect(): this {
    this.client.start(this.now);
    this.settle();
    this.take(this.client);
    this.take(this.peer);
    return this;
  }
}

/** One frame as its type and body. */
export interface RawFrame {
  type: number;
  body: Uint8Array;
}

/** The frames in these bytes. */
export function framesOf(bytes: Uint8Array | undefined): RawFrame[] {
  const frames: RawFrame[] = [];
  const decoder = new Decoder(false);
  decoder.maxFrame = 2 ** 25;
  const sink = {
    frame: (type: number, body: Cursor): void => {
      frames.push({ type, body: body.bytes.slice(body.at, body.end) });
    },
  };
  decoder.push(bytes ?? new Uint8Array(0), sink, 0);
  return frames;
}

/** The types of the frames in these bytes. */
export const typesOf = (bytes: Uint8Array | undefined): number[] => framesOf(bytes).map((frame) => frame.type);

/** Bytes one behind the other. */
export const concat = (...parts: readonly Uint8Array[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => [...part]));

/** A DATA frame. */
export const data = (channel: number, seq: number, payload: Uint8Array): Uint8Array =>
  encode(0x80 + channel, seq, payload);
