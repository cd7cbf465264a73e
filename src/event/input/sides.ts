// Which side a held modifier is on: sources tell "shift", the keys seen going down tell left or right. Knows key names and
// modifier bits; knows no source of keys.
import {
  type Key,
  KMOD_ALT,
  KMOD_CTRL,
  KMOD_LALT,
  KMOD_LCTRL,
  KMOD_LMETA,
  KMOD_LSHIFT,
  KMOD_META,
  KMOD_MODE,
  KMOD_RALT,
  KMOD_RCTRL,
  KMOD_RMETA,
  KMOD_RSHIFT,
  KMOD_SHIFT,
} from '../events-keyboard.ts';

const SIDES: ReadonlyMap<Key, readonly [own: number, family: number]> = /* @__PURE__ */ new Map([
  ['left shift', [KMOD_LSHIFT, KMOD_SHIFT]],
  ['right shift', [KMOD_RSHIFT, KMOD_SHIFT]],
  ['left ctrl', [KMOD_LCTRL, KMOD_CTRL]],
  ['right ctrl', [KMOD_RCTRL, KMOD_CTRL]],
  ['left alt', [KMOD_LALT, KMOD_ALT]],
  ['right alt', [KMOD_RALT, KMOD_ALT]],
  ['left meta', [KMOD_LMETA, KMOD_META]],
  ['right meta', [KMOD_RMETA, KMOD_META]],
  ['alt gr', [KMOD_MODE, KMOD_MODE]],
]);

const FAMILIES = [KMOD_SHIFT, KMOD_CTRL, KMOD_ALT, KMOD_META];

/** The bits of `mod` that a key stands for on both sides; 0 for a key that is no modifier. */
export const familyOf = (key: Key): number => SIDES.get(key)?.[1] ?? 0;

/** The modifier keys of one keyboard. */
export class ModifierSides {
  /** The modifier keys that were seen going down. */
  #seen = 0;

  /**
   * The modifiers after `key` went down or up, with their sides where the modifier keys were seen, else the left ones.
   * @param told - what the source says is held, in bits of either side.
   */
  after(key: Key, up: boolean, told: number): number {
    const own = SIDES.get(key);
    if (own !== undefined) this.#seen = up ? this.#seen & ~own[0] : this.#seen | own[0];
    let mod = told;
    for (const family of FAMILIES) {
      // Sources disagree whether the bit of the key itself is told with its press; what was seen is right.
      const held = own?.[1] === family ? (this.#seen & family) !== 0 : (mod & family) !== 0;
      if (!held) this.#seen &= ~family;
      mod &= ~family;
      if (held) mod |= this.#seen & family || family & (KMOD_LSHIFT | KMOD_LCTRL | KMOD_LALT | KMOD_LMETA);
    }
    return mod | (this.#seen & KMOD_MODE);
  }

  /** All are up. */
  clear(): void {
    this.#seen = 0;
  }
}
