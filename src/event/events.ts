// Every built-in event type in one union: the pygame.locals of this library. Knows no network event (those live in
// transport/) and no driver.
import type { AnyEvent } from './driver.ts';
import type { KeyboardInputEvent } from './events-keyboard.ts';
import type { ControllerEvent, JoystickEvent } from './events-pads.ts';
import type { FingerEvent, MousePointerEvent } from './events-pointer.ts';
import {
  APP_DIDENTERBACKGROUND,
  APP_DIDENTERFOREGROUND,
  APP_TERMINATING,
  APP_WILLENTERBACKGROUND,
  APP_WILLENTERFOREGROUND,
  type AppDidEnterBackgroundEvent,
  type AppDidEnterForegroundEvent,
  type AppTerminatingEvent,
  type AppWillEnterBackgroundEvent,
  type AppWillEnterForegroundEvent,
  type ClipboardUpdateEvent,
  DROPBEGIN,
  DROPCOMPLETE,
  DROPFILE,
  DROPTEXT,
  type DropBeginEvent,
  type DropCompleteEvent,
  type DropFileEvent,
  type DropTextEvent,
  type LocaleChangedEvent,
  WINDOWCLOSE,
  WINDOWENTER,
  WINDOWEXPOSED,
  WINDOWFOCUSGAINED,
  WINDOWFOCUSLOST,
  WINDOWHIDDEN,
  WINDOWLEAVE,
  WINDOWMOVED,
  WINDOWRESIZED,
  WINDOWSHOWN,
  type WindowCloseEvent,
  type WindowEnterEvent,
  type WindowExposedEvent,
  type WindowFocusGainedEvent,
  type WindowFocusLostEvent,
  type WindowHiddenEvent,
  type WindowLeaveEvent,
  type WindowMovedEvent,
  type WindowResizedEvent,
  type WindowShownEvent,
} from './events-window.ts';

/** There was nothing in the queue. {@link NoEvent} */
export const NOEVENT = 'NOEVENT' as const;
/** Somebody wants the program to end. {@link QuitEvent} */
export const QUIT = 'QUIT' as const;

/**
 * What `poll` and `wait` answer when there is no event.
 * @see https://www.pygame.org/docs/ref/event.html#pygame.event.poll
 */
export interface NoEvent extends AnyEvent {
  /** The literal to switch on. */
  readonly type: typeof NOEVENT;
}

/**
 * Somebody wants the program to end: the window was closed, Ctrl+C was pressed. The program decides. A QUIT has a place
 * in every queue, even a full one.
 * @see https://www.pygame.org/docs/ref/event.html
 */
export interface QuitEvent extends AnyEvent {
  /** The literal to switch on. */
  readonly type: typeof QUIT;
}

/** Every event of the window or terminal. */
export type WindowEvent =
  | WindowShownEvent
  | WindowHiddenEvent
  | WindowExposedEvent
  | WindowMovedEvent
  | WindowResizedEvent
  | WindowEnterEvent
  | WindowLeaveEvent
  | WindowFocusGainedEvent
  | WindowFocusLostEvent
  | WindowCloseEvent;

/** Every event of dropping something on the window. */
export type DropEvent = DropBeginEvent | DropFileEvent | DropTextEvent | DropCompleteEvent;

/** Every event of the app's life. */
export type AppEvent =
  | AppTerminatingEvent
  | AppWillEnterBackgroundEvent
  | AppDidEnterBackgroundEvent
  | AppWillEnterForegroundEvent
  | AppDidEnterForegroundEvent;

/** Every built-in event that can arise in Node, a terminal or a browser; one member for each literal. */
export type BuiltinEvent =
  | QuitEvent
  | KeyboardInputEvent
  | MousePointerEvent
  | FingerEvent
  | JoystickEvent
  | ControllerEvent
  | WindowEvent
  | DropEvent
  | ClipboardUpdateEvent
  | AppEvent
  | LocaleChangedEvent;

/** The types of the window's events: `queue.get(WINDOW)`. */
export const WINDOW: readonly [
  typeof WINDOWSHOWN,
  typeof WINDOWHIDDEN,
  typeof WINDOWEXPOSED,
  typeof WINDOWMOVED,
  typeof WINDOWRESIZED,
  typeof WINDOWENTER,
  typeof WINDOWLEAVE,
  typeof WINDOWFOCUSGAINED,
  typeof WINDOWFOCUSLOST,
  typeof WINDOWCLOSE,
] = [
  WINDOWSHOWN,
  WINDOWHIDDEN,
  WINDOWEXPOSED,
  WINDOWMOVED,
  WINDOWRESIZED,
  WINDOWENTER,
  WINDOWLEAVE,
  WINDOWFOCUSGAINED,
  WINDOWFOCUSLOST,
  WINDOWCLOSE,
];

/** The types of a drop's events: `queue.get(DROP)`. */
export const DROP: readonly [typeof DROPBEGIN, typeof DROPFILE, typeof DROPTEXT, typeof DROPCOMPLETE] = [
  DROPBEGIN,
  DROPFILE,
  DROPTEXT,
  DROPCOMPLETE,
];

/** The types of the app's events: `queue.get(APP)`. */
export const APP: readonly [
  typeof APP_TERMINATING,
  typeof APP_WILLENTERBACKGROUND,
  typeof APP_DIDENTERBACKGROUND,
  typeof APP_WILLENTERFOREGROUND,
  typeof APP_DIDENTERFOREGROUND,
] = [APP_TERMINATING, APP_WILLENTERBACKGROUND, APP_DIDENTERBACKGROUND, APP_WILLENTERFOREGROUND, APP_DIDENTERFOREGROUND];
