// Programs in a real pseudo-terminal: tmux holds it, sends keys and tells what is on the screen. Waits for the screen, never for a while.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { onTestFinished } from 'vitest';

const PATIENCE = 15_000;
/** True when that program can be started. */
export function has(program: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** The fixture as one file that this Node can run. */
export async function bundle(folder: string): Promise<string> {
  const input = new URL('./fixtures/show.ts', import.meta.url).pathname;
  const file = join(folder, 'show.mjs');
  const built = await rolldown({ input, platform: 'node' });
  await built.write({ file, format: 'esm' });
  return file;
}

export const temporary = (): string => mkdtempSync(join(tmpdir(), 'pumpjack-tty-'));

/** Asks again and again until the answer is there; says what it saw when it never is. */
export async function until<T>(what: string, look: () => T | undefined, seen: () => string): Promise<T> {
  const deadline = performance.now() + PATIENCE;
  for (;;) {
    const found = look();
    if (found !== undefined) return found;
    if (performance.now() > deadline) throw new Error(`${what} did not come; there is:\n${seen()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Removes a folder in which a program that was just hung up may still write: that would make it full again, and rmSync's own retries repeat only the last rmdir. */
export async function vanish(folder: string): Promise<void> {
  await until(
    'the end of a folder',
    () => {
      try {
        rmSync(folder, { recursive: true, force: true });
        return true;
      } catch {
        return undefined;
      }
    },
    () => readdirSync(folder).join('\n'),
  );
}

export class Pane {
  readonly #folder = temporary();
  readonly log: string = join(this.#folder, 'log');

  /** Runs the fixture in a shell that tells the terminal's settings before and after, and the exit code. */
  constructor(fixture: string, args = '', size: readonly [number, number] = [100, 50]) {
    onTestFinished(() => this.#end());
    const script = join(this.#folder, 'run.sh');
    const settings = (name: string): string => `stty -a > ${join(this.#folder, name)}`;
    writeFileSync(this.log, '');
    writeFileSync(
      script,
      `${settings('before')}\nPUMPJACK_LOG=${this.log} ${process.execPath} ${fixture} ${args}\necho "code=$?"\n${settings('after')}\necho over\nexec cat\n`,
    );
    this.tmux('-f', '/dev/null', 'new-session', '-d', '-x', `${size[0]}`, '-y', `${size[1]}`, `sh ${script}`);
  }

  tmux(...args: string[]): string {
    return execFileSync('tmux', ['-S', join(this.#folder, 'tmux'), ...args], {
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C.UTF-8' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  keys(...keys: string[]): void {
    this.tmux('send-keys', ...keys);
  }

  /** Bytes as if the terminal had sent them. */
  bytes(text: string): void {
    this.tmux('send-keys', '-H', ...Buffer.from(text).toString('hex').replace(/../g, '$& ').trim().split(' '));
  }

  get screen(): string {
    return this.tmux('capture-pane', '-p', '-J');
  }

  get logged(): string {
    return readFileSync(this.log, 'utf8');
  }

  /** Waits until the screen shows it. */
  shows(pattern: RegExp): Promise<RegExpExecArray> {
    return until(
      `${pattern}`,
      () => pattern.exec(this.screen) ?? undefined,
      () => this.screen,
    );
  }

  /** Waits until the program wrote it. */
  logs(pattern: RegExp): Promise<RegExpExecArray> {
    return until(
      `${pattern}`,
      () => pattern.exec(this.logged) ?? undefined,
      () => this.logged,
    );
  }

  /** What the terminal has switched on, as tmux knows it. */
  get modes(): { mouse: boolean; sgr: boolean; alternate: boolean; cursor: boolean } {
    const format = '#{mouse_all_flag}#{mouse_sgr_flag}#{alternate_on}#{cursor_flag}';
    const [mouse, sgr, alternate, cursor] = [...this.tmux('display-message', '-p', format).trim()].map(
      (flag) => flag === '1',
    );
    return { mouse: mouse === true, sgr: sgr === true, alternate: alternate === true, cursor: cursor === true };
  }

  async pid(): Promise<number> {
    return Number((await this.logs(/ready .*pid=(\d+)/))[1]);
  }

  /** The settings of the terminal: before the program and after it. */
  settings(name: 'before' | 'after'): string {
    return readFileSync(join(this.#folder, name), 'utf8');
  }

  async #end(): Promise<void> {
    try {
      this.tmux('kill-server');
    } catch {
      // The test ended it.
    }
    await vanish(this.#folder);
  }
}
