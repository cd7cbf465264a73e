// A page's life in Chromium: hidden, shown, left, kept for the back button, dropped on; gamepads; and nothing left after close().
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { BROWSER_MS, chromiumPath, eventually, Site } from '../harness.ts';
import type * as entry from './entry.ts';

declare const lib: typeof entry;

const PAGE =
  '<style>canvas { width: 400px; height: 200px }</style><canvas id="game" width="200" height="100"></canvas>';

describe.skipIf(chromiumPath === undefined)('the life of a page in Chromium', () => {
  let site: Site;
  beforeAll(async () => {
    site = await Site.open({ entry: 'dom/entry.ts' });
  }, BROWSER_MS);
  afterAll(async () => {
    await site?.close();
    expect(site.complaints).toEqual([]);
  }, BROWSER_MS);

  const lines = (): Promise<string[]> => site.page.evaluate(() => lib.lines());
  const show = async (id: string | null = 'game'): Promise<void> => {
    await site.show(PAGE);
    await site.page.evaluate((target) => {
      sessionStorage.clear();
      lib.start(target);
    }, id);
  };
  const seen = (): Promise<string | null> => site.page.evaluate(() => sessionStorage.getItem('seen'));

  it('a page that is left says QUIT, in time for whoever waits for events', async () => {
    await show();
    await site.page.evaluate(() => {
      addEventListener('unload', () => {}); // a page that listens for it is not kept for the back button
      void lib.remember();
    });
    await site.page.goto(`${site.url}?elsewhere`);
    expect(await seen()).toMatch(/, APP_TERMINATING, QUIT, WINDOWHIDDEN$/);
  });

  it('one that is kept for the back button goes on: hidden and let go of, then shown', async () => {
    await show();
    await site.page.evaluate(() => void lib.remember());
    await site.page.keyboard.down('w');
    await site.page.goto(`${site.url}?elsewhere`);
    await site.page.keyboard.up('w');
    const gone =
      'WINDOWFOCUSGAINED, down w @26, text "w", APP_WILLENTERBACKGROUND, APP_DIDENTERBACKGROUND, gone w, WINDOWHIDDEN';
    expect(await seen()).toBe(gone);
    await site.page.goBack({ waitUntil: 'commit' });
    const devtools = await site.devtools();
    // The page of before is back; what playwright knows of it is not.
    const value = async (): Promise<unknown> =>
      (await devtools.send('Runtime.evaluate', { expression: "sessionStorage.getItem('seen')" })).result.value;
    await eventually(value).toBe(`${gone}, APP_WILLENTERFOREGROUND, APP_DIDENTERFOREGROUND, WINDOWSHOWN`);
  });

  it('files and text that are dropped', async () => {
    await show();
    const folder = await mkdtemp(join(tmpdir(), 'pumpjack-drop-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    await writeFile(join(folder, 'level.txt'), '#..#');
    const devtools = await site.devtools();
    const drop = async (items: { mimeType: string; data: string }[], files: string[]): Promise<void> => {
      for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
        await devtools.send('Input.dispatchDragEvent', {
          type,
          x: 50,
          y: 50,
          data: { items, files, dragOperationsMask: 1 },
        });
    };
    await lines();
    await drop([{ mimeType: 'text/plain', data: 'a\r\nb' }], []);
    expect(await lines()).toEqual(['DROPBEGIN', 'dropped "a\\nb"', 'DROPCOMPLETE']);
    await drop([], [join(folder, 'level.txt')]);
    const file = await site.page.evaluate(async () => {
      const [begin, event, complete] = lib.take();
      if (event?.type !== 'DROPFILE') throw new Error(`${event?.type} came`);
      return [begin?.type, event.file, event.content?.size, await event.content?.text(), complete?.type];
    });
    expect(file).toEqual(['DROPBEGIN', 'level.txt', 4, '#..#', 'DROPCOMPLETE']);
    expect(site.page.url()).toBe(site.url);
  });

  it('gamepads are looked at in each pump, and lie still while another window has the focus', async () => {
    await show();
    // No pad can be plugged in here: the page's own answer is put in the browser's place.
    await site.page.evaluate(() => {
      const pressed = { pressed: true, value: 1, touched: true };
      const pad = {
        index: 0,
        id: 'pad',
        connected: true,
        mapping: 'standard',
        axes: [0, -1, 0, 0],
        buttons: [pressed],
      };
      navigator.getGamepads = () => [Object.assign(Object.create(Gamepad.prototype), {}), null].map(() => pad as never);
    });
    expect((await lines()).slice(-6)).toEqual([
      'JOYDEVICEADDED 0 pad',
      'CONTROLLERDEVICEADDED 0 pad',
      'joy 0 axis 1 -1',
      'pad 0 axis 1 -32768',
      'joy 0 down 0',
      'pad 0 down 0',
    ]);
    await site.page.evaluate(() => {
      document.hasFocus = () => false;
    });
    expect(await lines()).toEqual(['joy 0 axis 1 0', 'pad 0 axis 1 0', 'joy 0 up 0', 'pad 0 up 0']);
  });

  it.each(['game', null])(
    'close() leaves no listener, style, attribute, field, lock or observer (target %s)',
    async (id) => {
      await site.show(PAGE);
      const devtools = await site.devtools();
      const listeners = async (): Promise<string[]> => {
        const found: string[] = [];
        const places = [
          'window',
          'document',
          'document.documentElement',
          'document.body',
          "document.getElementById('game')",
          'navigator.clipboard',
        ];
        for (const expression of places) {
          const { result } = await devtools.send('Runtime.evaluate', { expression });
          const { listeners: there } = await devtools.send('DOMDebugger.getEventListeners', {
            objectId: result.objectId ?? '',
          });
          found.push(...there.map(({ type }) => `${expression} ${type}`));
        }
        return found.sort();
      };
      const html = (): Promise<string> =>
        site.page.evaluate(() => document.documentElement.outerHTML.replaceAll(' style=""', ''));
      const before = [await listeners(), await html()];
      expect(before[0]).toEqual([]);
      await site.page.evaluate((target) => lib.start(target), id);
      expect((await listeners()).length).toBeGreaterThan(20);
      await site.page.evaluate(() => lib.driver().setGrab(true));
      await site.page.mouse.click(50, 50);
      await eventually(() => site.page.evaluate(() => lib.driver().getGrab())).toBe(true);
      await site.page.evaluate(() => lib.driver().startTextInput());
      await site.page.evaluate(() => lib.stop());
      expect([await listeners(), await html()]).toEqual(before);
      await eventually(() => site.page.evaluate(() => document.pointerLockElement)).toBe(null);
      const after = await site.page.evaluate(() => {
        const used: string[] = [];
        for (const call of ['setGrab', 'startTextInput'] as const)
          try {
            if (call === 'setGrab') lib.driver().setGrab(true);
            else lib.driver().startTextInput();
          } catch (error) {
            used.push(String(Reflect.get(error as object, 'code')));
          }
        lib.driver().close();
        return [...used, lib.driver().focused];
      });
      expect(after).toEqual(['ERR_NOT_ATTACHED', 'ERR_NOT_ATTACHED', false]);
    },
  );

  describe.each(['with a promise', 'only in an event'])('a browser that answers a wish for the lock %s', (how) => {
    const wish = async (): Promise<void> => {
      await site.show(PAGE);
      await site.page.evaluate((silent) => {
        const canvas = document.querySelector('canvas');
        if (canvas && silent)
          canvas.requestPointerLock = () => {
            Element.prototype.requestPointerLock.call(canvas)?.catch(() => {});
            return undefined as never; // as Safari does, whatever the types say
          };
        document.addEventListener('pointerlockchange', () => document.body.append('change '));
        document.addEventListener('pointerlockerror', () => document.body.append('error '));
        lib.start('game');
      }, how !== 'with a promise');
      await site.page.mouse.click(50, 50);
    };
    const told = (): Promise<string[]> =>
      site.page.evaluate(() => document.body.innerText.match(/change|error/g) ?? []);
    const locked = (): Promise<boolean> => site.page.evaluate(() => document.pointerLockElement !== null);

    it('keeps one that is wanted again', async () => {
      await wish();
      await site.page.evaluate(() => {
        for (const on of [true, false, true]) lib.driver().setGrab(on);
      });
      await eventually(locked).toBe(true);
      await site.page.evaluate(() => lib.driver().setGrab(false));
      await eventually(locked).toBe(false);
    });

    it('does not keep one that is unwanted before it comes', async () => {
      await wish();
      await site.page.evaluate(() => {
        for (const on of [true, false]) lib.driver().setGrab(on);
      });
      await eventually(told).toEqual(['change', 'change']);
      expect(await locked()).toBe(false);
    });

    it.each(['granted', 'refused'])(
      'keeps neither lock nor listener when it was closed before it is %s',
      async (end) => {
        await wish();
        await site.page.evaluate((refused) => {
          if (refused) document.querySelector('canvas')?.remove();
          lib.driver().setGrab(true);
          void lib.stop();
        }, end === 'refused');
        await eventually(told).toEqual(end === 'refused' ? ['error'] : ['change', 'change']);
        expect(await locked()).toBe(false);
        const devtools = await site.devtools();
        const { result } = await devtools.send('Runtime.evaluate', { expression: 'document' });
        const { listeners } = await devtools.send('DOMDebugger.getEventListeners', { objectId: result.objectId ?? '' });
        // The test's own.
        expect(listeners.map(({ type }) => type).sort()).toEqual(['pointerlockchange', 'pointerlockerror']);
      },
    );
  });

  it('what is not pumped is bounded, what is dropped is counted, and nothing stays held', async () => {
    await site.show(PAGE);
    await site.page.evaluate(() => lib.start('game', { maxWaiting: 5 }));
    await site.page.keyboard.down('a');
    await site.page.keyboard.type('bcdef');
    await site.page.keyboard.up('a');
    const got = await lines();
    expect(got).toEqual(['WINDOWFOCUSGAINED', 'down a @4', 'text "a"', 'down b @5', 'text "b"', 'up b', 'up a']);
    expect(await site.page.evaluate(() => lib.driver().dropped)).toBe(12);
  });
});
