// Who takes part in the network bench: the adapters that can be loaded. Starts and ends their processes.
import { startWorker } from '../lib/worker.mjs';

/** The order of the tables. */
const FILES = ['./net.mjs', './pumpjack.mjs', '../rivals/ws.mjs', '../rivals/colyseus.mjs', '../rivals/socketio.mjs'];

/** @typedef {{ file: string, contender: import('./adapter.mjs').Contender }} Entry */

/** @typedef {{ match: RegExp, execArgv: readonly string[] }} Choice which contenders take part, and with what options of node */

/** @param {Choice} choice @param {(text: string) => void} say @returns {Promise<readonly Entry[]>} */
export async function field({ match }, say) {
  /** @type {Entry[]} */
  const entries = [];
  const missing = [];
  for (const file of FILES) {
    try {
      /** @type {{ contenders: readonly import('./adapter.mjs').Contender[] }} */
      const { contenders } = await import(new URL(file, import.meta.url).href);
      for (const contender of contenders) if (match.test(contender.name)) entries.push({ file, contender });
    } catch (error) {
      const code = /** @type {{ code?: string }} */ (error).code;
      if (!file.includes('rivals') || code !== 'ERR_MODULE_NOT_FOUND') throw error;
      missing.push(file.replace(/^.*\/|\.mjs$/g, ''));
    }
  }
  if (missing.length > 0)
    say(`not installed and left out: ${missing.join(', ')}. To install: npm ci --prefix bench/rivals`);
  return entries;
}

/** @param {Entry} entry @param {readonly string[]} [execArgv] */
export const startEnd = ({ file, contender }, execArgv) =>
  startWorker(new URL('./worker.mjs', import.meta.url), [file, contender.name], execArgv);
