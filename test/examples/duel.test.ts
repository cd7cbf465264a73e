// examples/duel as its players see it: two processes over real UDP that fly by themselves, and two people in tmux.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, it, onTestFinished } from 'vitest';
import { noTmux, Player } from '../support/player.ts';

const program = new URL('../../build/examples/duel/main.js', import.meta.url).pathname;

/** A ship without a terminal; `lines` grows. */
function flies(...words: string[]) {
  const ship = spawn(process.execPath, [program, ...words, '--headless'], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void ship.kill('SIGKILL'));
  const lines: string[] = [];
  const reader = createInterface({ input: ship.stdout });
  reader.on('line', (line) => lines.push(line));
  const ended = Promise.all([once(ship, 'exit'), once(reader, 'close')]).then(([[code]]) => code as number);
  const says = async (pattern: RegExp): Promise<RegExpExecArray> => {
    for (;;) {
      const found = lines.map((line) => pattern.exec(line)).find((match) => match !== null);
      if (found) return found;
      await Promise.race([once(reader, 'line'), ended.then(() => Promise.reject(new Error(`never said ${pattern}`)))]);
    }
  };
  return { lines, ended, says };
}

it.each([
  ['a good line', []],
  ['a line that loses one in five', ['--loss', '0.2', '--latency', '20']],
] as const)(
  'two processes fly over %s until somebody has won, and agree who',
  async (_name, bad) => {
    const ada = flies('host', 'udp://127.0.0.1:0', '--name', 'Ada', '--to', '2');
    const [, uri = ''] = await ada.says(/listening on (udp:\S+)/);
    const ben = flies('join', uri, '--name', 'Ben', ...bad);
    expect(await Promise.all([ada.ended, ben.ended])).toEqual([0, 0]);
    const [host, guest] = [ada, ben].map(({ lines }) => lines.filter((line) => / (hits|wins)/.test(line)));
    expect(host?.at(-1)).toMatch(/(Ada|Ben) wins, (2:[01]|[01]:2)/);
    expect(guest).toEqual(host);
    for (const { lines } of [ada, ben]) {
      expect(lines).toContain('the line is up');
      const figures = lines.findLast((line) => line.startsWith('round trip'));
      expect(figures).toMatch(/round trip [\d.]+ ± [\d.]+ ms, loss \d+ %, positions missed \d+ %, sent again \d+/);
      if (bad.length > 0) expect(Number(/round trip (\d+)/.exec(figures ?? '')?.[1])).toBeGreaterThan(30);
    }
  },
  120_000,
);

it('words that make no sense get the usage, and an address that is taken says so', async () => {
  const said = spawnSync(process.execPath, [program, 'hots'], { encoding: 'utf8' });
  expect(said.status).toBe(2);
  expect(said.stdout).toContain('npm run duel -- host');
  const ada = flies('host', 'udp://127.0.0.1:0');
  const [, uri = ''] = await ada.says(/listening on (udp:\S+)/);
  const second = flies('host', uri);
  await second.ended;
  expect(second.lines.join()).toContain(uri);
});

it.skipIf(noTmux)(
  'two people fly in two terminals, a third finds no room, one leaves, and the terminal is as before',
  async () => {
    const ada = new Player(`${process.execPath} ${program} host udp://127.0.0.1:0 --name Ada`);
    await ada.sees(/waiting for an opponent/);
    const [, uri] = /join (udp:\S+)/.exec(await ada.sees(/join udp:\S+:[1-9]/)) ?? [];
    const ben = new Player(`${process.execPath} ${program} join ${uri} --name Ben --bot --loss 0.1 --latency 80`);
    await ada.sees(/▶ Ada \(you\) +○○○○○ .* ○○○○○ +Ben ◀/);
    await ben.sees(/▶ Ada +○○○○○ .*Ben \(you\) ◀/);
    // Both are told what the line is like.
    await ada.sees(/round trip \d{3} ± \d+ ms +loss \d+ %/);
    await ben.sees(/round trip \d{3} ± \d+ ms +loss \d+ %/);
    const dora = new Player(`${process.execPath} ${program} join ${uri} --name Dora`);
    await dora.sees(/is gone: two are playing already/);
    // Ada flies by hand; Ben, who is better at it, hits her sooner or later. Both see it.
    ada.press('Left', 'Up', 'Space');
    await ada.sees(/●[●○]{4} +Ben ◀/);
    await ben.sees(/●[●○]{4} +Ben \(you\) ◀/);
    ben.press('q');
    await ben.sees(/ready/);
    await ada.sees(/Ben is gone: closed; waiting for an opponent/);
    ada.press('C-c');
    await ada.sees(/ready/);
    ada.press('stty -a', 'Enter');
    expect(await ada.sees(/ icanon/)).toMatch(/ isig .*|[^-]icanon/);
  },
  90_000,
);
