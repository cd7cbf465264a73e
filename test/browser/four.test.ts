// examples/four-in-a-row: a page in Chromium over WebSocket against a terminal over TCP, at one table.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { noTmux, Player } from '../support/player.ts';
import { chromiumPath, visit } from './harness.ts';

const program = fileURLToPath(new URL('../../build/examples/four-in-a-row/main.js', import.meta.url));

it.skipIf(chromiumPath === undefined || noTmux)(
  'a page plays against a terminal, and wins',
  { timeout: 150_000 },
  async () => {
    const [tcp, web] = [await freePort(), await freePort()];
    const uri = `tcp://127.0.0.1:${tcp}`;
    const host = spawn(process.execPath, [program, 'host', uri, '--name', 'Host', '--watch', '--page', String(web)], {
      stdio: 'ignore',
    });
    onTestFinished(() => void host.kill('SIGKILL'));
    const url = `http://127.0.0.1:${web}/`;
    await expect
      .poll(
        () =>
          fetch(url).then(
            (answer) => answer.status,
            () => 0,
          ),
        { timeout: 20_000 },
      )
      .toBe(200);

    const { page, complaints } = await visit(url);
    const headline = () => expect.poll(() => page.textContent('#headline'), { timeout: 20_000 });
    await page.fill('#name', 'Ada');
    await page.keyboard.press('Enter');
    await headline().toBe('waiting for an opponent …');
    const ben = new Player(`${process.execPath} ${program} join ${uri} --name Ben`);
    await ben.sees(/Ada is thinking/);
    await headline().toBe('your turn');
    const board = await page.locator('#board').boundingBox();
    if (!board) throw new Error('the board is not to be seen');
    for (let move = 0; move < 4; move++) {
      // By key and by mouse, into the third column.
      if (move % 2 === 0) await page.keyboard.press('3');
      else await page.mouse.click(board.x + (board.width * 2.5) / 7, board.y + board.height / 2);
      if (move === 3) break;
      await headline().toBe('Ben is thinking …');
      await ben.sees(/your turn/);
      ben.press('5');
      await headline().toBe('your turn');
    }
    await headline().toBe('you win!');
    await ben.sees(/Ada wins!/);
    expect(await page.textContent('#red')).toBe('Ada (you) 1');
    // The winning line, in red or, when it is lit, in a paler red.
    const pixel = await page.evaluate(() => {
      const pen = document.querySelector<HTMLCanvasElement>('#board')?.getContext('2d');
      return [...(pen?.getImageData(250, 650, 1, 1).data ?? [])];
    });
    expect(pixel[0]).toBeGreaterThan(230);
    if (process.env['SCREENSHOT']) await page.screenshot({ path: process.env['SCREENSHOT'] });
    expect(complaints).toEqual([]);
  },
);
