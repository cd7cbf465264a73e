// Takes docs/arena.png from the real program: a server, 100 bots, and a page in Chromium that plays. Needs Chromium (CHROMIUM or on the
// PATH). Run `npm run examples` first. `--out file --width n --height n --phone --door` take other pictures of it.
import { stat, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { enterArena, startArena } from './arena-program.mjs';
import { startChromium } from './chromium.mjs';

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: fileURLToPath(new URL('../docs/arena.png', import.meta.url)) },
    width: { type: 'string', default: '960' },
    height: { type: 'string', default: '540' },
    bots: { type: 'string', default: '100' },
    seconds: { type: 'string', default: '14' },
    phone: { type: 'boolean', default: false },
    door: { type: 'boolean', default: false },
  },
});

const arena = await startArena(values.bots);
let chromium;
try {
  chromium = await startChromium({
    viewport: { width: Number(values.width), height: Number(values.height) },
    ...(values.phone && { hasTouch: true, isMobile: true, deviceScaleFactor: 2 }),
  });
  const { context } = chromium;
  const page = context.pages()[0] ?? (await context.newPage());
  page.on('pageerror', (error) => console.error(error));
  page.on('console', (message) => message.type() === 'error' && console.error(message.text()));
  if (!values.door) {
    await enterArena(page, arena.url);
    if (values.phone) await thumbs(page);
    else await play(page);
  } else {
    await page.goto(arena.url);
    await page.waitForTimeout(500);
  }
  await writeFile(values.out, await fewerColours(await page.screenshot()));
  console.log(values.out, (await stat(values.out)).size, 'bytes');
} finally {
  await chromium?.close();
  arena.stop();
}

/** 5 bits for each colour: a picture of a third of the size, and no eye sees it. */
async function fewerColours(png) {
  const page = await chromium.context.newPage();
  const url = await page.evaluate(
    async (source) => {
      const image = await createImageBitmap(await (await fetch(source)).blob());
      const canvas = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height });
      const pen = canvas.getContext('2d');
      pen.drawImage(image, 0, 0);
      const pixels = pen.getImageData(0, 0, image.width, image.height);
      for (const [at, value] of pixels.data.entries()) pixels.data[at] = at % 4 === 3 ? 255 : Math.round(value / 8) * 8;
      pen.putImageData(pixels, 0, 0);
      return canvas.toDataURL('image/png');
    },
    `data:image/png;base64,${png.toString('base64')}`,
  );
  return Buffer.from(url.split(',')[1], 'base64');
}

/** Flies about and shoots around, until there is something to be seen: enough ships, and ours whole. */
async function play(page) {
  const { width, height } = page.viewportSize();
  await page.mouse.down();
  let key = 'd';
  for (let turn = 0; turn < 200; turn++) {
    const angle = turn * 1.1;
    await page.mouse.move(width / 2 + Math.cos(angle) * 200, height / 2 + Math.sin(angle) * 200);
    if (turn % 6 === 0) {
      await page.keyboard.up(key);
      key = 'dsaw'[Math.floor(turn / 6) % 4];
      await page.keyboard.down(key);
    }
    await page.waitForTimeout(250);
    const [seen, line] = await page.evaluate(() => [
      document.querySelector('#arena').ariaLabel,
      document.querySelector('#line').textContent,
    ]);
    const inTheMiddle = /is [3-6]\d % .* [3-6]\d % down/.test(seen);
    if (turn > values.seconds * 4 && inTheMiddle && line === '' && seen.split(',').length > 11) return;
  }
}

/** The same with two thumbs. */
async function thumbs(page) {
  const devtools = await page.context().newCDPSession(page);
  const { width, height } = page.viewportSize();
  const start = [
    { x: width * 0.22, y: height * 0.8, id: 1 },
    { x: width * 0.78, y: height * 0.8, id: 2 },
  ];
  await devtools.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: start });
  for (let turn = 0; turn < Number(values.seconds) * 4; turn++) {
    const touchPoints = start.map(({ x, y, id }) => ({
      x: x + Math.cos(turn / (3 * id)) * 40,
      y: y + Math.sin(turn / (3 * id)) * 40,
      id,
    }));
    await devtools.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints });
    await page.waitForTimeout(250);
  }
}
