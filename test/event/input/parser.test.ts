// What holds for any bytes: any cut gives the same events, nothing throws, memory stays bounded. And mouse, focus, paste.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_HELD, MAX_SEQUENCE, MAX_STRING } from '../../../src/event/input/terminal/limits.ts';
import { Parsed } from './tools.ts';

const PIECES = [
  'a', 'é', '😀', ' ', '\r', '\x03', '\x1b', '\x1b[A', '\x1b[1;5C', '\x1bOP', '\x1b[[A', '\x1b[3$', '\x1b[<0;5;6M', '\x1b[<0;5;6m',
  '\x1b[<35;9;9M', '\x1b[<64;1;1M', '\x1b[I', '\x1b[O', '\x1b[200~', '\x1b[201~', '\x1b[?31u', '\x1b[?62c', '\x1b[97;1:2;97u',
  '\x1b[97;1:3u', '\x1b[57442;5u', '\x1b]0;x\x07', '\x1bP', '\x1b\\', '\x1b[M', '\x1b[', ';', '9', '\x18', '~',
]; // biome-ignore format: a list of pieces reads best in rows

const stream = fc
  .array(
    fc.oneof(
      fc.constantFrom(...PIECES).map((text) => new TextEncoder().encode(text)),
      fc.uint8Array({ maxLength: 4 }),
    ),
    {
      maxLength: 40,
    },
  )
  .map((parts) => Uint8Array.from(parts.flatMap((part) => [...part])));

