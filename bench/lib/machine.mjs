// What a run was made on, in words that say nothing about whose machine it is. Knows no suite.
import { arch, cpus, loadavg, platform, totalmem } from 'node:os';

/** Taken at the beginning; the load average tells what else was going on. */
export function machine() {
  const all = cpus();
  return {
    date: new Date().toISOString().slice(0, 10),
    node: process.version,
    platform: `${platform()} ${arch()}`,
    cpu: (all[0]?.model ?? 'unknown').trim(),
    cores: all.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    load: loadavg().map((value) => Number(value.toFixed(2))),
  };
}

/** @typedef {ReturnType<typeof machine>} Machine */
