// Chromium for tests, the bench and pictures: where it is, and how it starts. Knows nothing of what is shown in it.
import { accessSync, constants } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/** No window, nothing that calls home. */
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const chromiumPath =
  process.env.CHROMIUM ||
  (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) => NAMES.map((name) => join(folder, name)))
    .find(isProgram);

export const noChromium = 'Chromium is not installed (apt-get install chromium, or set CHROMIUM to its path)';

export async function startChromium(options = {}) {
  if (chromiumPath === undefined) throw new Error(noChromium);
  const profile = await mkdtemp(join(tmpdir(), 'pumpjack-chromium-'));
  const forget = () => rm(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  try {
    const context = await chromium.launchPersistentContext(profile, {
      executablePath: chromiumPath,
      args: FLAGS,
      ...options,
    });
    return {
      context,
      async close() {
        await context.close();
        await forget();
      },
    };
  } catch (error) {
    await forget();
    throw error;
  }
}

/** @param {string} file */
function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
