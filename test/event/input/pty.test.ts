// terminal() in a real pseudo-terminal: what keys become, and that the terminal is as before after every way out.
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle, has, Pane, temporary, until } from './pane.ts';

const folder = temporary();
let fixture = '';
beforeAll(async () => {
  fixture = await bundle(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const OFF = { mouse: false, sgr: false, alternate: false, cursor: true };

/** The program is over, with that exit code; the terminal is as it was. */
async function restored(pane: Pane, code: number): Promise<void> {
  await pane.shows(new RegExp(`code=${code}\\s+over`));
  expect(pane.settings('after')).toBe(pane.settings('before'));
  expect(pane.modes).toEqual(OFF);
}

describe.skipIf(!has('tmux'))('in a pseudo-terminal (needs tmux)', () => {
  it('keys, text and modifiers arrive', async () => {
    const pane = new Pane(fixture);
    await pane.shows(/ready 100x50/);
    pane.keys('a', 'Left', 'é', 'M-x', 'C-Up', 'F5', 'Enter');
    await pane.shows(/KEYDOWN {key:return,mod:0/);
    for (const line of [
      'KEYDOWN {key:a,mod:0,unicode:a,scancode:0,repeat:false}',
      'TEXTINPUT {text:a}',
      'KEYDOWN {key:left,mod:0,',
      'KEYDOWN {key:é,mod:0,unicode:é,',
      'TEXTINPUT {text:é}',
      'KEYDOWN {key:x,mod:256,',
      'KEYDOWN {key:up,mod:64,',
      'KEYDOWN {key:f5,mod:0,',
    ])
      expect(pane.logged).toContain(line);
    await pane.logs(/KEYUP {key:return,.*synthesized:true}/);
    pane.keys('Escape');
    await pane.logs(/KEYDOWN {key:escape,mod:0/);
  });

  it('a paste is one TEXTINPUT', async () => {
    const pane = new Pane(fixture);
    await pane.shows(/ready/);
    pane.tmux('set-buffer', 'two words\nand é');
    pane.tmux('paste-buffer', '-p');
    await pane.logs(/TEXTINPUT {text:two words\\nand é}/);
    expect(pane.logged).not.toContain('KEYDOWN');
  });

  it('mouse reports and size arrive', async () => {
    const pane = new Pane(fixture);
    await pane.shows(/ready/);
    expect(pane.modes).toEqual({ mouse: true, sgr: true, alternate: false, cursor: true });
    pane.bytes('\x1b[<0;4;3M\x1b[<32;5;3M\x1b[<0;5;3m\x1b[<65;5;3M');
    await pane.logs(
      /MOUSEBUTTONDOWN {pos:\[3,2\],button:1,[\s\S]*MOUSEMOTION {pos:\[4,2\],[\s\S]*MOUSEBUTTONUP[\s\S]*MOUSEWHEEL {x:0,y:-1/,
    );
    pane.tmux('resize-window', '-x', '80', '-y', '30');
    await pane.logs(/WINDOWRESIZED {x:80,y:30,w:80,h:30}/);
  });

  it('close() gives the terminal back, and the process ends by itself', async () => {
    const pane = new Pane(fixture, 'alternate');
    await pane.shows(/ready/);
    expect(pane.modes.alternate).toBe(true);
    pane.keys('c');
    await restored(pane, 0);
    expect(pane.logged).toContain('closed');
  });

  it('Ctrl+C is QUIT', async () => {
    const pane = new Pane(fixture);
    await pane.shows(/ready/);
    pane.keys('C-c');
    await restored(pane, 0);
    expect(pane.logged).toMatch(/KEYDOWN {key:c,mod:64.*\nQUIT/);
  });

  it.each(['SIGTERM', 'SIGHUP', 'SIGINT'] as const)('%s is QUIT', async (signal) => {
    const pane = new Pane(fixture);
    process.kill(await pane.pid(), signal);
    await restored(pane, 0);
    expect(pane.logged).toMatch(/QUIT/);
  });

  it('process.exit()', async () => {
    const pane = new Pane(fixture, 'alternate');
    await pane.shows(/ready/);
    pane.keys('e');
    await restored(pane, 7);
  });

  it.each([
    ['an exception', 't', 'thrown in the loop'],
    ['a rejection', 'r', 'nobody catches this'],
  ])('%s: the error stands on the screen that stays', async (_, key, message) => {
    const pane = new Pane(fixture, 'alternate');
    await pane.shows(/ready/);
    pane.keys(key);
    await restored(pane, 1);
    expect(pane.screen).toContain(`Error: ${message}`);
  });

  it('a second SIGTERM ends a program that heeds none; the terminal is given back', async () => {
    const pane = new Pane(fixture, 'stubborn alternate');
    const pid = await pane.pid();
    process.kill(pid, 'SIGTERM');
    await pane.logs(/quit 1/);
    await until(
      'the end',
      () => {
        if (/code=/.test(pane.screen)) return true;
        process.kill(pid, 'SIGTERM'); // within half a second it is the same one
        return undefined;
      },
      () => pane.screen,
    );
    await restored(pane, 143);
    expect(pane.logged).not.toContain('quit 2');
  });

  it('SIGQUIT ends it at once, after giving the terminal back', async () => {
    const pane = new Pane(fixture, 'alternate');
    process.kill(await pane.pid(), 'SIGQUIT');
    await restored(pane, 131);
  });

  it('a stop gives the terminal back, and going on takes it again', async () => {
    const pane = new Pane(fixture);
    const pid = await pane.pid();
    await pane.shows(/ready/);
    pane.keys('z');
    const state = (): string => execFileSync('ps', ['-o', 'state=', '-p', `${pid}`], { encoding: 'utf8' }).trim();
    await until('the stop', () => (state() === 'T' ? true : undefined), state);
    expect(pane.modes).toEqual(OFF);
    process.kill(pid, 'SIGCONT');
    await pane.logs(/WINDOWEXPOSED/);
    expect(pane.modes.mouse).toBe(true);
    pane.keys('b');
    await pane.logs(/TEXTINPUT {text:b}/);
    pane.keys('c');
    await restored(pane, 0);
  });

  it('a terminal that closes is QUIT', async () => {
    const pane = new Pane(fixture);
    await pane.shows(/ready/);
    pane.tmux('kill-session');
    await pane.logs(/QUIT[\s\S]*closed/);
  });

  it('no terminal: the error says what to do, or the program goes on without', async () => {
    const pane = new Pane(fixture, '< /dev/null');
    await pane.shows(/the input is not a terminal: start the program in one/);
    await restored(pane, 1);
    const without = new Pane(fixture, 'ignore < /dev/null');
    process.kill(await without.pid(), 'SIGTERM');
    await restored(without, 0);
    expect(without.logged).toMatch(/QUIT/);
  });
});
