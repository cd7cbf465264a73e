// The game in docs/dom.md: it compiles as strictly as it gets, and plays in Chromium.
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { chromiumPath, eventually, Site } from '../harness.ts';

const run = promisify(execFile);
const root = new URL('../../..', import.meta.url).pathname;

it.skipIf(chromiumPath === undefined)('the game in docs/dom.md compiles and plays', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pumpjack-game-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const text = await readFile(join(root, 'docs/dom.md'), 'utf8');
  const html = /```html\n<!-- file: index.html -->\n(.*?)```/s.exec(text)?.[1] ?? '';
  const code = /```ts\n\/\/ file: game.ts\n(.*?)```/s.exec(text)?.[1] ?? '';
  await writeFile(join(folder, 'game.ts'), code);
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  await mkdir(join(folder, 'node_modules'));
  await symlink(root, join(folder, 'node_modules/pumpjack'));
  const compilerOptions = {
    target: 'es2022',
    lib: ['es2022', 'dom'],
    module: 'nodenext',
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    types: [],
    noEmit: true,
  };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['game.ts'] }));
  await run(join(root, 'node_modules/.bin/tsc'), ['-p', folder]).catch((error) => {
    throw new Error(error.stdout);
  });

  const site = await Site.open({ entry: join(folder, 'game.ts') }, { deviceScaleFactor: 2 });
  onTestFinished(() => site.close());
  await site.show(html.replace(/<script.*/, ''));
  const pixel = (x: number, y: number): Promise<string> =>
    site.page.evaluate(
      ([left, top]) => {
        const data = document
          .querySelector('canvas')
          ?.getContext('2d')
          ?.getImageData(left ?? 0, top ?? 0, 1, 1).data;
        return data?.slice(0, 3).join(' ') ?? '';
      },
      [x, y],
    );
  const [SHIP, DOT, EMPTY] = ['87 199 255', '255 210 74', '17 17 17'];
  expect(await site.page.evaluate(() => document.querySelector('canvas')?.width)).toBe(1600);
  await eventually(() => pixel(800, 1170)).toBe(SHIP);
  await site.page.keyboard.down('ArrowLeft');
  await eventually(() => pixel(800, 1170)).toBe(EMPTY);
  await site.page.keyboard.up('ArrowLeft');
  await site.page.mouse.click(100, 50);
  await site.page.mouse.move(400, 300);
  await eventually(() => pixel(200, 100)).toBe(DOT);
  await site.page.screenshot({ path: process.env['SCREENSHOT'] ?? join(folder, 'game.png') });
  await site.page.keyboard.press('Escape');
  await eventually(() => pixel(200, 100)).toBe(EMPTY);
  await site.page.setViewportSize({ width: 500, height: 400 });
  await eventually(() => site.page.evaluate(() => document.querySelector('canvas')?.width)).toBe(1000);
  expect(site.complaints).toEqual([]);
});
