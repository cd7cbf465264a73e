// Real pygame as a worker: the same questions, over a pipe to Python. Knows no case.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('./pygame_queue.py', import.meta.url));
// Debian's own Python first: its package python3-pygame serves no other one.
const PYTHONS = ['/usr/bin/python3', 'python3', 'python'];

/**
 * Starts pygame; `undefined` where no Python has it.
 * @returns {Promise<{ name: string, worker: import('../lib/worker.mjs').Worker } | undefined>}
 */
export async function startPygame() {
  for (const python of PYTHONS) {
    const child = spawn(python, [SCRIPT], { stdio: ['pipe', 'pipe', 'ignore'] });
    child.on('error', () => {}); // not installed: the lines end at once
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const hello = await lines.next();
    if (hello.done) continue;
    const { version, cases } = JSON.parse(hello.value);
    return {
      name: `pygame ${version}`,
      worker: {
        async ask(what, how) {
          if (what === 'cases') return cases;
          child.stdin.write(`${JSON.stringify(how)}\n`);
          const line = await lines.next();
          if (line.done) throw new Error('pygame ended early');
          return JSON.parse(line.value);
        },
        async stop() {
          child.stdin.end();
          await once(child, 'exit');
        },
      },
    };
  }
  return undefined;
}
