// WebKit for tests, the engine of Safari: WebKitGTK's MiniBrowser over WebDriver (https://w3c.github.io/webdriver/), on a screen that nobody sees.
// Knows nothing of what a page does.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { has } from '../event/input/pane.ts';
import type { Engine, Step } from './engine.ts';

const BINARY = ['x86_64', 'aarch64']
  .flatMap((arch) => ['4.1', '4.0'].map((version) => `/usr/lib/${arch}-linux-gnu/webkit2gtk-${version}/MiniBrowser`))
  .find(existsSync);

export const webkit: string | undefined = ['WebKitWebDriver', 'xvfb-run', 'xauth'].every(has) ? BINARY : undefined;
if (webkit === undefined)
  process.stderr.write(
    'WebKit is not installed (apt-get install webkit2gtk-driver xvfb xauth): its part of test/browser/engines.test.ts is skipped\n',
  );

/** A MiniBrowser of its own with one page. */
export class WebKit implements Engine {
  readonly complaints: string[] = [];
  readonly #driver: ChildProcess;
  readonly #home: string;
  readonly #session: string;

  private constructor(driver: ChildProcess, home: string, session: string) {
    this.#driver = driver;
    this.#home = home;
    this.#session = session;
  }

  static async start(): Promise<WebKit> {
    const home = await mkdtemp(join(tmpdir(), 'pumpjack-webkit-'));
    const port = await freePort();
    // Of its own group, so that the screen and the browser end with it.
    const driver = spawn('xvfb-run', ['-a', 'WebKitWebDriver', `--port=${port}`], {
      detached: true,
      // xvfb-run leaves its folder behind when it is ended.
      env: { ...process.env, HOME: home, TMPDIR: home },
      stdio: 'ignore',
    });
    const base = `http://127.0.0.1:${port}`;
    try {
      await listening(driver, `${base}/status`);
      const options = { binary: webkit, args: ['--automation', '--geometry=800x600'] };
      const { sessionId } = (await ask('POST', `${base}/session`, {
        capabilities: { alwaysMatch: { 'webkitgtk:browserOptions': options } },
      })) as { sessionId: string }; // what the specification says
      return new WebKit(driver, home, `${base}/session/${sessionId}`);
    } catch (error) {
      await end(driver, home);
      throw error;
    }
  }

  async open(url: string): Promise<void> {
    await this.#takeComplaints();
    await ask('POST', `${this.#session}/url`, { url });
    // WebDriver tells nothing of the console.
    await this.run(() => {
      const said: string[] = [];
      Object.assign(globalThis, { complaints: said });
      addEventListener('error', (e) => said.push(e.message));
      addEventListener('unhandledrejection', (e) => said.push(String(e.reason)));
    });
  }

  async run<T>(work: () => T | Promise<T>): Promise<T> {
    const script = `return (async () => JSON.stringify((await (${work})()) ?? null))()`;
    return JSON.parse(String(await ask('POST', `${this.#session}/execute/sync`, { script, args: [] }))) as T; // it was made of a T
  }

  async act(device: 'key' | 'pointer' | 'wheel', ...actions: Step[]): Promise<void> {
    await ask('POST', `${this.#session}/actions`, { actions: [{ type: device, id: device, actions }] });
  }

  async close(): Promise<void> {
    try {
      await this.#takeComplaints();
      await ask('DELETE', this.#session);
    } finally {
      await end(this.#driver, this.#home);
    }
  }

  async #takeComplaints(): Promise<void> {
    const said = () => (globalThis as { complaints?: string[] }).complaints ?? [];
    this.complaints.push(...(await this.run(said)));
  }
}

/** The driver, its screen and its browser, whatever state they are in. */
async function end(driver: ChildProcess, home: string): Promise<void> {
  if (driver.pid && driver.exitCode === null) {
    const gone = once(driver, 'exit');
    process.kill(-driver.pid);
    await gone;
  }
  await rm(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}

async function ask(method: string, url: string, body?: unknown): Promise<unknown> {
  const answer = await fetch(url, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  const { value } = (await answer.json()) as { value: unknown }; // what the specification says
  if (!answer.ok) throw new Error(`${method} ${url}: ${JSON.stringify(value)}`);
  return value;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' ? Number(address?.port) : 0;
}

/** It does not say when it is ready, so it is asked until it answers. */
async function listening(driver: ChildProcess, url: string): Promise<void> {
  while (driver.exitCode === null) {
    const there = await fetch(url).then(
      (answer) => answer.ok,
      () => false,
    );
    if (there) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`WebKitWebDriver ended with ${driver.exitCode}`);
}
