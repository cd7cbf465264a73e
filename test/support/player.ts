// A person at a terminal, in tmux: presses keys, and waits for what the screen shows.
import { execFileSync, spawnSync } from 'node:child_process';
import { onTestFinished } from 'vitest';

/** Tests with players are skipped then. */
export const noTmux: boolean = spawnSync('tmux', ['-V']).error !== undefined;
if (noTmux) process.stderr.write('tmux is not installed: tests at a terminal are skipped (apt-get install tmux)\n');

/** A person at a terminal of 80 x 24. */
export class Player {
  readonly #pane = `player-${process.pid}-${Math.random().toString(36).slice(2)}`;

  constructor(command: string) {
    // The shell stays behind, so that what the program leaves of the terminal can be looked at.
    this.#tmux('new-session', '-d', '-s', this.#pane, '-x', '80', '-y', '24', 'env PS1=ready sh');
    this.#tmux('send-keys', '-t', this.#pane, command, 'Enter');
    onTestFinished(() => void this.#tmux('kill-session', '-t', this.#pane));
  }
  press(...keys: string[]): void {
    this.#tmux('send-keys', '-t', this.#pane, ...keys);
  }
  async sees(pattern: RegExp): Promise<string> {
    for (let tries = 0; tries < 400; tries++) {
      const screen = this.#tmux('capture-pane', '-p', '-t', this.#pane);
      if (pattern.test(screen)) return screen;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`never saw ${pattern} in:\n${this.#tmux('capture-pane', '-p', '-t', this.#pane)}`);
  }
  #tmux(...args: string[]): string {
    return execFileSync('tmux', args, { encoding: 'utf8' });
  }
}
