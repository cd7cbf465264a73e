// How large the target is, and when that changes. Knows the DOM; places on the target are page.ts' affair.
import { WINDOWRESIZED } from '../../events-window.ts';
import type { Room } from './room.ts';

/** The size of one page's target. */
export class Size {
  readonly #room: Room;
  readonly #observer: ResizeObserver | undefined;
  #size: readonly [width: number, height: number];
  /** The browser tells device pixels to the pixel, where it can; what is measured may be one beside it. */
  #exact = false;

  constructor(room: Room) {
    const { page, listeners } = room;
    this.#room = room;
    this.#size = page.measure();
    listeners.on(page.window, 'resize', (event: Event) => {
      if (!this.#exact) this.#set(page.measure(), event);
    });
    if (page.element === undefined) return;
    const observer = new ResizeObserver((entries) => this.#observed(entries.at(-1)));
    try {
      observer.observe(page.element, { box: page.canvas ? 'device-pixel-content-box' : 'content-box' });
    } catch {
      observer.observe(page.element); // Safari does not know the box of device pixels
    }
    this.#observer = observer;
  }

  /** Now: of a canvas in device pixels, else in CSS pixels. */
  get size(): readonly [width: number, height: number] {
    return this.#size;
  }

  /** Looks no longer. */
  close(): void {
    this.#observer?.disconnect();
  }

  #observed(entry: ResizeObserverEntry | undefined): void {
    const { page } = this.#room;
    // Missing in Safari, whatever its type says.
    const boxes: readonly ResizeObserverSize[] | undefined = entry?.devicePixelContentBoxSize;
    const box = page.canvas === undefined ? undefined : boxes?.[0];
    if (box === undefined) {
      this.#set(page.measure());
      return;
    }
    const measured = page.measure();
    const near = (one: number, other: number): boolean =>
      Math.abs(one - other) <= Math.max(1, page.window.devicePixelRatio);
    // Chromium's emulation of other devices forgets the device's pixels here.
    const told = near(box.inlineSize, measured[0]) && near(box.blockSize, measured[1]);
    const size = told ? ([box.inlineSize, box.blockSize] as const) : measured;
    const first = !this.#exact;
    this.#exact = true;
    // The first word is the size at the start, to the pixel.
    if (first && near(size[0], this.#size[0]) && near(size[1], this.#size[1])) this.#size = size;
    else this.#set(size);
  }

  #set(size: readonly [width: number, height: number], event?: Event): void {
    const [w, h] = size;
    if (w === this.#size[0] && h === this.#size[1]) return;
    this.#size = size;
    this.#room.add({ type: WINDOWRESIZED, x: w, y: h, w, h, time: this.#room.time(event) });
  }
}
