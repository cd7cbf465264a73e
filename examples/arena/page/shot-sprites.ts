// Shots: short glowing strokes. Knows where they are; knows no network.
import { hueOf } from '../client/colours.ts';
import type { ShownShot } from '../client/shots.ts';
import { radians } from '../game/rules.ts';
import { sprites, stamp } from './sprites.ts';

const bolt = sprites(56, (draw, colour, pale) => {
  draw.lineCap = 'round';
  draw.shadowColor = colour;
  draw.shadowBlur = 36;
  for (const [stroke, width] of [
    [colour, 6],
    [pale, 3],
    ['#ffffff', 1.6],
  ] as const) {
    draw.strokeStyle = stroke;
    draw.lineWidth = width;
    draw.beginPath();
    draw.moveTo(-13, 0);
    draw.lineTo(9, 0);
    draw.stroke();
  }
});

export function drawShots(draw: CanvasRenderingContext2D, shots: readonly ShownShot[]): void {
  draw.globalCompositeOperation = 'lighter';
  for (const { owner, x, y, aim } of shots) stamp(draw, bolt(hueOf(owner)), x, y, radians(aim));
  draw.globalCompositeOperation = 'source-over';
}
