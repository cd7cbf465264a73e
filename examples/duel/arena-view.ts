// Draws the arena: stars, ships that turn, shots, ships that burst. Knows the duel and the dots; knows no network.
import { seededRandom } from 'pumpjack';
import type { Screen } from '../shared/screen.ts';
import { Dots } from './dots.ts';
import type { Burst, Duel } from './duel.ts';
import { angleOf, HEIGHT, other, type Ship, type Shot, type Side, WIDTH } from './rules.ts';

export const PAINT = {
  blue: '#38bdf8',
  red: '#fb7185',
  blueLit: '#bae6fd',
  redLit: '#fecdd3',
  flame: '#fbbf24',
  star: '#475569',
  wall: '#334155',
  ink: '#e2e8f0',
  dim: '#64748b',
  good: '#4ade80',
  fair: '#fbbf24',
  bad: '#f87171',
} as const;

/** A ship as lines between points, its nose to the right, in units. */
const HULL = [
  [6, 0],
  [-4, 4],
  [-2, 0],
  [-4, -4],
  [6, 0],
] as const;
const FLAME = [
  [-3, 1.5],
  [-8, 0],
  [-3, -1.5],
] as const;

const random = seededRandom(7);
const STARS = Array.from({ length: 40 }, () => [random() * WIDTH, random() * HEIGHT] as const);

/** @param left - and `top`: where its frame begins, in characters. */
export function drawArena(screen: Screen, left: number, top: number, rows: number, duel: Duel, now: number): void {
  const columns = columnsFor(rows);
  const scale = (rows * 4) / HEIGHT;
  frame(screen, left, top, columns, rows);
  const dots = new Dots(columns, rows);
  for (const [x, y] of STARS) dots.dot(x * scale, y * scale, PAINT.star);
  const { side, foe, ship } = duel;
  if (duel.peer) drawShip(dots, scale, foe.shown, other(side), foe.flame, foe.shield, now);
  drawShip(dots, scale, ship, side, duel.flames(now), duel.shielded(now), now);
  for (const shot of duel.shots) drawShot(dots, scale, shot);
  for (const burst of duel.bursts) drawBurst(dots, scale, burst, now);
  dots.show(screen, left + 1, top + 1);
}

/** How many characters wide the arena is when it is so many high. */
export const columnsFor = (rows: number): number => Math.round((rows * 4 * WIDTH) / HEIGHT / 2);

function frame(screen: Screen, left: number, top: number, columns: number, rows: number): void {
  const across = '─'.repeat(columns);
  screen.put(left, top, `╭${across}╮`, PAINT.wall);
  for (let row = 1; row <= rows; row++) {
    screen.put(left, top + row, '│', PAINT.wall);
    screen.put(left + columns + 1, top + row, '│', PAINT.wall);
  }
  screen.put(left, top + rows + 1, `╰${across}╯`, PAINT.wall);
}

function drawShip(
  dots: Dots,
  scale: number,
  ship: Ship,
  side: Side,
  flame: boolean,
  shield: boolean,
  now: number,
): void {
  if (flame) outline(dots, scale, ship, FLAME, PAINT.flame);
  // Who can not be hit blinks.
  const lit = shield && Math.floor(now / 120) % 2 === 0;
  outline(dots, scale, ship, HULL, lit ? PAINT[`${side}Lit`] : PAINT[side]);
  if (!shield) return;
  for (let i = 0; i < 24; i++) {
    const angle = (i / 24) * 2 * Math.PI + now / 400;
    if (i % 3 > 0)
      dots.dot((ship.x + Math.cos(angle) * 8) * scale, (ship.y + Math.sin(angle) * 8) * scale, PAINT[side]);
  }
}

function outline(
  dots: Dots,
  scale: number,
  ship: Ship,
  points: readonly (readonly [number, number])[],
  paint: string,
): void {
  const angle = angleOf(ship.heading);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const placed = points.map(([x, y]) => [(ship.x + x * cos - y * sin) * scale, (ship.y + x * sin + y * cos) * scale]);
  placed.slice(1).forEach(([x = 0, y = 0], i) => {
    const [fromX = 0, fromY = 0] = placed[i] ?? [];
    dots.line(fromX, fromY, x, y, paint);
  });
}

function drawShot(dots: Dots, scale: number, { x, y, vx, vy, by }: Shot): void {
  // A tail of a thirtieth of a second.
  dots.line((x - vx / 30) * scale, (y - vy / 30) * scale, x * scale, y * scale, PAINT[`${by}Lit`]);
}

/** Splinters that fly apart and slow down. */
function drawBurst(dots: Dots, scale: number, { x, y, side, since }: Burst, now: number): void {
  const seconds = (now - since) / 1000;
  const paint = seconds < 0.25 ? PAINT.flame : PAINT[seconds < 0.6 ? side : 'dim'];
  for (let i = 0; i < 20; i++) {
    const far = (14 + ((i * 7) % 11)) * (1 - Math.exp(-3 * seconds));
    const angle = i * 2.4;
    dots.dot((x + Math.cos(angle) * far) * scale, (y + Math.sin(angle) * far) * scale, paint);
  }
}
