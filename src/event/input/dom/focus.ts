// Whether the game has the keyboard: the focus of the target, of the editor that stands in for it, or of the whole page.
// Knows the DOM; what follows from a change is the driver's affair.
import { isEditable, isElement } from './page.ts';
import type { Room } from './room.ts';

/** The focus of one page. */
export class Focus {
  readonly #room: Room;
  readonly #changed: (focused: boolean, time: number) => void;
  readonly #field: HTMLElement;
  #focused = false;

  /** @param field - the editor's. @param changed - called for each change, not for the state at the start. */
  constructor(room: Room, field: HTMLElement, changed: (focused: boolean, time: number) => void) {
    this.#room = room;
    this.#field = field;
    this.#changed = changed;
    const { page, listeners } = room;
    for (const target of [field, page.element ?? page.window]) {
      listeners.on(target, 'focus', (event: FocusEvent) =>
        this.#set(page.element !== undefined || !page.isForeignFocused(), event),
      );
      listeners.on(target, 'blur', (event: FocusEvent) => this.#left(event));
    }
    if (page.element === undefined) {
      listeners.on(page.document, 'focusin', (event: FocusEvent) => this.#set(!page.isForeign(event), event));
      listeners.on(page.document, 'focusout', (event: FocusEvent) => this.#left(event));
    }
    if (page.element !== undefined) listeners.on(page.element, 'pointerdown', () => this.take());
  }

  /** True while keys come to the game. */
  get focused(): boolean {
    return this.#focused;
  }

  /** What is the case at the start: nothing tells it. */
  begin(autofocus: boolean): void {
    const { page } = this.#room;
    const active = page.document.activeElement;
    if (autofocus && (active === null || active === page.document.body)) this.take();
    // `take` has told it already where the browser gives the focus at once.
    if (page.hasKeyboard()) this.#set(true);
  }

  /** Gives the target the keyboard; while text input is on, the editor in its place. */
  take(): void {
    const { element } = this.#room.page;
    (this.#field.isConnected ? this.#field : element)?.focus({ preventScroll: true });
  }

  #left(event: FocusEvent): void {
    const { page } = this.#room;
    const to = event.relatedTarget;
    if (to === this.#field || (to !== null && to === page.element)) return;
    // In a page that is the game as a whole, only a field for text takes the keyboard away.
    if (page.element === undefined && event.type === 'focusout') {
      this.#set(!(isElement(to) && isEditable(to)) && page.document.hasFocus(), event);
      return;
    }
    if (page.element === undefined && event.target === this.#field) return; // its focusout has told it
    this.#set(false, event);
  }

  #set(focused: boolean, event?: Event): void {
    if (focused === this.#focused) return;
    this.#focused = focused;
    this.#changed(focused, this.#room.time(event));
  }
}
