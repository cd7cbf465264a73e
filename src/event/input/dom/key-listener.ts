// Listens to the keyboard and the editor, and keeps from the page the keys that are the game's. Knows the DOM; what a key
// means is keyboard.ts' affair.
import type { Key } from '../../events-keyboard.ts';
import { Editor } from './editor.ts';
import type { Keyboard } from './keyboard.ts';
import type { TextArea } from './options.ts';
import { plainText } from './plain-text.ts';
import { isKept } from './prevent.ts';
import type { Room } from './room.ts';

/** Chromium's map of the layout. Not in TypeScript's DOM types, since other browsers have none. */
interface LayoutNavigator {
  readonly keyboard?: { getLayoutMap?(): Promise<Iterable<readonly [string, string]>> };
}

/** In the editor all keys but this one are for editing. */
const IN_EDITOR: ReadonlySet<Key> = /* @__PURE__ */ new Set(['tab']);

/** What the listener is told. */
export interface KeyListenerOptions {
  /** Keys that the browser is to do nothing with. */
  readonly kept: ReadonlySet<Key>;
  readonly text: boolean;
  readonly maxPaste: number;
}

/** The keyboard's listeners of one page. */
export class KeyListener {
  readonly #room: Room;
  readonly #keyboard: Keyboard;
  readonly #options: KeyListenerOptions;
  readonly #editor: Editor;

  constructor(room: Room, keyboard: Keyboard, options: KeyListenerOptions) {
    this.#room = room;
    this.#keyboard = keyboard;
    this.#options = options;
    const { page, listeners } = room;
    this.#editor = new Editor(room, keyboard);
    for (const target of new Set([page.target, this.#editor.field])) {
      // A document hears the editor's keys too.
      if (target === this.#editor.field && page.element === undefined) continue;
      listeners.on(target, 'keydown', (event: KeyboardEvent) => this.#down(event), false);
      listeners.on(target, 'keyup', (event: KeyboardEvent) => keyboard.up(event, room.time(event)));
    }
    if (options.text) listeners.on(page.document, 'paste', (event: ClipboardEvent) => this.#paste(event), false);
    this.#learn();
  }

  /** The field that has the focus in the target's place while text input is on. */
  get field(): HTMLElement {
    return this.#editor.field;
  }

  /** Text comes from the editor from now on. */
  startTextInput(area: TextArea | undefined): void {
    this.#editor.open(area);
  }

  /** Text comes from keys again. */
  stopTextInput(): void {
    this.#editor.close();
  }

  #down(event: KeyboardEvent): void {
    const { page, prevents } = this.#room;
    if (page.isForeign(event)) return;
    const editing = event.target === this.field;
    const name = this.#keyboard.down(event, this.#options.text && !editing, this.#room.time(event));
    if (name === '' || !prevents || !(editing || page.isOwn(event))) return;
    if (isKept(name, event, editing ? IN_EDITOR : this.#options.kept)) event.preventDefault();
  }

  #paste(event: ClipboardEvent): void {
    const { page } = this.#room;
    const editing = event.target === this.field;
    if (!editing && (page.isForeign(event) || !page.hasKeyboard())) return;
    const text = plainText(event.clipboardData?.getData('text/plain') ?? '', this.#options.maxPaste);
    this.#keyboard.text(text, this.#room.time(event));
    if (editing) event.preventDefault(); // else it would come a second time, by the field
  }

  /** Where the browser tells the layout, keys have their names before they were pressed without shift. */
  #learn(): void {
    // The cast: see LayoutNavigator.
    const { keyboard } = this.#room.page.window.navigator as LayoutNavigator;
    keyboard?.getLayoutMap?.().then(
      (layout) => this.#keyboard.learn(layout),
      () => {}, // Not allowed in this frame: names are learned from what is typed.
    );
  }
}
