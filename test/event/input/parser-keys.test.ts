// Bytes of keys in, events out: xterm, rxvt, the Linux console and kitty's keyboard protocol.
import { describe, expect, it } from 'vitest';
import { Parsed } from './tools.ts';

/** What one key in a fresh parser gives, without the KEYUP that is made up. */
const once = (bytes: string): string[] => new Parsed().type(bytes).wait(60).take();

describe('keys of terminals without kitty’s protocol', () => {
  it.each([
    ['a', ['down a', 'text "a"']],
    ['A', ['down shift+a', 'text "A"']],
    ['!', ['down !', 'text "!"']],
    [' ', ['down space', 'text " "']],
    ['é', ['down é', 'text "é"']],
    ['É', ['down shift+é', 'text "É"']],
    ['ß', ['down ß', 'text "ß"']],
    ['ẞ', ['down ẞ', 'text "ẞ"']],
    ['İ', ['down İ', 'text "İ"']],
    ['😀', ['down 😀', 'text "😀"']],
    ['\r', ['down return']],
    ['\n', ['down return']],
    ['\t', ['down tab']],
    ['\x7f', ['down backspace']],
    ['\b', ['down backspace']],
    ['\x00', ['down ctrl+space']],
    ['\x01', ['down ctrl+a']],
    ['\x1a', ['down ctrl+z']],
    ['\x1c', ['down ctrl+\\']],
    ['\x1d', ['down ctrl+]']],
    ['\x1ba', ['down alt+a']],
    ['\x1bA', ['down shift+alt+a']],
    ['\x1bé', ['down alt+é']],
    ['\x1b ', ['down alt+space']],
    ['\x1b\r', ['down alt+return']],
    ['\x1b\x7f', ['down alt+backspace']],
    ['\x1b\x01', ['down ctrl+alt+a']],
  ])('%j', (bytes, events) => expect(once(bytes)).toEqual(events));

  it.each([
    // xterm
    ['[A', 'up'],
    ['[D', 'left'],
    ['OC', 'right'],
    ['[H', 'home'],
    ['OF', 'end'],
    ['OP', 'f1'],
    ['[15~', 'f5'],
    ['[24~', 'f12'],
    ['[2~', 'insert'],
    ['[3~', 'delete'],
    ['[5~', 'page up'],
    ['[6~', 'page down'],
    ['[Z', 'shift+tab'],
    ['[1;2A', 'shift+up'],
    ['[1;3B', 'alt+down'],
    ['[1;5C', 'ctrl+right'],
    ['[1;6D', 'shift+ctrl+left'],
    ['[1;9A', 'meta+up'],
    ['[3;5~', 'ctrl+delete'],
    ['[1;5P', 'ctrl+f1'],
    ['[1;2R', 'shift+f3'],
    ['[27;5;9~', 'ctrl+tab'],
    ['[27;6;73~', 'shift+ctrl+i'],
    ['[97;5u', 'ctrl+a'],
    // rxvt
    ['[11~', 'f1'],
    ['[7~', 'home'],
    ['[8~', 'end'],
    ['[a', 'shift+up'],
    ['Od', 'ctrl+left'],
    ['[3$', 'shift+delete'],
    ['[3^', 'ctrl+delete'],
    ['[3@', 'shift+ctrl+delete'],
    ['[25~', 'f13'],
    // the Linux console
    ['[[A', 'f1'],
    ['[[E', 'f5'],
    ['[1~', 'home'],
    ['[4~', 'end'],
    ['[17~', 'f6'],
    // the keypad in application mode
    ['OM', 'enter'],
    ['O5P', 'ctrl+f1'],
    ['O1;5P', 'ctrl+f1'],
    // alt before the sequence
    ['\x1b[A', 'alt+up'],
    ['\x1bOP', 'alt+f1'],
    ['\x1b[[A', 'alt+f1'],
  ])('ESC %j is %s', (bytes, key) => expect(once(`\x1b${bytes}`)).toEqual([`down ${key}`]));

  it('digits of the keypad type what is on them', () => {
    expect(once('\x1bOt\x1bOk')).toEqual(['down [4]', 'text "4"', 'down [+]', 'text "+"']);
  });

  it.each(['[?1;2c', '[12;40R', '[5n', '[?2004;1$y', '[4;1$y', '[>41;354;0c', '[9999~', '[;;;u', '[>1u', '[1 q'])(
    'answers and unknown sequences are no keys: ESC %j',
    (bytes) => expect(once(`\x1b${bytes}x`)).toEqual(['down x', 'text "x"']),
  );

  it.each(['\x1b]0;title\x07', '\x1bP1$r0m\x1b\\', '\x1b_Gi=1;OK\x1b\\', '\x1b]11;rgb:0/0/0\x1b\\'])(
    'strings are swallowed: %j',
    (bytes) => expect(once(`${bytes}x`)).toEqual(['down x', 'text "x"']),
  );

  it('the old mouse report is swallowed', () => expect(once('\x1b[M !!x')).toEqual(['down x', 'text "x"']));

  it('what a key gives as unicode follows pygame', () => {
    const parsed = new Parsed().type('\r\t\x7f\x01x\x1b[3~\x1by').wait(200);
    const down = parsed.events.filter((event) => event.type === 'KEYDOWN').map((event) => event.unicode);
    const up = parsed.events.filter((event) => event.type === 'KEYUP').map((event) => event.unicode);
    expect(down).toEqual(['\r', '\t', '\b', '\x01', 'x', '\x7f', '']);
    expect(up).toEqual(down);
  });
});

