// Real Chromium for tests: bundles a page's script, serves it on loopback, opens it. Knows nothing of what a page does.
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { BrowserContext, BrowserContextOptions, CDPSession, Page } from 'playwright-core';
import { rolldown } from 'rolldown';
import { afterAll, expect, onTestFinished } from 'vitest';
import { chromiumPath, noChromium, startChromium } from '../../scripts/chromium.mjs';

export { chromiumPath };

if (chromiumPath === undefined) process.stderr.write(`${noChromium}: test/browser is skipped\n`);

/** How long a browser may take to start or end, ms. */
export const BROWSER_MS = 60_000;

/** Reads again and again until what is expected of it holds; a slow machine has time. */
export const eventually = <T>(read: () => T | Promise<T>): ReturnType<typeof expect.poll<T>> =>
  expect.poll(read, { timeout: 30_000 });

/** What to open. */
export interface PageOptions {
  /** The page's script: a file beside this one, such as `pages/client.ts`. What it exports is `lib` in the page. */
  readonly entry: string;
  /** More scripts, by the path that they are served at: `{ '/worker.js': 'pages/worker.ts' }`. */
  readonly scripts?: Readonly<Record<string, string>>;
  /** Serve it over https with this certificate. */
  readonly tls?: { readonly key: string; readonly cert: string };
}

/** A page that is open. */
export interface OpenPage {
  /** To be driven: https://playwright.dev/docs/api/class-page. */
  readonly page: Page;
  /** What serves it; WebSockets can be attached to it. */
  readonly http: Server;
  /** The page's origin, `http://127.0.0.1:port`. */
  readonly origin: string;
  /** What the page complained about: uncaught errors, and errors on its console. */
  readonly complaints: string[];
}

/** Opens a page of its own, in the one browser of the test file, for this test. Its script has run when this resolves. */
export async function openPage(options: PageOptions): Promise<OpenPage> {
  const served = await serve(options);
  onTestFinished(served.close);
  return { ...(await visit(served.origin)), http: served.http, origin: served.origin };
}

/** Opens a page that somebody else serves, in the same browser; closed by itself at the end of the test. */
export async function visit(url: string): Promise<Pick<OpenPage, 'page' | 'complaints'>> {
  const page = await (await browser()).newPage();
  onTestFinished(() => page.close());
  const complaints = complaintsOf(page);
  await page.setViewportSize({ width: 1280, height: 720 });
  await page.goto(url, { waitUntil: 'load' });
  return { page, complaints };
}

/** A browser of its own, for several tests or with options of its own, and one page in it. */
export class Site implements OpenPage {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly complaints: string[];
  readonly #served: Served;
  readonly #stop: () => Promise<void>;

  private constructor(page: Page, served: Served, stop: () => Promise<void>) {
    this.page = page;
    this.context = page.context();
    this.complaints = complaintsOf(page);
    this.#served = served;
    this.#stop = stop;
  }

  /** @param page - what it shows. @param options - how the browser shows pages. Default: 800 x 600. */
  static async open(page: PageOptions, options: BrowserContextOptions = {}): Promise<Site> {
    const served = await serve(page);
    const { context, close } = await startChromium({
      // These keep a page alive that a person would not see, and pages from being kept for the back button.
      ignoreDefaultArgs: ['--disable-backgrounding-occluded-windows', '--disable-back-forward-cache'],
      viewport: { width: 800, height: 600 },
      ...options,
    });
    return new Site(context.pages()[0] ?? (await context.newPage()), served, close);
  }

  get http(): Server {
    return this.#served.http;
  }
  get origin(): string {
    return this.#served.origin;
  }
  /** The page's address. */
  get url(): string {
    return `${this.origin}/`;
  }

  /** Opens the page anew, with this in its body. */
  async show(html: string): Promise<void> {
    this.#served.body = html;
    await this.page.goto(this.url);
  }

  /** Chromium's own protocol. */
  devtools(): Promise<CDPSession> {
    return this.context.newCDPSession(this.page);
  }

  /** Ends the browser and all that belongs to it. */
  async close(): Promise<void> {
    await this.#stop();
    await this.#served.close();
  }
}

/** A page that is served. */
export interface Served {
  readonly http: Server;
  readonly origin: string;
  /** What is in the page's body. */
  body: string;
  close(): Promise<void>;
}

const HEAD = '<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">';
const SCRIPT = '<script type="module">import * as lib from "/page.js"; globalThis.lib = lib</script>';

/** Serves a page, its script bundled, on loopback. */
export async function serve({ entry, scripts = {}, tls }: PageOptions): Promise<Served> {
  const files = new Map<string, string>();
  for (const [path, file] of Object.entries({ '/page.js': entry, ...scripts })) files.set(path, await bundle(file));
  const http = tls ? createTlsServer(tls) : createServer();
  http.on('request', (request, response) => {
    const path = (request.url ?? '').replace(/\?.*/, '');
    const text = path === '/' ? `${HEAD}<body>${served.body}${SCRIPT}` : files.get(path);
    const type = text === undefined ? 'text/plain' : path === '/' ? 'text/html' : 'text/javascript';
    response.writeHead(text === undefined ? 404 : 200, { 'content-type': `${type}; charset=utf-8` });
    response.end(text ?? 'not found');
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const served: Served = {
    http,
    // The cast: a server that listens on a port has an address of this kind.
    origin: `${tls ? 'https' : 'http'}://127.0.0.1:${(http.address() as AddressInfo).port}`,
    body: '',
    async close() {
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
  return served;
}

/** A page's script as one file; `pumpjack` in it is the built package, as its users' bundlers find it. */
async function bundle(file: string): Promise<string> {
  const input = fileURLToPath(new URL(file, import.meta.url));
  const built = await rolldown({ input, platform: 'browser', logLevel: 'silent' });
  const { output } = await built.generate({ format: 'esm', exports: 'named', sourcemap: 'inline' });
  await built.close();
  return output[0].code;
}

function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  return complaints;
}

let running: ReturnType<typeof startChromium> | undefined;

async function browser(): Promise<BrowserContext> {
  running ??= startChromium({ viewport: null });
  return (await running).context;
}

afterAll(async () => (await running)?.close());
