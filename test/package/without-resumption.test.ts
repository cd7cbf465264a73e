// The bench takes resumption out by replacing texts of the sources: it has to hear at once when they change, not when somebody measures.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

it('the library without resumption can still be made', async () => {
  const script = `const { library } = await import('./bench/reconnect/without-resumption.mjs'); console.log(typeof (await library(false)).Network);`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
  expect(stdout).toBe('function\n');
});
