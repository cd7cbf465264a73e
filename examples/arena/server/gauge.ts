// How the server is doing: how long a tick takes, how late it comes, what goes over the wire. Knows numbers only.

export interface Reading {
  /** How long the work of a tick took, ms. */
  readonly tick: { readonly p50: number; readonly p99: number; readonly max: number };
  /** Ticks a second. */
  readonly hz: number;
  /** Bytes a second over all players, framing included. */
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** The average snapshot, bytes. */
  readonly snapshot: number;
  /** Share of one core that this process takes, 0 to 1 and a little more. */
  readonly cpu: number;
}

export interface Totals {
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly snapshots: number;
  readonly snapshotBytes: number;
}

export class Gauge {
  #times: number[] = [];
  #since: number;
  #cpu = process.cpuUsage();
  #last: Totals = { bytesIn: 0, bytesOut: 0, snapshots: 0, snapshotBytes: 0 };

  constructor(now: number) {
    this.#since = now;
  }

  tick(ms: number): void {
    this.#times.push(ms);
  }

  /** What was since the last reading. */
  read(now: number, totals: Totals): Reading {
    const seconds = Math.max(now - this.#since, 1) / 1000;
    const sorted = this.#times.sort((a, b) => a - b);
    const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
    const { user, system } = process.cpuUsage(this.#cpu);
    const snapshots = totals.snapshots - this.#last.snapshots;
    const reading: Reading = {
      tick: { p50: at(0.5), p99: at(0.99), max: at(1) },
      hz: sorted.length / seconds,
      // Whoever left took his numbers with him.
      bytesIn: Math.max(0, totals.bytesIn - this.#last.bytesIn) / seconds,
      bytesOut: Math.max(0, totals.bytesOut - this.#last.bytesOut) / seconds,
      snapshot: snapshots > 0 ? (totals.snapshotBytes - this.#last.snapshotBytes) / snapshots : 0,
      cpu: (user + system) / 1e6 / seconds,
    };
    this.#times = [];
    this.#since = now;
    this.#cpu = process.cpuUsage();
    this.#last = totals;
    return reading;
  }
}
