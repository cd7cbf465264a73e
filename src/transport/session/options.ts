// Every bound of the session layer: its default, its unit, what may be set, what happens when it is reached (section 10).
// Must not know who uses it.

import { UsageError } from '../../errors.ts';

/** The bounds of one session. All of them numbers; times in milliseconds. */
export interface SessionOptions {
  /** Largest payload taken, bytes; more is a TOO_BIG error. Default 65536. */
  maxMessage: number;
  /** Cost of messages held until the application takes them; the peer waits. At least maxMessage + 32. Default 1048576. */
  recvWindow: number;
  /** Cost of messages accepted and not acknowledged; then `full`. At least maxMessage + 32. Default 1048576. */
  sendBuffer: number;
  /** How often a PING is written, ms. Default 5000. The server's value holds for both. */
  heartbeatMs: number;
  /** Silence after which a link is dropped, ms; at least 2 * heartbeatMs + 1000. Default 15000. The server's value holds. */
  linkTimeoutMs: number;
  /** How long a session survives without a link, ms; then LOST(timeout). Default 30000. The server's value holds. */
  resumeMs: number;
  /** How long an acknowledgement waits for company, ms. Default 100. */
  ackDelayMs: number;
  /** Client: how long a link may take to open, ms; then the next attempt. Default 5000. */
  connectMs: number;
  /** Client: how long a first connection is tried in all, ms; then CONNECT_FAILED. Default 10000. */
  connectTotalMs: number;
  /** How long a handshake may take, ms; then the link ends. Default 5000. */
  handshakeMs: number;
  /** How long a frame may take from its first byte to its last, ms; then a PROTOCOL error. Default 10000. */
  frameMs: number;
  /** How long a close waits for the peer, ms; then CLOSED, not clean. Default 5000. */
  closeMs: number;
  /** Server: how long a connected peer may acknowledge nothing of what waits, ms; then LOST(slow). 0 is off. Default 60000. */
  stallMs: number;
  /** Client: attempt k after the first waits up to `backoffMs * 2 ** k` ms, at random, and never longer than {@link SessionOptions.backoffMaxMs}. Default 250. */
  backoffMs: number;
  /** Client: the longest pause between attempts, ms. Default 5000. */
  backoffMaxMs: number;
  /** Bytes waiting in a link from which lossy messages are dropped and counted. Default 65536. */
  lossyHighWater: number;
  /** Lossy messages held until the application takes them; newer ones are dropped and counted. Default 1024. */
  lossyMessages: number;
  /** Their cost; newer ones are dropped and counted, but a single one always fits. Default 65536. */
  lossyBytes: number;
}

/** The bounds of a server as a whole. */
export interface ServerLimits {
  /** Links whose handshake is not complete; more are refused. Default 256. */
  linksInHandshake: number;
  /** The same for one address. Default 16. */
  linksInHandshakePerAddress: number;
  /** New links of one address at once; more are refused. Default 20. */
  newLinksBurst: number;
  /** New links of one address in a second, in the long run. Default 10. */
  newLinksPerSecond: number;
  /** Failed RESUMEs of one address in a minute; then it is refused for a minute. Default 10. */
  failedResumesPerMinute: number;
  /** Sessions; then REJECT(BUSY). Default 1024. */
  sessions: number;
  /** Sessions of one address; then REJECT(BUSY). Default 64. */
  sessionsPerAddress: number;
  /** Cost held by suspended sessions; then the longest suspended is LOST(evicted). Default 67108864. */
  suspendedBytes: number;
  /** Closed sessions remembered for resumeMs, so that their peers learn how they ended; then the oldest is forgotten. Default 1024. */
  tombstones: number;
  /** Whether loopback links are free of the limits per address. Default false. */
  exemptLoopback: boolean;
}

const FOREVER = 2147483647;
const LARGEST_WINDOW = 67108864;

// name: default, least, most
const OPTIONS: Record<keyof SessionOptions, readonly [number, number, number]> = {
  maxMessage: [65536, 1, 16777216],
  recvWindow: [1048576, 33, LARGEST_WINDOW],
  sendBuffer: [1048576, 33, FOREVER],
  heartbeatMs: [5000, 10, FOREVER],
  linkTimeoutMs: [15000, 1020, FOREVER],
  resumeMs: [30000, 0, FOREVER],
  ackDelayMs: [100, 0, 1000],
  connectMs: [5000, 1, FOREVER],
  connectTotalMs: [10000, 1, FOREVER],
  handshakeMs: [5000, 1, FOREVER],
  frameMs: [10000, 1, FOREVER],
  closeMs: [5000, 0, FOREVER],
  stallMs: [60000, 0, FOREVER],
  backoffMs: [250, 1, FOREVER],
  backoffMaxMs: [5000, 1, FOREVER],
  lossyHighWater: [65536, 0, FOREVER],
  lossyMessages: [1024, 0, FOREVER],
  lossyBytes: [65536, 0, FOREVER],
};

const LIMITS: Record<Exclude<keyof ServerLimits, 'exemptLoopback'>, readonly [number, number, number]> = {
  linksInHandshake: [256, 1, FOREVER],
  linksInHandshakePerAddress: [16, 1, FOREVER],
  newLinksBurst: [20, 1, FOREVER],
  newLinksPerSecond: [10, 0, FOREVER],
  failedResumesPerMinute: [10, 1, FOREVER],
  sessions: [1024, 1, FOREVER],
  sessionsPerAddress: [64, 1, FOREVER],
  suspendedBytes: [67108864, 0, Number.MAX_SAFE_INTEGER],
  tombstones: [1024, 0, FOREVER],
};

/** The options as they hold: the defaults with `given` over them. Throws `UsageError` for a value that may not be. */
export function sessionOptions(given: Partial<SessionOptions> = {}): SessionOptions {
  const all = fill(OPTIONS, given);
  const least = all.maxMessage + 32;
  if (all.recvWindow < least || all.sendBuffer < least)
    throw new UsageError(`recvWindow and sendBuffer need at least maxMessage + 32 = ${least}`);
  if (all.linkTimeoutMs < 2 * all.heartbeatMs + 1000)
    throw new UsageError(`linkTimeoutMs needs at least 2 * heartbeatMs + 1000 = ${2 * all.heartbeatMs + 1000}`);
  return all;
}

/** The limits as they hold: the defaults with `given` over them. Throws `UsageError` for a value that may not be. */
export const serverLimits = (given: Partial<ServerLimits> = {}): ServerLimits => ({
  ...fill(LIMITS, given),
  exemptLoopback: given.exemptLoopback ?? false,
});

/** The defaults of {@link SessionOptions}. */
export const sessionDefaults: SessionOptions = /* @__PURE__ */ sessionOptions();
/** The defaults of {@link ServerLimits}. */
export const serverDefaults: ServerLimits = /* @__PURE__ */ serverLimits();

function fill<K extends string>(
  bounds: Record<K, readonly [number, number, number]>,
  given: Partial<Record<K, number>>,
): Record<K, number> {
  const out = {} as Record<K, number>;
  for (const key in bounds) {
    const [usual, least, most] = bounds[key];
    const value = given[key] ?? usual;
    if (!Number.isInteger(value) || value < least || value > most)
      throw new UsageError(`${key} is ${value}: use a whole number from ${least} to ${most}`);
    out[key] = value;
  }
  return out;
}
