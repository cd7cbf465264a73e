// The small map: where everybody is. Knows two bytes for each ship; knows no network.

import { pen } from '../../shared/element.ts';
import type { Scene } from '../client/pilot.ts';

export class Radar {
  readonly #canvas: HTMLCanvasElement;
  readonly #pen: CanvasRenderingContext2D;

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
    this.#pen = pen(canvas);
  }

  draw(map: Uint8Array, { own, size }: Scene): void {
    const side = this.#canvas.width;
    const draw = this.#pen;
    draw.clearRect(0, 0, side, side);
    draw.strokeStyle = '#15294a';
    draw.lineWidth = 1;
    for (let at = 1; at < 4; at++) draw.strokeRect((side * at) / 4, -1, side, side * 2);
    for (let at = 1; at < 4; at++) draw.strokeRect(-1, (side * at) / 4, side * 2, side);
    draw.fillStyle = '#f472b6';
    for (let at = 0; at + 1 < map.length; at += 2)
      draw.fillRect(((map[at] ?? 0) * side) / 256 - 1.5, ((map[at + 1] ?? 0) * side) / 256 - 1.5, 4, 4);
    const [x, y] = [(own.x / size) * side, (own.y / size) * side];
    draw.fillStyle = draw.strokeStyle = '#ffffff';
    draw.beginPath();
    draw.arc(x, y, 4.5, 0, 7);
    draw.fill();
    draw.beginPath();
    draw.arc(x, y, 10, 0, 7);
    draw.stroke();
  }
}