describe('Escape or a sequence: time tells', () => {
  it('a lone ESC is Escape after escapeAfter', () => {
    const parsed = new Parsed().wait(7).type('\x1b');
    expect(parsed.wait(49).take()).toEqual([]);
    expect(parsed.wait(1).take()).toEqual(['down escape']);
    parsed.wait(5000).take();
    expect(parsed.type('\x1b').wait(49).take()).toEqual([]);
    expect(parsed.type('[A').take()).toEqual(['down up']);
  });

  it('a sequence may take its time between any two bytes', () => {
    const parsed = new Parsed();
    for (const byte of '\x1b[1;5A') parsed.type(byte).wait(40);
    expect(parsed.take()).toEqual(['down ctrl+up']);
  });

  it('Escape and a letter that follows later are two keys', () => {
    const parsed = new Parsed().type('\x1b').wait(60).type('a');
    expect(parsed.take()).toEqual(['down escape', 'down a', 'text "a"']);
  });

  it('Escape held down repeats as Escape, not as alt+Escape', () => {
    const parsed = new Parsed();
    for (let i = 0; i < 5; i++) parsed.type('\x1b').wait(33);
    expect(parsed.wait(60).take()).toEqual(['down escape', ...Array(4).fill('again escape')]);
  });

  it.each([
    ['[', 'alt+['],
    ['O', 'shift+alt+o'],
    [']', 'alt+]'],
    ['P', 'shift+alt+p'],
    ['_', 'alt+_'],
  ])('ESC %s alone is %s', (opener, key) => expect(once(`\x1b${opener}`)).toEqual([`down ${key}`]));

  it('half a sequence is dropped after a second, and the keys go on', () => {
    const parsed = new Parsed().type('\x1b[1;');
    expect(parsed.wait(999).take()).toEqual([]);
    expect(parsed.wait(1).type('A').take()).toEqual(['down shift+a', 'text "A"']);
  });

  it('Ctrl+C gets through half a sequence and half a string', () => {
    for (const half of ['\x1b[1;', '\x1bO', '\x1b]0;', '\x1b[['])
      expect(new Parsed().type(`${half}\x03`).take()).toEqual(['down ctrl+c', 'QUIT']);
  });
});

