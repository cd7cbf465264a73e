// What a soak came to, in words, and whether it is good.
// Knows numbers only.
import { cpus } from 'node:os';
import { FAULTS, type Fault } from '../support/faulty-proxy.ts';

/** One look at the process. */
export interface Sample {
  readonly ms: number;
  /** Heap in use after a collection, and memory outside of it that belongs to objects. */
  readonly bytes: number;
  readonly rss: number;
  readonly handles: number;
}

export interface Soaked {
  readonly clients: number;
  readonly perSecond: number;
  readonly seed: number;
  readonly seconds: number;
  readonly faults: Readonly<Record<Fault, number>>;
  readonly resumed: number;
  /** Clients that left on the way, and were replaced. */
  readonly left: number;
  readonly up: number;
  readonly down: number;
  readonly samples: readonly Sample[];
  readonly handlesBefore: number;
  readonly handlesAfter: number;
}

/** Memory may grow by this after warming up, MiB a minute; a shorter run than two minutes says nothing about that. */
const SLOPE = 1;
const JUDGED_FROM = 120;
/** In a short run: at the end so many MiB more than in the middle, at most. */
const STEP = 24;
const MIB = 2 ** 20;

/** Lines for people, and what is wrong. */
export function judge(soaked: Soaked): { lines: string[]; wrong: string[] } {
  const { samples, seconds, handlesBefore, handlesAfter, faults } = soaked;
  const warm = samples.filter(({ ms }) => ms > (seconds * 1000) / 4);
  const growth = slope(warm);
  const most = Math.max(...warm.map(({ bytes }) => bytes)) / MIB;
  const half = warm[Math.floor(warm.length / 2)]?.bytes ?? 0;
  const step = ((warm.at(-1)?.bytes ?? 0) - half) / MIB;
  const long = seconds >= JUDGED_FROM;
  const wrong: string[] = [];
  if (long && growth > SLOPE) wrong.push(`memory grows by ${growth.toFixed(2)} MiB a minute, more than ${SLOPE}`);
  if (step > STEP) wrong.push(`memory grew by ${step.toFixed(1)} MiB in the second half`);
  if (handlesAfter > handlesBefore) wrong.push(`${handlesAfter} handles at the end, ${handlesBefore} at the beginning`);
  const total = FAULTS.reduce((sum, fault) => sum + faults[fault], 0);
  const lines = [
    `${(seconds / 60).toFixed(1)} minutes, seed ${soaked.seed}, Node ${process.version}, ${cpus().length} cores: ${soaked.clients} clients, ${soaked.perSecond} messages a second each way`,
    `${total} faults (${FAULTS.map((fault) => `${fault} ${faults[fault]}`).join(', ')}), ${soaked.resumed} resumes, ${soaked.left} clients left and were replaced`,
    `${soaked.up} messages up and ${soaked.down} down, each once, in order, unchanged`,
    `memory after warming up: ${most.toFixed(1)} MiB at most, ${growth >= 0 ? '+' : ''}${growth.toFixed(2)} MiB a minute${long ? '' : ' (too short to judge)'}; handles: ${handlesBefore} at the beginning, ${Math.max(...samples.map(({ handles }) => handles))} at most, ${handlesAfter} at the end`,
  ];
  return { lines, wrong };
}

/** Least squares, MiB a minute. */
function slope(samples: readonly Sample[]): number {
  const n = samples.length;
  if (n < 3) return 0;
  const meanX = samples.reduce((sum, { ms }) => sum + ms, 0) / n;
  const meanY = samples.reduce((sum, { bytes }) => sum + bytes, 0) / n;
  let above = 0;
  let below = 0;
  for (const { ms, bytes } of samples) {
    above += (ms - meanX) * (bytes - meanY);
    below += (ms - meanX) ** 2;
  }
  return ((above / below) * 60_000) / MIB;
}
