// What is held right now: keys and mouse, fed by events, as pygame.key and pygame.mouse tell it. Knows events only; no
// queue, no terminal, no page.

import type { AnyEvent } from '../driver.ts';
import type { BuiltinEvent } from '../events.ts';
import { KEYDOWN, KEYUP, type Key } from '../events-keyboard.ts';
import { MOUSEBUTTONDOWN, MOUSEBUTTONUP, MOUSEMOTION, type Pair } from '../events-pointer.ts';
import { WINDOWFOCUSLOST } from '../events-window.ts';

/** Keys by name: `true` for those it is about, `undefined` for all others. A snapshot that does not change. */
export type KeySet = { readonly [key in Key]?: true };

/** Buttons in pygame's order: left, middle, right, and the side buttons 6 and 7. A snapshot that does not change. */
export type ButtonSet = readonly [left: boolean, middle: boolean, right: boolean, x1: boolean, x2: boolean];

/**
 * The state of the keyboard: `pygame.key.get_pressed()` and its kin.
 *
 * ```ts
 * const keys = new KeyState();
 * // in each frame
 * const events = queue.get();
 * keys.update(events);
 * if (keys.getPressed()[K_LEFT]) x--;
 * if (keys.getJustPressed()[K_SPACE]) jump();
 * ```
 * @see https://www.pygame.org/docs/ref/key.html
 */
export class KeyState {
  #pressed = new Set<Key>();
  #down = new Set<Key>();
  #up = new Set<Key>();
  #mods = 0;
  #snapshot: KeySet | undefined;

  /** Takes the events of one frame, in order. "Just" then means: in these. Events of other kinds are skipped. */
  update(events: Iterable<AnyEvent>): void {
    this.nextFrame();
    for (const event of events) this.feed(event);
  }

  /** Takes one event, for programs that use `poll`, `for await` or handlers; those call {@link nextFrame} themselves. */
  feed(event: AnyEvent): void {
    const e = event as BuiltinEvent; // an event of another kind has none of these types, so it is left alone
    if (e.type === KEYDOWN) this.#press(e.key, e.mod);
    else if (e.type === KEYUP) {
      this.#release(e.key);
      this.#mods = e.mod;
    } else if (e.type === WINDOWFOCUSLOST) {
      for (const key of [...this.#pressed]) this.#release(key);
      this.#mods = 0;
    }
  }

  /** Forgets what was just pressed and just released. */
  nextFrame(): void {
    this.#down.clear();
    this.#up.clear();
  }

  /** The keys that are held: `keys.getPressed()[K_LEFT]`. */
  getPressed(): KeySet {
    this.#snapshot ??= keySet(this.#pressed);
    return this.#snapshot;
  }

  /** The keys that went down in this frame, also those that are up again; repeats do not count. */
  getJustPressed(): KeySet {
    return keySet(this.#down);
  }

  /** The keys that went up in this frame, also those that are down again. */
  getJustReleased(): KeySet {
    return keySet(this.#up);
  }

  /** The modifiers, as `KMOD_*` bits: those of the last event of a key. */
  getMods(): number {
    return this.#mods;
  }

  #press(key: Key, mod: number): void {
    this.#mods = mod;
    if (this.#pressed.has(key)) return;
    this.#pressed.add(key);
    this.#down.add(key);
    this.#snapshot = undefined;
  }

  #release(key: Key): void {
    if (!this.#pressed.delete(key)) return;
    this.#up.add(key);
    this.#snapshot = undefined;
  }
}

/**
 * The state of the mouse: `pygame.mouse.get_pos()`, `get_pressed()` and their kin. Fed like {@link KeyState}.
 * @see https://www.pygame.org/docs/ref/mouse.html
 */
export class MouseState {
  #pos: Pair = [0, 0];
  #rel: Pair = [0, 0];
  readonly #pressed = new Set<number>();
  readonly #down = new Set<number>();
  readonly #up = new Set<number>();

  /** Takes the events of one frame, in order. "Just" and `getRel` then mean: in these. Events of other kinds are skipped. */
  update(events: Iterable<AnyEvent>): void {
    this.nextFrame();
    for (const event of events) this.feed(event);
  }

  /** Takes one event, for programs that use `poll`, `for await` or handlers; those call {@link nextFrame} themselves. */
  feed(event: AnyEvent): void {
    const e = event as BuiltinEvent; // an event of another kind has none of these types, so it is left alone
    if (e.type === MOUSEMOTION) {
      this.#pos = e.pos;
      this.#rel = [this.#rel[0] + e.rel[0], this.#rel[1] + e.rel[1]];
    } else if (e.type === MOUSEBUTTONDOWN) {
      this.#pos = e.pos;
      if (!this.#pressed.has(e.button)) this.#down.add(e.button);
      this.#pressed.add(e.button);
    } else if (e.type === MOUSEBUTTONUP) {
      this.#pos = e.pos;
      if (this.#pressed.delete(e.button)) this.#up.add(e.button);
    } else if (e.type === WINDOWFOCUSLOST) {
      for (const button of this.#pressed) this.#up.add(button);
      this.#pressed.clear();
    }
  }

  /** Forgets movement and what was just pressed and released. */
  nextFrame(): void {
    this.#rel = [0, 0];
    this.#down.clear();
    this.#up.clear();
  }

  /** Where it is, as the last of its events said; `[0, 0]` before the first. */
  getPos(): Pair {
    return this.#pos;
  }

  /** How far it moved in this frame. (pygame: since the last call.) */
  getRel(): Pair {
    return this.#rel;
  }

  /** The buttons that are held: `const [left] = mouse.getPressed()`. */
  getPressed(): ButtonSet {
    return buttonSet(this.#pressed);
  }

  /** The buttons that went down in this frame, also those that are up again. */
  getJustPressed(): ButtonSet {
    return buttonSet(this.#down);
  }

  /** The buttons that went up in this frame, also those that are down again. */
  getJustReleased(): ButtonSet {
    return buttonSet(this.#up);
  }
}

/** Without a prototype, so that no key is called `constructor`. */
function keySet(keys: ReadonlySet<Key>): KeySet {
  const found: Record<string, true> = Object.create(null);
  for (const key of keys) found[key] = true;
  return Object.freeze(found);
}

const buttonSet = (held: ReadonlySet<number>): ButtonSet => [
  held.has(1),
  held.has(2),
  held.has(3),
  held.has(6),
  held.has(7),
];