describe('KEYUP where the terminal tells none', () => {
  it('is made up after keyUpAfter, and says so', () => {
    const parsed = new Parsed().type('a');
    parsed.take();
    expect(parsed.wait(119).take()).toEqual([]);
    expect(parsed.wait(1).events).toMatchObject([{ type: 'KEYUP', key: 'a', synthesized: true, time: 120 }]);
    expect(parsed.parser.deadline).toBeUndefined();
  });

  it('a key that comes again while it is held repeats', () => {
    const parsed = new Parsed().type('a').wait(100).type('a').wait(40).type('a');
    expect(parsed.take()).toEqual(['down a', 'text "a"', 'again a', 'text "a"', 'again a', 'text "a"']);
    expect(parsed.wait(120).take()).toEqual(['gone a']);
  });

  it('with a long keyUpAfter a held key stays down until repeats begin, and is up soon after the last', () => {
    const parsed = new Parsed({ keyUpAfter: 700 }).type('a').wait(500);
    for (let i = 0; i < 3; i++) parsed.type('a').wait(33);
    expect(parsed.take().filter((line) => !line.startsWith('text'))).toEqual(['down a', ...Array(3).fill('again a')]);
    expect(parsed.wait(120 - 33).take()).toEqual(['gone a']);
  });

  it('with a long keyUpAfter a second tap is no repeat', () => {
    const parsed = new Parsed({ keyUpAfter: 700 }).type('a').wait(150).type('a');
    expect(parsed.take()).toEqual(['down a', 'text "a"', 'gone a', 'down a', 'text "a"']);
  });

  it('losing the focus lets go of everything first', () => {
    const parsed = new Parsed().type('ab\x1b[<0;1;1M');
    parsed.take();
    expect(parsed.type('\x1b[O').take()).toEqual(['gone a', 'gone b', 'release 1 at 0,0 x1', 'WINDOWFOCUSLOST']);
    expect(parsed.type('\x1b[I').take()).toEqual(['WINDOWFOCUSGAINED']);
  });
});

