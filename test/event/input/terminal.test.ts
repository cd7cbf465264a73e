// The driver with streams of our own: what it switches on and off, what it asks, when it refuses, that it leaves nothing.
import { EventEmitter } from 'node:events';
import type { ReadStream, WriteStream } from 'node:tty';
import { afterEach, describe, expect, it } from 'vitest';
import { type TerminalOptions, terminal } from '../../../src/event/input/terminal/index.ts';
import { EventQueue } from '../../../src/index.ts';
import { short } from './short.ts';

class FakeInput extends EventEmitter {
  isTTY = true;
  raw = false;
  flowing = false;
  setRawMode(raw: boolean): this {
    this.raw = raw;
    return this;
  }
  resume(): this {
    this.flowing = true;
    return this;
  }
  pause(): this {
    this.flowing = false;
    return this;
  }
}

class FakeOutput extends EventEmitter {
  isTTY = true;
  columns = 100;
  rows = 30;
  written = '';
  /** Called with what is written, to answer. */
  onWrite: ((text: string) => void) | undefined;
  write(text: string): boolean {
    this.written += text;
    this.onWrite?.(text);
    return true;
  }
}

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const queue of open.splice(0)) await queue.close();
});

function setUp(options: TerminalOptions = {}, queueOptions: { maxEvents?: number; now?: () => number } = {}) {
  const input = new FakeInput();
  const output = new FakeOutput();
  // Only what the driver uses of a tty stream is there.
  const streams = { input: input as unknown as ReadStream, output: output as unknown as WriteStream };
  const term = terminal({ ...streams, kitty: false, ...options });
  const queue = new EventQueue({ drivers: [term], ...queueOptions });
  open.push(queue);
  const type = (text: string): boolean => input.emit('data', Buffer.from(text));
  return { input, output, streams, term, queue, type, get: () => queue.get().map(short) };
}

/** A terminal that answers: the kitty protocol if it has one, then its attributes. */
function answering(kitty: boolean) {
  let flags = 0;
  return (output: FakeOutput, type: (text: string) => boolean): void => {
    output.onWrite = (text) => {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: ESC is what sequences begin with
      for (const [, sequence] of text.matchAll(/\x1b\[([^a-zA-Z]*[a-zA-Z])/g)) {
        if (sequence === '>31u' && kitty) flags = 31;
        if (sequence === '?u' && kitty) queueMicrotask(() => type(`\x1b[?${flags}u`));
        if (sequence === 'c') queueMicrotask(() => type('\x1b[?62;c'));
      }
    };
  };
}

describe('terminal()', () => {
  it('brings keys in when pumped, in order, stamped with the queue’s clock', () => {
    const { type, queue } = setUp();
    type('a\x1b[A');
    const events = queue.get();
    expect(events.map(short)).toEqual(['down a', 'text "a"', 'down up']);
    for (const event of events) expect(event.time).toBeGreaterThan(0);
  });

  it('wakes a pending wait for a key, and for the KEYUP that is made up', async () => {
    const { type, queue } = setUp({ keyUpAfter: 20 });
    const waiting = queue.wait();
    type('\x1b[A');
    expect(await waiting).toMatchObject({ type: 'KEYDOWN', key: 'up' });
    expect(await queue.wait()).toMatchObject({ type: 'KEYUP', key: 'up', synthesized: true });
  });

  it('tells a lone ESC by time', async () => {
    const { type, queue } = setUp();
    type('\x1b');
    expect(queue.get()).toEqual([]);
    expect(await queue.wait()).toMatchObject({ type: 'KEYDOWN', key: 'escape' });
  });

  it('does not take a sequence for Escape when the program was busy between its bytes', async () => {
    const { type, queue } = setUp({ escapeAfter: 5 });
    setImmediate(() => {
      type('\x1b');
      const from = performance.now();
      while (performance.now() - from < 20); // a long frame: the timer is due before the bytes can be read
      setImmediate(() => type('[A')); // in the next turn, after its timers
    });
    expect(await queue.wait()).toMatchObject({ type: 'KEYDOWN', key: 'up' });
  });

  it('keeps what a full queue refuses', () => {
    const { type, queue } = setUp({}, { maxEvents: 2 });
    type('ab');
    expect(queue.get().map(short)).toEqual(['down a', 'text "a"']);
    expect(queue.get().map(short)).toEqual(['down b', 'text "b"']);
  });

  it('switches modes on when it joins a queue, off when that closes', async () => {
    const { input, output, queue } = setUp({ alternateScreen: true });
    expect([input.raw, input.flowing]).toEqual([true, true]);
    expect(output.written).toBe('\x1b[?1049h\x1b[?2004h\x1b[?1004h\x1b[?1000h\x1b[?1002h\x1b[?1003h\x1b[?1006h');
    output.written = '';
    await queue.close();
    expect(output.written).toBe(
      '\x1b[?1006l\x1b[?1003l\x1b[?1002l\x1b[?1000l\x1b[?1004l\x1b[?2004l\x1b[?25h\x1b[?1049l',
    );
    expect([input.raw, input.flowing]).toEqual([false, false]);
  });

  it('leaves the mouse alone when told so', async () => {
    const { output, queue } = setUp({ mouse: false });
    await queue.close();
    expect(output.written).toBe('\x1b[?2004h\x1b[?1004h\x1b[?1004l\x1b[?2004l\x1b[?25h');
  });

  it('leaves no listener behind, and closing twice is harmless', async () => {
    const names = ['exit', 'uncaughtExceptionMonitor', 'SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGTSTP', 'SIGCONT'];
    const count = (): number[] => names.map((name) => process.listenerCount(name));
    const before = count();
    const { input, output, queue, term } = setUp();
    expect(count()).toEqual(before.map((n) => n + 1));
    await queue.close();
    await term.close();
    expect(count()).toEqual(before);
    expect([...input.eventNames(), ...output.eventNames()]).toEqual([]);
  });

  it('tells the size, and when it changes', () => {
    const { output, term, get } = setUp();
    expect([term.columns, term.rows, get()]).toEqual([100, 30, []]);
    output.columns = 90;
    output.emit('resize');
    output.rows = 20;
    output.emit('resize');
    output.emit('resize');
    expect(get()).toEqual(['size 90x20']);
    expect(term.columns).toBe(90);
  });

  it('a terminal that closes is QUIT, once', () => {
    const { input, output, get } = setUp();
    output.emit('error', new Error('EIO'));
    input.emit('end');
    input.emit('close');
    expect(get()).toEqual(['QUIT']);
  });

  it('a terminal that closes right after Ctrl+C is QUIT too', () => {
    const { input, type, get } = setUp();
    type('\x03');
    expect(get()).toContain('QUIT');
    input.emit('end');
    expect(get()).toEqual(['QUIT']);
  });

  it('the SIGHUP of a closed terminal belongs to it: it does not end the program', () => {
    const { input, get } = setUp();
    input.emit('end');
    process.emit('SIGHUP', 'SIGHUP');
    expect(get()).toEqual(['QUIT']);
  });

  it('SIGINT, SIGTERM and SIGHUP are QUIT; what a parent passes on as well is the same one', () => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      let ms = 0;
      const { get } = setUp({}, { now: () => ms });
      process.emit(signal, signal);
      process.emit(signal, signal);
      expect(get()).toEqual(['QUIT']);
      ms = 499;
      process.emit(signal, signal);
      expect(get()).toEqual([]);
      ms = 5501; // long after: the player has said no to "really quit?"
      process.emit(signal, signal);
      expect(get()).toEqual(['QUIT']);
    }
  });
});

