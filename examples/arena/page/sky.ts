// What is behind everything: nebulae, three layers of stars that pass at their own speed, the arena's grid and its glowing edge. Knows the camera.

import { pen } from '../../shared/element.ts';
import type { Camera } from './camera.ts';
import { chance } from './chance.ts';
import { Nebula } from './nebula.ts';

/** Stars repeat after so much. */
const TILE = 640;
/** How fast a layer passes, against the ships; how many stars a tile has, and how large. */
const LAYERS = [
  { speed: 0.12, stars: 46, radius: 0.7, alpha: 0.5 },
  { speed: 0.28, stars: 26, radius: 1.1, alpha: 0.7 },
  { speed: 0.5, stars: 11, radius: 1.7, alpha: 0.95 },
];
const GRID = 120;

export class Sky {
  readonly #nebula = new Nebula();
  readonly #layers = LAYERS.map((layer, at) => ({ speed: layer.speed, stars: starsOf(layer, at + 1) }));

  /** @param size - of the arena; `null`: there is none yet. */
  draw(draw: CanvasRenderingContext2D, camera: Camera, size: number | null): void {
    this.#nebula.draw(draw, camera);
    for (const { stars, speed } of this.#layers) drawStars(draw, stars, camera, speed);
    if (size !== null) drawArena(draw, camera, size);
  }
}

/** One star of a tile, drawn once: a whole screen of stars that is mostly empty is dearer than two hundred small pictures. */
interface Star {
  readonly x: number;
  readonly y: number;
  /** In units, as x and y are. */
  readonly size: number;
  readonly image: HTMLCanvasElement;
}

function drawStars(draw: CanvasRenderingContext2D, stars: readonly Star[], camera: Camera, speed: number): void {
  const { scale, width, height } = camera;
  const [left, top] = [camera.left * speed, camera.top * speed];
  for (let x = -(left - Math.floor(left / TILE) * TILE); x < width; x += TILE)
    for (let y = -(top - Math.floor(top / TILE) * TILE); y < height; y += TILE)
      for (const star of stars) {
        if (x + star.x > width || y + star.y > height || x + star.x < -star.size || y + star.y < -star.size) continue;
        draw.drawImage(star.image, (x + star.x) * scale, (y + star.y) * scale, star.size * scale, star.size * scale);
      }
}

function drawArena(draw: CanvasRenderingContext2D, { left, top, scale, width, height }: Camera, size: number): void {
  draw.setTransform(scale, 0, 0, scale, -left * scale, -top * scale);
  const [fromX, toX] = [Math.max(0, left), Math.min(size, left + width)];
  const [fromY, toY] = [Math.max(0, top), Math.min(size, top + height)];
  for (const [colour, every] of [
    ['#16284a', GRID],
    ['#203a68', GRID * 5],
  ] as const) {
    draw.strokeStyle = colour;
    draw.lineWidth = 1 / scale;
    draw.beginPath();
    for (let x = Math.ceil(fromX / every) * every; x <= toX; x += every) {
      draw.moveTo(x, fromY);
      draw.lineTo(x, toY);
    }
    for (let y = Math.ceil(fromY / every) * every; y <= toY; y += every) {
      draw.moveTo(fromX, y);
      draw.lineTo(toX, y);
    }
    draw.stroke();
  }
  // The edge: wide and faint to narrow and bright.
  for (const [line, alpha] of [
    [26, 0.1],
    [12, 0.22],
    [4, 0.95],
  ] as const) {
    draw.strokeStyle = `rgb(56 189 248 / ${alpha})`;
    draw.lineWidth = line;
    draw.strokeRect(0, 0, size, size);
  }
  draw.setTransform(1, 0, 0, 1, 0, 0);
}

/** Pixels of a star's picture for each unit. */
const FINE = 3;

function starsOf({ stars, radius, alpha }: (typeof LAYERS)[number], seed: number): Star[] {
  const random = chance(seed);
  return Array.from({ length: stars }, () => {
    const bright = 0.4 + random() * 0.6;
    const colour = `hsl(${200 + random() * 60} 80% 88% / ${alpha * bright})`;
    const [x, y] = [4 + random() * (TILE - 8), 4 + random() * (TILE - 8)];
    const own = radius * (0.6 + random() * 0.7);
    const size = 2 * own + 1;
    const image = document.createElement('canvas');
    image.width = image.height = Math.ceil(size * FINE);
    const draw = pen(image);
    draw.fillStyle = colour;
    draw.arc(image.width / 2, image.height / 2, own * FINE, 0, 7);
    draw.fill();
    return { x: x - size / 2, y: y - size / 2, size, image };
  });
}
