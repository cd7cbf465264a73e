// Firefox for tests, over WebDriver BiDi (https://w3c.github.io/webdriver-bidi/): start, open a page, run something in it, real keys and pointers.
// Knows nothing of what a page does.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { has } from '../event/input/pane.ts';
import type { Engine, Step } from './engine.ts';

export const firefox: string | undefined = ['firefox-esr', 'firefox'].find(has);
if (firefox === undefined)
  process.stderr.write(
    'Firefox is not installed (apt-get install firefox-esr): its part of test/browser/engines.test.ts is skipped\n',
  );

interface Answer {
  readonly id?: number;
  readonly type: string;
  readonly message?: string;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly method?: string;
  readonly params?: { readonly level?: string; readonly text?: string };
}

/** A Firefox of its own with one page. */
export class Firefox implements Engine {
  readonly complaints: string[] = [];
  readonly #child: ChildProcess;
  readonly #profile: string;
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #context: unknown;
  #last = 0;

  private constructor(child: ChildProcess, profile: string, socket: WebSocket) {
    this.#child = child;
    this.#profile = profile;
    this.#socket = socket;
    socket.on('message', (data) => {
      const answer = JSON.parse(String(data)) as Answer; // what the specification says
      if (answer.id !== undefined) this.#waiting.get(answer.id)?.(answer);
      else if (answer.params?.level === 'error') this.complaints.push(String(answer.params.text));
    });
  }

  static async start(): Promise<Firefox> {
    const profile = await mkdtemp(join(tmpdir(), 'pumpjack-firefox-'));
    const args = ['--headless', '--no-remote', '--remote-debugging-port', '0', '--profile', profile];
    const child = spawn(String(firefox), args, {
      env: { ...process.env, HOME: profile },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const url = await new Promise<string>((resolve, reject) => {
      let said = '';
      child.stderr?.on('data', (piece) => {
        said += piece;
        const found = /WebDriver BiDi listening on (ws:\S+)/.exec(said)?.[1];
        if (found) resolve(found);
      });
      child.once('exit', () => reject(new Error(`Firefox ended: ${said}`)));
    });
    const socket = new WebSocket(`${url}/session`);
    await once(socket, 'open');
    const browser = new Firefox(child, profile, socket);
    await browser.#ask('session.new', { capabilities: {} });
    await browser.#ask('session.subscribe', { events: ['log.entryAdded'] });
    const { contexts } = await browser.#ask('browsingContext.getTree', {});
    browser.#context = (contexts as { context: string }[])[0]?.context;
    await browser.#ask('browsingContext.setViewport', {
      context: browser.#context,
      viewport: { width: 800, height: 600 },
    });
    return browser;
  }

  async open(url: string): Promise<void> {
    await this.#ask('browsingContext.navigate', { context: this.#context, url, wait: 'complete' });
  }

  async run<T>(work: () => T | Promise<T>): Promise<T> {
    const expression = `(async () => JSON.stringify((await (${work})()) ?? null))()`;
    const how = { expression, target: { context: this.#context }, awaitPromise: true };
    const said = await this.#ask('script.evaluate', how);
    const result = said['result'] as { value?: string } | undefined;
    if (result?.value === undefined) throw new Error(`the page threw: ${JSON.stringify(said)}`);
    return JSON.parse(result.value) as T; // it was made of a T
  }

  async act(device: 'key' | 'pointer' | 'wheel', ...actions: Step[]): Promise<void> {
    await this.#ask('input.performActions', {
      context: this.#context,
      actions: [{ type: device, id: device, actions }],
    });
  }

  async close(): Promise<void> {
    const gone = once(this.#child, 'exit');
    this.#socket.close();
    this.#child.kill();
    await gone;
    await rm(this.#profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }

  async #ask(method: string, params: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, unknown>>> {
    const id = ++this.#last;
    const answered = new Promise<Answer>((resolve) => this.#waiting.set(id, resolve));
    this.#socket.send(JSON.stringify({ id, method, params }));
    const { type, message, result = {} } = await answered;
    this.#waiting.delete(id);
    if (type === 'error') throw new Error(`${method}: ${message}`);
    return result;
  }
}
