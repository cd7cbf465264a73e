// The C library as a contender: compiles libenet.c, and talks to its processes in lines. Left out where there is no compiler or no libenet.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** The compiled program; `undefined` where it can not be. */
export function compile() {
  if (!existsSync('/usr/include/enet/enet.h') || spawnSync('cc', ['--version']).status !== 0) return undefined;
  const out = join(mkdtempSync(join(tmpdir(), 'bench-')), 'libenet');
  const source = fileURLToPath(new URL('libenet.c', import.meta.url));
  const made = spawnSync('cc', ['-O2', '-o', out, source, '-lenet'], { encoding: 'utf8' });
  if (made.status !== 0) throw new Error(made.stderr);
  return out;
}

/** One process of it. @param {string} program @returns {import('./adapter.mjs').End} */
export function startLibenet(program) {
  const child = spawn(program, [], { stdio: ['pipe', 'pipe', 'inherit'] });
  /** @type {((line: string) => void)[]} */
  const waiting = [];
  createInterface({ input: child.stdout }).on('line', (line) => waiting.shift()?.(line));
  const gone = once(child, 'exit');
  const say = (/** @type {(string | number)[]} */ ...words) =>
    new Promise((/** @type {(numbers: number[]) => void} */ resolve, reject) => {
      waiting.push((line) => {
        if (line.startsWith('error')) reject(new Error(`libenet: ${line}`));
        else resolve(line.split(' ').map(Number));
      });
      child.stdin.write(`${words.join(' ')}\n`);
    });
  return {
    async ask(what, how = {}) {
      const { size = 0, port = 0, kind = '', ms = 0 } = /** @type {Record<string, never>} */ (how);
      if (what === 'serve') return (await say('serve', size))[0];
      if (what === 'open') return say('open', port, size);
      if (what === 'flood') return (await say('flood', kind, ms))[0];
      if (what === 'pingPong') {
        const [count, p50, p99] = await say('pingpong', ms);
        return { count, p50, p99 };
      }
      return (await say(what))[0];
    },
    async stop() {
      child.kill();
      await gone;
    },
  };
}
