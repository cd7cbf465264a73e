// A page in real Chromium for the tests of dom(): bundles src/ with rolldown, serves it on loopback, opens the browser.
// Knows nothing of what is tested.
import { accessSync, constants } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { rolldown } from 'rolldown';

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
  console.warn('no Chromium here: tests in the browser are skipped. Install it, or name its program in CHROMIUM');

/** One browser with one page that has the library as `window.lib`. */
export class Site {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly errors: string[] = [];
  readonly #server: Server;
  readonly #browser: Browser | null;
  readonly #profile: string;

  private constructor(page: Page, context: BrowserContext, server: Server, profile: string) {
    this.page = page;
    this.context = context;
    this.#server = server;
    this.#browser = context.browser();
    this.#profile = profile;
    page.on('pageerror', (error) => this.errors.push(String(error)));
  }

  /** @param html - the page's body. @param deviceScaleFactor - device pixels for each CSS pixel. */
  static async open(html: string, { deviceScaleFactor = 1, hasTouch = false } = {}): Promise<Site> {
    const script = await bundle();
    const server = createServer((request, response) => {
      const isScript = request.url === '/lib.js';
      response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html; charset=utf-8');
      response.end(isScript ? script : `<!doctype html><meta charset="utf-8">${html}<script src="/lib.js"></script>`);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const profile = await mkdtemp(join(tmpdir(), 'pumpjack-chromium-'));
    const context = await chromium.launchPersistentContext(profile, {
      executablePath: executable ?? '',
      args: FLAGS,
      viewport: { width: 800, height: 600 },
      deviceScaleFactor,
      hasTouch,
    });
    const page = context.pages()[0] ?? (await context.newPage());
    const site = new Site(page, context, server, profile);
    // The cast: a server that listens on a port has an address of this kind.
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    return site;
  }

  async close(): Promise<void> {
    await this.context.close();
    await this.#browser?.close();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    await rm(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

let bundled: Promise<string> | undefined;

function bundle(): Promise<string> {
  bundled ??= (async () => {
    const build = await rolldown({
      input: new URL('./entry.ts', import.meta.url).pathname,
      platform: 'browser',
      logLevel: 'silent',
    });
    const { output } = await build.generate({ format: 'iife', name: 'lib' });
    await build.close();
    return output[0].code;
  })();
  return bundled;
}
