// Every numbered statement of the session protocol is named by a test.
import { readdir, readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';

const here = new URL('.', import.meta.url);

it('docs/session-protocol.md: every [S-n], [I-n] and [L-n] stands in the title of a test', async () => {
  const page = await readFile(new URL('../docs/session-protocol.md', here), 'utf8');
  const stated = new Set([...page.matchAll(/\[([SL]-\d+)\]/g)].map((match) => match[1]));
  for (const match of page.matchAll(/^\| (I-\d+) \|/gm)) stated.add(match[1]);
  expect(stated.size).toBe(38 + 12 + 7);
  const files = (await readdir(here, { recursive: true })).filter(
    (name) => name.endsWith('.test.ts') && !name.startsWith('statements'),
  );
  const tests = (await Promise.all(files.map((name) => readFile(new URL(name, here), 'utf8')))).join('\n');
  const named = new Set([...tests.matchAll(/\[([SIL]-\d+)\]/g)].map((match) => match[1]));
  expect([...stated].filter((statement) => !named.has(statement))).toEqual([]);
});
