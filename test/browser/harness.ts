// Real Chromium for tests: bundles a page against the built package, serves it on loopback, opens it. Knows nothing of what a page does.
import { accessSync, constants } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { rolldown } from 'rolldown';
import { afterAll, onTestFinished } from 'vitest';

/** Where Chromium is: the environment variable CHROMIUM, or the first of its names on the PATH. `undefined`: not installed. */
export const chromiumPath: string | undefined =
  process.env['CHROMIUM'] ?? onPath('chromium', 'chromium-browser', 'google-chrome');

if (chromiumPath === undefined)
  process.stderr.write(
    'chromium is not installed: test/browser is skipped (apt-get install chromium, or set CHROMIUM to its path)\n',
  );

/** No window, nothing that calls home. */
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

/** What to open. */
export interface PageOptions {
  /** The page's script: a file beside the test, such as `pages/client.ts`. It imports `pumpjack` by name. */
  readonly entry: string;
  /** What the page's body holds. Default nothing. */
  readonly body?: string;
  /** More scripts, by the path that they are served at: `{ '/worker.js': 'pages/worker.ts' }`. */
  readonly scripts?: Readonly<Record<string, string>>;
  /** The page's size in CSS pixels, and how many device pixels one of them has. Default 1280 x 720, 1. */
  readonly viewport?: { readonly width: number; readonly height: number; readonly scale?: number };
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
  /** Closes page and server; called by itself at the end of the test. */
  close(): Promise<void>;
}

/** Opens a page of its own, in the one browser of the test file. Its script has run when this resolves. */
export async function openPage(options: PageOptions): Promise<OpenPage> {
  const { entry, body = '', scripts = {}, viewport = { width: 1280, height: 720 } } = options;
  const served = new Map<string, { type: string; text: string }>();
  served.set('/', {
    type: 'text/html',
    text: `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><body>${body}<script type="module" src="/page.js"></script>`,
  });
  for (const [path, file] of Object.entries({ '/page.js': entry, ...scripts }))
    served.set(path, { type: 'text/javascript', text: await bundle(file) });

  const http = createServer((request, response) => {
    const found = served.get(request.url ?? '');
    response.writeHead(found ? 200 : 404, { 'content-type': `${found?.type ?? 'text/plain'}; charset=utf-8` });
    response.end(found?.text ?? 'not found');
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;

  const { page, complaints } = await emptyPage();
  if (viewport.scale) {
    const devtools = await page.context().newCDPSession(page);
    const { width, height, scale: deviceScaleFactor } = viewport;
    await devtools.send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor, mobile: false });
  } else await page.setViewportSize(viewport);
  await page.goto(origin, { waitUntil: 'load' });

  const close = async (): Promise<void> => {
    await page.close();
    http.closeAllConnections();
    await new Promise((resolve) => http.close(resolve));
  };
  onTestFinished(close);
  return { page, http, origin, complaints, close };
}

/** Opens a page that somebody else serves, in the same browser; closed by itself at the end of the test. */
export async function visit(url: string): Promise<Pick<OpenPage, 'page' | 'complaints'>> {
  const { page, complaints } = await emptyPage();
  onTestFinished(() => page.close());
  await page.setViewportSize({ width: 1280, height: 720 });
  await page.goto(url, { waitUntil: 'load' });
  return { page, complaints };
}

async function emptyPage(): Promise<Pick<OpenPage, 'page' | 'complaints'>> {
  const page = await (await browser()).newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  return { page, complaints };
}

/** A page's script as one file, made from the built package as its users' bundlers find it. */
async function bundle(file: string): Promise<string> {
  const input = fileURLToPath(new URL(file, import.meta.url));
  const built = await rolldown({ input, platform: 'browser', logLevel: 'silent' });
  const { output } = await built.generate({ format: 'esm', sourcemap: 'inline' });
  await built.close();
  return output[0].code;
}

let running: Promise<{ context: BrowserContext; folder: string }> | undefined;

async function browser(): Promise<BrowserContext> {
  running ??= start();
  return (await running).context;
}

async function start(): Promise<{ context: BrowserContext; folder: string }> {
  if (chromiumPath === undefined) throw new Error('no chromium: use it.skipIf(chromiumPath === undefined)');
  const folder = await mkdtemp(join(tmpdir(), 'pumpjack-chromium-'));
  const context = await chromium.launchPersistentContext(folder, {
    executablePath: chromiumPath,
    args: FLAGS,
    viewport: null,
  });
  return { context, folder };
}

afterAll(async () => {
  if (!running) return;
  const { context, folder } = await running;
  await context.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
});

function onPath(...names: string[]): string | undefined {
  for (const name of names)
    for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
      const path = join(folder, name);
      try {
        accessSync(path, constants.X_OK);
        return path;
      } catch {
        // not there
      }
    }
  return undefined;
}
