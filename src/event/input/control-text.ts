// What a key gives as `unicode` when it types no text, as in pygame. Knows key names and modifier bits; knows no source
// of keys: terminal and page have to agree on it.
import { type Key, KMOD_CTRL } from '../events-keyboard.ts';

const CONTROLS: ReadonlyMap<Key, string> = /* @__PURE__ */ new Map([
  ['return', '\r'],
  ['enter', '\r'],
  ['tab', '\t'],
  ['backspace', '\b'],
  ['escape', '\x1b'],
  ['delete', '\x7f'],
]);

/** The control character of a key that types no text: `'\r'` for return, `'\x01'` for Ctrl+A; `''` when it has none. */
export function controlText(key: Key, mod: number): string {
  if ((mod & KMOD_CTRL) !== 0 && /^[a-z]$/.test(key)) return String.fromCharCode(key.charCodeAt(0) & 0x1f);
  return CONTROLS.get(key) ?? '';
}
