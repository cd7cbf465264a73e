// The other engines: that nothing rests on what only Chromium does. The network and the input, once each, in real Firefox and in WebKit, Safari's engine.
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { bytes, json, lossy, text } from '../../src/index.ts';
import { ws } from '../../src/transport/wires/ws/node.ts';
import { CuttingProxy } from '../support/cutting-proxy.ts';
import { Program } from '../support/program.ts';
import type * as entry from './dom/entry.ts';
import type { Engine } from './engine.ts';
import { Firefox, firefox } from './firefox.ts';
import { BROWSER_MS, eventually, serve } from './harness.ts';
import type { Client } from './pages/client.ts';
import { WebKit, webkit } from './webkit.ts';

declare const lib: typeof entry;
declare const client: Client;

const channels = {
  chat: text,
  blob: bytes,
  move: lossy(json(z.object({ x: z.number() }))),
  score: json(z.object({ points: z.number() })),
};

const key = (value: string) => [
  { type: 'keyDown', value },
  { type: 'keyUp', value },
];
const SHIFT = '\uE008';
const LEFT = '\uE012';
const RETURN = '\uE006';

const engines = [
  { name: 'Firefox', path: firefox, start: () => Firefox.start() },
  { name: 'WebKit', path: webkit, start: () => WebKit.start() },
];

for (const { name, path, start } of engines)
  describe.skipIf(path === undefined)(`a page in ${name}`, () => {
    let browser: Engine;
    beforeAll(async () => {
      browser = await start();
    }, BROWSER_MS);
    afterAll(async () => {
      await browser?.close();
      // A link that is cut, or that a page leaves behind, is an error on its console, sooner or later.
      expect(browser?.complaints.filter((text) => !text.includes('ws://'))).toEqual([]);
    }, BROWSER_MS);

    const show = async (page: string, body = '') => {
      const served = await serve({ entry: page });
      onTestFinished(served.close);
      served.body = body;
      await browser.open(served.origin);
      return served;
    };
    const logged = (type: string) =>
      browser.run(() => client.log.map((e) => e)).then((log) => log.filter((e) => e.type === type));

    it('talks to a server: typed messages and binary both ways; a cut link comes back, nothing lost, nothing twice', async () => {
      const { origin } = await show('pages/page.ts');
      const game = new Program({ app: 'page/1', transports: [ws({ origins: [origin] })], channels });
      const listener = await game.net.listen('ws://127.0.0.1:0').ready();
      const proxy = await CuttingProxy.to(Number(new URL(listener.uri).port));
      await browser.run(new Function(`client.connect('ws://127.0.0.1:${proxy.port}')`) as () => void);
      const { peer } = await game.next('NETWORK_CONNECTED');
      await browser.run(() => {
        client.say('hello network. ünï ✓ 🚀');
        client.score(3);
        client.blob(65_536);
      });
      const sent = await game.messages(3);
      expect(sent.slice(0, 2).map((e) => e.data)).toEqual(['hello network. ünï ✓ 🚀', { points: 3 }]);
      expect(sent[2]?.data).toEqual(new Uint8Array(65_536).map((_, at) => at * 31));
      proxy.cut();
      await eventually(async () => (await logged('NETWORK_SUSPENDED')).length).toBe(1);
      await browser.run(() => client.say('after the cut'));
      peer.send('blob', Uint8Array.of(0, 255, 1));
      peer.send('score', { points: 7 });
      await eventually(async () => (await logged('NETWORK_RESUMED')).length).toBe(1);
      expect((await game.messages(1))[0]?.data).toBe('after the cut');
      await eventually(async () => (await logged('NETWORK_DATA_IN')).map((e) => e.data)).toEqual([
        [0, 255, 1],
        { points: 7 },
      ]);
      peer.close('good night');
      await eventually(async () => (await logged('NETWORK_DISCONNECTED')).map((e) => e.message)).toEqual([
        'good night',
      ]);
    });

    it('keys have pygame’s names, text is what the layout says', async () => {
      await show('dom/entry.ts', '<canvas id="game" width="200" height="100"></canvas>');
      await browser.run(() => lib.start('game'));
      await browser.run(() => lib.lines());
      await browser.act(
        'key',
        { type: 'keyDown', value: SHIFT },
        ...key('A'),
        { type: 'keyUp', value: SHIFT },
        ...key(LEFT),
        ...key(RETURN),
      );
      const seen: string[] = [];
      await eventually(async () => {
        seen.push(...(await browser.run(() => lib.lines())));
        return seen.at(-1);
      }).toBe('up return');
      expect(seen).toEqual([
        'down shift+left shift @225',
        'down shift+a @4',
        'text "A"',
        'up shift+a',
        'up left shift',
        'down left @80',
        'up left',
        'down return @40',
        'up return',
      ]);
      await browser.run(() => lib.stop());
    });

    it('the mouse is told in pixels of the canvas, with buttons and wheel', async () => {
      await show(
        'dom/entry.ts',
        '<style>body { margin: 0 } canvas { display: block; width: 400px; height: 200px }</style><canvas id="game" width="200" height="100"></canvas>',
      );
      await browser.run(() => lib.start('game'));
      await browser.run(() => lib.lines());
      await browser.act(
        'pointer',
        { type: 'pointerMove', x: 100, y: 50 },
        { type: 'pointerMove', x: 200, y: 100 },
        { type: 'pointerDown', button: 0 },
        { type: 'pointerUp', button: 0 },
      );
      await browser.act('wheel', { type: 'scroll', x: 200, y: 100, deltaX: 0, deltaY: 100 });
      const seen: string[] = [];
      await eventually(async () => {
        seen.push(...(await browser.run(() => lib.lines())));
        return seen.at(-1);
      }).toMatch(/^wheel/);
      expect(seen.filter((line) => !line.startsWith('WINDOW'))).toEqual([
        'move 50,25 by 0,0 000',
        'move 100,50 by 50,25 000',
        'press 1 at 100,50 x1',
        'release 1 at 100,50 x1',
        expect.stringMatching(/^wheel 0,-1.* at 100,50$/),
      ]);
      await browser.run(() => lib.stop());
    });
  });
