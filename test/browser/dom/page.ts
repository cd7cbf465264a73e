// A page in real Chromium for the tests of dom(): bundles src/ with rolldown, serves it on loopback, opens the browser.
// Knows nothing of what is tested.
import { accessSync, constants } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { type BrowserContext, type BrowserContextOptions, type CDPSession, chromium, type Page } from 'playwright-core';
import { rolldown } from 'rolldown';
import { expect } from 'vitest';

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Chromium's program: from the environment variable CHROMIUM, else by PATH; `undefined` where there is none. */
export const executable: string | undefined = [
  process.env['CHROMIUM'] ?? '',
  ...(process.env['PATH'] ?? '')
    .split(delimiter)
    .flatMap((folder) => ['chromium', 'chromium-browser', 'google-chrome'].map((name) => join(folder, name))),
].find((file) => {
  try {
    accessSync(file, constants.X_OK);
    return file !== '';
  } catch {
    return false;
  }
});

if (executable === undefined)
  process.stderr.write(
    'no Chromium here: tests in it are skipped (apt-get install chromium, or name its program in CHROMIUM)\n',
  );

/** Reads again and again until what is expected of it holds; a slow machine has time. */
export const eventually = <T>(read: () => T | Promise<T>): ReturnType<typeof expect.poll<T>> =>
  expect.poll(read, { timeout: 30_000 });

/** How long a browser may take to start or end, ms. */
export const BROWSER_MS = 60_000;

const ENTRY = new URL('./entry.ts', import.meta.url).pathname;
const SCRIPT = '<script type="module">import * as lib from "/lib.js"; globalThis.lib = lib</script>';

/** One browser with one page that has what entry.ts exports as `lib`. */
export class Site {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What went wrong in the page. */
  readonly errors: string[] = [];
  readonly #server: Server;
  readonly #profile: string;
  #html = '';

  private constructor(context: BrowserContext, page: Page, server: Server, profile: string) {
    this.context = context;
    this.page = page;
    this.#server = server;
    this.#profile = profile;
    page.on('pageerror', (error) => this.errors.push(String(error)));
  }

  /** @param options - how the browser shows pages. @param entry - the script's file; default: entry.ts. */
  static async open(options: BrowserContextOptions = {}, { entry = ENTRY }: { entry?: string } = {}): Promise<Site> {
    const script = await bundle(entry);
    const server = createServer((request, response) => {
      const isScript = request.url === '/lib.js';
      response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html; charset=utf-8');
      response.end(isScript ? script : `<!doctype html><meta charset="utf-8">${site.#html}${SCRIPT}`);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const profile = await mkdtemp(join(tmpdir(), 'pumpjack-chromium-'));
    const context = await chromium.launchPersistentContext(profile, {
      executablePath: executable ?? '',
      args: FLAGS,
      // These keep a page alive that a person would not see, and pages from being kept for the back button.
      ignoreDefaultArgs: ['--disable-backgrounding-occluded-windows', '--disable-back-forward-cache'],
      viewport: { width: 800, height: 600 },
      ...options,
    });
    const site = new Site(context, context.pages()[0] ?? (await context.newPage()), server, profile);
    return site;
  }

  /** The page's address. */
  get url(): string {
    // The cast: a server that listens on a port has an address of this kind.
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  /** Opens the page anew, with this in its body. */
  async show(html: string): Promise<void> {
    this.#html = html;
    await this.page.goto(this.url);
  }

  /** Chromium's own protocol. */
  devtools(): Promise<CDPSession> {
    return this.context.newCDPSession(this.page);
  }

  /** Ends the browser and all that belongs to it. */
  async close(): Promise<void> {
    await this.context.close();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    await rm(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** As a module, with what it exports as `lib`. */
async function bundle(entry: string): Promise<string> {
  const build = await rolldown({ input: entry, platform: 'browser', logLevel: 'silent' });
  const { output } = await build.generate({ format: 'esm', exports: 'named' });
  await build.close();
  return output[0].code;
}
