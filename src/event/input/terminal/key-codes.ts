// Tables: which key a terminal means by a number or letter (xterm ctlseqs, rxvt, the Linux console, kitty's keyboard
// protocol). Knows key names only; what a sequence looks like is told in strokes.ts.
import type { Key } from '../../events-keyboard.ts';

type Table<K> = ReadonlyMap<K, Key>;

/** Last letter of `CSI … letter`, with or without modifiers. */
export const CSI_LETTERS: Table<string> = /* @__PURE__ */ new Map([
  ['A', 'up'],
  ['B', 'down'],
  ['C', 'right'],
  ['D', 'left'],
  ['E', '[5]'],
  ['F', 'end'],
  ['H', 'home'],
  ['P', 'f1'],
  ['Q', 'f2'],
  ['R', 'f3'],
  ['S', 'f4'],
  ['Z', 'tab'],
]);

/** rxvt: `CSI letter` with shift, `SS3 letter` with control. */
export const RXVT_ARROWS: Table<string> = /* @__PURE__ */ new Map([
  ['a', 'up'],
  ['b', 'down'],
  ['c', 'right'],
  ['d', 'left'],
]);

/** Last letter of `SS3 letter`: cursor keys in application mode, F1 to F4, the keypad in application mode. */
export const SS3_LETTERS: Table<string> = /* @__PURE__ */ new Map([
  ['A', 'up'],
  ['B', 'down'],
  ['C', 'right'],
  ['D', 'left'],
  ['E', '[5]'],
  ['F', 'end'],
  ['H', 'home'],
  ['P', 'f1'],
  ['Q', 'f2'],
  ['R', 'f3'],
  ['S', 'f4'],
  ['M', 'enter'],
  ['X', 'equals'],
  ['j', '[*]'],
  ['k', '[+]'],
  ['m', '[-]'],
  ['n', '[.]'],
  ['o', '[/]'],
  ['p', '[0]'],
  ['q', '[1]'],
  ['r', '[2]'],
  ['s', '[3]'],
  ['t', '[4]'],
  ['u', '[5]'],
  ['v', '[6]'],
  ['w', '[7]'],
  ['x', '[8]'],
  ['y', '[9]'],
]);

/** Last letter of the Linux console's `CSI [ letter`. */
export const LINUX_LETTERS: Table<string> = /* @__PURE__ */ new Map([
  ['A', 'f1'],
  ['B', 'f2'],
  ['C', 'f3'],
  ['D', 'f4'],
  ['E', 'f5'],
]);

/** Number of `CSI number ~`. */
export const TILDE_NUMBERS: Table<number> = /* @__PURE__ */ new Map([
  [1, 'home'],
  [2, 'insert'],
  [3, 'delete'],
  [4, 'end'],
  [5, 'page up'],
  [6, 'page down'],
  [7, 'home'],
  [8, 'end'],
  [11, 'f1'],
  [12, 'f2'],
  [13, 'f3'],
  [14, 'f4'],
  [15, 'f5'],
  [17, 'f6'],
  [18, 'f7'],
  [19, 'f8'],
  [20, 'f9'],
  [21, 'f10'],
  [23, 'f11'],
  [24, 'f12'],
  [25, 'f13'],
  [26, 'f14'],
  [28, 'f15'],
  [29, 'menu'],
  [31, 'f17'],
  [32, 'f18'],
  [33, 'f19'],
  [34, 'f20'],
  [57427, '[5]'],
]);

/** kitty's keypad, 57399 to 57426 in a row: the digits, the signs, and the same keys without num lock. */
const KEYPAD = '0 1 2 3 4 5 6 7 8 9 . / * - +'
  .split(' ')
  .map((sign) => `[${sign}]`)
  .concat('enter', 'equals', ',', ...'4 6 8 2 9 3 7 1 0 .'.split(' ').map((sign) => `[${sign}]`));

/** kitty's modifier keys, 57441 to 57453 in a row. Hyper is no key of pygame's. */
const MODIFIERS = [
  'left shift',
  'left ctrl',
  'left alt',
  'left meta',
  'left hyper',
  'left meta',
  'right shift',
  'right ctrl',
  'right alt',
  'right meta',
  'right hyper',
  'right meta',
  'alt gr',
];

const MEDIA = [
  'AudioPlay',
  'AudioPause',
  'AudioPlay',
  'AudioReverse',
  'AudioStop',
  'AudioFastForward',
  'AudioRewind',
].concat('AudioNext', 'AudioPrev', 'AudioRecord', 'VolumeDown', 'VolumeUp', 'AudioMute');

/** Number of `CSI number u`, for keys that type no text (kitty, "Functional key definitions"). */
export const KITTY_CODES: Table<number> = /* @__PURE__ */ new Map<number, Key>([
  [9, 'tab'],
  [13, 'return'],
  [27, 'escape'],
  [32, 'space'],
  [127, 'backspace'],
  [57358, 'caps lock'],
  [57359, 'scroll lock'],
  [57360, 'numlock'],
  [57361, 'print screen'],
  [57362, 'break'],
  [57363, 'menu'],
  ...Array.from({ length: 23 }, (_, i): [number, Key] => [57376 + i, `f${13 + i}`]),
  ...KEYPAD.map((key, i): [number, Key] => [57399 + i, key]),
  [57427, '[5]'],
  ...MEDIA.map((key, i): [number, Key] => [57428 + i, key]),
  ...MODIFIERS.map((key, i): [number, Key] => [57441 + i, key]),
  [57454, 'alt gr'],
]);

/** Where a key is, as its USB usage number (HID usage tables, page 7), by its name on a PC-101 keyboard. */
const USAGES: ReadonlyMap<Key, number> = /* @__PURE__ */ usages();

/** The USB usage number of the key of that name on a PC-101 keyboard; 0 for none. */
export const usageOf = (key: Key): number => USAGES.get(key) ?? 0;

function usages(): ReadonlyMap<Key, number> {
  const rows: readonly [number, string][] = [
    [4, 'a b c d e f g h i j k l m n o p q r s t u v w x y z 1 2 3 4 5 6 7 8 9 0'],
    [40, 'return escape backspace tab space - = [ ] \\'],
    [51, "; ' ` , . / caps_lock f1 f2 f3 f4 f5 f6 f7 f8 f9 f10 f11 f12 print_screen scroll_lock break insert"],
    [74, 'home page_up delete end page_down right left down up numlock [/] [*] [-] [+] enter'],
    [89, '[1] [2] [3] [4] [5] [6] [7] [8] [9] [0] [.]'],
    [101, 'menu'], // where keyboards have it: SDL_SCANCODE_APPLICATION; 118, SDL_SCANCODE_MENU, is another key that few have
    [103, 'equals f13 f14 f15 f16 f17 f18 f19 f20 f21 f22 f23 f24'],
    [224, 'left_ctrl left_shift left_alt left_meta right_ctrl right_shift right_alt right_meta'],
  ];
  const found = new Map<Key, number>();
  for (const [first, names] of rows)
    for (const [i, name] of names.split(' ').entries()) found.set(name.replace('_', ' '), first + i);
  return found;
}
