// One frame of the arena on the canvas, from the back to the front. Knows the scene; knows no network and no input but where the thumbs are.

import { pen } from '../../shared/element.ts';
import type { Pilot, Scene } from '../client/pilot.ts';
import type { ArenaEvent } from '../protocol.ts';
import { type Camera, cameraFor } from './camera.ts';
import { Effects } from './effects.ts';
import { drawShips } from './ships.ts';
import { drawShots } from './shot-sprites.ts';
import { Sky } from './sky.ts';
import type { Sticks } from './sticks.ts';

export interface Frame {
  readonly scene: Scene;
  readonly pilot: Pilot;
  readonly news: readonly ArenaEvent[];
  readonly sticks: Sticks;
  /** Since the last frame. */
  readonly ms: number;
}

export class Picture {
  readonly #canvas: HTMLCanvasElement;
  readonly #pen: CanvasRenderingContext2D;
  readonly #sky = new Sky();
  readonly #effects = new Effects();

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
    this.#pen = pen(canvas, { alpha: false });
  }

  draw({ scene, pilot, news, sticks, ms }: Frame): void {
    const draw = this.#pen;
    this.#effects.take(news, scene, ms);
    const camera = cameraFor(this.#canvas, this.#effects.shaken(scene.own));
    this.#sky.draw(draw, camera, scene.size);
    this.#inArena(camera, () => {
      this.#effects.draw(draw);
      drawShots(draw, scene.shots);
      drawShips(draw, scene, pilot);
    });
    this.#drawHurt(scene);
    sticks.draw(draw);
  }

  /** Before the game: stars that pass by. */
  drift(now: number): void {
    this.#sky.draw(this.#pen, cameraFor(this.#canvas, { x: now / 20, y: now / 45 }), null);
  }

  #inArena({ scale, left, top }: Camera, paint: () => void): void {
    this.#pen.setTransform(scale, 0, 0, scale, -left * scale, -top * scale);
    paint();
    this.#pen.setTransform(1, 0, 0, 1, 0, 0);
  }

  /** Red from the edges when it is serious, and at once when hit. */
  #drawHurt({ own }: Scene): void {
    const red = Math.max(this.#effects.hurt, own.hp > 0 && own.hp <= 2 ? 0.35 : 0, own.hp === 0 ? 0.5 : 0);
    if (red < 0.02) return;
    const { width, height } = this.#canvas;
    const edge = this.#pen.createRadialGradient(
      width / 2,
      height / 2,
      Math.min(width, height) * 0.35,
      width / 2,
      height / 2,
      Math.hypot(width, height) * 0.55,
    );
    edge.addColorStop(0, '#ef444400');
    edge.addColorStop(1, `rgb(239 68 68 / ${red})`);
    this.#pen.fillStyle = edge;
    this.#pen.fillRect(0, 0, width, height);
  }
}
