// Runs the arena for the scripts that look at its page. Knows the program's options and the page's door.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The server and its bots, when it listens. @param {string} bots */
export async function startArena(bots) {
  const program = fileURLToPath(new URL('../build/examples/arena/main.js', import.meta.url));
  const args = ['--host', '127.0.0.1', '--port', '0', '--tcp', '0', '--seconds', '0', '--bots', bots];
  const arena = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const url = await new Promise((resolve) => {
    let said = '';
    arena.stdout.on('data', (piece) => {
      said += piece;
      const found = /open (http:\S+)/.exec(said);
      if (found) resolve(found[1]);
    });
  });
  return { url, stop: () => arena.kill('SIGINT') };
}

/** In at the door, until there is a ship. */
export async function enterArena(page, url) {
  await page.goto(url);
  await page.fill('#name', 'you');
  await page.click('#enter button');
  await page.waitForFunction(() => /points/.test(document.querySelector('#numbers')?.textContent ?? ''));
}
