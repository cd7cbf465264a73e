// terminal() in a real kitty under a virtual display: keys that really go up, sides of modifiers, places of keys, mouse, focus.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle, has, temporary, until, vanish } from './pane.ts';

const folder = temporary();
const file = (name: string): string => join(folder, name);
const read = (name: string): string => (existsSync(file(name)) ? readFileSync(file(name), 'utf8') : '');
const children: ChildProcess[] = [];
let env: NodeJS.ProcessEnv = {};

const xdotool = (...args: string[]): string => execFileSync('xdotool', args, { env, encoding: 'utf8' }).trim();

/** Waits until the program wrote it. */
const logs = (pattern: RegExp): Promise<RegExpExecArray> =>
  until(
    `${pattern}`,
    () => pattern.exec(read('log')) ?? undefined,
    () => `${read('log')}\n${read('errors')}`,
  );

/** What the program writes from here on until it writes `last`. */
async function lines(act: () => void, last: RegExp): Promise<string[]> {
  const from = read('log').length;
  const fresh = (): string => read('log').slice(from);
  act();
  await until(
    `${last}`,
    () => (last.test(fresh()) ? true : undefined),
    () => fresh(),
  );
  return fresh().trim().split('\n');
}

const ready = has('kitty') && has('Xvfb') && has('xdotool');

