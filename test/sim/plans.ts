// The modes of the simulation: what goes wrong, and how often.
// Knows no code that carries a plan out.
import type { LinkInfo, ServerLimits, SessionOptions } from '../../src/transport/session/index.ts';
import { seeded } from '../session/harness.ts';

/** Mean milliseconds between two faults of a kind; 0: never. */
export interface Faults {
  cut: number;
  hole: number;
  freeze: number;
  sleep: number;
  restart: number;
  close: number;
  attack: number;
  byHand: number;
  shutdown: number;
  /** Steps of one process's clock. */
  clock: number;
}

export interface Plan {
  seed: number;
  clients: number;
  /** How long faults go on, ms. */
  faultsMs: number;
  faults: Partial<Faults>;
  options: Partial<SessionOptions>;
  limits?: Partial<ServerLimits>;
  kind: LinkInfo['kind'];
  /** Mean milliseconds between two sends of one side. */
  sendMs: number;
  /** Mean milliseconds between two looks into a queue, and how many events are taken at most. */
  takeMs: number;
  take: number;
  delayMs: number;
  /** Bytes to a piece, at most; half of the writes come whole. */
  piece: number;
  capacity: number;
}

export interface Result {
  hash: number;
  messages: number;
  faults: number;
  hours: number;
  ends: Record<string, number>;
  resumed: number;
}

/** Nothing yet: what results are added to. */
export const noResult = (): Result => ({ hash: 0, messages: 0, faults: 0, hours: 0, ends: {}, resumed: 0 });

/** Adds one result to a total. */
export function addResult(total: Result, one: Result): void {
  total.hash = (Math.imul(total.hash, 31) + one.hash) >>> 0;
  total.messages += one.messages;
  total.faults += one.faults;
  total.hours += one.hours;
  total.resumed += one.resumed;
  for (const [end, count] of Object.entries(one.ends)) total.ends[end] = (total.ends[end] ?? 0) + count;
}

const FAULTS: Record<string, Partial<Faults>> = {
  plain: {},
  cuts: { cut: 900 },
  holes: { hole: 4000, cut: 6000 },
  tiny: { cut: 1500 },
  slow: { cut: 1200 },
  freeze: { freeze: 6000, cut: 8000 },
  sleep: { sleep: 5000 },
  clock: { clock: 6000 },
  attack: { attack: 100, cut: 2000 },
  restart: { restart: 12000, cut: 3000, close: 6000 },
  close: { close: 3000, cut: 1200 },
  shutdown: { shutdown: 14000, cut: 2000 },
  mixed: { cut: 2500, hole: 9000, freeze: 11000, restart: 40000, close: 8000, attack: 700, byHand: 5000, clock: 15000 },
};

/** Names of all modes. */
export const MODES: readonly string[] = Object.keys(FAULTS);

/** The plan that belongs to a seed: the mode too comes from it. */
export function planOf(seed: number, only?: string): Plan {
  const mode = only ?? (MODES[seed % MODES.length] as string);
  const random = seeded(seed ^ 0x5f3759df);
  const pick = <T>(...from: T[]): T => from[Math.floor(random() * from.length)] as T;
  // A window that fills, read seldom and then wholly, over a slow link: an acknowledgement that is missing stops everything.
  const slow = mode === 'slow';
  const tiny = mode === 'tiny' || slow || random() < 0.2;
  const window = tiny ? pick(2100, 3000, 5000) : pick(16384, 65536, 262144);
  return {
    seed,
    clients: pick(1, 2, 3),
    faultsMs: 115000,
    faults: FAULTS[mode] ?? {},
    options: {
      maxMessage: tiny ? 2048 : 8192,
      recvWindow: window,
      sendBuffer: tiny ? pick(2100, 4000) : pick(16384, 131072),
      heartbeatMs: pick(300, 1000),
      linkTimeoutMs: pick(3000, 5000),
      resumeMs: pick(4000, 12000, 20000),
      ackDelayMs: pick(0, 20, 100),
      connectMs: 2000,
      handshakeMs: 2000,
      connectTotalMs: 8000,
      closeMs: pick(1500, 6000),
      backoffMaxMs: 2000,
      lossyMessages: pick(4, 64),
    },
    kind: pick('stream', 'stream', 'message', 'packet', 'packet'),
    sendMs: slow ? 60 : pick(60, 200, 600),
    takeMs: slow ? 400 : pick(10, 50, 400),
    take: slow ? 1000 : pick(3, 20, 1000),
    delayMs: slow ? 150 : pick(2, 30, 200),
    piece: pick(6, 60, 2000),
    capacity: tiny ? pick(600, 3000) : pick(4000, 65536),
  };
}
