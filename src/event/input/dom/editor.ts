// The invisible field that input methods and phones' keyboards type into, while text input is on. Knows the DOM; the events
// are made by keyboard.ts.
import type { Keyboard } from './keyboard.ts';
import type { TextArea } from './options.ts';
import { EDITOR_MARK } from './page.ts';
import { pointAt } from './place.ts';
import type { Room } from './room.ts';

/** Nothing of it is seen. 16 px: a phone zooms in on smaller text. */
const STYLE =
  'position:fixed;margin:0;padding:0;border:0;outline:0;resize:none;overflow:hidden;opacity:0;pointer-events:none;z-index:-1;font-size:16px';

/** The editor of one page. */
export class Editor {
  readonly field: HTMLTextAreaElement;
  readonly #room: Room;
  readonly #keyboard: Keyboard;
  #composing = false;

  constructor(room: Room, keyboard: Keyboard) {
    this.#room = room;
    this.#keyboard = keyboard;
    this.field = room.page.document.createElement('textarea');
    this.field.setAttribute('style', STYLE);
    const names = {
      autocapitalize: 'off',
      autocomplete: 'off',
      autocorrect: 'off',
      spellcheck: 'false',
      tabindex: '-1',
    };
    for (const [name, value] of Object.entries({ ...names, 'aria-label': 'text', [EDITOR_MARK]: '' }))
      this.field.setAttribute(name, value);
    const { listeners } = room;
    listeners.on(this.field, 'compositionstart', () => {
      this.#composing = true;
    });
    listeners.on(this.field, 'compositionupdate', (event: CompositionEvent) => {
      keyboard.edit(event.data, event.data.length, 0, room.time(event));
    });
    listeners.on(this.field, 'compositionend', (event: CompositionEvent) => this.#composed(event));
    listeners.on(this.field, 'input', (event: InputEvent) => this.#input(event));
  }

  /** Puts it into the page and gives it the focus. */
  open(area: TextArea = { x: 0, y: 0, w: 1, h: 1 }): void {
    const { page } = this.#room;
    const place = page.place();
    const [left, top] = pointAt(place, area.x, area.y);
    const [right, bottom] = pointAt(place, area.x + area.w, area.y + area.h);
    const { style } = this.field;
    for (const [name, value] of Object.entries({ left, top, width: right - left, height: bottom - top }))
      style.setProperty(name, `${value}px`);
    if (!this.field.isConnected) page.document.body.append(this.field);
    this.field.focus({ preventScroll: true });
  }

  /** Takes it out of the page; the target has the focus again if the field had it. */
  close(): void {
    if (!this.field.isConnected) return;
    const { page } = this.#room;
    // A composition ends here.
    if (page.document.activeElement === this.field) {
      if (page.element !== undefined) page.element.focus({ preventScroll: true });
      else this.field.blur();
    }
    this.field.remove();
    this.#clear();
  }

  #input(event: InputEvent): void {
    if (this.#composing || event.isComposing) return;
    // A line break is the return key's affair; deleting has nothing to delete.
    if (event.inputType.startsWith('insert') && event.data !== null)
      this.#keyboard.text(event.data, this.#room.time(event));
    this.#clear();
  }

  #composed(event: CompositionEvent): void {
    const time = this.#room.time(event);
    this.#composing = false;
    this.#keyboard.edit('', 0, 0, time);
    this.#keyboard.text(event.data, time);
    this.#clear();
  }

  #clear(): void {
    this.field.value = '';
  }
}