describe('kitty’s protocol', () => {
  it('is asked for, used where the terminal has it, and taken back before the screen is', async () => {
    const { output, type, queue, term } = setUp({ kitty: 'auto', alternateScreen: true });
    answering(true)(output, type);
    output.onWrite?.('\x1b[?u\x1b[c'); // the first question came before the test could listen
    expect(output.written.endsWith('\x1b[?u\x1b[c')).toBe(true);
    await new Promise(setImmediate);
    expect(output.written.endsWith('\x1b[>31u\x1b[?u')).toBe(true);
    expect(term.reportsKeyUp).toBe(true);
    expect(queue.get()).toEqual([]);
    output.written = '';
    await queue.close();
    expect(output.written.startsWith('\x1b[<u')).toBe(true);
    expect(output.written.endsWith('\x1b[?1049l\x1b[c')).toBe(true);
  });

  it('is left alone where the terminal does not answer for it', async () => {
    const { output, type, queue, term } = setUp({ kitty: 'auto' });
    answering(false)(output, type);
    output.onWrite?.('\x1b[?u\x1b[c');
    await new Promise(setImmediate);
    expect(term.reportsKeyUp).toBe(false);
    await queue.close();
    expect(output.written).not.toContain('\x1b[>31u');
    expect(output.written).not.toContain('\x1b[<u');
  });

  it('close() swallows what the terminal had sent before it knew', async () => {
    const { input, output, type, queue } = setUp({ kitty: 'auto' });
    type('\x1b[?62;c');
    const closing = queue.close();
    await new Promise(setImmediate);
    expect(input.raw).toBe(true);
    type('\x1b[<35;1;1M');
    expect(input.raw).toBe(true);
    type('\x1b[?62;c');
    await closing;
    expect(input.raw).toBe(false);
    expect(output.written.endsWith('\x1b[c')).toBe(true);
  });
});

describe('where it refuses', () => {
  it('no terminal: a clear error, or no keyboard', async () => {
    const input = Object.assign(new FakeInput(), { isTTY: false }) as unknown as ReadStream;
    const output = new FakeOutput() as unknown as WriteStream;
    expect(() => terminal({ input, output })).toThrow(
      expect.objectContaining({ code: 'ERR_NOT_A_TTY', message: expect.stringContaining("notATty: 'ignore'") }),
    );
    const { output: quiet, term, get, type } = setUp({ input, notATty: 'ignore' });
    expect([term.isTty, term.columns, quiet.written]).toEqual([false, 100, '']);
    type('a');
    process.emit('SIGTERM', 'SIGTERM');
    expect(get()).toEqual(['QUIT']);
  });

  it('one terminal belongs to one queue', async () => {
    const { queue, streams, term } = setUp();
    const second = terminal(streams);
    expect(() => new EventQueue({ drivers: [second] })).toThrow(
      expect.objectContaining({ code: 'ERR_TERMINAL_IN_USE' }),
    );
    expect(() => new EventQueue({ drivers: [term] })).toThrow('joins one queue');
    await queue.close();
    const again = new EventQueue({ drivers: [terminal({ ...streams, kitty: false })] });
    await again.close();
  });

  it.each([{ keyUpAfter: 0 }, { escapeAfter: Number.NaN }, { maxPaste: -1 }, { maxWaiting: Number.POSITIVE_INFINITY }])(
    '%j is a mistake',
    (options) => expect(() => setUp(options)).toThrow('is a number from 1'),
  );
});
