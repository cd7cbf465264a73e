// What dom() is given and what it gives: the public face of the driver. Types only; knows nothing of how it is done.
import type { Driver } from '../../driver.ts';
import type { Key } from '../../events-keyboard.ts';
import type { DomEvent } from './events.ts';

/** How `dom()` listens to a page. */
export interface DomOptions {
  /**
   * What is played on. With a canvas, places are pixels of the canvas (`canvas.width` by `canvas.height`) however CSS scales it; with
   * another element or the document they are CSS pixels. Default `document`: the whole page.
   */
  target?: HTMLElement | Document;
  /** At the start, give the target element the keyboard if nothing else in the page has it. Default `true`. */
  autofocus?: boolean;
  /**
   * Which keys the browser does nothing with while the game has the keyboard. `'auto'`: those that scroll or move the focus (space, arrows,
   * page up and down, home, end, tab, a lone alt, F10). An array of key names replaces these. Never with ctrl, alt or meta, so that the
   * browser's shortcuts (Ctrl+R) work. `false`: nothing is prevented, also not scrolling by wheel, the context menu or selecting by
   * mouse. Default `'auto'`.
   */
  preventDefault?: 'auto' | false | readonly Key[];
  /** Report typed, composed and pasted text: TEXTINPUT and TEXTEDITING. Default `true`. */
  text?: boolean;
  /** Report the mouse, a pen too. Default `true`. */
  mouse?: boolean;
  /** Report touches as FINGER*; the page is not scrolled or zoomed by touching the target then. Default `true`. */
  touch?: boolean;
  /** The first finger is the left mouse button as well, with `touch: true`, as in SDL. Needs `touch`. Default `true`. */
  touchAsMouse?: boolean;
  /** Look at the gamepads in each pump. Default `true`. */
  gamepads?: boolean;
  /** Take files and text that are dropped on the target. Default `true`. */
  drop?: boolean;
  /** UTF-16 units of one pasted or dropped text that are kept; the rest of it is dropped. Default 1,048,576. */
  maxPaste?: number;
  /** Events that may wait for a pump; see {@link DomDriver.dropped}. Default 10,000. */
  maxWaiting?: number;
}

/** A rectangle in the target's pixels. */
export interface TextArea {
  /** Its left edge. */
  readonly x: number;
  /** Its upper edge. */
  readonly y: number;
  /** Its width. */
  readonly w: number;
  /** Its height. */
  readonly h: number;
}

/** The driver that `dom()` makes. */
export interface DomDriver extends Driver<DomEvent> {
  /**
   * How wide the target is: of a canvas the device pixels that it covers, what `canvas.width` has to be for a sharp picture; else CSS
   * pixels. WINDOWRESIZED tells when it changes.
   */
  readonly width: number;
  /** How high the target is, counted like {@link width}. */
  readonly height: number;
  /** True while keys come here. WINDOWFOCUSGAINED and WINDOWFOCUSLOST tell when it changes. */
  readonly focused: boolean;
  /**
   * How many events were dropped since more than `maxWaiting` waited for a pump. Moves of the mouse and of a finger become one
   * first; QUIT, WINDOWRESIZED and the end of what was reported to begin are never dropped.
   */
  readonly dropped: number;
  /**
   * `pygame.event.set_grab`, by pointer lock: the cursor is hidden, and MOUSEMOTION's `rel` goes on without an edge. A browser grants it only
   * after a click or key; until then, and when the user has ended it with Escape, the next press of a mouse button asks again.
   * @throws UsageError `ERR_NOT_ATTACHED` when the driver belongs to no queue, or the queue is closed.
   * @see https://developer.mozilla.org/en-US/docs/Web/API/Pointer_Lock_API
   */
  setGrab(on: boolean): void;
  /** `pygame.event.get_grab`: true while the pointer really is locked to the target. */
  getGrab(): boolean;
  /**
   * `pygame.key.start_text_input`: from now on text comes from an editor instead of single keys, so that input methods (TEXTEDITING),
   * dead keys and the keyboard on a phone's screen work. The editor is an invisible field that has the focus in the target's place.
   * @param area - where the text appears, so that an input method shows its choice next to it. Default: the upper left corner.
   * @throws UsageError `ERR_NOT_ATTACHED` as above; `ERR_USAGE` when the option `text` is `false`.
   */
  startTextInput(area?: TextArea): void;
  /** `pygame.key.stop_text_input`: the editor goes, and the target has the focus again. */
  stopTextInput(): void;
  /** Gives the page back as it was: no listener, no style and no element stays. The queue calls it; twice is harmless. */
  close(): void;
}
