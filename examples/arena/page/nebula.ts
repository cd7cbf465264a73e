// What is furthest away: soft clouds. They hardly move, so a picture of them, larger than the screen, is made now and then and copied from: to
// draw them anew costs a screen without a graphics card half of its frame. Knows the camera.

import { pen } from '../../shared/element.ts';
import type { Camera } from './camera.ts';
import { chance } from './chance.ts';

const SPACE = '#060914';
const COLOURS = ['#1d4ed8', '#7e22ce', '#0e7490', '#be185d'];
const TILE = 640;
/** How large a tile is shown, and how fast it passes, against the ships. */
const ZOOM = 3;
const SPEED = 0.06;
/** How much of the picture is beyond each edge of the screen, pixels: some seconds of flight. */
const MARGIN = 96;

export class Nebula {
  readonly #tile = cloudTile();
  readonly #canvas = document.createElement('canvas');
  readonly #pen = pen(this.#canvas, { alpha: false });
  #scale = 0;
  /** Where its upper left corner is, pixels. */
  #left = 0;
  #top = 0;

  /** Covers the whole canvas. */
  draw(draw: CanvasRenderingContext2D, camera: Camera): void {
    // Whole pixels: nobody sees soft clouds jump by one, and a copy is all that it takes.
    const [left, top] = [camera.left, camera.top].map((at) => Math.round(at * SPEED * camera.scale)) as [
      number,
      number,
    ];
    if (!this.#covers(draw.canvas, camera.scale, left, top)) this.#paint(draw.canvas, camera.scale, left, top);
    draw.drawImage(this.#canvas, this.#left - left, this.#top - top);
  }

  #covers({ width, height }: HTMLCanvasElement, scale: number, left: number, top: number): boolean {
    const [dx, dy] = [left - this.#left, top - this.#top];
    const { width: has, height: high } = this.#canvas;
    return scale === this.#scale && dx >= 0 && dy >= 0 && dx + width <= has && dy + height <= high;
  }

  #paint({ width, height }: HTMLCanvasElement, scale: number, left: number, top: number): void {
    this.#scale = scale;
    this.#left = left - MARGIN;
    this.#top = top - MARGIN;
    this.#canvas.width = width + 2 * MARGIN;
    this.#canvas.height = height + 2 * MARGIN;
    const draw = this.#pen;
    draw.fillStyle = SPACE;
    draw.fillRect(0, 0, this.#canvas.width, this.#canvas.height);
    const clouds = draw.createPattern(this.#tile, 'repeat');
    if (!clouds) return;
    clouds.setTransform(new DOMMatrix([scale * ZOOM, 0, 0, scale * ZOOM, -this.#left, -this.#top]));
    draw.fillStyle = clouds;
    draw.fillRect(0, 0, this.#canvas.width, this.#canvas.height);
  }
}

/** Drawn nine times so that the tile has no seam. */
function cloudTile(): HTMLCanvasElement {
  const tile = document.createElement('canvas');
  tile.width = tile.height = TILE;
  const draw = pen(tile);
  const random = chance(7);
  for (const colour of COLOURS) {
    const [x, y, radius] = [random() * TILE, random() * TILE, TILE * (0.25 + random() * 0.2)];
    for (const dx of [-TILE, 0, TILE])
      for (const dy of [-TILE, 0, TILE]) {
        const cloud = draw.createRadialGradient(x + dx, y + dy, 0, x + dx, y + dy, radius);
        cloud.addColorStop(0, `${colour}28`);
        cloud.addColorStop(1, `${colour}00`);
        draw.fillStyle = cloud;
        draw.fillRect(0, 0, TILE, TILE);
      }
  }
  return tile;
}
