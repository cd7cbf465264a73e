// What is behind everything: nebulae, three layers of stars that pass at their own speed, the arena's grid and its glowing edge. Knows the camera.

import { pen } from '../../shared/element.ts';
import type { Camera } from './camera.ts';

const SPACE = '#060914';
const TILE = 640;
/** How fast a layer passes, against the ships; how many stars a tile has, and how large. */
const LAYERS = [
  { speed: 0.12, stars: 46, radius: 0.7, alpha: 0.5 },
  { speed: 0.28, stars: 26, radius: 1.1, alpha: 0.7 },
  { speed: 0.5, stars: 11, radius: 1.7, alpha: 0.95 },
];
const NEBULAE = ['#1d4ed8', '#7e22ce', '#0e7490', '#be185d'];
const GRID = 120;

export class Sky {
  readonly #layers = LAYERS.map((layer, at) => ({ ...layer, tile: starTile(layer, at + 1) }));
  readonly #nebula = nebulaTile();

  /** @param size - of the arena; `null`: there is none yet. */
  draw(draw: CanvasRenderingContext2D, camera: Camera, size: number | null): void {
    const { width, height } = draw.canvas;
    draw.fillStyle = SPACE;
    draw.fillRect(0, 0, width, height);
    fill(draw, this.#nebula, camera, 0.06, 3);
    for (const { tile, speed } of this.#layers) fill(draw, tile, camera, speed, 1);
    if (size !== null) drawArena(draw, camera, size);
  }
}

/** Covers the canvas with a tile that moves at its own speed. */
function fill(
  draw: CanvasRenderingContext2D,
  tile: HTMLCanvasElement,
  camera: Camera,
  speed: number,
  zoom: number,
): void {
  const pattern = draw.createPattern(tile, 'repeat');
  if (!pattern) return;
  const scale = camera.scale * zoom;
  pattern.setTransform(
    new DOMMatrix([scale, 0, 0, scale, -camera.left * speed * camera.scale, -camera.top * speed * camera.scale]),
  );
  draw.fillStyle = pattern;
  draw.fillRect(0, 0, draw.canvas.width, draw.canvas.height);
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

function starTile({ stars, radius, alpha }: (typeof LAYERS)[number], seed: number): HTMLCanvasElement {
  const { tile, draw } = newTile();
  const random = chance(seed);
  for (let star = 0; star < stars; star++) {
    const bright = 0.4 + random() * 0.6;
    draw.fillStyle = `hsl(${200 + random() * 60} 80% 88% / ${alpha * bright})`;
    draw.beginPath();
    draw.arc(4 + random() * (TILE - 8), 4 + random() * (TILE - 8), radius * (0.6 + random() * 0.7), 0, 7);
    draw.fill();
  }
  return tile;
}

/** Soft clouds, drawn nine times so that the tile has no seam. */
function nebulaTile(): HTMLCanvasElement {
  const { tile, draw } = newTile();
  const random = chance(7);
  for (const colour of NEBULAE) {
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

function newTile(): { tile: HTMLCanvasElement; draw: CanvasRenderingContext2D } {
  const tile = document.createElement('canvas');
  tile.width = tile.height = TILE;
  return { tile, draw: pen(tile) };
}

/** The same stars for everybody: 0 up to 1, from a seed. */
function chance(seed: number): () => number {
  let state = seed * 2_654_435_761;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
