// A page in real Chromium against a server of ours: the built package in a bundle, over real WebSockets.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocketServer } from 'ws';
import { z } from 'zod';
import { bytes, json, lossy, text } from '../../src/index.ts';
import { ws } from '../../src/transport/wires/ws/node.ts';
import type { WsOptions } from '../../src/transport/wires/ws/options.ts';
import { CuttingProxy } from '../support/cutting-proxy.ts';
import { freePort } from '../support/free-port.ts';
import { Program } from '../support/program.ts';
import { chromiumPath, openPage } from './harness.ts';
import type { Entry } from './pages/client.ts';

const channels = {
  chat: text,
  blob: bytes,
  move: lossy(json(z.object({ x: z.number() }))),
  score: json(z.object({ points: z.number() })),
};

/** `client` as pages/page.ts puts it on the window. */
interface Window extends EventTarget {
  /** As pages/raw.ts has them. */
  log: Entry[];
  flood(uri: string, blocks: number): void;
  client: {
    log: Entry[];
    connect(uri: string): void;
    say(line: string): void;
    score(points: number): void;
    blob(size: number): void;
    state(): string;
  };
}
declare const window: Window; // what runs in evaluate() runs in the page

const server = (options: WsOptions) =>
  new Program({ app: 'page/1', transports: [ws(options)], channels, closeMs: 100 });

/** Waits until the page's log has `count` events of that type; gives them. */
async function seen(page: Page, type: string, count = 1): Promise<Entry[]> {
  const wanted = { type, count };
  await page.waitForFunction((w) => window.client.log.filter((e) => e.type === w.type).length >= w.count, wanted, {
    polling: 10,
  });
  return page.evaluate((w) => window.client.log.filter((e) => e.type === w.type), wanted);
}