describe('any bytes', () => {
  it('cut in any way give the same events', () => {
    fc.assert(
      fc.property(stream, fc.array(fc.nat(), { maxLength: 20 }), (bytes, cuts) => {
        const whole = new Parsed().type(bytes);
        const pieces = new Parsed();
        const at = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
        for (const [i, start] of [0, ...at].entries()) pieces.type(bytes.subarray(start, at[i]));
        for (const parsed of [whole, pieces]) parsed.wait(5000);
        expect(pieces.events).toEqual(whole.events);
        expect(pieces.flags).toEqual(whole.flags);
      }),
      { numRuns: 1000 },
    );
  });

  it('one byte at a time, with less than escapeAfter between, gives the same keys, text and buttons', () => {
    fc.assert(
      fc.property(stream, (bytes) => {
        const options = { escapeAfter: 50, keyUpAfter: 1e9 };
        const whole = new Parsed(options).type(bytes);
        const slow = new Parsed(options);
        for (const byte of bytes) slow.type(Uint8Array.of(byte)).wait(1);
        const lines = (parsed: Parsed): string[] =>
          parsed
            .wait(2000)
            .take()
            .map((line) => line.replace(/ x\d+$/, ''));
        expect(lines(slow)).toEqual(lines(whole));
      }),
      { numRuns: 500 },
    );
  });

  it('never throw, and let go of everything in the end', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(stream, fc.nat({ max: 2000 }))), (reads) => {
        const parsed = new Parsed();
        for (const [bytes, ms] of reads) parsed.type(bytes).wait(ms);
        parsed.wait(5000).parser.releaseAll(parsed.now);
        const downs = parsed.events.filter(({ type }) => type === 'KEYDOWN').length;
        const repeats = parsed.events.filter((event) => event.type === 'KEYDOWN' && event.repeat).length;
        const ups = parsed.events.filter(({ type }) => type === 'KEYUP').length;
        expect(ups).toBeLessThanOrEqual(downs);
        expect(ups).toBeGreaterThanOrEqual(downs - repeats);
        expect(parsed.parser.deadline).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });

  it('a press comes before its release, and times never go back', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(stream, fc.nat({ max: 200 }))), (reads) => {
        const parsed = new Parsed();
        for (const [bytes, ms] of reads) parsed.type(bytes).wait(ms);
        const held = new Set<string | number>();
        let last = 0;
        for (const event of parsed.events) {
          expect(event.time).toBeGreaterThanOrEqual(last);
          last = event.time ?? 0;
          if (event.type === 'KEYDOWN') held.add(event.key);
          else if (event.type === 'MOUSEBUTTONDOWN') held.add(event.button);
          else if (event.type === 'KEYUP') expect(held.delete(event.key)).toBe(true);
          else if (event.type === 'MOUSEBUTTONUP') expect(held.delete(event.button)).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('bounds', () => {
  it('a sequence without an end is swallowed to its last byte', () => {
    const parsed = new Parsed().type(`\x1b[${'1;'.repeat(MAX_SEQUENCE)}`).type('A');
    expect(parsed.take()).toEqual([]);
    expect(parsed.type('x').take()).toEqual(['down x', 'text "x"']);
  });

  it('a sequence without an end takes no memory', () => {
    const parsed = new Parsed().type('\x1b[');
    const digits = new Uint8Array(1 << 20).fill(0x31);
    const before = process.memoryUsage().heapUsed;
    for (let i = 0; i < 4; i++) parsed.type(digits);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(60e6);
  });

  it('a string without an end is given up', () => {
    const parsed = new Parsed().type(`\x1b]${'x'.repeat(MAX_STRING + 1)}`);
    expect(parsed.type('y').take()).toEqual(['down y', 'text "y"']);
  });

  it('no more than MAX_HELD keys are held: the oldest goes', () => {
    const all = Array.from({ length: 1000 }, (_, i) => String.fromCodePoint(0x4e00 + i)).join('');
    const parsed = new Parsed().type(all);
    const ups = parsed.events.filter(({ type }) => type === 'KEYUP').length;
    expect(ups).toBe(1000 - MAX_HELD);
    expect(parsed.take().find((line) => line.startsWith('gone'))).toBe('gone 一');
  });
});

describe('UTF-8', () => {
  it.each([
    [[0xff, 0x61], 'a'],
    [[0xc3, 0x61], 'a'],
    [[0xc0, 0x80, 0x61], 'a'],
    [[0xed, 0xa0, 0x80, 0x61], 'a'],
    [[0xf4, 0x90, 0x80, 0x80, 0x61], 'a'],
    [[0xe4, 0xbd, 0xc3, 0xa9], 'é'],
    [[0xc2, 0x9b, 0x61], 'a'],
    [[0x80, 0x61], 'a'],
  ])('%j: what is malformed types nothing', (bytes, text) => {
    expect(new Parsed().type(Uint8Array.from(bytes)).take()).toEqual([`down ${text}`, `text "${text}"`]);
  });

  it('half a character before a sequence does not take part of it', () => {
    expect(new Parsed().type(Uint8Array.of(0xc3, 0x1b, 0x5b, 0x41, 0xa9)).take()).toEqual(['down up']);
  });
});

describe('paste', () => {
  const paste = (text: string, options = {}): string[] => new Parsed(options).type(`\x1b[200~${text}\x1b[201~`).take();

  it('is one TEXTINPUT and no keys', () => expect(paste('Grüße 😀')).toEqual(['text "Grüße 😀"']));
  it('has line ends as \\n', () =>
    expect(paste('a\rb\r\nc\nd\te')).toEqual([`text ${JSON.stringify('a\nb\nc\nd\te')}`]));
  it('has no control characters', () => expect(paste('a\x1b[31mb\x03\x00\x9b')).toEqual(['text "a[31mb"']));
  it('may end with an ESC', () => expect(paste('a\x1b')).toEqual(['text "a"']));
  it('of nothing is nothing', () => expect(paste('')).toEqual([]));
  it('may hold what looks like its end', () => expect(paste('a\x1b[201b')).toEqual(['text "a[201b"']));
  it('is cut off at maxPaste, and what is left types nothing', () =>
    expect(paste('x'.repeat(5000), { maxPaste: 10 })).toEqual(['text "xxxxxxxxxx"']));
  it('whose end was lost is over after a second of silence', () => {
    const parsed = new Parsed().type('\x1b[200~abc');
    expect(parsed.wait(999).take()).toEqual([]);
    expect(parsed.wait(1).type('x').take()).toEqual(['text "abc"', 'down x', 'text "x"']);
  });
  it('a stray end is nothing', () => expect(new Parsed().type('\x1b[201~').take()).toEqual([]));
});

describe('mouse', () => {
  const mouse = (...reports: string[]): string[] => new Parsed().type(reports.map((r) => `\x1b[<${r}`).join('')).take();

  it('moves: cells from 0, how far, and the buttons that are held', () => {
    expect(mouse('35;1;1M', '35;3;2M', '0;3;2M', '32;4;2M', '0;4;2m', '35;4;2M')).toEqual([
      'move 0,0 by 0,0 000',
      'move 2,1 by 2,1 000',
      'press 1 at 2,1 x1',
      'move 3,1 by 1,0 100',
      'release 1 at 3,1 x1',
    ]);
  });

  it('all buttons, with and without modifiers', () => {
    for (const [code, button] of [
      [0, 1],
      [1, 2],
      [2, 3],
      [128, 6],
      [129, 7],
      [4, 1],
      [8, 1],
      [16, 1],
    ])
      expect(mouse(`${code};1;1M`, `${code};1;1m`)).toEqual([
        `press ${button} at 0,0 x1`,
        `release ${button} at 0,0 x1`,
      ]);
  });

  it('the wheel in four directions', () => {
    expect(mouse('64;2;2M', '65;2;2M', '66;2;2M', '67;2;2M')).toEqual(
      ['wheel 0,1 at 1,1', 'wheel 0,-1 at 1,1', 'wheel -1,0 at 1,1', 'wheel 1,0 at 1,1'], //
    );
  });

  it('clicks are counted: the same button, soon, nearby', () => {
    const click = (button: number, column: number): string =>
      `\x1b[<${button};${column};1M\x1b[<${button};${column};1m`;
    const parsed = new Parsed().type(click(0, 5)).wait(300).type(click(0, 6)).wait(300).type(click(0, 6));
    expect(parsed.wait(501).type(click(0, 6)).type(click(2, 6)).type(click(2, 9)).take()).toEqual(
      [
        [1, 4, 1],
        [1, 5, 2],
        [1, 5, 3],
        [1, 5, 1],
        [3, 5, 1],
        [3, 8, 1],
      ].flatMap(([button, x, n]) => [`press ${button} at ${x},0 x${n}`, `release ${button} at ${x},0 x${n}`]),
    );
  });

  it('a button that went up out of sight is released with the next move', () => {
    expect(mouse('0;1;1M', '35;2;1M')).toEqual(['press 1 at 0,0 x1', 'release 1 at 1,0 x1', 'move 1,0 by 1,0 000']);
  });

  it.each(['0;1M', '0;0;5M', '0;1;1;1M', '0;99999999;1M', 'M', '0;1;1X', '0;1;1m'])('%s is nothing', (report) =>
    expect(mouse(report)).toEqual([]),
  );
});
