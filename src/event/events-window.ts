// The events of the window (or terminal), of drops, the clipboard and the app's life. Knows no DOM: a dropped file is
// described by the part of it that a game needs.
import type { AnyEvent } from './driver.ts';

/** The window became visible. {@link WindowShownEvent} */
export const WINDOWSHOWN = 'WINDOWSHOWN' as const;
/** The window became invisible. {@link WindowHiddenEvent} */
export const WINDOWHIDDEN = 'WINDOWHIDDEN' as const;
/** The window has to be drawn anew. {@link WindowExposedEvent} */
export const WINDOWEXPOSED = 'WINDOWEXPOSED' as const;
/** The window was moved. {@link WindowMovedEvent} */
export const WINDOWMOVED = 'WINDOWMOVED' as const;
/** The window has another size. {@link WindowResizedEvent} */
export const WINDOWRESIZED = 'WINDOWRESIZED' as const;
/** The mouse entered the window. {@link WindowEnterEvent} */
export const WINDOWENTER = 'WINDOWENTER' as const;
/** The mouse left the window. {@link WindowLeaveEvent} */
export const WINDOWLEAVE = 'WINDOWLEAVE' as const;
/** The window has the keyboard now. {@link WindowFocusGainedEvent} */
export const WINDOWFOCUSGAINED = 'WINDOWFOCUSGAINED' as const;
/** The window lost the keyboard. {@link WindowFocusLostEvent} */
export const WINDOWFOCUSLOST = 'WINDOWFOCUSLOST' as const;
/** Somebody wants to close the window. {@link WindowCloseEvent} */
export const WINDOWCLOSE = 'WINDOWCLOSE' as const;
/** A drop begins. {@link DropBeginEvent} */
export const DROPBEGIN = 'DROPBEGIN' as const;
/** A file was dropped. {@link DropFileEvent} */
export const DROPFILE = 'DROPFILE' as const;
/** Text was dropped. {@link DropTextEvent} */
export const DROPTEXT = 'DROPTEXT' as const;
/** A drop is complete. {@link DropCompleteEvent} */
export const DROPCOMPLETE = 'DROPCOMPLETE' as const;
/** The clipboard has other contents. {@link ClipboardUpdateEvent} */
export const CLIPBOARDUPDATE = 'CLIPBOARDUPDATE' as const;
/** The system is about to end the program. {@link AppTerminatingEvent} */
export const APP_TERMINATING = 'APP_TERMINATING' as const;
/** The program is about to go to the background. {@link AppWillEnterBackgroundEvent} */
export const APP_WILLENTERBACKGROUND = 'APP_WILLENTERBACKGROUND' as const;
/** The program is in the background. {@link AppDidEnterBackgroundEvent} */
export const APP_DIDENTERBACKGROUND = 'APP_DIDENTERBACKGROUND' as const;
/** The program is about to come to the foreground. {@link AppWillEnterForegroundEvent} */
export const APP_WILLENTERFOREGROUND = 'APP_WILLENTERFOREGROUND' as const;
/** The program is in the foreground. {@link AppDidEnterForegroundEvent} */
export const APP_DIDENTERFOREGROUND = 'APP_DIDENTERFOREGROUND' as const;
/** The user's languages changed. {@link LocaleChangedEvent} */
export const LOCALECHANGED = 'LOCALECHANGED' as const;

/**
 * The window became visible (a tab came to the front).
 * @see https://www.pygame.org/docs/ref/event.html
 */
export interface WindowShownEvent extends AnyEvent {
  /** The literal to switch on. */
  readonly type: typeof WINDOWSHOWN;
}

/**
 * The window became invisible (another tab, minimised). Timers of a hidden tab run about once a second.
 * @see https://www.pygame.org/docs/ref/event.html
 */
export interface WindowHiddenEvent extends AnyEvent {
  /** The literal to switch on. */
  readonly type: typeof WINDOWHIDDEN;
}

/**
 * The window has to be drawn anew (a terminal came back from a stop).
 * @see https://www.pygame.org/docs/ref/event.html
 */
export interface WindowExposedEvent extends AnyEvent {
  /** The literal to switch on. */
  readonly type: typeof WINDOWEXPOSED;
}

/**
 * The window was moved.
 * @see https://www.pygame.org/docs/ref/event.html
 */
export interface WindowMovedEvent extends AnyEvent {
  /** The literal to switch on. */
  readonly type: typeof WINDOWMOVED;
  /** Its left edge on the screen, in pixels. */
  readonly x: number;
  /** Its upper edge on the screen, in pixels. */
  readonly y: number;
}

/**
 * The window has another size. Stands for pygame's WINDOWSIZECHANGED and VIDEORESIZE as well.
 * @see https://www.pygame.org/docs/ref/event.html
 */
export interface WindowResizedEvent extends AnyEvent {
  /** The literal to switch on. */
  readonly type: typeof WINDOWRESIZED;
  /** The width again, under pygame's misleading name. */
  readonly x: number;
  /** The height again, under pygame's misleading name. */
  readonly y: number;
  /** The width: pixels, in a terminal columns. */
  readonly w: number;
  /** The height: pixels, in a terminal rows. */
  readonly h: number;
}

