// Names and places of keys are pygame's, taken down from pygame-ce 2.5.8: for each place (SDL scancode, which is the USB usage
// number), the name of the key that a US keyboard has there.
import { describe, expect, it } from 'vitest';
import { scancodeOf, usKey } from '../../../../src/event/input/dom/key-codes.ts';
import { KeyNames } from '../../../../src/event/input/dom/key-names.ts';
import * as names from '../../../../src/event/input/keys.ts';
import { signal } from './tools.ts';

const PYGAME = `4=a 5=b 6=c 7=d 8=e 9=f 10=g 11=h 12=i 13=j 14=k 15=l 16=m 17=n 18=o 19=p 20=q 21=r 22=s 23=t 24=u 25=v 26=w 27=x 28=y 29=z
30=1 31=2 32=3 33=4 34=5 35=6 36=7 37=8 38=9 39=0 40=return 41=escape 42=backspace 43=tab 44=space 45=- 46== 47=[ 48=] 49=\\
51=; 52=' 53=\` 54=, 55=. 56=/ 57=caps_lock 58=f1 59=f2 60=f3 61=f4 62=f5 63=f6 64=f7 65=f8 66=f9 67=f10 68=f11 69=f12 70=print_screen
71=scroll_lock 72=break 73=insert 74=home 75=page_up 76=delete 77=end 78=page_down 79=right 80=left 81=down 82=up 83=numlock 84=[/]
85=[*] 86=[-] 87=[+] 88=enter 89=[1] 90=[2] 91=[3] 92=[4] 93=[5] 94=[6] 95=[7] 96=[8] 97=[9] 98=[0] 99=[.] 102=power 103=equals
104=f13 105=f14 106=f15 117=help 224=left_ctrl 225=left_shift 226=left_alt 227=left_meta 228=right_ctrl 229=right_shift
230=right_alt 231=right_meta`;

/** Each `code` of a PC keyboard with the `key` that a US layout has there (W3C UI Events). */
const KEYS: readonly (readonly [code: string, key: string])[] = [
  ...[...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'].map((letter) => [`Key${letter}`, letter.toLowerCase()] as const),
  ...[...'1234567890'].map((digit) => [`Digit${digit}`, digit] as const),
  ...Array.from({ length: 15 }, (_, i) => [`F${i + 1}`, `F${i + 1}`] as const),
  ...[...'1234567890'].map((digit) => [`Numpad${digit}`, digit] as const),
  ...`Minus - Equal = BracketLeft [ BracketRight ] Backslash \\ Semicolon ; Quote ' Backquote \` Comma , Period . Slash /
    Enter Enter Escape Escape Backspace Backspace Tab Tab CapsLock CapsLock PrintScreen PrintScreen ScrollLock ScrollLock Pause Pause
    Insert Insert Home Home PageUp PageUp Delete Delete End End PageDown PageDown ArrowRight ArrowRight ArrowLeft ArrowLeft
    ArrowDown ArrowDown ArrowUp ArrowUp NumLock NumLock NumpadDivide / NumpadMultiply * NumpadSubtract - NumpadAdd +
    NumpadEnter Enter NumpadDecimal . NumpadEqual = Power Power Help Help ControlLeft Control ShiftLeft Shift AltLeft Alt MetaLeft Meta
    ControlRight Control ShiftRight Shift AltRight Alt MetaRight Meta`
    .trim()
    .split(/\s+/)
    .flatMap((word, i, words) => (i % 2 === 0 ? [[word, words[i + 1] ?? ''] as const] : [])),
  ['Space', ' '],
];

const named = (key: string, code: string, held = {}, mac = false): string =>
  new KeyNames(mac).nameOf(signal(key, code, held));

describe('the names of keys', () => {
  it('each place on a US keyboard has the name and number that pygame gives it', () => {
    const ours = KEYS.map(([code, key]) => `${scancodeOf(code)}=${named(key, code).replace(/(?<=.) (?=.)/g, '_')}`);
    expect(ours.sort()).toEqual(PYGAME.split(/\s+/).sort());
  });

  it('and is called so with shift too, and on the keypad without num lock', () => {
    for (const [code, plain] of KEYS) {
      const shifted = usKey(code)?.[1];
      if (shifted !== undefined) expect(named(shifted, code, { shift: true }), code).toBe(named(plain, code));
    }
    expect(named('ArrowLeft', 'Numpad4')).toBe('[4]');
    expect(named('Delete', 'NumpadDecimal')).toBe('[.]');
    expect(named('Clear', 'Numpad5')).toBe('[5]');
  });

  it('every constant but those that no browser tells is reached', () => {
    const reached = new Set(KEYS.map(([code, key]) => named(key, code)));
    for (const key of ['AltGraph', 'ContextMenu', 'Clear', 'BrowserBack']) reached.add(named(key, ''));
    for (const sign of '!"#$%&()*+:<>?@^_') reached.add(named(sign, 'IntlBackslash'));
    expect(Object.values(names).filter((name) => !reached.has(name))).toEqual(['sys req']);
  });

  it('they follow the layout, not the place', () => {
    expect(named('a', 'KeyQ')).toBe('a');
    expect(named('A', 'KeyQ', { shift: true })).toBe('a');
    expect(named('é', 'Digit2')).toBe('é');
    expect(named('ф', 'KeyA')).toBe('ф');
    expect(named('A', 'KeyQ', { CapsLock: true })).toBe('a');
  });

  it('a sign with shift keeps its name once the layout is known, told or typed', () => {
    const german = new KeyNames(false);
    expect(german.nameOf(signal('/', 'Digit7', { shift: true }))).toBe('/');
    german.learn([['Digit7', '7']]);
    expect(german.nameOf(signal('/', 'Digit7', { shift: true }))).toBe('7');
    const french = new KeyNames(false);
    expect(french.nameOf(signal('à', 'Digit0'))).toBe('à');
    expect(french.nameOf(signal('0', 'Digit0', { shift: true }))).toBe('à');
  });

  it('AltGr, the Mac’s alt, accents and input methods do not rename a key', () => {
    expect(named('@', 'KeyQ', { AltGraph: true })).toBe('q');
    expect(named('å', 'KeyA', { alt: true }, true)).toBe('a');
    expect(named('Dead', 'BracketLeft')).toBe('[');
    expect(named('Process', 'KeyA')).toBe('a');
    expect(named('Unidentified', '')).toBe('');
    expect(named('LaunchMail', '')).toBe('LaunchMail');
  });
});
