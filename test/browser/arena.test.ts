// examples/arena as people play it: real pages in Chromium and a real terminal, in one match.
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { arenaProgram, startArena } from '../support/arena.ts';
import { CuttingProxy } from '../support/cutting-proxy.ts';
import { noTmux, Player } from '../support/player.ts';
import { chromiumPath, visit } from './harness.ts';

const PATIENCE = { timeout: 30_000 };
/** Browsers take their time where a whole suite runs on two cores. */
const TEST_MS = 150_000;

async function enter(url: string, name: string): Promise<{ page: Page; complaints: string[] }> {
  const opened = await visit(url);
  await opened.page.fill('#name', name);
  await opened.page.keyboard.press('Enter');
  await seen(opened.page, /your ship is/);
  return opened;
}

/** Waits until the page's picture, in its own words, shows it. */
const seen = (page: Page, pattern: RegExp) =>
  expect.poll(() => page.getAttribute('#arena', 'aria-label'), PATIENCE).toMatch(pattern);

const says = (page: Page, id: string, pattern: RegExp) =>
  expect.poll(() => page.textContent(id), PATIENCE).toMatch(pattern);

/** Whether anything but the sky is drawn: pixels as bright as a ship's outline. */
const bright = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>('#arena');
    const data =
      canvas?.getContext('2d')?.getImageData(canvas.width / 2 - 30, canvas.height / 2 - 30, 60, 60).data ?? [];
    let count = 0;
    for (let at = 0; at < data.length; at += 4)
      if ((data[at] ?? 0) + (data[at + 1] ?? 0) + (data[at + 2] ?? 0) > 550) count++;
    return count;
  });

describe.skipIf(chromiumPath === undefined)('the arena', { timeout: TEST_MS }, () => {
  it.skipIf(noTmux)(
    'two pages, over WebSocket, and a terminal, over UDP, are in one match and see each other',
    async () => {
      const { http, udp } = await startArena();
      const ada = await enter(http, 'Ada');
      const ben = await enter(http, 'Ben');
      const cem = new Player(`${process.execPath} ${arenaProgram} join ${udp} --name Cem`);
      await cem.sees(/of 3/);
      // All into the lower right corner.
      for (const { page } of [ada, ben])
        for (const key of ['d', 's']) {
          await page.bringToFront();
          await page.keyboard.down(key);
        }
      cem.press('Right', 'Down');
      await ada.page.bringToFront();
      await seen(ada.page, /9\d % to the right, 9\d % down; .*Cem/);
      await says(ada.page, '#scores', /Ada.*Ben.*Cem.*3 in the arena/);
      await cem.sees(/Ada/);
      expect(await bright(ada.page)).toBeGreaterThan(20);
      await ben.page.bringToFront();
      await seen(ben.page, /Cem/);
      await seen(ben.page, /Ada/);
      cem.press('q');
      await cem.sees(/ready/);
      await says(ben.page, '#scores', /2 in the arena/);
      await expect.poll(() => ben.page.getAttribute('#arena', 'aria-label'), PATIENCE).not.toMatch(/Cem/);
      expect([...ada.complaints, ...ben.complaints]).toEqual([]);
    },
  );

  it('a page whose link is cut keeps its ship: the others see it wait, and it flies on', async () => {
    const { http } = await startArena();
    const proxy = await CuttingProxy.to(Number(new URL(http).port));
    const ada = await enter(`http://127.0.0.1:${proxy.port}/`, 'Ada');
    for (const key of ['d', 's']) await ada.page.keyboard.down(key);
    await seen(ada.page, /9\d % to the right, 9\d % down/);
    for (const key of ['d', 's']) await ada.page.keyboard.up(key);
    const ben = await enter(http, 'Ben');
    for (const key of ['d', 's']) await ben.page.keyboard.down(key);
    await seen(ben.page, /Ada/);
    proxy.open = false;
    proxy.cut();
    await seen(ben.page, /Ada \(away\)/);
    await says(ada.page, '#line', /your line is down/);
    proxy.open = true;
    await seen(ben.page, /Ada(?! \(away\))/);
    await ada.page.bringToFront();
    await says(ada.page, '#line', /^$/);
    // The same ship, in its corner, and no second one.
    await seen(ada.page, /9\d % to the right, 9\d % down; in sight: Ben$/);
    await says(ada.page, '#scores', /2 in the arena/);
    await ada.page.keyboard.down('a');
    await seen(ada.page, /[1-5]\d % to the right/);
    expect(ada.complaints.filter((text) => !/WebSocket/.test(text))).toEqual([]); // the browser itself reports each cut
  });

  it('two thumbs fly and fire', async () => {
    const { http } = await startArena();
    const { page, complaints } = await visit(http);
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('Emulation.setDeviceMetricsOverride', {
      width: 390,
      height: 780,
      deviceScaleFactor: 2,
      mobile: true,
    });
    await devtools.send('Emulation.setTouchEmulationEnabled', { enabled: true, maxTouchPoints: 5 });
    await page.fill('#name', 'Thumbs');
    await page.click('#enter button');
    await seen(page, /your ship is/);
    const [left, right] = [
      { x: 80, y: 640, id: 1 },
      { x: 310, y: 640, id: 2 },
    ];
    const touch = (
      type: 'touchStart' | 'touchMove' | 'touchEnd',
      touchPoints: { x: number; y: number; id: number }[],
    ) => devtools.send('Input.dispatchTouchEvent', { type, touchPoints });
    await touch('touchStart', [left]);
    await touch('touchMove', [{ ...left, x: 130 }]);
    await seen(page, /9\d % to the right/);
    await touch('touchStart', [{ ...left, x: 130 }, right]);
    await touch('touchMove', [
      { ...left, x: 30 },
      { ...right, y: 590 },
    ]);
    await seen(page, / \d % to the right/);
    await touch('touchEnd', []);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    expect(complaints).toEqual([]);
  });

  it('when the arena ends the page says so and shows the door again', async () => {
    const { http, stop } = await startArena();
    const { page } = await enter(http, 'Ada');
    stop();
    await says(page, '#why', /the arena is gone/);
    expect(await page.isVisible('#enter')).toBe(true);
  });
});
