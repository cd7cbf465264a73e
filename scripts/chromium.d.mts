// What chromium.mjs has, for those who are typed.
import type { BrowserContext, BrowserType } from 'playwright-core';

/** Where Chromium is: the environment variable CHROMIUM, or the first of its names on the PATH. `undefined`: not installed. */
export const chromiumPath: string | undefined;

/** What to say where it is not. */
export const noChromium: string;

/** A browser with a profile of its own, and what ends both. Fails where there is no Chromium. */
export function startChromium(
  options?: Parameters<BrowserType['launchPersistentContext']>[1],
): Promise<{ readonly context: BrowserContext; close(): Promise<void> }>;