describe.skipIf(chromiumPath === undefined)('a page in Chromium', () => {
  it('connects to the server it came from; typed messages, binary and large ones, both ways', async () => {
    const { page, http, origin, complaints } = await openPage({ entry: 'pages/page.ts' });
    const game = server({ server: http });
    await game.net.listen('ws:///play').ready();
    // No host in the address: the page's own.
    await page.evaluate(() => window.client.connect('ws:///play'));
    const { peer } = await game.next('NETWORK_CONNECTED');
    await page.evaluate(() => {
      window.client.say('hello network. ünï ✓ 🚀');
      window.client.score(3);
      window.client.blob(65_536);
    });
    const [chat, score, blob] = await game.messages(3);
    expect(chat).toMatchObject({ channel: 'chat', data: 'hello network. ünï ✓ 🚀', sequenceId: 1 });
    expect(score).toMatchObject({ channel: 'score', data: { points: 3 } });
    expect(blob?.data).toEqual(new Uint8Array(65_536).map((_, at) => at * 31));
    peer.send('blob', Uint8Array.of(0, 255, 1));
    peer.send('score', { points: 7 });
    expect(await seen(page, 'NETWORK_DATA_IN', 2)).toEqual([
      { type: 'NETWORK_DATA_IN', channel: 'blob', data: [0, 255, 1], sequenceId: 1 },
      { type: 'NETWORK_DATA_IN', channel: 'score', data: { points: 7 }, sequenceId: 1 },
    ]);
    peer.close('good night');
    expect(await seen(page, 'NETWORK_DISCONNECTED')).toMatchObject([{ reason: 'closed', message: 'good night' }]);
    expect(await (await page.request.get(origin)).text()).toContain('page.js');
    expect(complaints).toEqual([]);
  });

  it('a server that is killed and started again: suspended, then server-restarted', async () => {
    const { page, origin } = await openPage({ entry: 'pages/page.ts' });
    const port = await freePort();
    const start = async () => {
      const file = fileURLToPath(new URL('fixtures/server.mjs', import.meta.url));
      const child = spawn(process.execPath, [file, String(port), origin], { stdio: ['ignore', 'pipe', 'inherit'] });
      onTestFinished(() => void child.kill('SIGKILL'));
      await once(child.stdout, 'data');
      return child;
    };
    const first = await start();
    await page.evaluate((uri) => {
      window.client.connect(uri);
      window.client.say('one');
    }, `ws://127.0.0.1:${port}`);
    expect(await seen(page, 'NETWORK_DATA_IN')).toMatchObject([{ data: 'you said one' }]);
    first.kill('SIGKILL');
    await seen(page, 'NETWORK_SUSPENDED');
    await start();
    expect(await seen(page, 'NETWORK_DISCONNECTED')).toMatchObject([{ reason: 'server-restarted' }]);
  });

  it('a link that is cut again and again: resumed, nothing lost, nothing twice', async () => {
    const { page, origin } = await openPage({ entry: 'pages/page.ts' });
    const game = server({ origins: [origin] });
    const listener = await game.net.listen('ws://127.0.0.1:0').ready();
    const proxy = await CuttingProxy.to(Number(new URL(listener.uri).port));
    await page.evaluate((uri) => window.client.connect(uri), `ws://127.0.0.1:${proxy.port}`);
    const { peer } = await game.next('NETWORK_CONNECTED');
    for (let round = 0; round < 5; round++) {
      await page.evaluate((r) => {
        for (let i = 0; i < 20; i++) window.client.say(`up ${r * 20 + i}`);
      }, round);
      for (let i = 0; i < 20; i++) peer.send('chat', `down ${round * 20 + i}`);
      proxy.cut();
      await seen(page, 'NETWORK_SUSPENDED', round + 1);
      await page.evaluate(() => window.dispatchEvent(new Event('online')));
      await seen(page, 'NETWORK_RESUMED', round + 1);
    }
    const up = await game.messages(100);
    expect(up.map((e) => e.data)).toEqual(Array.from({ length: 100 }, (_, at) => `up ${at}`));
    const down = await seen(page, 'NETWORK_DATA_IN', 100);
    expect(down.map((e) => e.data)).toEqual(Array.from({ length: 100 }, (_, at) => `down ${at}`));
  });

  it('a page from elsewhere is refused, and so is everybody at a wrong path', async () => {
    const { page, http, complaints } = await openPage({ entry: 'pages/page.ts' });
    const game = server({});
    const listener = await game.net.listen('ws://127.0.0.1:0').ready();
    await page.evaluate((uri) => window.client.connect(uri), listener.uri);
    const [end] = await seen(page, 'NETWORK_DISCONNECTED');
    expect(end).toMatchObject({ reason: 'refused', message: expect.stringContaining('does not say why') });
    // The browser does, on its console.
    expect(complaints.join()).toContain('403');
    await server({ server: http }).net.listen('ws:///play').ready();
    await page.evaluate(() => window.client.connect('ws:///elsewhere'));
    expect((await seen(page, 'NETWORK_DISCONNECTED', 2))[1]).toMatchObject({ reason: 'refused' });
    expect(game.types()).not.toContain('NETWORK_CONNECTED');
  });

  it('addresses that a browser does not take are mistakes', async () => {
    const { page } = await openPage({ entry: 'pages/page.ts' });
    const said = await page.evaluate(() => {
      try {
        window.client.connect('ws://127.0.0.1:0');
      } catch (error) {
        return String(error);
      }
      return 'nothing';
    });
    expect(said).toMatch(/^UsageError: ws:\/\/127\.0\.0\.1:0: port 0 is for listening/);
  });

  it('raw: text stays text, binary stays binary, and a server that does not read holds the page up', async () => {
    const { page, http, complaints } = await openPage({ entry: 'pages/raw.ts' });
    const plain = new WebSocketServer({ server: http });
    onTestFinished(() => {
      for (const client of plain.clients) client.terminate();
    });
    const heard: (string | number)[] = [];
    let bytesHeard = 0;
    plain.on('connection', (socket) => {
      socket.on('message', (data: Buffer, binary) => {
        heard.push(binary ? (data[0] ?? -1) : data.toString());
        bytesHeard += data.length;
      });
      socket.pause();
    });
    const uri = `ws+raw:///`;
    const blocks = 200;
    await page.evaluate(([at, count]) => window.flood(at, count), [uri, blocks] as const);
    // The page is told that its buffer is full by and by; until the server reads, nothing is lost.
    await page.waitForFunction(() => window.log.some((e) => e.type === 'NETWORK_CONNECTED'), undefined, {
      polling: 10,
    });
    while (plain.clients.size === 0) await new Promise((resolve) => setImmediate(resolve));
    for (const socket of plain.clients) socket.resume();
    while (heard.length < blocks + 1) await new Promise((resolve) => setImmediate(resolve));
    expect(heard).toEqual(['hello', ...Array.from({ length: blocks }, (_, at) => at % 256)]);
    expect(bytesHeard).toBe(5 + blocks * 60_000);
    const log = await page.evaluate(() => window.log);
    expect(log.map((e) => e.type)).toContain('NETWORK_DRAIN');
    for (const socket of plain.clients) {
      socket.send('text');
      socket.send(Buffer.from([1, 2]));
    }
    await page.waitForFunction(() => window.log.filter((e) => e.type === 'NETWORK_DATA_IN').length === 2, undefined, {
      polling: 10,
    });
    expect((await page.evaluate(() => window.log)).filter((e) => e.type === 'NETWORK_DATA_IN')).toEqual([
      { type: 'NETWORK_DATA_IN', channel: 'chat', data: 'text' },
      { type: 'NETWORK_DATA_IN', channel: 'data', data: '1,2' },
    ]);
    expect(complaints).toEqual([]);
  });

  it('works in a web worker', async () => {
    const { page, http, origin, complaints } = await openPage({
      entry: 'pages/worker-page.ts',
      scripts: { '/worker.js': 'pages/worker.ts' },
    });
    const game = server({ server: http });
    await game.net.listen('ws:///play').ready();
    const uri = `${origin.replace('http', 'ws')}/play`;
    await page.evaluate((at) => {
      const { worker } = globalThis as unknown as { worker: Worker }; // as pages/worker-page.ts has it
      worker.postMessage({ connect: at, say: 'from a worker' });
    }, uri);
    const [heard] = await game.messages(1);
    expect(heard).toMatchObject({ channel: 'chat', data: 'from a worker' });
    heard?.peer.send('chat', 'to a worker');
    await page.waitForFunction(
      () => (globalThis as unknown as { heard: Entry[] }).heard.some((e) => e.data === 'to a worker'),
      undefined,
      { polling: 10 },
    );
    expect(complaints).toEqual([]);
  });
});
