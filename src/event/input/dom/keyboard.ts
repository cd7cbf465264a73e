// Which keys are held: KeyboardEvents and the time in, KEYDOWN, KEYUP, TEXTINPUT and TEXTEDITING out. Knows no listener and
// no page.
import {
  KEYDOWN,
  KEYUP,
  type Key,
  KMOD_ALT,
  KMOD_CAPS,
  KMOD_CTRL,
  KMOD_LALT,
  KMOD_LCTRL,
  KMOD_LMETA,
  KMOD_LSHIFT,
  KMOD_META,
  KMOD_MODE,
  KMOD_NONE,
  KMOD_NUM,
  TEXTEDITING,
  TEXTINPUT,
} from '../../events-keyboard.ts';
import { controlText } from '../control-text.ts';
import { familyOf, ModifierSides } from '../sides.ts';
import type { DomEvent } from './events.ts';
import { scancodeOf } from './key-codes.ts';
import { KeyNames, typesText } from './key-names.ts';
import type { KeySignal, ModifierSignal } from './signals.ts';

interface Held {
  readonly key: Key;
  readonly unicode: string;
  readonly scancode: number;
}

/** Keys held at one time; the one held longest is released for a further one. Keyboards tell at most about 20. */
const MAX_HELD = 64;

/** The keyboard of one page. */
export class Keyboard {
  readonly #emit: (event: DomEvent) => void;
  readonly #mac: boolean;
  readonly #names: KeyNames;
  readonly #sides = new ModifierSides();
  /** By the place of the key, since its name changes while shift goes up. */
  readonly #held = new Map<string, Held>();
  #editing = false;

  /** @param mac - macOS keeps back some KEYUPs, and there the alt key types. */
  constructor(emit: (event: DomEvent) => void, mac: boolean) {
    this.#emit = emit;
    this.#mac = mac;
    this.#names = new KeyNames(mac);
  }

  /** What the keys type without modifiers, by `code`. */
  learn(layout: Iterable<readonly [code: string, text: string]>): void {
    this.#names.learn(layout);
  }

  /**
   * A keydown; answers the key's name, `''` when the key is none of the game's.
   * @param types - whether text comes from keys: TEXTINPUT follows.
   */
  down(signal: KeySignal, types: boolean, at: number): Key {
    // The input method takes it, and tells what comes of it by another way.
    if (signal.isComposing || signal.key === 'Process') return '';
    const name = this.#names.nameOf(signal);
    if (name === '') return '';
    const place = placeOf(signal, name);
    const held = this.#held.get(place);
    const repeat = signal.repeat && held !== undefined;
    // A key that repeats while shift goes up keeps its name.
    const key = repeat ? held.key : name;
    const scancode = scancodeOf(signal.code);
    const mod = this.#modifiers(signal, key, false);
    const text = textOf(signal, mod, this.#mac);
    const unicode = text || controlText(key, mod);
    // Pressed again without having gone up: its keyup went elsewhere.
    if (!repeat) this.#up(place, mod, true, at);
    this.#held.set(place, { key, unicode, scancode });
    this.#emit({ type: KEYDOWN, key, mod, unicode, scancode, repeat, time: at });
    if (types) this.text(text, at);
    if (this.#mac && key === 'caps lock') this.#up(place, mod, false, at);
    this.#heal(mod, at);
    for (const oldest of this.#held.keys()) if (this.#held.size > MAX_HELD) this.#up(oldest, mod, true, at);
    return key;
  }

  /** A keyup. One without a keydown is dropped: the key went down elsewhere. */
  up(signal: KeySignal, at: number): void {
    const key = this.#names.nameOf(signal);
    const place = placeOf(signal, key);
    const held = this.#held.get(place);
    const mod = this.#modifiers(signal, held?.key ?? key, true);
    if (held !== undefined) this.#up(place, mod, false, at);
    else if (this.#mac && key === 'caps lock') this.#tapCapsLock(signal, mod, at);
    // While command is held, macOS tells of no other key going up.
    if (this.#mac && /meta$/.test(key)) {
      for (const [other, { key: name }] of [...this.#held]) if (familyOf(name) === 0) this.#up(other, mod, true, at);
    }
    this.#heal(mod, at);
  }

  /** Text was typed, composed or pasted. */
  text(text: string, at: number): void {
    if (text !== '') this.#emit({ type: TEXTINPUT, text, time: at });
  }

  /** An input method shows `text`; `''` when it is done, with or without having typed something. */
  edit(text: string, start: number, length: number, at: number): void {
    if (text === '' && !this.#editing) return;
    this.#editing = text !== '';
    this.#emit({ type: TEXTEDITING, text, start, length, time: at });
  }

  /** Releases all keys: no word will come of them, since the focus is gone. */
  releaseAll(at: number): void {
    this.#sides.clear();
    for (const place of [...this.#held.keys()]) this.#up(place, KMOD_NONE, true, at);
    this.edit('', 0, 0, at);
  }

  #up(place: string, mod: number, synthesized: boolean, at: number): void {
    const held = this.#held.get(place);
    if (held === undefined) return;
    this.#held.delete(place);
    const { key, unicode, scancode } = held;
    const event = { type: KEYUP, key, mod, unicode, scancode, time: at };
    this.#emit(synthesized ? { ...event, synthesized } : event);
  }

  #modifiers(signal: ModifierSignal, key: Key, up: boolean): number {
    let told = signal.shiftKey ? KMOD_LSHIFT : 0;
    if (signal.ctrlKey) told |= KMOD_LCTRL;
    if (signal.altKey) told |= KMOD_LALT;
    if (signal.metaKey) told |= KMOD_LMETA;
    if (signal.getModifierState('CapsLock')) told |= KMOD_CAPS;
    if (signal.getModifierState('NumLock')) told |= KMOD_NUM;
    if (signal.getModifierState('AltGraph')) told |= KMOD_MODE;
    const mod = this.#sides.after(key, up, told);
    return up && key === 'alt gr' ? mod & ~KMOD_MODE : mod;
  }

  /** Releases modifier keys whose modifier is not held: two shifts on Windows, and whatever the system kept for itself. */
  #heal(mod: number, at: number): void {
    for (const [place, { key }] of [...this.#held]) {
      const family = familyOf(key);
      if (family !== 0 && (mod & family) === 0) this.#up(place, mod, true, at);
    }
  }

  /** macOS tells caps lock going down when it is switched on and going up when it is switched off; both are a tap. */
  #tapCapsLock(signal: KeySignal, mod: number, at: number): void {
    const fields = { key: 'caps lock', mod, unicode: '', scancode: scancodeOf(signal.code), time: at };
    this.#emit({ type: KEYDOWN, ...fields, repeat: false });
    this.#emit({ type: KEYUP, ...fields });
  }
}

const placeOf = ({ code }: KeySignal, key: Key): string => code || `key ${key}`;

/** What the press types: with ctrl, meta or alt nothing, but AltGr and the Mac's alt are there for typing. */
function textOf({ key }: KeySignal, mod: number, mac: boolean): string {
  if (!typesText(key)) return '';
  if ((mod & KMOD_MODE) !== 0) return key;
  return (mod & (KMOD_CTRL | KMOD_META)) !== 0 || (!mac && (mod & KMOD_ALT) !== 0) ? '' : key;
}
