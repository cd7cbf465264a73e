// The page as a driver: puts the listeners together, owns what they changed in the page, and gives it back. Knows the DOM
// through them; what an event means is the affair of the pure files.
import { UsageError } from '../../../errors.ts';
import type { DriverHost } from '../../driver.ts';
import { WINDOWFOCUSGAINED, WINDOWFOCUSLOST } from '../../events-window.ts';
import { Inbox } from '../inbox.ts';
import type { DomEvent } from './events.ts';
import { Fingers } from './fingers.ts';
import { Focus } from './focus.ts';
import { KeyListener } from './key-listener.ts';
import { Keyboard } from './keyboard.ts';
import { Mouse } from './mouse.ts';
import type { DomDriver, DomOptions, TextArea } from './options.ts';
import { atRest, Pads } from './pads.ts';
import { Page } from './page.ts';
import { PointerListener } from './pointer-listener.ts';
import { SCROLLS_OR_MOVES_FOCUS } from './prevent.ts';
import { Listeners, type Room } from './room.ts';
import type { PadSignal } from './signals.ts';
import { Size } from './size.ts';
import { WindowListener } from './window-listener.ts';

/** What is there while the driver belongs to a queue. */
interface Attached {
  readonly keys: KeyListener;
  readonly pointers: PointerListener;
  readonly focus: Focus;
  readonly size: Size;
}

class Dom implements DomDriver {
  readonly #options: Required<Omit<DomOptions, 'target'>>;
  readonly #page: Page;
  readonly #inbox: Inbox<DomEvent>;
  readonly #listeners = new Listeners();
  readonly #keyboard: Keyboard;
  readonly #mouse: Mouse | undefined;
  readonly #fingers: Fingers | undefined;
  readonly #pads = new Pads();
  /** What the page had before, to be put back. */
  readonly #undo: (() => void)[] = [];
  #host: DriverHost | undefined;
  #attached: Attached | undefined;
  #closed = false;
  #lastTime = Number.NEGATIVE_INFINITY;

