// How many players the arena holds on this machine: runs the real program with more and more bots (server in one process, bots in another,
// tcp over loopback) and prints a table from what it says of itself. Run `npm run examples` first. `node scripts/arena-load.mjs 100 500 1000`
import { execFile } from 'node:child_process';
import { cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** Readings at the end that count, one for each second: before them bots come in. */
const COUNTED = 10;
const SECONDS = 40;
const HZ = 30;

const program = fileURLToPath(new URL('../build/examples/arena/main.js', import.meta.url));
const counts = process.argv.slice(2).map(Number);

console.log(
  `Node ${process.version}, ${cpus().length} cores (${cpus()[0]?.model.trim()}), load before: ${loadavg()[0].toFixed(1)}\n`,
);
console.log(
  '| players | ticks a second | a tick, ms | p99, ms | out, kB/s | out, bytes for each player and tick | snapshot, bytes | server, % of a core |',
);
console.log('| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |');
for (const count of counts.length > 0 ? counts : [100, 500, 1000]) {
  const args = [
    '--host',
    '127.0.0.1',
    '--port',
    '0',
    '--tcp',
    '0',
    '--seconds',
    String(SECONDS),
    '--bots',
    String(count),
  ];
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...args]);
  const readings = [...stdout.matchAll(/^(\d+) players +(.*)$/gm)]
    .map(([, players, rest]) => [Number(players), ...[...rest.matchAll(/[\d.]+/g)].slice(0, 7).map(Number)])
    .slice(-COUNTED);
  // players, hz, tick, 99, p99, out, in: the name of the percentile is a number too.
  const median = (at) => readings.map((reading) => reading[at]).sort((a, b) => a - b)[Math.floor(readings.length / 2)];
  const [players, hz, tick, p99, out] = [0, 1, 2, 4, 5].map(median);
  const [snapshot, cpu] = [/snapshot (\d+)/g, /CPU (\d+)/g].map((pattern) => {
    const all = [...stdout.matchAll(pattern)].slice(-COUNTED).map(([, value]) => Number(value));
    return all.sort((a, b) => a - b)[Math.floor(all.length / 2)];
  });
  const each = ((out * 1000) / players / HZ).toFixed(0);
  console.log(`| ${[players, hz, tick, p99, out, each, snapshot, cpu].join(' | ')} |`);
}
