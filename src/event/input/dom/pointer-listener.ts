// Listens to mouse, wheel and touch, and locks the pointer. Knows the DOM; what a signal means is the affair of mouse.ts
// and fingers.ts.
import type { Fingers } from './fingers.ts';
import type { Mouse } from './mouse.ts';
import { partAt, pixelAt } from './place.ts';
import type { Room } from './room.ts';
import type { MouseSignal, TouchSignal } from './signals.ts';

/** Safari's mark of turned-round directions; it is in no standard. */
interface FlippedWheel {
  readonly webkitDirectionInvertedFromDevice?: boolean;
}

/** The listeners of one page's pointers. */
export class PointerListener {
  readonly #room: Room;
  readonly #mouse: Mouse | undefined;
  readonly #fingers: Fingers | undefined;
  /** A grab is wanted, granted or not. */
  #wanted = false;

  /** @param mouse - `undefined` when the mouse is not to be reported; `fingers` likewise. */
  constructor(room: Room, mouse: Mouse | undefined, fingers: Fingers | undefined) {
    this.#room = room;
    this.#mouse = mouse;
    this.#fingers = fingers;
    const { page, listeners } = room;
    listeners.on(page.target, 'pointerdown', (event: PointerEvent) => this.#down(event));
    for (const type of ['pointermove', 'pointerup', 'pointercancel'])
      listeners.on(page.target, type, (event: PointerEvent) => this.#pointer(event));
    listeners.on(page.document, 'pointerlockchange', () => mouse?.jump());
    if (mouse !== undefined) listeners.on(page.target, 'wheel', (event: WheelEvent) => this.#wheel(event), false);
    if (!room.prevents) return;
    // Selecting text, scrolling by the middle button, going back by a side button.
    for (const type of page.element && mouse ? ['mousedown', 'mouseup', 'auxclick'] : [])
      listeners.on(page.target, type, (event: Event) => event.preventDefault(), false);
    // The menu of the right button and of a long touch.
    const menu = (event: Event): void => {
      if (page.isOwn(event)) event.preventDefault();
    };
    listeners.on(page.target, 'contextmenu', menu, false);
  }

  /** True while the pointer is locked to the target. */
  get grabbed(): boolean {
    const { document, root } = this.#room.page;
    return document.pointerLockElement === root;
  }

  /** Locks the pointer as soon as the browser lets us, or lets go of it. */
  grab(on: boolean): void {
    this.#wanted = on;
    if (on) this.#lock();
    else if (this.grabbed) this.#room.page.document.exitPointerLock();
  }

  #lock(): void {
    if (this.grabbed) return;
    // The cast: Safari and older browsers answer nothing. A refusal is no error: the next press asks again.
    const asked = this.#room.page.root.requestPointerLock() as Promise<void> | undefined;
    if (asked === undefined) this.#awaitLock();
    else
      asked.then(
        () => this.#locked(),
        () => {},
      );
  }

  /** The lock is there. Nothing could stop it on its way, so it may be unwanted by now. */
  #locked(): void {
    if (!this.#wanted && this.grabbed) this.#room.page.document.exitPointerLock();
  }

  /** Where only the document is told. These are not among the room's listeners: the lock may come after close(). */
  #awaitLock(): void {
    const { document } = this.#room.page;
    const answered = new AbortController();
    const answer = (event: Event): void => {
      // The end of an earlier lock may be told only now.
      if (event.type === 'pointerlockchange' && document.pointerLockElement === null) return;
      answered.abort();
      this.#locked();
    };
    for (const type of ['pointerlockchange', 'pointerlockerror'])
      document.addEventListener(type, answer, { signal: answered.signal });
  }

  #down(event: PointerEvent): void {
    const { element } = this.#room.page;
    if (event.pointerType !== 'touch' && this.#wanted) this.#lock();
    // Without the capture a drag would end at the edge. A touch has it by itself, a locked pointer can not have it.
    if (this.#mouse !== undefined && event.pointerType !== 'touch' && !this.grabbed) capture(element, event.pointerId);
    this.#pointer(event);
  }

  #pointer(event: PointerEvent): void {
    const time = this.#room.time(event);
    if (event.pointerType === 'touch') this.#touch(event, time);
    else if (this.#mouse !== undefined && event.isPrimary) this.#moved(this.#mouse, event, time);
  }

  #moved(mouse: Mouse, event: PointerEvent, time: number): void {
    const place = this.#room.page.place();
    if (event.type === 'pointercancel') {
      mouse.releaseAll(time);
      return;
    }
    const [x, y] = pixelAt(place, event.clientX, event.clientY);
    const signal: MouseSignal = { x, y, button: event.button, buttons: event.buttons };
    if (this.grabbed) {
      const scaleX = place.width > 0 ? place.size[0] / place.width : 1;
      const scaleY = place.height > 0 ? place.size[1] / place.height : 1;
      mouse.locked(event.movementX * scaleX, event.movementY * scaleY, place.size, signal, time);
    } else mouse.signal(signal, time);
  }

  #touch(event: PointerEvent, time: number): void {
    const fingers = this.#fingers;
    if (fingers === undefined) return;
    const { clientX, clientY, pointerId: id, pressure } = event;
    const place = this.#room.page.place();
    const [x, y] = partAt(place, clientX, clientY);
    const signal: TouchSignal = { id, x, y, pressure };
    const pos = pixelAt(place, clientX, clientY);
    if (event.type === 'pointerdown') fingers.touch(signal, pos, time);
    else if (event.type === 'pointermove') fingers.move(signal, pos, time);
    else fingers.lift(signal, pos, time);
  }

  #wheel(event: WheelEvent): void {
    const { page, prevents } = this.#room;
    // The cast: see FlippedWheel.
    const flipped = (event as FlippedWheel).webkitDirectionInvertedFromDevice === true;
    this.#mouse?.wheel(event, flipped, this.#room.time(event));
    // With ctrl it zooms the page: the browser's own.
    if (prevents && !event.ctrlKey && page.isOwn(event)) event.preventDefault();
  }
}

function capture(element: HTMLElement | undefined, pointer: number): void {
  try {
    element?.setPointerCapture(pointer);
  } catch {
    // The pointer is gone already, or a script has made the event up.
  }
}