  constructor(options: DomOptions) {
    const { autofocus = true, preventDefault = 'auto', text = true, mouse = true, touch = true } = options;
    const { touchAsMouse = true, gamepads = true, drop = true, maxPaste = 1_048_576, maxWaiting = 10_000 } = options;
    for (const [name, value] of Object.entries({ maxPaste, maxWaiting }))
      if (!(value >= 1 && Number.isFinite(value)))
        throw new UsageError(`dom({ ${name} }) is a number from 1, not ${value}`);
    const target = options.target ?? (typeof document === 'undefined' ? undefined : document);
    const window = (target?.ownerDocument ?? (target as Document | undefined))?.defaultView; // no ownerDocument: it is one
    if (target === undefined || !window)
      throw new UsageError(
        'there is no page here: dom() works in the page itself, not in a worker or in Node; take the events there and post them',
        'ERR_NO_PAGE',
      );
    this.#options = {
      autofocus,
      preventDefault,
      text,
      mouse,
      touch,
      touchAsMouse,
      gamepads,
      drop,
      maxPaste,
      maxWaiting,
    };
    this.#page = new Page(target, window);
    this.#inbox = new Inbox(maxWaiting);
    const emit = (event: DomEvent): void => this.#add(event);
    this.#keyboard = new Keyboard(emit, /^(Mac|iP)/.test(window.navigator.platform));
    this.#mouse = mouse ? new Mouse(emit, false) : undefined;
    this.#fingers = touch ? new Fingers(emit, touchAsMouse) : undefined;
  }

  get width(): number {
    return (this.#attached?.size.size ?? this.#page.measure())[0];
  }

  get height(): number {
    return (this.#attached?.size.size ?? this.#page.measure())[1];
  }

  get focused(): boolean {
    return this.#attached?.focus.focused ?? false;
  }

  get dropped(): number {
    return this.#inbox.dropped;
  }

  attach(host: DriverHost): void {
    if (this.#host !== undefined || this.#closed) throw new UsageError('a dom() joins one queue: make another one');
    this.#host = host;
    const { preventDefault, text, mouse, drop, maxPaste, autofocus } = this.#options;
    const room: Room = {
      page: this.#page,
      listeners: this.#listeners,
      prevents: preventDefault !== false,
      add: (event) => this.#add(event),
      time: (event) => this.#time(event),
    };
    this.#prepare();
    const kept = new Set(preventDefault === 'auto' ? SCROLLS_OR_MOVES_FOCUS : preventDefault || []);
    const keys = new KeyListener(room, this.#keyboard, { kept, text, maxPaste });
    const focus = new Focus(room, keys.field, (focused, time) => this.#focus(focused, time));
    const pointers = new PointerListener(room, this.#mouse, this.#fingers);
    new WindowListener(room, { mouse, drop, maxPaste, hidden: (time) => this.#releaseAll(time) });
    if (this.#options.gamepads) this.#listeners.on(this.#page.window, 'gamepadconnected', () => this.#host?.wake());
    this.#attached = { keys, pointers, focus, size: new Size(room) };
    focus.begin(autofocus);
  }

  pump(push: (event: DomEvent) => boolean, now: number): void {
    this.#inbox.drain(push);
    // After what the page has told; and not at all while the queue is full, so that nothing piles up.
    if (this.#options.gamepads && this.#inbox.empty) this.#pads.pump(push, () => this.#look(), now);
  }

  setGrab(on: boolean): void {
    if (on) this.#open('setGrab').pointers.grab(true);
    else this.#attached?.pointers.grab(false);
  }

  getGrab(): boolean {
    return this.#attached?.pointers.grabbed ?? false;
  }

  startTextInput(area?: TextArea): void {
    if (!this.#options.text) throw new UsageError('dom({ text: false }) reports no text: leave that option out');
    this.#open('startTextInput').keys.startTextInput(area);
  }

  stopTextInput(): void {
    this.#attached?.keys.stopTextInput();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#attached?.pointers.grab(false);
    this.#attached?.keys.stopTextInput();
    this.#attached?.size.close();
    this.#listeners.close();
    for (const undo of this.#undo.splice(0).reverse()) undo();
    this.#attached = undefined;
  }

  #open(what: string): Attached {
    if (this.#attached === undefined)
      throw new UsageError(
        this.#closed
          ? `${what} was called after close()`
          : `${what} needs a queue: give this dom() to new EventQueue({ drivers: [...] }) first`,
        'ERR_NOT_ATTACHED',
      );
    return this.#attached;
  }

  /** An element needs a tabindex to have the keyboard, and a touch must not scroll. */
  #prepare(): void {
    const { element, root } = this.#page;
    if (element !== undefined && !element.hasAttribute('tabindex') && element.tabIndex < 0) {
      element.setAttribute('tabindex', '0');
      this.#undo.push(() => element.removeAttribute('tabindex'));
    }
    if (this.#fingers === undefined) return;
    const before = root.style.touchAction;
    root.style.touchAction = 'none';
    this.#undo.push(() => {
      root.style.touchAction = before;
    });
  }

  #look(): readonly (PadSignal | null)[] {
    const { navigator } = this.#page.window;
    try {
      const pads = navigator.getGamepads();
      return this.#page.document.hasFocus() ? pads : atRest(pads);
    } catch {
      return []; // the frame's permissions forbid it
    }
  }

  #focus(focused: boolean, time: number): void {
    if (!focused) {
      this.#keyboard.releaseAll(time);
      this.#mouse?.releaseAll(time);
    }
    this.#add({ type: focused ? WINDOWFOCUSGAINED : WINDOWFOCUSLOST, time });
  }

  #releaseAll(time: number): void {
    this.#keyboard.releaseAll(time);
    this.#mouse?.releaseAll(time);
    this.#fingers?.releaseAll(time);
  }

  #add(event: DomEvent): void {
    if (this.#closed) return;
    this.#inbox.add(event);
    this.#host?.wake();
  }

  /** A frame may have kept the browser from calling us: the event itself knows when it happened. */
  #time(event?: Event): number {
    const now = this.#host?.now() ?? 0;
    const age = event === undefined ? 0 : this.#page.window.performance.now() - event.timeStamp;
    this.#lastTime = Math.max(this.#lastTime, age > 0 ? now - age : now);
    return this.#lastTime;
  }
}

/**
 * A driver for the page the program runs in: keys, text, mouse, touch, gamepads, focus, size, drops and clipboard become events; a page that
 * is left becomes QUIT. It listens while it belongs to a queue, and leaves nothing behind when the queue closes.
 * @throws UsageError `ERR_NO_PAGE` where there is no document: in Node, in a worker.
 * @see https://developer.mozilla.org/en-US/docs/Web/API/Pointer_events
 * @see https://www.w3.org/TR/uievents-key/
 */
export function dom(options: DomOptions = {}): DomDriver {
  return new Dom(options);
}
