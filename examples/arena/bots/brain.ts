// How a bot plays: it roams, goes after who is near, aims ahead of him and not too well, runs when it is hurt. Chance comes from outside.
import { directionOf, type Input, NEUTRAL, SHOT_LIFE, SHOT_SPEED } from '../game/rules.ts';
import type { OwnView, ShipView, Snapshot } from '../wire/snapshot.ts';

const RANGE = SHOT_SPEED * SHOT_LIFE * 0.75;
/** A bot sees less far than its server lets it. */
const NOTICES = 650;
/** It misses by up to so much to each side, 256 to the turn. */
const CLUMSY = 14;

export class Brain {
  readonly #random: () => number;
  /** Some press on, some keep away. */
  readonly #distance: number;
  #goal: { x: number; y: number } | null = null;
  #seen = new Map<number, ShipView>();
  #seenAt = 0;

  constructor(random: () => number) {
    this.#random = random;
    this.#distance = 120 + random() * 240;
  }

  think({ tick, own, ships }: Snapshot, size: number): Input {
    const before = this.#seen;
    const ticks = Math.max(1, tick - this.#seenAt);
    this.#seen = new Map(ships.map((ship) => [ship.id, ship]));
    this.#seenAt = tick;
    if (own.hp === 0) return NEUTRAL;
    const foe = this.#nearest(own, ships);
    if (!foe) return this.#roam(own, size);
    const [dx, dy] = [foe.x - own.x, foe.y - own.y];
    const distance = Math.hypot(dx, dy);
    const last = before.get(foe.id) ?? foe;
    const ahead = distance / SHOT_SPEED / ticks;
    const miss = (this.#random() - 0.5) * 2 * CLUMSY;
    const aim = (directionOf(dx + (foe.x - last.x) * ahead, dy + (foe.y - last.y) * ahead) + miss) & 255;
    const hurt = own.hp <= 2;
    // Around him, nearer or farther; away from him when it hurts.
    const side = tick % 200 < 100 ? 52 : -52;
    const turn = hurt ? 128 : distance > this.#distance ? side / 2 : side + (side > 0 ? 40 : -40);
    const course = (directionOf(dx, dy) + turn) & 255;
    const fire = distance < RANGE && !foe.shielded && this.#random() < 0.6;
    return { thrust: true, boost: hurt, fire, course, aim };
  }

  #nearest(own: OwnView, ships: readonly ShipView[]): ShipView | null {
    let found: ShipView | null = null;
    let least = NOTICES;
    for (const ship of ships) {
      const distance = Math.hypot(ship.x - own.x, ship.y - own.y) + (ship.shielded ? 300 : 0);
      if (distance >= least) continue;
      least = distance;
      found = ship;
    }
    return found;
  }

  #roam(own: OwnView, size: number): Input {
    if (!this.#goal || Math.hypot(this.#goal.x - own.x, this.#goal.y - own.y) < 150)
      this.#goal = { x: (0.1 + this.#random() * 0.8) * size, y: (0.1 + this.#random() * 0.8) * size };
    const course = directionOf(this.#goal.x - own.x, this.#goal.y - own.y);
    return { ...NEUTRAL, thrust: true, course, aim: course };
  }
}
