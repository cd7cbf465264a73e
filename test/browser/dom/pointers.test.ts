// Real mouse, wheel, touch and pointer lock in Chromium, through its DevTools protocol, seen in queue.get().
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BROWSER_MS, chromiumPath, eventually, Site } from '../harness.ts';
import type * as entry from './entry.ts';

declare const lib: typeof entry;

/** 200 x 100 pixels shown on 400 x 200, its content beginning at 12, 12. */
const SCALED = `<style>body { margin: 0; height: 3000px } canvas { display: block; width: 400px; height: 200px; border: 5px solid; padding: 7px }</style>
  <canvas id="game" width="200" height="100"></canvas>`;

describe.skipIf(chromiumPath === undefined).each([1, 2])(
  'pointers in Chromium, %d device pixels for each of CSS',
  (deviceScaleFactor) => {
    let site: Site;
    beforeAll(async () => {
      site = await Site.open({ entry: 'dom/entry.ts' }, { deviceScaleFactor, hasTouch: true });
    }, BROWSER_MS);
    afterAll(async () => {
      await site?.close();
      expect(site.complaints).toEqual([]);
    }, BROWSER_MS);

    const lines = (): Promise<string[]> => site.page.evaluate(() => lib.lines());
    const show = async (html = SCALED): Promise<void> => {
      await site.show(html);
      await site.page.evaluate(() => lib.start('game'));
      await lines();
    };

    it('places are pixels of the canvas, whatever CSS makes of it', async () => {
      await show();
      await site.page.mouse.move(12, 12);
      await site.page.mouse.move(12 + 399, 12 + 199);
      expect(await lines()).toEqual(['WINDOWENTER', 'move 0,0 by 0,0 000', 'move 199,99 by 199,99 000']);
      expect(await site.page.evaluate(() => [lib.driver().width, lib.driver().height])).toEqual([
        400 * deviceScaleFactor,
        200 * deviceScaleFactor,
      ]);
    });

    it('with object-fit: contain and a transform too', async () => {
      await show(`<style>body { margin: 0 } canvas { width: 400px; height: 200px; object-fit: contain; transform: scale(0.5); transform-origin: 0 0 }</style>
      <canvas id="game" width="100" height="100"></canvas>`);
      await site.page.mouse.move(50, 0);
      await site.page.mouse.move(149, 99);
      expect(await lines()).toEqual(['WINDOWENTER', 'move 0,0 by 0,0 000', 'move 99,99 by 99,99 000']);
    });

    it('buttons, also two at a time; a drag goes on beyond the edge', async () => {
      await show();
      const { mouse } = site.page;
      await mouse.move(112, 112);
      await mouse.down({ button: 'right' });
      await mouse.down();
      await mouse.move(712, 412);
      await mouse.up({ button: 'right' });
      await mouse.up();
      expect(await lines()).toEqual([
        'WINDOWENTER',
        'move 50,50 by 0,0 000',
        'press 3 at 50,50 x1',
        'press 1 at 50,50 x1',
        'move 350,200 by 300,150 101',
        'release 3 at 350,200 x1',
        'release 1 at 350,200 x1',
        'WINDOWLEAVE',
      ]);
      await mouse.dblclick(112, 112, { button: 'middle' });
      expect((await lines()).filter((line) => line.startsWith('press'))).toEqual([
        'press 2 at 50,50 x1',
        'press 2 at 50,50 x2',
      ]);
    });

    it('the wheel turns the game and not the page', async () => {
      await show();
      await site.page.mouse.move(112, 112);
      await lines();
      // Chromium may put turns together, and tells emulated pixels: the sum is what counts.
      for (const [x, y] of [
        [0, -100],
        [100, 0],
        [0, 100],
        [0, 100],
      ] as const)
        await site.page.mouse.wheel(x, y);
      let [right, up] = [0, 0];
      await eventually(async () => {
        for (const event of await site.page.evaluate(() => lib.take())) {
          if (event.type !== 'MOUSEWHEEL') continue;
          right += event.precise_x * deviceScaleFactor;
          up += event.precise_y * deviceScaleFactor;
        }
        return [right, up];
      }).toEqual([1, -1]);
      expect(await site.page.evaluate(() => scrollY)).toBe(0);
    });

    it('setGrab: granted with a press, and with the next one after it was ended; then ways that know no edge', async () => {
      await show();
      const { mouse } = site.page;
      const grabbed = () => site.page.evaluate(() => lib.driver().getGrab());
      await mouse.move(100, 100); // a move to where it is already would be none
      await mouse.move(112, 112);
      await site.page.evaluate(() => lib.driver().setGrab(true));
      await mouse.click(112, 112);
      await eventually(grabbed).toBe(true);
      // As Escape does it; the next press asks again.
      await site.page.evaluate(() => document.exitPointerLock());
      await eventually(grabbed).toBe(false);
      await mouse.click(112, 112);
      await eventually(grabbed).toBe(true);
      await lines();
      await mouse.move(132, 92);
      await mouse.move(152, 72);
      expect(await lines()).toEqual(['move 60,40 by 10,-10 000', 'move 70,30 by 10,-10 000']);
      await site.page.evaluate(() => lib.driver().setGrab(false));
      await eventually(grabbed).toBe(false);
      await mouse.move(112, 112);
      await mouse.move(114, 112);
      expect(await lines()).toEqual(['move 50,50 by 0,0 000', 'move 51,50 by 1,0 000']);
    });

    it('two fingers; the first is a mouse as well', async () => {
      await show();
      const devtools = await site.devtools();
      const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...points: [id: number, x: number, y: number][]) =>
        devtools.send('Input.dispatchTouchEvent', {
          type,
          touchPoints: points.map(([id, x, y]) => ({ id, x, y, force: 0.5 })),
        });
      await send('touchStart', [1, 112, 112]);
      await send('touchStart', [1, 112, 112], [2, 412, 212]);
      await send('touchMove', [1, 212, 112], [2, 412, 212]);
      await send('touchEnd');
      const got = (await lines()).map((line) => line.replace(/^(FINGER\w+) \d+/, '$1'));
      expect(got.filter((line) => line.startsWith('FINGER'))).toEqual([
        'FINGERDOWN 0.25,0.5 by 0,0 p0.5',
        'FINGERDOWN 1,1 by 0,0 p0.5',
        'FINGERMOTION 0.5,0.5 by 0.25,0 p0.5',
        expect.stringMatching(/^FINGERUP/),
        expect.stringMatching(/^FINGERUP/),
      ]);
      expect(got.filter((line) => line.startsWith('touch'))).toEqual([
        'touch-move 50,50 by 0,0 000',
        'touch-press 1 at 50,50 x1',
        'touch-move 100,50 by 50,0 100',
        'touch-release 1 at 100,50 x1',
      ]);
      expect(await site.page.evaluate(() => scrollY)).toBe(0);
    });

    it('the canvas changes its size: told once, in device pixels', async () => {
      await show();
      await site.page.evaluate(() => document.getElementById('game')?.style.setProperty('width', '300px'));
      await eventually(lines).toEqual([`size ${300 * deviceScaleFactor}x${200 * deviceScaleFactor}`]);
      await site.page.setViewportSize({ width: 700, height: 500 });
      expect(await lines()).toEqual([]);
      await site.page.setViewportSize({ width: 800, height: 600 });
    });
  },
);
