// Hands: keyboard and mouse, two thumbs, a gamepad, made into one input. Whatever moved last aims. Knows events; knows no network.
import {
  type AnyEvent,
  CONTROLLERAXISMOTION,
  CONTROLLERDEVICEREMOVED,
  FINGERDOWN,
  FINGERMOTION,
  FINGERUP,
  KEYDOWN,
  KEYUP,
  MOUSEBUTTONDOWN,
  MOUSEMOTION,
  MouseState,
} from 'pumpjack';
import type { DomEvent } from 'pumpjack/dom';
import { directionOf, type Input } from '../game/rules.ts';
import { Sticks } from './sticks.ts';

/** By the place of the key, so that W A S D is where it is on a US keyboard whatever is printed there (USB usage numbers). */
const [LEFT, RIGHT, UP, DOWN] = [
  [4, 80],
  [7, 79],
  [26, 82],
  [22, 81],
] as const;
const SPACE = [44];
const SHIFT = [225, 229];
/** A stick rests within this part of its way. */
const REST = 0.25;
const FIRES = 0.6;
/** SDL's numbers of a controller's axes: left stick, right stick, triggers. */
const AXES = 6;

export class Controls {
  readonly sticks: Sticks;
  readonly #canvas: HTMLCanvasElement;
  readonly #keys = new Set<number>();
  readonly #mouse = new MouseState();
  readonly #axes = new Array<number>(AXES).fill(0);
  #aims: 'mouse' | 'keys' | 'touch' | 'pad' = 'keys';
  #aim = 0;

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
    this.sticks = new Sticks(canvas);
  }

  take(e: DomEvent): void {
    this.#mouse.feed(e satisfies AnyEvent);
    switch (e.type) {
      case KEYDOWN:
        this.#keys.add(e.scancode);
        break;
      case KEYUP:
        this.#keys.delete(e.scancode);
        break;
      case MOUSEMOTION:
      case MOUSEBUTTONDOWN:
        this.#aims = 'mouse';
        break;
      case FINGERDOWN:
      case FINGERMOTION:
      case FINGERUP:
        this.#aims = 'touch';
        this.sticks.take(e);
        break;
      case CONTROLLERAXISMOTION:
        this.#axes[e.axis] = e.value / 32_767;
        if (Math.abs(e.value) > 32_767 * REST) this.#aims = 'pad';
        break;
      case CONTROLLERDEVICEREMOVED:
        this.#axes.fill(0);
        break;
    }
  }

  /** What the hands do now. */
  input(): Input {
    const [left, , right] = this.#mouse.getPressed();
    const [x, y, far] = this.#move();
    const [aimX, aimY] = this.#pointed();
    const thrust = Math.hypot(x, y) > REST;
    const course = directionOf(x, y);
    if (Math.hypot(aimX, aimY) > REST) this.#aim = directionOf(aimX, aimY);
    else if (thrust && this.#aims !== 'mouse') this.#aim = course;
    const fire = left || this.#held(SPACE) || (this.#aims !== 'mouse' && Math.hypot(aimX, aimY) > FIRES);
    return { thrust, boost: far || right || this.#held(SHIFT), fire, course, aim: this.#aim };
  }

  #move(): [x: number, y: number, far: boolean] {
    const { move } = this.sticks;
    const [padX = 0, padY = 0] = this.#axes;
    const trigger = Math.max(this.#axes[4] ?? 0, this.#axes[5] ?? 0) > FIRES;
    const keys = (one: readonly number[]): number => (this.#held(one) ? 1 : 0);
    const x = keys(RIGHT) - keys(LEFT) + move.x + padX;
    const y = keys(DOWN) - keys(UP) + move.y + padY;
    return [x, y, move.far || trigger];
  }

  /** The direction that is pointed in. With keys alone there is none: the ship looks where it flies. */
  #pointed(): [x: number, y: number] {
    if (this.#aims === 'touch') return [this.sticks.aim.x, this.sticks.aim.y];
    if (this.#aims === 'pad') return [this.#axes[2] ?? 0, this.#axes[3] ?? 0];
    if (this.#aims === 'keys') return [0, 0];
    const [x, y] = this.#mouse.getPos();
    return [x - this.#canvas.width / 2, y - this.#canvas.height / 2];
  }

  #held(keys: readonly number[]): boolean {
    return keys.some((key) => this.#keys.has(key));
  }
}
