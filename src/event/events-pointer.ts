// The events of mouse, wheel and fingers. Knows no driver and no screen: where a position is measured from is told in
// the fields' comments and nowhere else.
import type { AnyEvent } from './driver.ts';

/** The mouse moved. {@link MouseMotionEvent} */
export const MOUSEMOTION = 'MOUSEMOTION' as const;
/** A mouse button went down. {@link MouseButtonDownEvent} */
export const MOUSEBUTTONDOWN = 'MOUSEBUTTONDOWN' as const;
/** A mouse button went up. {@link MouseButtonUpEvent} */
export const MOUSEBUTTONUP = 'MOUSEBUTTONUP' as const;
/** The wheel turned. {@link MouseWheelEvent} */
export const MOUSEWHEEL = 'MOUSEWHEEL' as const;
/** A finger touched the screen. {@link FingerDownEvent} */
export const FINGERDOWN = 'FINGERDOWN' as const;
/** A finger left the screen. {@link FingerUpEvent} */
export const FINGERUP = 'FINGERUP' as const;
/** A finger moved on the screen. {@link FingerMotionEvent} */
export const FINGERMOTION = 'FINGERMOTION' as const;

/** Two numbers, x before y. */
export type Pair = readonly [x: number, y: number];

/**
 * The mouse moved.
 * @see https://www.pygame.org/docs/ref/mouse.html
 */
export interface MouseMotionEvent extends AnyEvent {
  /** The literal to switch on. */
  readonly type: typeof MOUSEMOTION;
  /** Where it is now: pixels of the window, in a terminal cells, from the upper left corner. */
  readonly pos: Pair;
  /** How far it moved since the last MOUSEMOTION. */
  readonly rel: Pair;
  /** Which of the left, middle and right button are held: 1 or 0. */
  readonly buttons: readonly [left: 0 | 1, middle: 0 | 1, right: 0 | 1];
  /** True when a touch stands in for a mouse. */
  readonly touch: boolean;
}

/**
 * A mouse button went down.
 * @see https://www.pygame.org/docs/ref/mouse.html
 */
export interface MouseButtonDownEvent extends AnyEvent {
  /** The literal to switch on. */
  readonly type: typeof MOUSEBUTTONDOWN;
  /** Where: pixels of the window, in a terminal cells. */
  readonly pos: Pair;
  /** 1 left, 2 middle, 3 right, 6 and 7 the side buttons. 4 and 5 were pygame's wheel: see MOUSEWHEEL. */
  readonly button: number;
  /** True when a touch stands in for a mouse. */
  readonly touch: boolean;
  /** 1 for a single click, 2 for a double click, and so on. */
  readonly clicks: number;
}

/**
 * A mouse button went up.
 * @see https://www.pygame.org/docs/ref/mouse.html
 */
export interface MouseButtonUpEvent extends AnyEvent {
  /** The literal to switch on. */
  readonly type: typeof MOUSEBUTTONUP;
  /** Where: pixels of the window, in a terminal cells. */
  readonly pos: Pair;
  /** 1 left, 2 middle, 3 right, 6 and 7 the side buttons. */
  readonly button: number;
  /** True when a touch stands in for a mouse. */
  readonly touch: boolean;
  /** 1 for a single click, 2 for a double click, and so on. */
  readonly clicks: number;
}

/**
 * The wheel turned. Unlike pygame, no MOUSEBUTTONDOWN with button 4 or 5 comes along with it.
 * @see https://www.pygame.org/docs/ref/mouse.html
 */
export interface MouseWheelEvent extends AnyEvent {
  /** The literal to switch on. */
  readonly type: typeof MOUSEWHEEL;
  /** Whole notches to the right; to the left is negative. */
  readonly x: number;
  /** Whole notches away from the user; towards the user is negative. */
  readonly y: number;
  /** True when the system reports turned-round directions ("natural scrolling"). */
  readonly flipped: boolean;
  /** True when a touch stands in for a mouse. */
  readonly touch: boolean;
  /** `x` with its fraction, for wheels and pads without notches. */
  readonly precise_x: number;
  /** `y` with its fraction. */
  readonly precise_y: number;
  /** Where the mouse is: pixels of the window, in a terminal cells. */
  readonly pos: Pair;
}

/** What the three finger events have in common. */
interface FingerFields extends AnyEvent {
  /** Which touch device. */
  readonly touch_id: number;
  /** Which finger; the number stays from FINGERDOWN to FINGERUP. */
  readonly finger_id: number;
  /** 0 at the left edge of the window, 1 at the right. */
  readonly x: number;
  /** 0 at the upper edge of the window, 1 at the lower. */
  readonly y: number;
  /** How far `x` moved since the finger's last event. */
  readonly dx: number;
  /** How far `y` moved since the finger's last event. */
  readonly dy: number;
  /** 0 to 1. The real pressure; in pygame this field holds `dy`. */
  readonly pressure: number;
}

/**
 * A finger touched the screen.
 * @see https://www.pygame.org/docs/ref/touch.html
 */
export interface FingerDownEvent extends FingerFields {
  /** The literal to switch on. */
  readonly type: typeof FINGERDOWN;
}

/**
 * A finger left the screen.
 * @see https://www.pygame.org/docs/ref/touch.html
 */
export interface FingerUpEvent extends FingerFields {
  /** The literal to switch on. */
  readonly type: typeof FINGERUP;
}

/**
 * A finger moved on the screen.
 * @see https://www.pygame.org/docs/ref/touch.html
 */
export interface FingerMotionEvent extends FingerFields {
  /** The literal to switch on. */
  readonly type: typeof FINGERMOTION;
}

/** Every event of the mouse and its wheel. */
export type MousePointerEvent = MouseMotionEvent | MouseButtonDownEvent | MouseButtonUpEvent | MouseWheelEvent;

/** Every event of fingers on a touch screen. */
export type FingerEvent = FingerDownEvent | FingerUpEvent | FingerMotionEvent;

/** The types of the mouse's events: `queue.get(MOUSE)`. */
export const MOUSE: readonly [typeof MOUSEMOTION, typeof MOUSEBUTTONDOWN, typeof MOUSEBUTTONUP, typeof MOUSEWHEEL] = [
  MOUSEMOTION,
  MOUSEBUTTONDOWN,
  MOUSEBUTTONUP,
  MOUSEWHEEL,
];

/** The types of the fingers' events: `queue.get(FINGER)`. */
export const FINGER: readonly [typeof FINGERDOWN, typeof FINGERUP, typeof FINGERMOTION] = [
  FINGERDOWN,
  FINGERUP,
  FINGERMOTION,
];