/**
 * The mouse entered the window.
 * @see https://www.pygame.org/docs/ref/event.html
 */
export interface WindowEnterEvent extends AnyEvent {
  /** The literal to switch on. */
  readonly type: typeof WINDOWENTER;
}

/**
 * The mouse left the window.
 * @see https://www.pygame.org/docs/ref/event.html
 */
export interface WindowLeaveEvent extends AnyEvent {
  /** The literal to switch on. */
  readonly type: typeof WINDOWLEAVE;
}

/**
 * The window has the keyboard now.
 * @see https://www.pygame.org/docs/ref/event.html
 */
export interface WindowFocusGainedEvent extends AnyEvent {
  /** The literal to switch on. */
  readonly type: typeof WINDOWFOCUSGAINED;
}

/**
 * The window lost the keyboard: no KEYUP will come for what is held.
 * @see https://www.pygame.org/docs/ref/event.html
 */
export interface WindowFocusLostEvent extends AnyEvent {
  /** The literal to switch on. */
  readonly type: typeof WINDOWFOCUSLOST;
}

/**
 * Somebody wants to close the window. A QUIT follows; the program decides.
 * @see https://www.pygame.org/docs/ref/event.html
 */
export interface WindowCloseEvent extends AnyEvent {
  /** The literal to switch on. */
  readonly type: typeof WINDOWCLOSE;
}

/**
 * A drop begins; what was dropped follows, then DROPCOMPLETE.
 * @see https://www.pygame.org/docs/ref/event.html
 */
export interface DropBeginEvent extends AnyEvent {
  /** The literal to switch on. */
  readonly type: typeof DROPBEGIN;
}

/** A dropped file's contents, where a path is not to be had. A browser's `File` is one. */
export interface DroppedFile {
  /** The file's name without a path. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** The media type, `''` when unknown. */
  readonly type: string;
  /** All of it as bytes. */
  arrayBuffer(): Promise<ArrayBuffer>;
  /** All of it as text. */
  text(): Promise<string>;
}

/**
 * A file was dropped on the window.
 * @see https://www.pygame.org/docs/ref/event.html
 */
export interface DropFileEvent extends AnyEvent {
  /** The literal to switch on. */
  readonly type: typeof DROPFILE;
  /** The path; in a browser, which tells none, the name. */
  readonly file: string;
  /** The contents; in a browser only. */
  readonly content?: DroppedFile;
}

/**
 * Text was dropped on the window.
 * @see https://www.pygame.org/docs/ref/event.html
 */
export interface DropTextEvent extends AnyEvent {
  /** The literal to switch on. */
  readonly type: typeof DROPTEXT;
  /** The text. */
  readonly text: string;
}

/**
 * All parts of a drop have come.
 * @see https://www.pygame.org/docs/ref/event.html
 */
export interface DropCompleteEvent extends AnyEvent {
  /** The literal to switch on. */
  readonly type: typeof DROPCOMPLETE;
}

/**
 * The clipboard has other contents.
 * @see https://www.pygame.org/docs/ref/event.html
 */
export interface ClipboardUpdateEvent extends AnyEvent {
  /** The literal to switch on. */
  readonly type: typeof CLIPBOARDUPDATE;
}

/**
 * The system is about to end the program (SIGTERM, a page that goes away). Save now: there may be no next frame.
 * @see https://www.pygame.org/docs/ref/event.html
 */
export interface AppTerminatingEvent extends AnyEvent {
  /** The literal to switch on. */
  readonly type: typeof APP_TERMINATING;
}

/**
 * The program is about to go to the background.
 * @see https://www.pygame.org/docs/ref/event.html
 */
export interface AppWillEnterBackgroundEvent extends AnyEvent {
  /** The literal to switch on. */
  readonly type: typeof APP_WILLENTERBACKGROUND;
}

/**
 * The program is in the background.
 * @see https://www.pygame.org/docs/ref/event.html
 */
export interface AppDidEnterBackgroundEvent extends AnyEvent {
  /** The literal to switch on. */
  readonly type: typeof APP_DIDENTERBACKGROUND;
}

/**
 * The program is about to come to the foreground.
 * @see https://www.pygame.org/docs/ref/event.html
 */
export interface AppWillEnterForegroundEvent extends AnyEvent {
  /** The literal to switch on. */
  readonly type: typeof APP_WILLENTERFOREGROUND;
}

/**
 * The program is in the foreground.
 * @see https://www.pygame.org/docs/ref/event.html
 */
export interface AppDidEnterForegroundEvent extends AnyEvent {
  /** The literal to switch on. */
  readonly type: typeof APP_DIDENTERFOREGROUND;
}

/**
 * The user's languages changed.
 * @see https://www.pygame.org/docs/ref/event.html
 */
export interface LocaleChangedEvent extends AnyEvent {
  /** The literal to switch on. */
  readonly type: typeof LOCALECHANGED;
}