describe.skipIf(!ready)('in kitty (needs kitty, xvfb, xdotool)', () => {
  let window = '';

  beforeAll(async () => {
    const fixture = await bundle(folder);
    writeFileSync(
      file('run.sh'),
      `stty -a > ${file('before')}\nPUMPJACK_LOG=${file('log')} ${process.execPath} ${fixture} 2> ${file('errors')}\necho "code=$?" >> ${file('log')}\nstty -a > ${file('after')}\necho over >> ${file('log')}\n`,
    );
    const server = spawn('Xvfb', ['-displayfd', '1', '-screen', '0', '800x600x24', '-nolisten', 'tcp'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    children.push(server);
    let display = '';
    server.stdout?.on('data', (chunk) => {
      display += chunk;
    });
    await until(
      'the display',
      () => (display.endsWith('\n') ? true : undefined),
      () => display,
    );
    env = { ...process.env, DISPLAY: `:${display.trim()}`, LIBGL_ALWAYS_SOFTWARE: '1', HOME: folder };
    for (const name of ['XDG_RUNTIME_DIR', 'XDG_CONFIG_HOME', 'XDG_CACHE_HOME']) env[name] = folder;
    children.push(
      spawn('kitty', ['--config', 'NONE', '-o', 'update_check_interval=0', 'sh', file('run.sh')], {
        env,
        stdio: 'ignore',
      }),
    );
    await logs(/ready/);
    window = await until(
      'the window',
      () => {
        try {
          return xdotool('search', '--onlyvisible', '--class', 'kitty').split('\n')[0] || undefined;
        } catch {
          return undefined; // xdotool fails when it finds none
        }
      },
      () => '',
    );
    xdotool('windowfocus', '--sync', window);
    // The terminal's answer to the first question takes its time.
    await until(
      'the answer',
      () => {
        xdotool('key', 'k');
        return /reports true/.test(read('log')) ? true : undefined;
      },
      () => read('log'),
    );
    await lines(() => xdotool('key', 'F12'), /KEYUP {key:f12/);
  }, 60_000);

  afterAll(async () => {
    for (const child of children.reverse()) {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      if (child.exitCode === null && child.signalCode === null && child.kill()) await gone;
    }
    await vanish(folder);
  });

  it('a held key repeats and goes up for real, with its place', async () => {
    const all = await lines(() => xdotool('keydown', 'a'), /(KEYDOWN {key:a.*repeat:true}[\s\S]*){3}/);
    // The key that was pressed until the terminal had answered goes up by time, on a busy machine only now.
    const held = all.filter((line) => !line.includes('{key:k,'));
    expect(held[0]).toBe('KEYDOWN {key:a,mod:0,unicode:a,scancode:4,repeat:false}');
    expect(held).not.toContainEqual(expect.stringContaining('KEYUP'));
    const up = await lines(() => xdotool('keyup', 'a'), /KEYUP {key:a/);
    expect(up.at(-1)).toBe('KEYUP {key:a,mod:0,unicode:a,scancode:4}');
  });

  it('a key held for longer than any made-up time stays down', async () => {
    const from = performance.now();
    await lines(() => xdotool('keydown', 'Left'), /(KEYDOWN {key:left.*repeat:true}[\s\S]*){6}/);
    expect(performance.now() - from).toBeGreaterThan(240);
    const all = await lines(() => xdotool('keyup', 'Left'), /KEYUP/);
    expect(all.filter((line) => line.startsWith('KEYUP'))).toEqual(['KEYUP {key:left,mod:0,unicode:,scancode:80}']);
  });

  it('modifiers are keys of their own, and text is what was typed', async () => {
    const typed = await lines(
      () => xdotool('keydown', 'Shift_L', 'key', 'b', 'keyup', 'Shift_L'),
      /KEYUP {key:left shift/,
    );
    expect(typed).toEqual([
      'KEYDOWN {key:left shift,mod:1,unicode:,scancode:225,repeat:false}',
      'KEYDOWN {key:b,mod:1,unicode:B,scancode:5,repeat:false}',
      'TEXTINPUT {text:B}',
      'KEYUP {key:b,mod:1,unicode:B,scancode:5}',
      'KEYUP {key:left shift,mod:0,unicode:,scancode:225}',
    ]);
  });

  it('Escape needs no time', async () => {
    expect(await lines(() => xdotool('key', 'Escape'), /KEYUP {key:escape/)).toEqual([
      'KEYDOWN {key:escape,mod:0,unicode:\\u001b,scancode:41,repeat:false}',
      'KEYUP {key:escape,mod:0,unicode:\\u001b,scancode:41}',
    ]);
  });

  it('mouse: moves in cells, buttons, wheel', async () => {
    const moved = await lines(() => {
      xdotool('mousemove', '--window', window, '100', '100');
      xdotool('mousemove', '--window', window, '200', '100', 'click', '1', 'click', '4');
    }, /MOUSEWHEEL/);
    expect(moved.slice(-4)).toEqual([
      expect.stringMatching(/^MOUSEMOTION {pos:\[\d+,\d+\],rel:\[[1-9]\d*,0\],buttons:\[0,0,0\]/),
      expect.stringMatching(/^MOUSEBUTTONDOWN {pos:\[\d+,\d+\],button:1,touch:false,clicks:1}/),
      expect.stringMatching(/^MOUSEBUTTONUP {pos:\[\d+,\d+\],button:1,/),
      expect.stringMatching(/^MOUSEWHEEL {x:0,y:1,/),
    ]);
  });

  it('losing the focus lets go of what is held', async () => {
    xdotool('mousemove', '799', '599');
    const root = /window:(\d+)/.exec(xdotool('getmouselocation'))?.[1] ?? '';
    const lost = await lines(() => {
      xdotool('keydown', 'a');
      xdotool('windowfocus', root);
    }, /WINDOWFOCUSLOST/);
    expect(lost.slice(-2)).toEqual([
      expect.stringMatching(/^KEYUP {key:a,mod:0,unicode:a,scancode:4(,synthesized:true)?}/),
      'WINDOWFOCUSLOST {}',
    ]);
    xdotool('keyup', 'a');
    await lines(() => xdotool('windowfocus', '--sync', window), /WINDOWFOCUSGAINED/);
  });

  it('Ctrl+C is QUIT, and the terminal is given back', async () => {
    await lines(() => xdotool('key', 'ctrl+c'), /over/);
    expect(read('log')).toMatch(/QUIT {}\n(KEYUP.*\n)*closed\ncode=0\nover/);
    expect(read('after')).toBe(read('before'));
    expect(read('errors')).toBe('');
  });
});
