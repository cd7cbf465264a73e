// The arena in character cells: a cell is 16 units wide and 32 high. Knows the scene and the screen; knows no network.
import type { Screen } from '../../shared/screen.ts';
import { hueOf, paint } from '../client/colours.ts';
import type { Pilot, Scene } from '../client/pilot.ts';
import { FULL_ENERGY, FULL_HP } from '../game/rules.ts';
import type { ArenaEvent } from '../protocol.ts';
import type { ShipView } from '../wire/snapshot.ts';

const [WIDE, HIGH] = [16, 32];
const [INK, DIM, GRID, EDGE, SHIELD, FLASH] = ['#e2e8f0', '#64748b', '#1b2a44', '#38bdf8', '#a5f3fc', '#fbbf24'];
/** By direction, beginning to the right, clockwise. */
const ARROWS = ['▶', '◢', '▼', '◣', '◀', '◤', '▲', '◥'];

export interface ArenaLook {
  readonly scene: Scene | null;
  readonly pilot: Pilot | null;
  /** What is wrong with the line, or nothing. */
  readonly line: string;
  /** Round-trip time, ms. */
  readonly rtt: number;
  readonly firing: boolean;
  readonly news: readonly ArenaEvent[];
}

/** The last things that happened, newest last. */
const feed: string[] = [];

export function drawArena(screen: Screen, look: ArenaLook): void {
  const { scene, pilot, line } = look;
  for (const event of look.news) if (event.type === 'killed') feed.push(`${event.byName} × ${event.name}`);
  feed.splice(0, feed.length - 5);
  if (scene && pilot) {
    drawSpace(screen, scene);
    drawShips(screen, scene, pilot);
    drawNumbers(screen, scene, pilot, look);
  }
  if (line || !scene) screen.centre(Math.floor(screen.height / 2) - 3, ` ${line || 'entering …'} `, INK, '#7f1d1d');
}

function drawSpace(screen: Screen, { own, size, shots }: Scene): void {
  const [left, top] = corner(screen, own);
  for (let row = 0; row < screen.height - 1; row++) {
    for (let column = 0; column < screen.width; column++) {
      const [x, y] = [left + column * WIDE, top + row * HIGH];
      const inside = x >= 0 && y >= 0 && x < size && y < size;
      if (!inside) screen.put(column, row, '░', GRID);
      else if (x % 160 < WIDE && y % 160 < HIGH) screen.put(column, row, '·', DIM);
      else if ((x < WIDE || x >= size - WIDE) !== (y < HIGH || y >= size - HIGH)) screen.put(column, row, '█', EDGE);
    }
  }
  for (const shot of shots) put(screen, own, shot, '•', shot.owner === own.id ? FLASH : paint(hueOf(shot.owner)));
}

function drawShips(screen: Screen, { own, ships }: Scene, pilot: Pilot): void {
  for (const ship of ships) {
    const colour = paint(hueOf(ship.id));
    drawShip(screen, own, ship, colour);
    put(screen, own, ship, pilot.names.get(ship.id) ?? '', colour, -1, 2);
    put(screen, own, ship, '▔'.repeat(ship.hp), ship.hp > 2 ? DIM : '#f87171', 1, -1);
  }
  if (own.hp > 0) drawShip(screen, own, own, '#ffffff');
  else screen.centre(Math.floor(screen.height / 2), ' shot down; back in a moment ', INK, '#7f1d1d');
}

function drawShip(screen: Screen, own: ShipView, ship: ShipView, colour: string): void {
  const arrow = ARROWS[Math.round(ship.aim / 32) & 7] ?? '▶';
  put(screen, own, ship, ship.shielded ? `(${arrow})` : ` ${arrow} `, ship.shielded ? SHIELD : colour, 0, -1);
}

function drawNumbers(screen: Screen, { own }: Scene, pilot: Pilot, { rtt, firing }: ArenaLook): void {
  const bar = (part: number, colour: string, row: number): void => {
    const lit = Math.round(part * 12);
    screen.put(1, row, '━'.repeat(lit), colour);
    screen.put(1 + lit, row, '━'.repeat(12 - lit), GRID);
  };
  bar(own.hp / FULL_HP, own.hp > 2 ? '#4ade80' : '#f87171', 0);
  bar(own.energy / FULL_ENERGY, '#38bdf8', 1);
  screen.put(1, 2, `${own.score} points, ${own.rank} of ${pilot.scores.players}`, INK);
  for (const [at, { id, name, score }] of pilot.scores.top.slice(0, 8).entries()) {
    const text = `${at + 1} ${name.padEnd(14)}${`${score}`.padStart(5)} `;
    screen.put(screen.width - text.length, at, text, id === pilot.id ? '#ffffff' : paint(hueOf(id)));
  }
  for (const [at, text] of feed.entries()) screen.put(1, screen.height - 1 - feed.length + at, text, DIM);
  const keys = `arrows fly, x drifts, space ${firing ? 'holds fire' : 'fires'}, the mouse aims, q leaves   ${rtt.toFixed(1)} ms`;
  screen.put(0, screen.height - 1, ` ${keys}`.padEnd(screen.width), DIM);
}

function put(
  screen: Screen,
  own: ShipView,
  at: { x: number; y: number },
  text: string,
  colour: string,
  down = 0,
  right = 0,
): void {
  const [left, top] = corner(screen, own);
  const [column, row] = [Math.floor((at.x - left) / WIDE), Math.floor((at.y - top) / HIGH)];
  screen.put(column + right, row + down, text, colour);
}

/** The place of the upper left cell: our ship is in the middle. Whole cells, so that the dots do not crawl. */
function corner(screen: Screen, own: ShipView): [left: number, top: number] {
  const snap = (at: number, cell: number): number => Math.round(at / cell) * cell;
  return [snap(own.x - (screen.width * WIDE) / 2, WIDE), snap(own.y - (screen.height * HIGH) / 2, HIGH)];
}
