// A contender in a process of its own, asked over IPC: one just-in-time compiler, one heap, one clock of CPU time for each.
// Knows no contender.
import { fork } from 'node:child_process';
import { once } from 'node:events';

/**
 * @typedef {object} Worker
 * @property {(what: string, how?: object, within?: number) => Promise<any>} ask fails when there is no answer within so many ms (default: no limit)
 * @property {() => Promise<void>} stop
 */

/** Whose event loop has not come round by then is killed, ms. */
const PATIENCE = 10_000;

/**
 * @param {URL} file a module that calls answer() @param {readonly string[]} args @param {readonly string[]} [execArgv]
 * @returns {Worker}
 */
export function startWorker(file, args, execArgv = []) {
  const child = fork(file, args, { execArgv: [...execArgv], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  /** @type {Map<number, { resolve(value: unknown): void, reject(error: Error): void }>} */
  const asked = new Map();
  let last = 0;
  child.on('message', (/** @type {{ id: number, value?: unknown, error?: string }} */ { id, value, error }) => {
    const waiting = asked.get(id);
    asked.delete(id);
    if (error === undefined) waiting?.resolve(value);
    else waiting?.reject(new Error(`${args.join(' ')}: ${error}`));
  });
  const gone = once(child, 'exit').then(([code, signal]) => {
    for (const { reject } of asked.values()) reject(new Error(`${args.join(' ')} ended early: ${signal ?? code}`));
    asked.clear();
  });
  return {
    ask(what, how = {}, within = Number.POSITIVE_INFINITY) {
      const id = ++last;
      /** @type {NodeJS.Timeout | undefined} */
      let timer;
      const answered = new Promise((resolve, reject) => {
        asked.set(id, { resolve, reject });
        if (Number.isFinite(within))
          timer = setTimeout(
            () => reject(new Error(`${args.join(' ')}: no ${what} within ${within / 1000} s`)),
            within,
          );
        child.send({ id, what, how }, (error) => error && reject(error));
      });
      return answered.finally(() => clearTimeout(timer));
    },
    async stop() {
      if (child.connected) child.disconnect();
      const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE);
      await gone;
      clearTimeout(timer);
    },
  };
}

/**
 * The child's side: answers what is asked, and ends the process when nobody is there to ask any more.
 * @param {Record<string, (how: any) => unknown>} answers
 */
export function answer(answers) {
  process.on('message', (/** @type {{ id: number, what: string, how: object }} */ { id, what, how }) => {
    void (async () => {
      try {
        process.send?.({ id, value: await answers[what]?.(how) });
      } catch (error) {
        process.send?.({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
      }
    })();
  });
  // exit() and no orderly close: contenders are measured while they work, not while they end. A profile is written all the same.
  process.on('disconnect', () => process.exit());
}
