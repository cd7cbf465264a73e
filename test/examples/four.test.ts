// examples/four-in-a-row as its players see it: two processes without a terminal, and two people in tmux.
import { execFile, spawn, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { noTmux, Player } from '../support/player.ts';

const folder = new URL('../../build/examples/four-in-a-row/', import.meta.url).pathname;
const program = `${folder}main.js`;

it('the demo plays a whole match between two processes, in plain lines where there is no terminal', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [`${folder}demo.js`]);
  expect(stdout).toMatch(/game 1, move 1: Ada \(x\) drops into column \d/);
  expect(stdout).toMatch(/(Ada|Ben) wins\.|a draw\./);
  expect(stdout).toMatch(/npm run four -- join/);
});

it('words that make no sense get the usage', () => {
  const said = spawnSync(process.execPath, [program, 'hots'], { encoding: 'utf8' });
  expect(said.status).toBe(2);
  expect(said.stdout).toContain('npm run four -- host');
});

it.each([
  ['tcp://[::1]:0', 'http://[::1]:'],
  ['tcp://[::]:0', 'http://127.0.0.1:'],
  ['tcp://*:0', 'http://127.0.0.1:'],
  ['tcp://:0', 'http://127.0.0.1:'],
  ['tcp://0.0.0.0:0', 'http://127.0.0.1:'],
  ['tcp://localhost:0', 'http://localhost:'],
])('a host at %s says where its page is, and there it is', async (uri, start) => {
  const host = spawn(process.execPath, [program, 'host', uri, '--page', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void host.kill('SIGKILL'));
  let said = '';
  host.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  await expect.poll(() => said, { timeout: 20_000 }).toMatch(/page: \S+\n[\s\S]*listening on tcp:\S+\n/);
  const page = /page: (\S+)/.exec(said)?.[1] ?? '';
  expect(page.slice(0, start.length)).toBe(start);
  expect(await (await fetch(page)).text()).toContain('<canvas id="board"');
});

it.skipIf(noTmux)(
  'two people play in two terminals, one watches, one leaves, and the terminal is as before',
  async () => {
    const uri = `tcp://127.0.0.1:${await freePort()}`;
    const ada = new Player(`${process.execPath} ${program} host ${uri} --name Ada`);
    await ada.sees(/waiting for an opponent/);
    const ben = new Player(`${process.execPath} ${program} join ${uri} --name Ben`);
    await ada.sees(/your turn/);
    await ben.sees(/Ada is thinking/);
    const eve = new Player(`${process.execPath} ${program} join ${uri} --name Eve --watch`);
    await ada.sees(/1 watching/);
    ben.press('4');
    ben.press('x');
    // Out of turn: nothing happens. Then Ada by the cursor keys, Ben by the number: three each in columns 5 and 1.
    // Whoever has moved waits for his own screen to say so: it may be a frame behind the other one.
    ada.press('Right', 'Space');
    await ada.sees(/Ben is thinking/);
    for (const _ of [1, 2, 3]) {
      await ben.sees(/your turn/);
      ben.press('1');
      await ben.sees(/Ada is thinking/);
      await ada.sees(/your turn/);
      ada.press('Space');
      await ada.sees(/Ben is thinking|you win/);
    }
    await ada.sees(/you win!/);
    await ben.sees(/Ada wins!/);
    await eve.sees(/Ada wins!/);
    expect(await ada.sees(/Ada \(you\) 1/)).toContain('0 Ben');
    ada.press('r');
    ben.press('r');
    await ben.sees(/your turn/); // the loser begins
    ben.press('q');
    await ben.sees(/ready/);
    await ada.sees(/Ben has left the table/);
    ada.press('C-c');
    await ada.sees(/ready/);
    await eve.sees(/the table is gone/);
    ada.press('stty -a', 'Enter');
    expect(await ada.sees(/ icanon/)).toMatch(/ isig .*|[^-]icanon/);
  },
  60_000,
);

it.skipIf(noTmux)(
  'the host is killed and nobody hangs',
  async () => {
    const uri = `tcp://127.0.0.1:${await freePort()}`;
    const host = spawn(process.execPath, [program, 'host', uri, '--name', 'Ada'], { stdio: 'ignore' });
    const ben = new Player(`sleep 1; ${process.execPath} ${program} join ${uri} --name Ben`);
    await ben.sees(/Ada is thinking|your turn|waiting/);
    host.kill('SIGKILL');
    await ben.sees(/your line is down/);
    ben.press('q');
    await ben.sees(/ready/);
  },
  30_000,
);
