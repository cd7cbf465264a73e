// What a character or a control sequence says about a key. Knows the tables and the bits of modifiers; knows no time and
// not what is held: that is keyboard.ts.
import {
  type Key,
  KMOD_ALT,
  KMOD_CAPS,
  KMOD_CTRL,
  KMOD_LALT,
  KMOD_LCTRL,
  KMOD_LMETA,
  KMOD_LSHIFT,
  KMOD_META,
  KMOD_NONE,
  KMOD_NUM,
} from '../../events-keyboard.ts';
import {
  CSI_LETTERS,
  KITTY_CODES,
  LINUX_LETTERS,
  RXVT_ARROWS,
  SS3_LETTERS,
  TILDE_NUMBERS,
  usageOf,
} from './key-codes.ts';
import type { SequenceKind } from './tokenizer.ts';

/** One report of a key. */
export interface Stroke {
  /** Which key; `''` when there is text without a key. */
  readonly key: Key;
  /** The modifiers as the terminal tells them; it does not say which side. */
  readonly mod: number;
  /** What it types, `''` for nothing. */
  readonly text: string;
  /** The USB usage number, 0 where it is not known. */
  readonly scancode: number;
  /** `tap`: a press, and no word will come of its end. */
  readonly phase: 'press' | 'repeat' | 'release' | 'tap';
}

/** Which of kitty's enhancements the terminal has switched on: the answer to `CSI ? u`. */
export const REPORT_EVENTS = 2;
const REPORT_ALTERNATES = 4;
const REPORT_TEXT = 16;

/** Characters whose key has another name. */
const CHARACTERS: ReadonlyMap<string, Key> = /* @__PURE__ */ new Map([
  [' ', 'space'],
  ['\r', 'return'],
  ['\n', 'return'],
  ['\t', 'tab'],
  ['\b', 'backspace'],
  ['\x7f', 'backspace'],
  ['\x1b', 'escape'],
]);

/** A character as terminals without kitty's protocol send a key. */
export function characterStroke(char: string, alt: boolean): Stroke {
  const altMod = alt ? KMOD_LALT : KMOD_NONE;
  const named = CHARACTERS.get(char);
  if (named !== undefined)
    return { key: named, mod: altMod, text: char === ' ' && !alt ? char : '', scancode: 0, phase: 'tap' };
  const code = char.charCodeAt(0);
  if (code < 0x20) {
    // Ctrl and a key of 0x40 to 0x5f, lower case for letters. Ctrl+Space is what keyboards have for 0.
    const key = code === 0 ? 'space' : String.fromCharCode(code < 27 ? code + 0x60 : code + 0x40);
    return { key, mod: altMod | KMOD_LCTRL, text: '', scancode: 0, phase: 'tap' };
  }
  const key = unshifted(char);
  return {
    key,
    mod: altMod | (key === char ? KMOD_NONE : KMOD_LSHIFT),
    text: alt ? '' : char,
    scancode: 0,
    phase: 'tap',
  };
}

