// wss:// in real Chromium: the page comes over https and its WebSocket over TLS, with a certificate that nobody has signed.
import type { Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { bytes, json, lossy, text } from '../../src/index.ts';
import { ws } from '../../src/transport/wires/ws/node.ts';
import type { WsOptions } from '../../src/transport/wires/ws/options.ts';
import { certificate } from '../support/certificate.ts';
import { CuttingProxy } from '../support/cutting-proxy.ts';
import { Program } from '../support/program.ts';
import { BROWSER_MS, chromiumPath, eventually, Site } from './harness.ts';
import type { Client, Entry } from './pages/client.ts';

declare const window: { readonly client: Client }; // as pages/page.ts has it

const { key, cert } = certificate;
const channels = {
  chat: text,
  blob: bytes,
  move: lossy(json(z.object({ x: z.number() }))),
  score: json(z.object({ points: z.number() })),
};
const server = (options: WsOptions) =>
  new Program({ app: 'page/1', transports: [ws(options)], channels, closeMs: 100 });

const heard = (page: Page): Promise<Entry[]> => page.evaluate(() => window.client.log);
const types = async (page: Page): Promise<string[]> => (await heard(page)).map((e) => e.type);

describe.skipIf(chromiumPath === undefined)('wss in Chromium', () => {
  let site: Site;
  const open = async (ignoreHTTPSErrors: boolean): Promise<void> => {
    site = await Site.open(
      { entry: 'pages/page.ts', ...(ignoreHTTPSErrors && { tls: { key, cert } }) },
      { ignoreHTTPSErrors },
    );
    await site.show('');
  };

  describe('by somebody who takes any certificate', () => {
    beforeEach(() => open(true), BROWSER_MS);
    afterEach(() => site.close(), BROWSER_MS);

    it('a page from https connects to its own server; typed messages both ways', async () => {
      const { page, http, complaints } = site;
      const game = server({ server: http });
      await game.net.listen('wss:///play').ready();
      await page.evaluate(() => window.client.connect('wss:///play'));
      const { peer } = await game.next('NETWORK_CONNECTED');
      await page.evaluate(() => {
        window.client.say('over TLS ✓');
        window.client.score(3);
        window.client.blob(65_536);
      });
      const [chat, score, blob] = await game.messages(3);
      expect(chat).toMatchObject({ channel: 'chat', data: 'over TLS ✓', sequenceId: 1 });
      expect(score).toMatchObject({ channel: 'score', data: { points: 3 } });
      expect(blob?.data).toEqual(new Uint8Array(65_536).map((_, at) => at * 31));
      peer.send('blob', Uint8Array.of(0, 255, 1));
      peer.send('score', { points: 7 });
      await eventually(() => types(page)).toEqual(['NETWORK_CONNECTED', 'NETWORK_DATA_IN', 'NETWORK_DATA_IN']);
      expect((await heard(page)).slice(1)).toEqual([
        { type: 'NETWORK_DATA_IN', channel: 'blob', data: [0, 255, 1], sequenceId: 1 },
        { type: 'NETWORK_DATA_IN', channel: 'score', data: { points: 7 }, sequenceId: 1 },
      ]);
      expect(complaints).toEqual([]);
    });

    it('survives links that are killed: nothing lost, nothing twice', async () => {
      const { page, origin } = site;
      const game = server({ key, cert, origins: [origin] });
      const listener = await game.net.listen('wss://127.0.0.1:0').ready();
      const proxy = await CuttingProxy.to(Number(new URL(listener.uri).port));
      await page.evaluate((uri) => window.client.connect(uri), `wss://127.0.0.1:${proxy.port}`);
      const { peer } = await game.next('NETWORK_CONNECTED');
      const count = async (type: string): Promise<number> => (await types(page)).filter((each) => each === type).length;
      for (let round = 0; round < 3; round++) {
        await page.evaluate((r) => {
          for (let i = 0; i < 20; i++) window.client.say(`up ${r * 20 + i}`);
        }, round);
        for (let i = 0; i < 20; i++) peer.send('chat', `down ${round * 20 + i}`);
        proxy.cut();
        await eventually(() => count('NETWORK_SUSPENDED')).toBe(round + 1);
        await page.evaluate(() => dispatchEvent(new Event('online')));
        await eventually(() => count('NETWORK_RESUMED')).toBe(round + 1);
      }
      const numbers = (word: string): string[] => Array.from({ length: 60 }, (_, at) => `${word} ${at}`);
      expect((await game.messages(60)).map((e) => e.data)).toEqual(numbers('up'));
      await eventually(() => count('NETWORK_DATA_IN')).toBe(60);
      const down = (await heard(page)).filter((e) => e.type === 'NETWORK_DATA_IN');
      expect(down.map((e) => e.data)).toEqual(numbers('down'));
    });
  });

  it('without that the browser refuses the certificate, and the peer ends as refused', {
    timeout: 2 * BROWSER_MS,
  }, async () => {
    await open(false);
    try {
      const { page, complaints, origin } = site;
      const game = server({ key, cert, origins: [origin] });
      const listener = await game.net.listen('wss://127.0.0.1:0').ready();
      await page.evaluate((uri) => window.client.connect(uri), listener.uri);
      await eventually(() => types(page)).toEqual(['NETWORK_ERROR', 'NETWORK_DISCONNECTED']);
      expect((await heard(page)).slice(1)).toMatchObject([
        { reason: 'refused', message: expect.stringContaining('does not say why') },
      ]);
      expect(complaints.join()).toMatch(/ERR_CERT/); // the browser itself says so, on its console
      expect(game.types()).not.toContain('NETWORK_CONNECTED');
    } finally {
      await site.close();
    }
  });
});
