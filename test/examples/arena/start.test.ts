// `npm start` where nobody watches: plain lines, bots that play, and an end by itself.
import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { arenaProgram, startArena } from '../../support/arena.ts';
import { noTmux, Player } from '../../support/player.ts';

it('without a terminal it plays for ten seconds in plain lines, and ends well', async () => {
  const args = [arenaProgram, '--host', '127.0.0.1', '--port', '0', '--tcp', '0', '--bots', '30'];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args);
  expect(stderr).toBe('');
  expect(stdout).toMatch(/^arena: open http:\/\/127\.0\.0\.1:\d+\/\n {2}in a terminal: npm run arena -- join udp:/);
  expect(stdout).toMatch(/30 players {3}\d+ ticks\/s/);
  expect(stdout).toMatch(/That was examples\/arena/);
  expect(stdout).not.toContain('\u001b');
});

it('hands out its page: HTML, style, and a script without Node in it', async () => {
  const { http } = await startArena();
  const [html, css, script] = await Promise.all(
    ['', 'style.css', 'page.js'].map(async (path) => (await fetch(new URL(path, http))).text()),
  );
  expect(html).toContain('<canvas id="arena"');
  expect(css).toContain('safe-area-inset');
  expect(script).not.toMatch(/from\s*["']node:/);
  expect((await fetch(new URL('../package.json', http))).status).toBe(404);
});

it('words that make no sense get the usage', () => {
  const said = spawnSync(process.execPath, [arenaProgram, 'jion'], { encoding: 'utf8' });
  expect(said.status).toBe(2);
  expect(said.stdout).toContain('npm start --');
});

it.skipIf(noTmux)('in a terminal the server shows a live table, and q ends it', async () => {
  const host = new Player(`${process.execPath} ${arenaProgram} --host 127.0.0.1 --port 0 --tcp 0 --bots 20`);
  await host.sees(/A R E N A[\s\S]*20 players[\s\S]*ticks\/s/);
  host.press('q');
  await host.sees(/ready/);
  await host.sees(/That was examples\/arena/);
});
