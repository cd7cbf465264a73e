// KeyboardEvents in, KEYDOWN, KEYUP and text out: what is held, what it types, and that nothing stays held.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainText } from '../../../../src/event/input/dom/plain-text.ts';
import { isKept, SCROLLS_OR_MOVES_FOCUS } from '../../../../src/event/input/dom/prevent.ts';
import { KeyState } from '../../../../src/event/input/state.ts';
import { Board, signal } from './tools.ts';

describe('Keyboard', () => {
  it('a key goes down, types, repeats, goes up', () => {
    const board = new Board().down('a', 'KeyA').down('a', 'KeyA', {}, { repeat: true }).up('a', 'KeyA');
    expect(board.events).toEqual([
      { type: 'KEYDOWN', key: 'a', mod: 0, unicode: 'a', scancode: 4, repeat: false, time: 0 },
      { type: 'TEXTINPUT', text: 'a', time: 0 },
      { type: 'KEYDOWN', key: 'a', mod: 0, unicode: 'a', scancode: 4, repeat: true, time: 1 },
      { type: 'TEXTINPUT', text: 'a', time: 1 },
      { type: 'KEYUP', key: 'a', mod: 0, unicode: 'a', scancode: 4, time: 2 },
    ]);
  });

  it('`mod` is what is held after the event, with its side', () => {
    const board = new Board()
      .down('Shift', 'ShiftRight', { shift: true })
      .down('A', 'KeyA', { shift: true })
      .up('Shift', 'ShiftRight')
      .up('a', 'KeyA');
    expect(board.take()).toEqual([
      'down rshift+right shift @229',
      'down rshift+a @4',
      'text "A"',
      'up right shift',
      'up a',
    ]);
    expect(new Board().down('a', 'KeyA', { shift: true, CapsLock: true, NumLock: true }).take()).toEqual([
      'down shift+num+caps+a @4',
      'text "a"',
    ]);
  });

  it('a key whose name changes while it is held goes up under the name it went down with', () => {
    const board = new Board().down('?', 'Minus', { shift: true }).up('ß', 'Minus');
    expect(board.take()).toEqual(['down shift+? @45', 'text "?"', 'up ?']);
    const other = new Board().down('?', 'Minus', { shift: true }).down('ß', 'Minus', {}, { repeat: true });
    expect(other.up('ß', 'Minus').take()).toEqual(['down shift+? @45', 'text "?"', 'again ? @45', 'text "ß"', 'up ?']);
  });

  it('`unicode` is as in pygame: control characters, nothing with alt', () => {
    const board = new Board()
      .down('c', 'KeyC', { ctrl: true })
      .down('Enter', 'Enter')
      .down('x', 'KeyX', { alt: true })
      .down('v', 'KeyV', { meta: true });
    expect(board.events.map((event) => (event.type === 'KEYDOWN' ? event.unicode : event.type))).toEqual([
      '\x03',
      '\r',
      '',
      '',
    ]);
  });

  it('AltGr types; Windows’ control key before it does not stay held', () => {
    const board = new Board()
      .down('Control', 'ControlLeft', { ctrl: true })
      .down('AltGraph', 'AltRight', { AltGraph: true })
      .down('@', 'KeyQ', { AltGraph: true });
    expect(board.take()).toEqual([
      'down ctrl+left ctrl @224',
      'down mode+alt gr @230',
      'gone mode+left ctrl',
      'down mode+q @20',
      'text "@"',
    ]);
    expect(board.up('@', 'KeyQ', { AltGraph: true }).up('AltGraph', 'AltRight').take()).toEqual([
      'up mode+q',
      'up alt gr',
    ]);
  });

  it('macOS: alt types, caps lock is a tap each time, and keys held with command go up with it', () => {
    const mac = new Board(true).down('å', 'KeyA', { alt: true });
    expect(mac.take()).toEqual(['down alt+a @4', 'text "å"']);
    mac.up('å', 'KeyA', { alt: true }).take();
    expect(mac.down('CapsLock', 'CapsLock', { CapsLock: true }).take()).toEqual([
      'down caps+caps lock @57',
      'up caps+caps lock',
    ]);
    expect(mac.up('CapsLock', 'CapsLock').take()).toEqual(['down caps lock @57', 'up caps lock']);
    mac.down('Meta', 'MetaLeft', { meta: true }).down('s', 'KeyS', { meta: true });
    expect(mac.up('Meta', 'MetaLeft').take().slice(2)).toEqual(['up left meta', 'gone s']);
  });

  it('what an input method has taken is no key; its text is told as it grows and when it is done', () => {
    const board = new Board().down('Process', 'KeyK').down('k', 'KeyK', {}, { isComposing: true }).up('k', 'KeyK');
    expect(board.take()).toEqual([]);
    board.keyboard.edit('か', 1, 0, 1);
    board.keyboard.edit('', 0, 0, 2);
    board.keyboard.edit('', 0, 0, 2);
    board.keyboard.text('か', 2);
    expect(board.take()).toEqual(['edit "か" 1+0', 'edit "" 0+0', 'text "か"']);
  });

  it('a keydown that a form made up is no key', () => {
    expect(new Board().down('Unidentified', '').down('', '').take()).toEqual([]);
  });

  it('when the focus goes, all keys go up and say that it is made up; a late keyup is nothing', () => {
    const board = new Board().down('Shift', 'ShiftLeft', { shift: true }).down('W', 'KeyW', { shift: true });
    board.take();
    board.keyboard.edit('n', 1, 0, 5);
    board.keyboard.releaseAll(9);
    expect(board.take()).toEqual(['edit "n" 1+0', 'gone left shift', 'gone w', 'edit "" 0+0']);
    expect(board.up('w', 'KeyW').take()).toEqual([]);
    // Still held when the focus is back: the system repeats it, and that is the first the game hears of it.
    expect(board.down('w', 'KeyW', {}, { repeat: true }).take()).toEqual(['down w @26', 'text "w"']);
  });

  it('whatever comes, presses and releases alternate, at most 64 keys are held, and all are up in the end', () => {
    const codes = [
      'KeyA',
      'KeyB',
      'Digit1',
      'ShiftLeft',
      'ShiftRight',
      'AltRight',
      'ControlLeft',
      'CapsLock',
      'Numpad1',
      'MetaLeft',
      '',
    ];
    const step = fc.record({
      up: fc.boolean(),
      key: fc.oneof(
        fc.constantFrom('a', 'A', '!', 'Shift', 'Control', 'AltGraph', 'Meta', 'CapsLock', 'Dead', 'Process', ''),
        fc.string(),
      ),
      code: fc.oneof(fc.constantFrom(...codes), fc.integer({ min: 0, max: 99 }).map(String)),
      shift: fc.boolean(),
      ctrl: fc.boolean(),
      meta: fc.boolean(),
      AltGraph: fc.boolean(),
      repeat: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), fc.boolean(), (steps, mac) => {
        const board = new Board(mac);
        for (const { up, key, code, repeat, ...held } of steps)
          if (up) board.up(key, code, held);
          else board.down(key, code, held, { repeat });
        board.keyboard.releaseAll(board.now);
        const held = new Map<string, number>();
        const state = new KeyState();
        let most = 0;
        for (const event of board.events) {
          state.feed(event);
          if (event.type !== 'KEYDOWN' && event.type !== 'KEYUP') continue;
          // Two places may have keys of one name; one place has one key at a time.
          const change = event.type === 'KEYUP' ? -1 : event.repeat ? 0 : 1;
          const id = `${event.key} ${event.scancode}`;
          held.set(id, (held.get(id) ?? 0) + change);
          expect(held.get(id)).toBeGreaterThanOrEqual(0);
          most = Math.max(
            most,
            [...held.values()].reduce((sum, count) => sum + count, 0),
          );
        }
        expect([...held.values()].every((count) => count === 0)).toBe(true);
        expect(most).toBeLessThanOrEqual(65);
        expect(Object.keys(state.getPressed())).toEqual([]);
      }),
    );
  });
});

