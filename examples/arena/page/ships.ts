// Ships with their names, shields and what is left of them. Knows the scene; knows no network.
import { hueOf, paint } from '../client/colours.ts';
import type { Pilot, Scene } from '../client/pilot.ts';
import { FULL_ENERGY, FULL_HP, radians } from '../game/rules.ts';
import type { ShipView } from '../wire/snapshot.ts';
import { OWN_HUE, sprites, stamp } from './sprites.ts';

const hull = sprites(84, (draw, colour, pale) => {
  draw.lineJoin = 'round';
  draw.shadowColor = colour;
  draw.shadowBlur = 40;
  draw.beginPath();
  draw.moveTo(22, 0);
  draw.lineTo(-14, 15);
  draw.lineTo(-7, 0);
  draw.lineTo(-14, -15);
  draw.closePath();
  const body = draw.createLinearGradient(-14, 0, 22, 0);
  body.addColorStop(0, `${colour}55`);
  body.addColorStop(1, `${colour}cc`);
  draw.fillStyle = body;
  draw.fill();
  draw.strokeStyle = colour;
  draw.lineWidth = 3.4;
  draw.stroke();
  draw.shadowBlur = 0;
  draw.strokeStyle = pale;
  draw.lineWidth = 1.5;
  draw.stroke();
});

const shield = sprites(96, (draw, colour) => {
  draw.shadowColor = colour;
  draw.shadowBlur = 30;
  draw.strokeStyle = `${colour}cc`;
  draw.lineWidth = 2;
  draw.beginPath();
  draw.arc(0, 0, 29, 0, 7);
  draw.stroke();
  draw.fillStyle = `${colour}1c`;
  draw.fill();
});

export function drawShips(draw: CanvasRenderingContext2D, { own, ships }: Scene, pilot: Pilot): void {
  draw.textAlign = 'center';
  draw.font = '600 13px ui-sans-serif, system-ui, sans-serif';
  for (const ship of ships) {
    const hue = hueOf(ship.id);
    drawHull(draw, ship, hue);
    draw.fillStyle = paint(hue, 0.78);
    draw.globalAlpha = ship.away ? 0.45 : 0.85;
    draw.fillText(`${pilot.names.get(ship.id) ?? ''}${ship.away ? ' …' : ''}`, ship.x, ship.y + 44);
    draw.globalAlpha = 1;
    if (ship.hp < FULL_HP) drawBar(draw, ship.x, ship.y - 38, ship.hp / FULL_HP);
  }
  if (own.hp === 0) return;
  drawHull(draw, own, OWN_HUE);
  drawRing(draw, own, 36, own.hp / FULL_HP, own.hp > 2 ? '#4ade80' : '#f87171', Math.PI);
  drawRing(draw, own, 36, own.energy / FULL_ENERGY, '#38bdf8', 0);
}

function drawHull(draw: CanvasRenderingContext2D, ship: ShipView, hue: number): void {
  draw.globalAlpha = ship.away ? 0.5 : 1;
  stamp(draw, hull(hue), ship.x, ship.y, radians(ship.aim));
  if (ship.shielded) stamp(draw, shield(hue), ship.x, ship.y);
  draw.globalAlpha = 1;
}

function drawBar(draw: CanvasRenderingContext2D, x: number, y: number, part: number): void {
  draw.fillStyle = '#0b1220cc';
  draw.fillRect(x - 18, y, 36, 4);
  draw.fillStyle = part > 0.4 ? '#4ade80' : '#f87171';
  draw.fillRect(x - 18, y, 36 * part, 4);
}

/** A quarter of a circle around our ship, as full as it says. @param middle - the direction that it is at. */
function drawRing(
  draw: CanvasRenderingContext2D,
  at: { x: number; y: number },
  radius: number,
  part: number,
  colour: string,
  middle: number,
): void {
  const wide = Math.PI * 0.33;
  draw.lineCap = 'round';
  for (const [stroke, share] of [
    ['#1e293b', 1],
    [colour, part],
  ] as const) {
    if (share <= 0) continue;
    draw.strokeStyle = stroke;
    draw.lineWidth = 3.5;
    draw.beginPath();
    // From below upwards, on either side.
    const from = middle === 0 ? wide : Math.PI - wide;
    draw.arc(at.x, at.y, radius, from, from + (middle === 0 ? -1 : 1) * 2 * wide * share, middle === 0);
    draw.stroke();
  }
}
