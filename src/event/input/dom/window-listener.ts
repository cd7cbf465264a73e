// Listens to what becomes of the page: shown, hidden, resized, frozen, left, dropped on. Knows the DOM; knows no input of
// keys and pointers.
import { QUIT } from '../../events.ts';
import {
  APP_DIDENTERBACKGROUND,
  APP_DIDENTERFOREGROUND,
  APP_TERMINATING,
  APP_WILLENTERBACKGROUND,
  APP_WILLENTERFOREGROUND,
  CLIPBOARDUPDATE,
  DROPBEGIN,
  DROPCOMPLETE,
  DROPFILE,
  DROPTEXT,
  LOCALECHANGED,
  WINDOWENTER,
  WINDOWEXPOSED,
  WINDOWHIDDEN,
  WINDOWLEAVE,
  WINDOWSHOWN,
} from '../../events-window.ts';
import { plainText } from './plain-text.ts';
import type { Room } from './room.ts';

/** What the listener is told. */
export interface WindowListenerOptions {
  readonly mouse: boolean;
  readonly drop: boolean;
  readonly maxPaste: number;
  /** The page is hidden: whatever is held counts as let go. */
  hidden(time: number): void;
}

/** The listeners of one page's life. */
export class WindowListener {
  readonly #room: Room;
  readonly #options: WindowListenerOptions;
  #background = false;

  constructor(room: Room, options: WindowListenerOptions) {
    this.#room = room;
    this.#options = options;
    const { page, listeners } = room;
    const { document, window } = page;
    listeners.on(document, 'visibilitychange', (event: Event) => this.#visibility(event));
    listeners.on(document, 'freeze', (event: Event) => this.#enterBackground(event));
    listeners.on(document, 'resume', (event: Event) => this.#enterForeground(event));
    listeners.on(window, 'pageshow', (event: Event) => this.#enterForeground(event));
    listeners.on(window, 'pagehide', (event: PageTransitionEvent) => this.#pageHide(event));
    listeners.on(window, 'languagechange', (event: Event) => room.add({ type: LOCALECHANGED, time: room.time(event) }));
    for (const type of page.canvas ? ['contextrestored', 'webglcontextrestored'] : [])
      listeners.on(page.target, type, (event: Event) => room.add({ type: WINDOWEXPOSED, time: room.time(event) }));
    if (options.mouse)
      for (const [type, name] of [
        ['pointerenter', WINDOWENTER],
        ['pointerleave', WINDOWLEAVE],
      ] as const)
        listeners.on(page.root, type, (event: PointerEvent) => {
          if (event.pointerType !== 'touch') room.add({ type: name, time: room.time(event) });
        });
    this.#clipboard();
    if (options.drop) {
      for (const type of ['dragenter', 'dragover'])
        listeners.on(page.target, type, (event: DragEvent) => this.#drag(event), false);
      listeners.on(page.target, 'drop', (event: DragEvent) => this.#drop(event), false);
    }
  }

  #visibility(event: Event): void {
    const time = this.#room.time(event);
    const hidden = this.#room.page.document.visibilityState === 'hidden';
    if (hidden) this.#options.hidden(time);
    this.#room.add({ type: hidden ? WINDOWHIDDEN : WINDOWSHOWN, time });
  }

  /** The page stands still from here on, and may come back. */
  #enterBackground(event: Event): void {
    if (this.#background) return;
    this.#background = true;
    const time = this.#room.time(event);
    for (const type of [APP_WILLENTERBACKGROUND, APP_DIDENTERBACKGROUND] as const) this.#room.add({ type, time });
  }

  #enterForeground(event: Event): void {
    if (!this.#background) return;
    this.#background = false;
    const time = this.#room.time(event);
    for (const type of [APP_WILLENTERFOREGROUND, APP_DIDENTERFOREGROUND] as const) this.#room.add({ type, time });
  }

  #pageHide(event: PageTransitionEvent): void {
    // Kept for the back button: it goes on when somebody comes back.
    if (event.persisted) {
      this.#enterBackground(event);
      return;
    }
    const time = this.#room.time(event);
    for (const type of [APP_TERMINATING, QUIT] as const) this.#room.add({ type, time });
  }

  #clipboard(): void {
    const { page, listeners } = this.#room;
    const changed = (event: Event): void => this.#room.add({ type: CLIPBOARDUPDATE, time: this.#room.time(event) });
    // `clipboard` is missing where the page is not secure, whatever its type says.
    const clipboard: EventTarget | undefined = page.window.navigator.clipboard;
    if (clipboard !== undefined && 'onclipboardchange' in clipboard)
      listeners.on(clipboard, 'clipboardchange', changed);
    else for (const type of ['copy', 'cut']) listeners.on(page.document, type, changed);
  }

  /** Without this the browser opens what is dropped. */
  #drag(event: DragEvent): void {
    if (this.#room.page.isForeign(event)) return;
    event.preventDefault();
    if (event.dataTransfer !== null) event.dataTransfer.dropEffect = 'copy';
  }

  #drop(event: DragEvent): void {
    const { dataTransfer } = event;
    if (this.#room.page.isForeign(event) || dataTransfer === null) return;
    event.preventDefault();
    const time = this.#room.time(event);
    this.#room.add({ type: DROPBEGIN, time });
    for (const content of dataTransfer.files) this.#room.add({ type: DROPFILE, file: content.name, content, time });
    const text = dataTransfer.files.length > 0 ? '' : dataTransfer.getData('text/plain');
    if (text !== '') this.#room.add({ type: DROPTEXT, text: plainText(text, this.#options.maxPaste), time });
    this.#room.add({ type: DROPCOMPLETE, time });
  }
}