describe('what the page does not get', () => {
  const kept = new Set(SCROLLS_OR_MOVES_FOCUS);
  const asked = (name: string, key: string, held = {}): boolean =>
    isKept(name, signal(key, ''), kept) && isKept(name, signal(key, '', held), kept);

  it('keys that scroll or move the focus', () => {
    for (const [name, key] of [
      ['space', ' '],
      ['up', 'ArrowUp'],
      ['page down', 'PageDown'],
      ['tab', 'Tab'],
      ['[8]', 'ArrowUp'],
      ['[9]', 'PageUp'],
      ['left alt', 'Alt'],
    ] as const)
      expect(asked(name, key), name).toBe(true);
    expect(isKept('left alt', signal('Alt', '', { alt: true }), kept)).toBe(true);
  });

  it('never a shortcut, and no other key', () => {
    for (const held of [{ ctrl: true }, { alt: true }, { meta: true }])
      for (const [name, key] of [
        ['left', 'ArrowLeft'],
        ['tab', 'Tab'],
        ['space', ' '],
      ] as const)
        expect(isKept(name, signal(key, '', held), kept)).toBe(false);
    expect(isKept('r', signal('r', '', { ctrl: true }), new Set(['r']))).toBe(false);
    for (const name of ['a', 'f5', 'escape', 'f12', '[8]', 'return'])
      expect(isKept(name, signal('8', ''), kept)).toBe(false);
  });
});

describe('plainText', () => {
  it('line ends are \\n, control characters go, a cut leaves no half character', () => {
    expect(plainText('a\r\nb\rc\td\0\x1b[e\x9f', 100)).toBe('a\nb\nc\td[e');
    expect(plainText('ab😀', 3)).toBe('ab');
    expect(plainText('ab😀', 4)).toBe('ab😀');
  });
});
