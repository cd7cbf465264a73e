// The whole match, one tick at a time: ships, shots, hits, points, who comes back where. Knows the rules; knows no network and no clock.
import { Grid } from './grid.ts';
import {
  type Body,
  boosts,
  FULL_ENERGY,
  FULL_HP,
  fly,
  type Input,
  type Launch,
  NEUTRAL,
  radians,
  SHIP_RADIUS,
  SHOT_LIFE,
  SHOT_SPEED,
  TICK_HZ,
} from './rules.ts';

const DEAD_TICKS = 2 * TICK_HZ;
const NEW_SHIP_SHIELD = 2 * TICK_HZ;
/** Without a hit for so long, a ship mends itself by a point now and then. */
const MEND_AFTER = 4 * TICK_HZ;
const MEND_EVERY = TICK_HZ;
/** How much room each ship has, on average: the side of a square. */
const ROOM = 300;
const POINTS = { hit: 1, kill: 10 };

export interface Ship extends Body {
  readonly id: number;
  readonly name: string;
  /** 0: shot down, and not back yet. */
  hp: number;
  /** Ticks during which nothing hurts it. */
  shield: number;
  /** Its pilot's line is down: it waits, nothing hurts it. */
  away: boolean;
  input: Input;
  boosting: boolean;
  score: number;
  /** 1 is the best. */
  rank: number;
  /** Ticks since it was hit, and until a dead one is back. */
  unhurt: number;
  back: number;
}

export interface Shot extends Launch {
  readonly owner: Ship;
  readonly born: number;
  /** Where it is now. */
  at: { x: number; y: number };
}

/** What a tick brought that people want to be told. */
export type Happening =
  | { readonly type: 'hit'; readonly ship: Ship; readonly by: Ship; readonly x: number; readonly y: number }
  | { readonly type: 'killed'; readonly ship: Ship; readonly by: Ship; readonly x: number; readonly y: number };

/** How large an arena for so many ships is. */
export const arenaFor = (ships: number): number => Math.min(16_000, Math.round(ROOM * Math.sqrt(Math.max(ships, 40))));

export class World {
  readonly size: number;
  readonly ships = new Map<number, Ship>();
  /** The ships that fly, by place, as of the last tick. */
  readonly places: Grid<Ship>;
  shots: Shot[] = [];
  tick = 0;
  readonly #random: () => number;
  #lastId = 0;

  constructor(size: number, random: () => number) {
    this.size = size;
    this.#random = random;
    this.places = new Grid(size, ROOM);
  }

  enter(name: string): Ship {
    do this.#lastId = (this.#lastId % 65_535) + 1;
    while (this.ships.has(this.#lastId));
    const nothing = { x: 0, y: 0, vx: 0, vy: 0, aim: 0, energy: 0, reload: 0, hp: 0, shield: 0, unhurt: 0, back: 0 };
    const standing = { away: false, input: NEUTRAL, boosting: false, score: 0, rank: this.ships.size + 1 };
    const ship: Ship = { id: this.#lastId, name, ...nothing, ...standing };
    this.#launch(ship);
    this.ships.set(ship.id, ship);
    return ship;
  }

  leave(ship: Ship): void {
    this.ships.delete(ship.id);
  }

  step(): Happening[] {
    this.tick++;
    for (const ship of this.ships.values()) this.#move(ship);
    this.places.fill([...this.ships.values()].filter((ship) => ship.hp > 0));
    const happenings: Happening[] = [];
    this.shots = this.shots.filter((shot) => this.#moveShot(shot, happenings));
    return happenings;
  }

  /** Who leads. Also tells every ship its rank. */
  ranking(): Ship[] {
    const ranked = [...this.ships.values()].sort((a, b) => b.score - a.score || a.id - b.id);
    for (const [at, ship] of ranked.entries()) ship.rank = at + 1;
    return ranked;
  }

  #move(ship: Ship): void {
    if (ship.hp === 0) {
      if (--ship.back <= 0) this.#launch(ship);
      return;
    }
    const input = ship.away ? { ...NEUTRAL, aim: ship.aim } : ship.input;
    ship.boosting = boosts(ship, input);
    const launch = fly(ship, input, this.size);
    if (launch) this.shots.push({ ...launch, owner: ship, born: this.tick, at: { x: launch.x, y: launch.y } });
    // Who fires has no need to hide.
    ship.shield = launch ? 0 : Math.max(0, ship.shield - 1);
    ship.unhurt++;
    if (ship.hp < FULL_HP && ship.unhurt > MEND_AFTER && ship.unhurt % MEND_EVERY === 0) ship.hp++;
  }

  /** @returns whether it flies on. */
  #moveShot(shot: Shot, happenings: Happening[]): boolean {
    if (shot.born === this.tick) return true;
    const angle = radians(shot.aim);
    const [dx, dy] = [Math.cos(angle) * SHOT_SPEED, Math.sin(angle) * SHOT_SPEED];
    const { x, y } = shot.at;
    for (const ship of this.places.near(x + dx / 2, y + dy / 2, SHIP_RADIUS + SHOT_SPEED / 2)) {
      if (ship === shot.owner || ship.hp === 0 || distance(ship, x, y, dx, dy) > SHIP_RADIUS) continue;
      this.#hit(ship, shot, happenings);
      return false;
    }
    shot.at = { x: x + dx, y: y + dy };
    const inside = shot.at.x >= 0 && shot.at.y >= 0 && shot.at.x <= this.size && shot.at.y <= this.size;
    return inside && this.tick - shot.born < SHOT_LIFE;
  }

  #hit(ship: Ship, { owner, at: { x, y } }: Shot, happenings: Happening[]): void {
    if (ship.shield > 0 || ship.away) return; // the shield swallows it
    ship.hp--;
    ship.unhurt = 0;
    owner.score += POINTS.hit;
    happenings.push({ type: 'hit', ship, by: owner, x, y });
    if (ship.hp > 0) return;
    owner.score += POINTS.kill;
    ship.back = DEAD_TICKS;
    happenings.push({ type: 'killed', ship, by: owner, x, y });
  }

  #launch(ship: Ship): void {
    const place = (): number => SHIP_RADIUS + this.#random() * (this.size - 2 * SHIP_RADIUS);
    Object.assign(ship, { x: place(), y: place(), vx: 0, vy: 0, energy: FULL_ENERGY, reload: 0 });
    Object.assign(ship, { hp: FULL_HP, shield: NEW_SHIP_SHIELD, unhurt: 0 });
  }
}

/** How far a ship is from the line that a shot draws in one tick. */
function distance(ship: Ship, x: number, y: number, dx: number, dy: number): number {
  const along = ((ship.x - x) * dx + (ship.y - y) * dy) / (dx * dx + dy * dy);
  const part = Math.min(Math.max(along, 0), 1);
  return Math.hypot(ship.x - x - dx * part, ship.y - y - dy * part);
}
