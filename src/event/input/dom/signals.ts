// The part of a browser's events that is looked at: a KeyboardEvent is a KeySignal, and so on. Types only; they compile
// without the DOM's, and a test writes them down as plain objects.

/** Which modifiers are held, as every event of keyboard and mouse tells it. */
export interface ModifierSignal {
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
  /** Asked for `AltGraph`, `CapsLock` and `NumLock`. */
  getModifierState(key: string): boolean;
}

/** A KeyboardEvent. */
export interface KeySignal extends ModifierSignal {
  /** What the key means: `a`, `A`, `ArrowLeft`, `Dead`, `Process`. */
  readonly key: string;
  /** Where the key is: `KeyA`, `Numpad4`; `''` where the browser can not tell. */
  readonly code: string;
  /** 1 left, 2 right, 3 keypad, else 0. */
  readonly location: number;
  readonly repeat: boolean;
  /** An input method is at work on it. */
  readonly isComposing: boolean;
}

/** The place and buttons of a mouse, in pixels of the target. */
export interface MouseSignal {
  readonly x: number;
  readonly y: number;
  /** Which button has changed, as the DOM numbers it (0 left, 1 middle, 2 right, 3 and 4 the side buttons); -1 for none. */
  readonly button: number;
  /** Which are held, as the DOM's bits (1 left, 2 right, 4 middle, 8 and 16 the side buttons). */
  readonly buttons: number;
}

/** A WheelEvent's distances. */
export interface WheelSignal {
  readonly deltaX: number;
  readonly deltaY: number;
  /** What the distances count: 0 pixels, 1 lines, 2 pages. */
  readonly deltaMode: number;
}

/** A touch, in parts of the target: 0 to 1. */
export interface TouchSignal {
  readonly id: number;
  readonly x: number;
  readonly y: number;
  readonly pressure: number;
}

/** A Gamepad. */
export interface PadSignal {
  readonly index: number;
  readonly id: string;
  readonly connected: boolean;
  /** `standard` when axes and buttons are in the standard order. */
  readonly mapping: string;
  readonly axes: readonly number[];
  readonly buttons: readonly { readonly pressed: boolean; readonly value: number }[];
}
