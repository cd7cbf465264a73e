// What a frame of the arena's page costs where no graphics card helps: the real program with bots, a page in Chromium that draws with its
// processor, playing. Needs Chromium. Run `npm run examples` first. `node scripts/arena-frames.mjs [--width n --height n --bots n --seconds n]`
import { parseArgs } from 'node:util';
import { enterArena, startArena } from './arena-program.mjs';
import { startChromium } from './chromium.mjs';

const { values } = parseArgs({
  options: {
    width: { type: 'string', default: '1280' },
    height: { type: 'string', default: '720' },
    bots: { type: 'string', default: '100' },
    seconds: { type: 'string', default: '10' },
  },
});
const seconds = Number(values.seconds);

const arena = await startArena(values.bots);
let chromium;
try {
  chromium = await startChromium({ viewport: { width: Number(values.width), height: Number(values.height) } });
  const page = chromium.context.pages()[0] ?? (await chromium.context.newPage());
  await enterArena(page, arena.url);
  await page.mouse.move(900, 300);
  await page.mouse.down();
  await page.keyboard.down('d');
  const devtools = await chromium.context.newCDPSession(page);
  // CPU time of the main thread.
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
  const busy = async () => {
    const { metrics } = await devtools.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration').value * 1000;
  };
  await page.waitForTimeout(3000);
  const before = await busy();
  const { gaps, rtts } = await page.evaluate(frames, seconds * 1000);
  const spent = (await busy()) - before;
  const at = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  gaps.sort((a, b) => a - b);
  rtts.sort((a, b) => a - b);
  console.log(
    `${values.width} x ${values.height}, ${values.bots} bots, ${seconds} s: ${(gaps.length / seconds).toFixed(1)} frames a second, ` +
      `between frames p50 ${at(gaps, 0.5).toFixed(1)} ms, p99 ${at(gaps, 0.99).toFixed(1)} ms; ` +
      `main thread ${(spent / gaps.length).toFixed(1)} ms CPU a frame, ${(spent / seconds / 10).toFixed(0)} % of a core; RTT shown p50 ${at(rtts, 0.5)} ms`,
  );
} finally {
  await chromium?.close();
  arena.stop();
}

/** In the page: gaps between animation frames, and the round trip as it is shown. */
async function frames(ms) {
  const gaps = [];
  const rtts = [];
  let last = await new Promise(requestAnimationFrame);
  for (const end = last + ms; last < end; ) {
    const now = await new Promise(requestAnimationFrame);
    gaps.push(now - last);
    last = now;
    const rtt = /([\d.]+) ms/.exec(document.querySelector('#numbers').textContent)?.[1];
    if (rtt) rtts.push(Number(rtt));
  }
  return { gaps, rtts };
}
