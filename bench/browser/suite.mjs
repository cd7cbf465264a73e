// What a message costs a page: real Chromium, a server in this process that sends, and the CPU time of the page's main thread.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { chromiumPath, noChromium, startChromium } from '../../scripts/chromium.mjs';
import { contenders } from './contenders.mjs';

/** How the messages leave the server: so many in each turn of its event loop. */
export const cases = [
  { id: 'single', title: 'each in a turn of its own', each: 1 },
  { id: 'burst', title: '100 in a turn', each: 100 },
];

const RIVAL = new URL('../rivals/socketio-browser.mjs', import.meta.url);

/**
 * @param {{ rounds: number, warm: number, messages: number, match: RegExp }} plan `warm` messages, then as many as are measured
 * @param {import('../lib/record.mjs').Recorder} record @param {(text: string) => void} say
 */
export async function run(plan, record, say) {
  if (chromiumPath === undefined) {
    say(`browser: left out. ${noChromium}`);
    return;
  }
  const field = (await everybody(say)).filter(({ name }) => plan.match.test(name));
  /** @type {Map<string, string>} */
  const scripts = new Map();
  for (const { page } of field) if (!scripts.has(page.href)) scripts.set(page.href, await bundle(page));
  const { context, close } = await startChromium();
  try {
    for (let round = 0; round < plan.rounds; round++) {
      say(`browser: round ${round + 1} of ${plan.rounds}`);
      for (const { id, each } of cases) {
        for (const contender of field) {
          const script = scripts.get(contender.page.href) ?? '';
          const numbers = await measure(context, contender, script, { ...plan, each });
          record.add({ suite: 'browser', case: id, contender: contender.name, round, ...numbers });
        }
      }
    }
  } finally {
    await close();
  }
}

/** @param {(text: string) => void} say @returns {Promise<readonly import('./contenders.mjs').Contender[]>} */
async function everybody(say) {
  if (!existsSync(new URL('node_modules/socket.io-client', RIVAL))) {
    say('not installed and left out: socket.io. To install: npm ci --prefix bench/rivals');
    return contenders;
  }
  return [...contenders, ...(await import(RIVAL.href)).contenders];
}

/** As a person's bundler makes it. @param {URL} page */
async function bundle(page) {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(page)],
    bundle: true,
    minify: true,
    write: false,
    platform: 'browser',
    target: 'es2022',
    format: 'iife',
    globalName: 'bench',
  });
  return outputFiles[0]?.text ?? '';
}

/**
 * A new page, a new connection.
 * @param {import('playwright-core').BrowserContext} context @param {import('./contenders.mjs').Contender} contender @param {string} script
 * @param {{ warm: number, messages: number, each: number }} load
 */
async function measure(context, contender, script, { warm, messages, each }) {
  const server = await contender.serve();
  const page = await context.newPage();
  /** @type {Error[]} */
  const errors = [];
  page.on('pageerror', (error) => errors.push(error));
  try {
    await page.addScriptTag({ content: script });
    const [opened] = await Promise.all([
      server.opened,
      page.evaluate(`bench.open(${server.port}, '${contender.format}')`),
    ]);
    const heard = (/** @type {number} */ count) => page.evaluate(`bench.heard(${count})`);
    await Promise.all([heard(warm), opened.send(warm, each)]);
    const devtools = await context.newCDPSession(page);
    // CPU time of the main thread's tasks in seconds, not the time that passes.
    await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
    const spent = async () => {
      const { metrics } = await devtools.send('Performance.getMetrics');
      return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN;
    };
    const before = await spent();
    await Promise.all([heard(warm + messages), opened.send(messages, each)]);
    const after = await spent();
    if (errors[0]) throw errors[0];
    return { micros: ((after - before) * 1e6) / messages };
  } finally {
    // In this order: a session takes leave of the page first.
    await server.close();
    await page.close();
  }
}
