// The arena's real program for tests, on loopback; ended by itself at the end of the test.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

export const arenaProgram: string = fileURLToPath(new URL('../../build/examples/arena/main.js', import.meta.url));

/** Starts it and waits until it says where it is. */
export async function startArena(...options: string[]): Promise<{ http: string; udp: string; stop(): void }> {
  const args = ['--host', '127.0.0.1', '--port', '0', '--tcp', '0', '--seconds', '0', '--bots', '0', ...options];
  const child = spawn(process.execPath, [arenaProgram, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  // Not `for await`: leaving it would close the pipe, and the arena goes on writing.
  return new Promise((resolve, reject) => {
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (piece: string) => {
      said += piece;
      const found = /open (http:\S+)[\s\S]*join udp:(\S+)\n/.exec(said);
      if (found) resolve({ http: found[1] ?? '', udp: `udp:${found[2]}`, stop: () => void child.kill('SIGINT') });
    });
    child.once('exit', () => reject(new Error(`the arena ended and said:\n${said}`)));
  });
}
