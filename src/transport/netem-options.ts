// The options of netem: what may be wrong with a network, with units and defaults.
// Knows nothing of how they are carried out.
import { UsageError } from '../errors.ts';

/** How bad the network is. Everything may be changed while it runs with {@link Netem.update}, except `kind` and `seed`. */
export interface NetemOptions {
  /**
   * What is carried, as in `Link.kind`. `'datagram'` (default): packets may be lost, doubled and reordered. `'message'`: whole messages in
   * order, nothing lost. `'stream'`: bytes in order, nothing lost, chunks may be cut anywhere.
   */
  readonly kind?: 'datagram' | 'message' | 'stream';
  /** Milliseconds that everything takes, one way. Default 0. */
  readonly latency?: number;
  /** Up to so many milliseconds more, evenly distributed, drawn for each packet; datagrams may overtake each other by it. Default 0. */
  readonly jitter?: number;
  /**
   * The chance, 0 to 1, that a packet is lost. Where nothing may be lost it counts for each started 1,460 bytes, as TCP's segments, and the loss costs
   * {@link retransmit} instead. Default 0.
   */
  readonly loss?: number;
  /**
   * Milliseconds that a lost segment holds up itself and all that comes after it on a `'message'` or `'stream'` link; twice as long when it is lost again, six
   * doublings at most. Default 200, the shortest retransmission timeout of Linux.
   */
  readonly retransmit?: number;
  /** The chance, 0 to 1, that a datagram arrives twice. Default 0. */
  readonly duplicate?: number;
  /** The chance, 0 to 1, that a datagram is held back, by up to {@link reorderBy}, so that later ones overtake it. Default 0. */
  readonly reorder?: number;
  /** Up to so many milliseconds a reordered datagram is held back. Default 20. */
  readonly reorderBy?: number;
  /** Bytes a second that fit through. Default `Infinity`. */
  readonly rate?: number;
  /**
   * Bytes that may wait for their turn when `rate` is too low; a datagram beyond is dropped. Other kinds drop nothing: their sender looks at
   * {@link Netem.backlog} and waits. Default 65,536.
   */
  readonly queueLimit?: number;
  /** The link is cut after so many milliseconds, in the mean (exponentially distributed, so it may be soon or late). Default `Infinity`. */
  readonly cutEvery?: number;
  /** The link is cut after it delivered so many bytes, in the mean (exponentially distributed); a stream is cut at that very byte. Default `Infinity`. */
  readonly cutBytes?: number;
  /** Streams arrive in pieces of 1 to so many bytes, drawn for each, as a receiver must expect. Default `Infinity`: as they were sent. */
  readonly split?: number;
  /** The seed of the randomness, where no generator is given to the constructor. Default 1. */
  readonly seed?: number;
}

/** What became of the packets so far. */
export interface NetemStats {
  /** Packets, messages or chunks given to `send`. */
  readonly sent: number;
  /** What `poll` gave out: with copies, and on a stream pieces. */
  readonly delivered: number;
  /** Bytes that `poll` gave out. */
  readonly deliveredBytes: number;
  /** Datagrams lost; segments retransmitted on links that lose nothing. */
  readonly lost: number;
  /** Datagrams dropped since the queue was full. */
  readonly dropped: number;
  /** Datagrams that were doubled. */
  readonly duplicated: number;
  /** Datagrams that were held back. */
  readonly reordered: number;
  /** How often the link was cut. */
  readonly cuts: number;
}

/** All options but `kind` and `seed`, with the defaults filled in. */
export type NetemSettings = Required<Omit<NetemOptions, 'kind' | 'seed'>>;

/** A perfect network. */
export const PERFECT: NetemSettings = {
  latency: 0,
  jitter: 0,
  loss: 0,
  retransmit: 200,
  duplicate: 0,
  reorder: 0,
  reorderBy: 20,
  rate: Number.POSITIVE_INFINITY,
  queueLimit: 65_536,
  cutEvery: Number.POSITIVE_INFINITY,
  cutBytes: Number.POSITIVE_INFINITY,
  split: Number.POSITIVE_INFINITY,
};

/** Throws `UsageError` for a number that is out of range. */
export function checkSettings(settings: NetemSettings): void {
  for (const name of ['loss', 'duplicate', 'reorder'] as const)
    if (!(settings[name] >= 0 && settings[name] <= 1))
      throw new UsageError(`${name} is a chance from 0 to 1, not ${String(settings[name])}`);
  for (const name of ['latency', 'jitter', 'retransmit', 'reorderBy'] as const)
    if (!(settings[name] >= 0 && settings[name] < Number.POSITIVE_INFINITY))
      throw new UsageError(`${name} is a number of milliseconds, 0 or more, not ${String(settings[name])}`);
  if (!(settings.queueLimit >= 0))
    throw new UsageError(`queueLimit is a number of bytes, not ${String(settings.queueLimit)}`);
  for (const name of ['rate', 'cutEvery', 'cutBytes'] as const)
    if (!(settings[name] > 0)) throw new UsageError(`${name} must be greater than 0, not ${String(settings[name])}`);
  if (!(settings.split >= 1)) throw new UsageError(`split must be 1 or more bytes, not ${String(settings.split)}`);
}
