// Real keys, text and clipboard in Chromium, through its DevTools protocol, seen in queue.get().
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BROWSER_MS, chromiumPath, eventually, Site } from '../harness.ts';
import type * as entry from './entry.ts';

declare const lib: typeof entry;

const PAGE =
  '<style>body { height: 3000px }</style><canvas id="game" width="200" height="100"></canvas><input id="name"><button id="b">b</button>';

describe.skipIf(chromiumPath === undefined)('keys in Chromium', () => {
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
    await site.page.evaluate((target) => lib.start(target), id);
    expect(await lines()).toEqual(['WINDOWFOCUSGAINED']);
  };

  it('a key goes down, types, repeats and goes up; shift has its side; all with pygame’s names', async () => {
    await show();
    const { keyboard } = site.page;
    await keyboard.down('Shift');
    await keyboard.press('1');
    await keyboard.up('Shift');
    await keyboard.down('ArrowLeft');
    await keyboard.down('ArrowLeft');
    await keyboard.up('ArrowLeft');
    await keyboard.press('Enter');
    expect(await lines()).toEqual([
      'down shift+left shift @225',
      'down shift+1 @30',
      'text "1"',
      'up shift+1',
      'up left shift',
      'down left @80',
      'again left @80',
      'up left',
      'down return @40',
      'up return',
    ]);
  });

  it('shift+1 is the key 1 and types what the layout says', async () => {
    await show();
    const devtools = await site.devtools();
    const press = { key: '!', code: 'Digit1', windowsVirtualKeyCode: 49, modifiers: 8 };
    await devtools.send('Input.dispatchKeyEvent', { type: 'keyDown', text: '!', ...press });
    await devtools.send('Input.dispatchKeyEvent', { type: 'keyUp', ...press });
    expect(await lines()).toEqual(['down shift+1 @30', 'text "!"', 'up shift+1']);
  });

  it('time is when it happened, on the queue’s clock', async () => {
    await show();
    await site.page.evaluate(() => {
      // Something else keeps the page busy before the driver hears of the key.
      const busy = (): void => {
        for (const until = performance.now() + 200; performance.now() < until; );
      };
      addEventListener('keydown', busy, true);
    });
    await site.page.keyboard.press('a');
    const events = await site.page.evaluate(() => [performance.now(), ...lib.take().map((event) => event.time ?? 0)]);
    const [read = 0, down = 0, text = 0, up = 0] = events;
    expect(down).toBe(text);
    expect(up).toBeGreaterThanOrEqual(down);
    expect(read - down).toBeGreaterThanOrEqual(200);
  });

  it('keys that scroll do not scroll; shortcuts of the browser are left to it', async () => {
    await show();
    await site.page.evaluate(() => {
      const kept: string[] = [];
      Object.assign(globalThis, { kept });
      addEventListener('keydown', (event) => {
        if (event.defaultPrevented) kept.push(event.key);
      });
    });
    for (const key of [
      'Space',
      'PageDown',
      'End',
      'ArrowDown',
      'Tab',
      'a',
      'F3',
      'Control+l',
      'Control+ArrowDown',
      'Alt+Home',
    ])
      await site.page.keyboard.press(key);
    const state = await site.page.evaluate(() => [
      Reflect.get(globalThis, 'kept'),
      scrollY,
      document.activeElement?.id,
    ]);
    expect(state).toEqual([[' ', 'PageDown', 'End', 'ArrowDown', 'Tab', 'Alt'], 0, 'game']);
  });

  it('preventDefault: false keeps nothing from the page, an array just its keys', async () => {
    for (const preventDefault of [false, ['a']] as const) {
      await site.show(PAGE);
      await site.page.evaluate((option) => {
        const kept: string[] = [];
        Object.assign(globalThis, { kept });
        addEventListener('keydown', (event) => event.defaultPrevented && kept.push(event.key));
        lib.start('game', { preventDefault: option });
      }, preventDefault);
      for (const key of ['a', 'Control+a', 'Home']) await site.page.keyboard.press(key);
      expect(await site.page.evaluate(() => Reflect.get(globalThis, 'kept'))).toEqual(preventDefault ? ['a'] : []);
      await site.page.keyboard.press('Tab');
      expect(await site.page.evaluate(() => document.activeElement?.id)).toBe('name');
    }
  });

  it('the focus goes with a key and a button held: both are released, then the loss is told', async () => {
    await show();
    await site.page.mouse.move(50, 50);
    await site.page.mouse.down();
    await site.page.keyboard.down('w');
    await lines();
    await site.page.focus('#name');
    expect(await lines()).toEqual(['gone w', expect.stringMatching(/^release 1 at/), 'WINDOWFOCUSLOST']);
    await site.page.keyboard.up('w');
    await site.page.keyboard.type('hello');
    await site.page.mouse.up();
    expect(await lines()).toEqual([]);
    expect(await site.page.evaluate(() => lib.driver().focused)).toBe(false);
    await site.page.mouse.click(50, 50);
    expect(await lines()).toContain('WINDOWFOCUSGAINED');
  });

  it('the whole page as target: fields keep their keys, and take the focus away', async () => {
    await show(null);
    await site.page.keyboard.press('x');
    await site.page.focus('#b');
    await site.page.keyboard.press('y');
    await site.page.keyboard.down('z');
    await site.page.focus('#name');
    await site.page.keyboard.type('q');
    await site.page.focus('#b');
    expect((await lines()).filter((line) => !line.startsWith('text'))).toEqual([
      'down x @27',
      'up x',
      'down y @28',
      'up y',
      'down z @29',
      'gone z',
      'WINDOWFOCUSLOST',
      'WINDOWFOCUSGAINED',
    ]);
    expect(await site.page.inputValue('#name')).toBe('q');
  });

  it('text input: an input method composes, keys still come as keys, and the focus does not change hands', async () => {
    await show();
    const devtools = await site.devtools();
    await site.page.evaluate(() => lib.driver().startTextInput({ x: 20, y: 30, w: 100, h: 10 }));
    await devtools.send('Input.imeSetComposition', { text: 'か', selectionStart: 1, selectionEnd: 1 });
    await devtools.send('Input.imeSetComposition', { text: 'かん', selectionStart: 2, selectionEnd: 2 });
    await devtools.send('Input.insertText', { text: '漢' });
    const composed = await lines();
    expect(composed.slice(0, 2)).toEqual(['edit "か" 1+0', 'edit "かん" 2+0']);
    expect(composed.slice(-2)).toEqual(['edit "" 0+0', 'text "漢"']);
    await site.page.keyboard.press('a');
    await site.page.keyboard.press('Enter');
    await site.page.keyboard.insertText('é');
    expect(await lines()).toEqual(['down a @4', 'text "a"', 'up a', 'down return @40', 'up return', 'text "é"']);
    await site.page.evaluate(() => lib.driver().stopTextInput());
    await site.page.keyboard.press('b');
    expect(await lines()).toEqual(['down b @5', 'text "b"', 'up b']);
    expect(
      await site.page.evaluate(() => [document.activeElement?.id, document.querySelectorAll('textarea').length]),
    ).toEqual(['game', 0]);
  });

  it('text: false is about text only', async () => {
    await site.show(PAGE);
    await site.page.evaluate(() => lib.start('game', { text: false, autofocus: false }));
    expect(await lines()).toEqual([]);
    await site.page.focus('#game');
    await site.page.keyboard.press('a');
    expect(await lines()).toEqual(['WINDOWFOCUSGAINED', 'down a @4', 'up a']);
  });

  it('a paste is one text; another program’s or page’s copy is told', async () => {
    await show();
    await site.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await site.page.evaluate(() => navigator.clipboard.writeText('hi\r\nyou'));
    await eventually(lines).toEqual(['CLIPBOARDUPDATE']);
    const pasted = async (): Promise<string[]> => {
      const texts: string[] = [];
      await site.page.keyboard.press('Control+v');
      await eventually(async () => {
        texts.push(...(await lines()).filter((line) => line.startsWith('text')));
        return texts.length;
      }).toBeGreaterThan(0);
      return texts;
    };
    expect(await pasted()).toEqual(['text "hi\\nyou"']);
    await site.page.evaluate(() => lib.driver().startTextInput());
    expect(await pasted()).toEqual(['text "hi\\nyou"']);
  });
});
