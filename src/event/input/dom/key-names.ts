// What a key is called: KeyboardEvent in, pygame's name out. A browser tells the character with shift in it; the name is
// the one without, so what the layout has there is learned. Knows no held keys and no events.
import type { Key } from '../../events-keyboard.ts';
import { KEYPAD, NAMED, SIDED, usKey } from './key-codes.ts';
import type { KeySignal } from './signals.ts';

/** Layouts learned beyond this many keys are forgotten: no keyboard has so many. */
const MAX_LEARNED = 256;

/** The names of the keys of one keyboard. */
export class KeyNames {
  readonly #mac: boolean;
  /** What a key types without modifiers, by its place. */
  readonly #learned = new Map<string, string>();

  /** @param mac - there the alt key types other characters. */
  constructor(mac: boolean) {
    this.#mac = mac;
  }

  /** The layout as the browser tells it (Chromium's `navigator.keyboard`): what a key types without modifiers, by `code`. */
  learn(layout: Iterable<readonly [code: string, text: string]>): void {
    for (const [code, text] of layout) this.#note(code, text);
  }

  /** The name of the key; `''` for one that has none. */
  nameOf(signal: KeySignal): Key {
    const { key, code } = signal;
    const keypad = KEYPAD.get(code);
    if (keypad !== undefined) return keypad;
    const side = SIDED.get(key);
    if (side !== undefined) return `${signal.location === 2 || code.endsWith('Right') ? 'right' : 'left'} ${side}`;
    const named = NAMED.get(key);
    if (named !== undefined) return named;
    // Dead (an accent), Process (an input method has it), Unidentified: the key by its place.
    if (!typesText(key)) return this.#byPlace(code) ?? (UNTOLD.has(key) ? '' : key);
    return this.#character(signal);
  }

  #character(signal: KeySignal): Key {
    const { key, code } = signal;
    const plain = lowerCase(key);
    if (signal.getModifierState('AltGraph') || (this.#mac && signal.altKey)) return this.#byPlace(code) ?? plain;
    if (!signal.shiftKey) {
      this.#note(code, plain);
      return plain;
    }
    const learned = this.#learned.get(code);
    if (learned !== undefined) return learned;
    const us = usKey(code);
    return us !== undefined && us[1] === key ? us[0] : plain;
  }

  #byPlace(code: string): Key | undefined {
    return this.#learned.get(code) ?? usKey(code)?.[0];
  }

  #note(code: string, text: string): void {
    if (code === '' || (this.#learned.size >= MAX_LEARNED && !this.#learned.has(code))) return;
    this.#learned.set(code, lowerCase(text));
  }
}

/** Values of `key` that say nothing. */
const UNTOLD: ReadonlySet<string> = /* @__PURE__ */ new Set(['Dead', 'Process', 'Unidentified', '']);

/** True for a `key` that is what the key types, not its name: names begin with a capital and are longer than a character. */
export const typesText = (key: string): boolean => key !== '' && !/^[A-Z][A-Za-z0-9]+$/.test(key);

/** Of `İ` the lower case is two characters: then it is left as it is. */
function lowerCase(text: string): string {
  const lower = text.toLowerCase();
  return lower.length === text.length ? lower : text;
}
