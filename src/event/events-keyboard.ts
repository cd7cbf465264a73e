// The keyboard's events and the bits of `mod`. Knows no driver: what a terminal or a page sends is turned into these
// elsewhere, and must not be named here.
import type { AnyEvent } from './driver.ts';
import type { KeyName } from './input/key-name.ts';

/** A key went down. {@link KeyDownEvent} */
export const KEYDOWN = 'KEYDOWN' as const;
/** A key went up. {@link KeyUpEvent} */
export const KEYUP = 'KEYUP' as const;
/** An input method is composing text. {@link TextEditingEvent} */
export const TEXTEDITING = 'TEXTEDITING' as const;
/** Text was typed. {@link TextInputEvent} */
export const TEXTINPUT = 'TEXTINPUT' as const;

/** No modifier is held. */
export const KMOD_NONE = 0;
/** Left shift. */
export const KMOD_LSHIFT = 0x1;
/** Right shift. */
export const KMOD_RSHIFT = 0x2;
/** Either shift: `(e.mod & KMOD_SHIFT) !== 0`. */
export const KMOD_SHIFT = 0x3;
/** Left control. */
export const KMOD_LCTRL = 0x40;
/** Right control. */
export const KMOD_RCTRL = 0x80;
/** Either control. */
export const KMOD_CTRL = 0xc0;
/** Left alt (option). */
export const KMOD_LALT = 0x100;
/** Right alt (option). */
export const KMOD_RALT = 0x200;
/** Either alt. */
export const KMOD_ALT = 0x300;
/** Left meta (command, Windows key). */
export const KMOD_LMETA = 0x400;
/** Right meta. */
export const KMOD_RMETA = 0x800;
/** Either meta. */
export const KMOD_META = 0xc00;
/** Num lock is on. */
export const KMOD_NUM = 0x1000;
/** Caps lock is on. */
export const KMOD_CAPS = 0x2000;
/** AltGr. */
export const KMOD_MODE = 0x4000;

/**
 * The name of a key, as pygame.key.name() gives it: one of the `K_*` constants, or for a key that has none the character it
 * types (`'é'`). It follows the keyboard's layout, not the place of the key.
 * @see https://www.pygame.org/docs/ref/key.html
 */
export type Key = KeyName | (string & Record<never, never>);

/**
 * A key went down, or is held and repeats.
 * @see https://www.pygame.org/docs/ref/key.html
 */
export interface KeyDownEvent extends AnyEvent {
  /** The literal to switch on. */
  readonly type: typeof KEYDOWN;
  /** Which key, by the layout. */
  readonly key: Key;
  /** The modifiers held after this event, as `KMOD_*` bits. */
  readonly mod: number;
  /** The text that this press types, `''` when it types none. Fixed when the event is made, unlike pygame's. */
  readonly unicode: string;
  /** The place of the key, as its USB usage number; 0 where the source can not tell (a terminal). */
  readonly scancode: number;
  /** True when the key was down already and the system repeats it. pygame has no such mark. */
  readonly repeat: boolean;
}

/**
 * A key went up.
 * @see https://www.pygame.org/docs/ref/key.html
 */
export interface KeyUpEvent extends AnyEvent {
  /** The literal to switch on. */
  readonly type: typeof KEYUP;
  /** Which key, by the layout. */
  readonly key: Key;
  /** The modifiers held after this event, as `KMOD_*` bits. */
  readonly mod: number;
  /** What the press had typed. */
  readonly unicode: string;
  /** The place of the key, as its USB usage number; 0 where the source can not tell. */
  readonly scancode: number;
  /** True when the driver made this event up, since its source reports no key going up (most terminals). */
  readonly synthesized?: boolean;
}

/**
 * An input method shows text that is not final yet.
 * @see https://www.pygame.org/docs/ref/event.html
 */
export interface TextEditingEvent extends AnyEvent {
  /** The literal to switch on. */
  readonly type: typeof TEXTEDITING;
  /** The text being composed. */
  readonly text: string;
  /** Where in it the caret or the marked part begins. */
  readonly start: number;
  /** How long the marked part is. */
  readonly length: number;
}

/**
 * Text was typed or pasted. Unlike KEYDOWN it comes for repeats too, and a composed character is one event.
 * @see https://www.pygame.org/docs/ref/event.html
 */
export interface TextInputEvent extends AnyEvent {
  /** The literal to switch on. */
  readonly type: typeof TEXTINPUT;
  /** The text, one character or more. */
  readonly text: string;
}

/** Every event of the keyboard. */
export type KeyboardInputEvent = KeyDownEvent | KeyUpEvent | TextEditingEvent | TextInputEvent;

/** The types of the keyboard's events: `queue.get(KEYBOARD)`. */
export const KEYBOARD: readonly [typeof KEYDOWN, typeof KEYUP, typeof TEXTEDITING, typeof TEXTINPUT] = [
  KEYDOWN,
  KEYUP,
  TEXTEDITING,
  TEXTINPUT,
];
