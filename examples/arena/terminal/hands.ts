// A pilot at a terminal. Most terminals do not tell when a key is let go of, so keys here are switches: an arrow sets the course until
// the next one, space begins to fire and ends it, and without a mouse the nearest ship is aimed at. Knows keys; knows no network.
import { K_a, K_DOWN, K_d, K_ESCAPE, K_LEFT, K_q, K_RIGHT, K_SPACE, K_s, K_UP, K_w, K_x, type Key } from 'pumpjack';
import type { Scene } from '../client/pilot.ts';
import { directionOf, type Input, NEUTRAL, SHOT_SPEED } from '../game/rules.ts';

const COURSES: { readonly [key in Key]?: number } = {
  [K_RIGHT]: 0,
  [K_d]: 0,
  [K_DOWN]: 64,
  [K_s]: 64,
  [K_LEFT]: 128,
  [K_a]: 128,
  [K_UP]: 192,
  [K_w]: 192,
};
/** A second key so soon after the first makes a diagonal of both, ms. */
const TOGETHER = 150;

export class Hands {
  firing = false;
  #course: number | null = null;
  #since = 0;
  /** The mouse's direction; `null` until it moves. */
  #aim: number | null = null;
  #held = false;

  key(key: Key): 'leave' | 'stay' {
    const course = COURSES[key];
    if (course !== undefined) this.#turn(course, performance.now());
    else if (key === K_SPACE) this.firing = !this.firing;
    else if (key === K_x) this.#course = null;
    return key === K_q || key === K_ESCAPE ? 'leave' : 'stay';
  }

  /** The mouse, seen from the middle of the screen. */
  point(x: number, y: number): void {
    this.#aim = directionOf(x, y);
  }

  trigger(down: boolean): void {
    this.#held = down;
  }

  input(scene: Scene | null): Input {
    const course = this.#course ?? 0;
    const aim = this.#aim ?? (scene && nearest(scene)) ?? course;
    return { ...NEUTRAL, thrust: this.#course !== null, fire: this.firing || this.#held, course, aim };
  }

  #turn(course: number, now: number): void {
    const turn = this.#course === null ? 0 : ((course - this.#course + 128) & 255) - 128;
    const both = now - this.#since < TOGETHER && Math.abs(turn) === 64;
    this.#course = both ? ((this.#course ?? 0) + turn / 2) & 255 : course;
    this.#since = now;
  }
}

/** The direction of the nearest ship in range. */
function nearest({ own, ships }: Scene): number | null {
  let least = SHOT_SPEED * 24;
  let aim: number | null = null;
  for (const ship of ships) {
    const distance = Math.hypot(ship.x - own.x, ship.y - own.y);
    if (distance >= least || ship.shielded) continue;
    least = distance;
    aim = directionOf(ship.x - own.x, ship.y - own.y);
  }
  return aim;
}