/** A control sequence as a key; `undefined` when it is none. `flags`: kitty's enhancements, 0 for none. */
export function sequenceStroke(
  kind: SequenceKind,
  params: string,
  final: string,
  alt: boolean,
  flags: number,
): Stroke | undefined {
  if (kind === 'linux') return plain(LINUX_LETTERS.get(final), alt, 1);
  if (kind === 'ss3') {
    // Some terminals put the modifiers before the letter.
    const mods = /^(?:1;)?(\d{1,3})$/.exec(params)?.[1];
    const arrow = RXVT_ARROWS.get(final);
    return arrow ? plain(arrow, alt, 5) : plain(SS3_LETTERS.get(final), alt, Number(mods ?? 1), keypadText(final));
  }
  if (!/^[\d:;]*$/.test(params)) return undefined;
  const fields = params.split(';').map((field) => field.split(':').map(Number));
  const first = fields[0]?.[0] ?? 0;
  const mods = fields[1]?.[0] || 1;
  const event = fields[1]?.[1];
  const arrow = RXVT_ARROWS.get(final);
  if (arrow !== undefined) return plain(arrow, alt, 2);
  if (final === 'Z') return plain('tab', alt, ((mods - 1) | 1) + 1);
  if (final === '$' || final === '^' || final === '@')
    return plain(TILDE_NUMBERS.get(first), alt, final === '$' ? 2 : final === '^' ? 5 : 6);
  if (final === 'u') return coded(fields, mods, flags);
  // xterm's modifyOtherKeys: CSI 27 ; modifiers ; character ~
  if (final === '~' && first === 27) return coded([fields[2] ?? []], mods, 0);
  const key = final === '~' ? TILDE_NUMBERS.get(first) : first <= 1 ? CSI_LETTERS.get(final) : undefined;
  if (key === undefined) return undefined;
  return {
    key,
    mod: modifiers(mods) | (alt ? KMOD_LALT : 0),
    text: '',
    scancode: flags & REPORT_ALTERNATES ? usageOf(key) : 0,
    phase: phaseOf(event, flags),
  };
}

/** `CSI key:shifted:base ; modifiers:event ; text u`, kitty's own form. */
function coded(fields: readonly (readonly number[])[], mods: number, flags: number): Stroke | undefined {
  const [code = 0, shifted = 0, base = 0] = fields[0] ?? [];
  const mod = modifiers(mods);
  const char = characterOf(code);
  const key = KITTY_CODES.get(code) ?? unshifted(char);
  let text = (fields[2] ?? []).map(characterOf).join('');
  if ((flags & REPORT_TEXT) === 0 && (mod & (KMOD_CTRL | KMOD_ALT | KMOD_META)) === 0) {
    if (!KITTY_CODES.has(code) || code === 32) text = characterOf(shifted) || char;
  }
  if (key === '' && text === '') return undefined;
  const place = characterOf(base);
  const scancode = flags & REPORT_ALTERNATES ? usageOf(KITTY_CODES.get(base) ?? (place || key)) : 0;
  return { key, mod, text, scancode, phase: phaseOf(fields[1]?.[1], flags) };
}

function plain(key: Key | undefined, alt: boolean, mods: number, text = ''): Stroke | undefined {
  if (key === undefined) return undefined;
  return { key, mod: modifiers(mods) | (alt ? KMOD_LALT : 0), text: alt ? '' : text, scancode: 0, phase: 'tap' };
}

/** What the keypad types in application mode. */
const keypadText = (final: string): string =>
  final === 'X' ? '=' : /[j-y]/.test(final) ? (SS3_LETTERS.get(final)?.[1] ?? '') : '';

function phaseOf(event: number | undefined, flags: number): Stroke['phase'] {
  if (event === 3) return 'release';
  if (event === 2) return 'repeat';
  return flags & REPORT_EVENTS ? 'press' : 'tap';
}

/** The bits of xterm's and kitty's parameter, which is one more than their sum. Sides are not told: left stands for either. */
function modifiers(parameter: number): number {
  const bits = parameter - 1;
  return (
    (bits & 1 ? KMOD_LSHIFT : 0) |
    (bits & 2 ? KMOD_LALT : 0) |
    (bits & 4 ? KMOD_LCTRL : 0) |
    (bits & 0x28 ? KMOD_LMETA : 0) |
    (bits & 0x40 ? KMOD_CAPS : 0) |
    (bits & 0x80 ? KMOD_NUM : 0)
  );
}

/** A printable character of that code point, else `''`. */
function characterOf(code: number | undefined): string {
  if (code === undefined || !(code >= 0x20 && code <= 0x10ffff)) return '';
  if ((code >= 0x7f && code <= 0x9f) || (code >= 0xd800 && code <= 0xdfff)) return '';
  return String.fromCodePoint(code);
}

/** The letter's key: lower case, where that is one character that has no other upper case. */
function unshifted(char: string): string {
  const lower = char.toLowerCase();
  return lower.length === char.length && lower.toUpperCase() === char ? lower : char;
}
