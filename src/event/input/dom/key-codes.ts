// Tables: where a key is and what it is called, by KeyboardEvent's `code` and `key` (W3C UI Events code and key values, HID
// usage tables page 7, SDL's names as pygame.key.name() gives them). Knows key names only; layouts are key-names.ts' affair.
import type { Key } from '../../events-keyboard.ts';

/** Codes in the order of their USB usage numbers, beginning at each row's number. A letter, digit or F key is short for its code. */
const PLACES: readonly (readonly [first: number, codes: string])[] = [
  [4, 'A B C D E F G H I J K L M N O P Q R S T U V W X Y Z 1 2 3 4 5 6 7 8 9 0'],
  [40, 'Enter Escape Backspace Tab Space Minus Equal BracketLeft BracketRight Backslash'],
  [51, 'Semicolon Quote Backquote Comma Period Slash CapsLock F1 F2 F3 F4 F5 F6 F7 F8 F9 F10 F11 F12'],
  [70, 'PrintScreen ScrollLock Pause Insert Home PageUp Delete End PageDown ArrowRight ArrowLeft ArrowDown ArrowUp'],
  [83, 'NumLock NumpadDivide NumpadMultiply NumpadSubtract NumpadAdd NumpadEnter'],
  [89, 'Numpad1 Numpad2 Numpad3 Numpad4 Numpad5 Numpad6 Numpad7 Numpad8 Numpad9 Numpad0 NumpadDecimal'],
  [100, 'IntlBackslash ContextMenu Power NumpadEqual F13 F14 F15 F16 F17 F18 F19 F20 F21 F22 F23 F24 Open Help'],
  [119, 'Select'],
  [121, 'Again Undo Cut Copy Paste Find AudioVolumeMute AudioVolumeUp AudioVolumeDown'],
  [133, 'NumpadComma'],
  [135, 'IntlRo KanaMode IntlYen Convert NonConvert'],
  [144, 'Lang1 Lang2 Lang3 Lang4'],
  [182, 'NumpadParenLeft NumpadParenRight'],
  [224, 'ControlLeft ShiftLeft AltLeft MetaLeft ControlRight ShiftRight AltRight MetaRight'],
];

const SCANCODES: ReadonlyMap<string, number> = /* @__PURE__ */ scancodes();

/** The place of a key as its USB usage number, by `code`; 0 for a code that has none (most media keys). */
export const scancodeOf = (code: string): number => SCANCODES.get(code) ?? 0;

function scancodes(): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const [first, codes] of PLACES)
    for (const [i, short] of codes.split(' ').entries()) {
      const code = short.length > 1 ? short : short >= 'A' ? `Key${short}` : `Digit${short}`;
      found.set(code, first + i);
    }
  return found;
}

/** Keys of the keypad: their names do not follow num lock. */
export const KEYPAD: ReadonlyMap<string, Key> = /* @__PURE__ */ new Map([
  ...Array.from({ length: 10 }, (_, i): [string, Key] => [`Numpad${i}`, `[${i}]`]),
  ['NumpadDivide', '[/]'],
  ['NumpadMultiply', '[*]'],
  ['NumpadSubtract', '[-]'],
  ['NumpadAdd', '[+]'],
  ['NumpadDecimal', '[.]'],
  ['NumpadEnter', 'enter'],
  ['NumpadEqual', 'equals'],
  ['NumpadComma', ','],
]);

/** Keys that type nothing, by `key`. */
export const NAMED: ReadonlyMap<string, Key> = /* @__PURE__ */ new Map<string, Key>([
  [' ', 'space'],
  ['Enter', 'return'],
  ['Escape', 'escape'],
  ['Backspace', 'backspace'],
  ['Tab', 'tab'],
  ['Delete', 'delete'],
  ['Insert', 'insert'],
  ['Clear', 'clear'],
  ['ArrowUp', 'up'],
  ['ArrowDown', 'down'],
  ['ArrowLeft', 'left'],
  ['ArrowRight', 'right'],
  ['Home', 'home'],
  ['End', 'end'],
  ['PageUp', 'page up'],
  ['PageDown', 'page down'],
  ...Array.from({ length: 24 }, (_, i): [string, Key] => [`F${i + 1}`, `f${i + 1}`]),
  ['AltGraph', 'alt gr'],
  ['CapsLock', 'caps lock'],
  ['NumLock', 'numlock'],
  ['ScrollLock', 'scroll lock'],
  ['PrintScreen', 'print screen'],
  ['Pause', 'break'],
  ['ContextMenu', 'menu'],
  ['Help', 'help'],
  ['Power', 'power'],
  ['BrowserBack', 'AC Back'],
  ['GoBack', 'AC Back'],
  ['MediaPlayPause', 'AudioPlay'],
  ['MediaStop', 'AudioStop'],
  ['MediaTrackNext', 'AudioNext'],
  ['MediaTrackPrevious', 'AudioPrev'],
  ['AudioVolumeUp', 'VolumeUp'],
  ['AudioVolumeDown', 'VolumeDown'],
  ['AudioVolumeMute', 'AudioMute'],
]);

/** Keys that there are two of, by `key`: the name without its side. */
export const SIDED: ReadonlyMap<string, string> = /* @__PURE__ */ new Map([
  ['Shift', 'shift'],
  ['Control', 'ctrl'],
  ['Alt', 'alt'],
  ['Meta', 'meta'],
  ['OS', 'meta'],
]);

const SIGNS: readonly (readonly [code: string, plain: string, shifted: string])[] = [
  ...[...')!@#$%^&*('].map((shifted, i) => [`Digit${i}`, String(i), shifted] as const),
  ['Minus', '-', '_'],
  ['Equal', '=', '+'],
  ['BracketLeft', '[', '{'],
  ['BracketRight', ']', '}'],
  ['Backslash', '\\', '|'],
  ['Semicolon', ';', ':'],
  ['Quote', "'", '"'],
  ['Backquote', '`', '~'],
  ['Comma', ',', '<'],
  ['Period', '.', '>'],
  ['Slash', '/', '?'],
];

const US: ReadonlyMap<string, readonly [plain: string, shifted: string]> = /* @__PURE__ */ new Map(
  SIGNS.map(([code, plain, shifted]) => [code, [plain, shifted]]),
);

/** What the key at that place types on a US keyboard, without and with shift; `undefined` when it types nothing. */
export function usKey(code: string): readonly [plain: string, shifted: string] | undefined {
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  return letter === undefined ? US.get(code) : [letter.toLowerCase(), letter];
}
