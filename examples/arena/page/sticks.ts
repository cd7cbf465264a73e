// Two sticks for two thumbs: the left half of the screen flies, the right half aims and fires. A stick is wherever the thumb comes down.
// Knows fingers; knows no game.
import { FINGERDOWN, FINGERUP, type FingerDownEvent, type FingerMotionEvent, type FingerUpEvent } from 'pumpjack';

/** How far a thumb has to go for all of it, CSS pixels; further out is a boost. */
const REACH = 46;
const FAR = 1.5;

export interface Stick {
  /** -1 to 1. */
  readonly x: number;
  readonly y: number;
  readonly far: boolean;
  /** Where it is on the canvas, in its pixels; `null`: no thumb there. */
  readonly centre: { readonly x: number; readonly y: number } | null;
}

const AT_REST: Stick = { x: 0, y: 0, far: false, centre: null };

export class Sticks {
  move: Stick = AT_REST;
  aim: Stick = AT_REST;
  /** Whether this is a screen that is touched. */
  used: boolean = matchMedia('(pointer: coarse)').matches;
  readonly #canvas: HTMLCanvasElement;
  readonly #fingers = new Map<number, { readonly side: 'move' | 'aim'; readonly x: number; readonly y: number }>();

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
  }

  /** In pixels of the canvas. */
  get reach(): number {
    return REACH * (this.#canvas.width / this.#canvas.clientWidth);
  }

  take(e: FingerDownEvent | FingerMotionEvent | FingerUpEvent): void {
    this.used = true;
    const [x, y] = [e.x * this.#canvas.width, e.y * this.#canvas.height];
    if (e.type === FINGERDOWN) {
      const side = e.x < 0.5 ? 'move' : 'aim';
      if (this[side].centre) return; // a third finger
      this.#fingers.set(e.finger_id, { side, x, y });
      this[side] = { ...AT_REST, centre: { x, y } };
      return;
    }
    const finger = this.#fingers.get(e.finger_id);
    if (!finger) return;
    if (e.type === FINGERUP) {
      this.#fingers.delete(e.finger_id);
      this[finger.side] = AT_REST;
      return;
    }
    const [dx, dy] = [(x - finger.x) / this.reach, (y - finger.y) / this.reach];
    const length = Math.hypot(dx, dy);
    const cut = Math.max(length, 1);
    this[finger.side] = { x: dx / cut, y: dy / cut, far: length > FAR, centre: { x: finger.x, y: finger.y } };
  }

  draw(pen: CanvasRenderingContext2D): void {
    if (!this.used) return;
    const { width, height } = this.#canvas;
    this.#drawOne(pen, this.move, { x: width * 0.2, y: height * 0.82 }, '#67e8f9');
    this.#drawOne(pen, this.aim, { x: width * 0.8, y: height * 0.82 }, '#fbbf24');
  }

  /** @param rests - where it is shown as long as no thumb is there. */
  #drawOne(pen: CanvasRenderingContext2D, stick: Stick, rests: { x: number; y: number }, colour: string): void {
    const { reach } = this;
    const centre = stick.centre ?? rests;
    pen.save();
    pen.globalAlpha = stick.centre ? 0.75 : 0.28;
    pen.strokeStyle = pen.fillStyle = colour;
    pen.lineWidth = reach / 20;
    pen.beginPath();
    pen.arc(centre.x, centre.y, reach, 0, 7);
    pen.stroke();
    pen.globalAlpha *= 0.6;
    pen.beginPath();
    pen.arc(centre.x + stick.x * reach, centre.y + stick.y * reach, reach * 0.42, 0, 7);
    pen.fill();
    pen.restore();
  }
}
