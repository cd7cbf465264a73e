import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { Network, networkDefaults } from '../../src/index.ts';

it('docs/limits.md names every limit, with its default', async () => {
  const page = await readFile(new URL('../../docs/limits.md', import.meta.url), 'utf8');
  for (const [name, value] of Object.entries(networkDefaults)) expect(page).toContain(`| \`${name}\` | ${value} |`);
});

it('a limit that is none, or can not be, throws at once and says which', () => {
  // @ts-expect-error a caller without types
  expect(() => new Network({ heartbeat: 5 })).toThrow(/no option "heartbeat"/);
  expect(() => new Network({ maxMessage: -1 })).toThrow(/maxMessage/);
  expect(() => new Network({ recvWindow: 100 })).toThrow(/recvWindow/);
  expect(() => new Network({ linkTimeoutMs: 6000 })).toThrow(/heartbeatMs/);
});