describe('kitty’s keyboard protocol', () => {
  const kitty = (flags = 31): Parsed => new Parsed().type(`\x1b[?${flags}u`);

  it('the answers are told, and are no events', () => {
    const parsed = new Parsed().type('\x1b[?0u\x1b[?62;c');
    expect([parsed.flags, parsed.attributes, parsed.take()]).toEqual([[0], 1, []]);
  });

  it('press, repeat and release are real', () => {
    const parsed = kitty()
      .type('\x1b[97;;97u')
      .wait(500)
      .type('\x1b[97;1:2;97u')
      .wait(500)
      .type('\x1b[97;1:3u')
      .wait(500);
    expect(parsed.take()).toEqual(['down a @4', 'text "a"', 'again a @4', 'text "a"', 'up a']);
    const keys = kitty().type('\x1b[D').wait(2000).type('\x1b[1;1:3D');
    expect(keys.take()).toEqual(['down left @80', 'up left']);
  });

  it('KEYUP says what the press had typed', () => {
    const parsed = kitty().type('\x1b[97:65;2;65u\x1b[97;1:3u');
    expect(parsed.events).toMatchObject([
      { type: 'KEYDOWN', key: 'a', unicode: 'A', mod: 1 },
      { type: 'TEXTINPUT', text: 'A' },
      { type: 'KEYUP', key: 'a', unicode: 'A', mod: 0 },
    ]);
  });

  it('a release without a press is dropped: the Enter that started the program', () => {
    expect(kitty().type('\x1b[13;1:3u').take()).toEqual([]);
  });

  it('a press of a key that is down lets go of it first', () => {
    expect(kitty().type('\x1b[97;;97u\x1b[97;;97u').take()).toEqual(
      ['down a @4', 'text "a"', 'gone a', 'down a @4', 'text "a"'], //
    );
  });

  it('modifier keys are keys, and tell the side; the old and the new way of telling their own bit', () => {
    for (const [down, up] of [
      ['\x1b[57448u', '\x1b[57448;5:3u'],
      ['\x1b[57448;5u', '\x1b[57448;1:3u'],
    ]) {
      const parsed = kitty().type(`${down}\x1b[97;5u\x1b[97;5:3u${up}\x1b[98;5u`);
      expect(parsed.take()).toEqual(
        ['down rctrl+right ctrl @228', 'down rctrl+a @4', 'up rctrl+a', 'up right ctrl', 'down ctrl+b @5'], //
      );
    }
  });

  it('a modifier that went up out of sight is forgotten', () => {
    const parsed = kitty().type('\x1b[57447;2u\x1b[97;1u\x1b[98;2u');
    expect(parsed.take().slice(1)).toEqual(['down a @4', 'down shift+b @5']);
  });

  it('locks, meta, AltGr', () => {
    expect(kitty().type('\x1b[57362;193u').take()).toEqual(['down num+caps+break @72']);
    expect(kitty().type('\x1b[97;9u').take()).toEqual(['down meta+a @4']);
    expect(kitty().type('\x1b[57453u\x1b[113;;64u').take()).toEqual(
      ['down mode+alt gr', 'down mode+q @20', 'text "@"'], //
    );
  });

  it('the menu key is where PC keyboards have it', () => {
    expect(kitty().type('\x1b[57363u').take()).toEqual(['down menu @101']);
  });

  it('the key follows the layout, the scancode the place', () => {
    // Dvorak: the key at the place of "d" types "e".
    expect(kitty().type('\x1b[101::100;;101u').take()).toEqual(['down e @7', 'text "e"']);
    // Without the alternate keys the place is not known.
    expect(kitty(27).type('\x1b[101;;101u').take()).toEqual(['down e', 'text "e"']);
  });

  it('text without a key is text only', () => {
    expect(kitty().type('\x1b[0;;229u\x1b[0;;20320:22909u').take()).toEqual(['text "å"', 'text "你好"']);
  });

  it('without the text in the report the key itself is the text', () => {
    expect(kitty(15).type('\x1b[97:65;2u').take()).toEqual(['down shift+a @4', 'text "A"']);
    expect(kitty(15).type('\x1b[97;5u').take()).toEqual(['down ctrl+a @4']);
    expect(kitty(15).type('\x1b[13u').take()).toEqual(['down return @40']);
  });

  it.each([
    ['57399;;48', 'down [0] @98,text "0"'],
    ['57414', 'down enter @88'],
    ['57419', 'down [8] @96'],
    ['57376', 'down f13 @104'],
    ['57388', 'down f25'],
    ['57361', 'down print screen @70'],
    ['57430', 'down AudioPlay'],
    ['57441;2', 'down shift+left shift @225'],
    ['27', 'down escape @41'],
    ['9', 'down tab @43'],
    ['127', 'down backspace @42'],
    ['32;;32', 'down space @44,text " "'],
  ])('CSI %s u', (params, events) => expect(kitty().type(`\x1b[${params}u`).take().join()).toBe(events));

  it('a terminal that reports all but text keys: those are let go of by time', () => {
    const parsed = kitty(3).type('a\x1b[D').wait(200);
    expect(parsed.take()).toEqual(['down a', 'text "a"', 'down left', 'gone a']);
  });
});

describe('Ctrl+C', () => {
  it.each([
    ['\x03', true],
    ['\x1b[?31u\x1b[99;5u', true],
    ['\x1b[?31u\x1b[99;69u', true], // caps lock is on
    ['\x1b[?31u\x1b[1089::99;5u', true], // on a Cyrillic layout
    ['\x1b[?31u\x1b[99;6u', false], // Ctrl+Shift+C copies
    ['\x1b[?31u\x1b[106::99;5u', false], // Dvorak: Ctrl+J at the place of C
    ['\x1b[?31u\x1b[99;5:3u', false],
    ['\x1b\x03', false],
  ])('%j: %s', (bytes, quits) => expect(new Parsed().type(bytes).take().includes('QUIT')).toBe(quits));

  it('held down it quits once', () => {
    const parsed = new Parsed();
    for (let i = 0; i < 10; i++) parsed.type('\x03').wait(33);
    expect(parsed.take().filter((line) => line === 'QUIT')).toHaveLength(1);
  });
});
