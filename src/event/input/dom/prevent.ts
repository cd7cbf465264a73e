// Which keys the page does not get: those that would scroll it or move the focus away from the game. Knows names of keys;
// asks no event to do anything.
import type { Key } from '../../events-keyboard.ts';

/** Keys that scroll the page, move the focus within it, or open the browser's menu. */
export const SCROLLS_OR_MOVES_FOCUS: readonly Key[] = [
  'space',
  'up',
  'down',
  'left',
  'right',
  'page up',
  'page down',
  'home',
  'end',
  'tab',
  'left alt',
  'right alt',
  'f10',
];

/** What the browser does with the keypad when num lock is off. */
const KEYPAD_MOVES: ReadonlySet<string> = /* @__PURE__ */ new Set([
  'ArrowUp',
  'ArrowDown',
  'ArrowLeft',
  'ArrowRight',
  'PageUp',
  'PageDown',
  'Home',
  'End',
]);

/** What is asked about a key. */
interface Asked {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
}

/** True when the browser is to do nothing with the key. With ctrl, alt or meta it always may: those are its shortcuts. */
export function isKept(name: Key, signal: Asked, kept: ReadonlySet<Key>): boolean {
  const itself = /ctrl$|alt$|meta$/.test(name);
  if (!itself && (signal.ctrlKey || signal.altKey || signal.metaKey)) return false;
  if (kept.has(name)) return true;
  return name.startsWith('[') && KEYPAD_MOVES.has(signal.key) && kept.has(moveName(signal.key));
}

const moveName = (key: string): Key => key.replace('Arrow', '').replace('Page', 'page ').toLowerCase();
