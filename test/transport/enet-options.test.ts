// docs/udp.md names every option of enet() and udp(), with its default.
import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { enetSettings } from '../../src/transport/enet/options.ts';

it('every option of enet() stands in its table', async () => {
  const page = await readFile(new URL('../../docs/udp.md', import.meta.url), 'utf8');
  // enet() bounds what waits to be acknowledged lower than the core does.
  for (const [name, value] of Object.entries({ ...enetSettings(), pendingLimit: 1048576, receiveBuffer: 1048576 }))
    expect(page).toContain(`| \`${name}\` | ${value} |`);
});
