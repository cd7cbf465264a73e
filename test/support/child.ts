// A Talker in a process of its own, to be killed, stopped and put into a network namespace: the parent's side.
// Knows how to start it and what it reports; what it does is in child-talker.ts.
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { expect, onTestFinished } from 'vitest';
import type { Order, Report } from './child-talker.ts';

const folder = mkdtempSync(join(tmpdir(), 'pumpjack-child-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
let program: Promise<string> | undefined;

/** TypeScript made into one file that Node runs. */
async function build(): Promise<string> {
  const file = join(folder, 'talker.mjs');
  const input = new URL('child-talker.ts', import.meta.url).pathname;
  const bundle = await rolldown({ input, platform: 'node' });
  await bundle.write({ file });
  await bundle.close();
  return file;
}

export class Child {
  /** The last it said of itself. */
  report: Report = {
    sent: 0,
    got: 0,
    suspended: 0,
    resumed: 0,
    peers: 0,
    talking: false,
    uri: '',
    at: [],
    ended: [],
    events: [],
  };
  readonly process: ChildProcess;
  #news: (() => void)[] = [];
  #failed: string | undefined;

  private constructor(process: ChildProcess) {
    this.process = process;
    process.on('message', (report: Report) => {
      this.report = report;
      for (const wake of this.#news.splice(0)) wake();
    });
    process.on('exit', (code, signal) => {
      if (signal !== 'SIGKILL' && code !== 0) this.#failed = `ended with ${signal ?? code}`;
      for (const wake of this.#news.splice(0)) wake();
    });
    onTestFinished(() => {
      process.kill('SIGKILL');
    });
  }

  /** Starts one. @param before - a command that runs it, such as `ip netns exec x`. */
  static async start(before: readonly string[] = []): Promise<Child> {
    program ??= build();
    const file = await program;
    const [command, ...args] = before;
    if (command === undefined) return new Child(fork(file, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] }));
    return new Child(
      spawn(command, [...args, process.execPath, file], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] }),
    );
  }

  order(order: Order): void {
    this.process.send(order);
  }

  /** Waits until what it reports is as wanted. */
  async until(wanted: (report: Report) => boolean, what: string, patience = 60_000): Promise<Report> {
    const deadline = performance.now() + patience;
    while (!wanted(this.report)) {
      const left = deadline - performance.now();
      if (left <= 0 || this.#failed)
        throw new Error(
          `${what} did not come${this.#failed ? `: ${this.#failed}` : ''}; ${JSON.stringify(this.report)}`,
        );
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.min(left, 1000));
        this.#news.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
    return this.report;
  }

  /** kill -9, and it is gone. */
  async kill(): Promise<void> {
    await new Promise((resolve) => {
      this.process.once('exit', resolve);
      this.process.kill('SIGKILL');
    });
  }
}

/** Where a pair runs, and where the server listens. */
export interface Places {
  readonly server: readonly string[];
  readonly client: readonly string[];
  readonly at: string;
}

/** A server and a client, connected, and both talking. */
export async function talking(
  places: Places = { server: [], client: [], at: 'tcp://127.0.0.1:0' },
): Promise<{ server: Child; client: Child }> {
  const [server, client] = await Promise.all([Child.start(places.server), Child.start(places.client)]);
  server.order({ listen: places.at, talking: true });
  const { uri } = await server.until((report) => report.uri !== '', 'the address');
  client.order({ connect: uri, talking: true });
  await Promise.all([server, client].map((each) => each.until(({ got }) => got > 50, 'the first messages')));
  return { server, client };
}

/** They stop talking; what was said has to be there, both ways, and nobody has been given up. */
export async function complete(server: Child, ...clients: readonly Child[]): Promise<void> {
  await Promise.all(
    [server, ...clients].map((each) => {
      each.order({ talking: false });
      return each.until((report) => !report.talking, 'silence');
    }),
  );
  const sum = (of: 'sent' | 'got'): number => clients.reduce((all, { report }) => all + report[of], 0);
  await server.until(({ got }) => got === sum('sent'), 'all that was said to the server');
  await Promise.all(
    clients.map((each) => each.until(() => sum('got') === server.report.sent, 'all that the server said')),
  );
  expect([server, ...clients].map(({ report }) => report.ended)).toEqual([[], ...clients.map(() => [])]);
}
