// Interest management: what one player gets to see. His costs grow with his neighbours, not with the match. Knows the world and the
// form of a snapshot; knows no network.
import { Grid } from '../game/grid.ts';
import { radians, SHOT_LIFE, SHOT_SPEED } from '../game/rules.ts';
import type { Ship, Shot, World } from '../game/world.ts';
import type { ShipView, ShotView, Snapshot, Standing } from '../wire/snapshot.ts';

/** So far to each side; a screen shows less (client/view.ts). */
export const SIGHT = 900;
/** The nearest ones, if there are more. */
export const MOST_SHIPS = 64;
export const MOST_SHOTS = 64;
/** A shot is told so many ticks long, so that two snapshots have it and one may be lost. */
const FRESH = 4;
const SHOT_REACH = SHOT_LIFE * SHOT_SPEED;

/** A shot as it is told, and where it ends if nothing is in its way. */
interface FreshShot extends ShotView {
  readonly endX: number;
  readonly endY: number;
}

export class Sight {
  readonly #world: World;
  readonly #shots: Grid<FreshShot>;
  /** Made once for each tick, not for each who looks. */
  #views = new Map<number, ShipView>();

  constructor(world: World) {
    this.#world = world;
    this.#shots = new Grid(world.size, SIGHT / 2);
  }

  /** After each tick, before anybody looks. */
  update(): void {
    const { shots, ships, tick } = this.#world;
    this.#shots.fill(shots.filter((shot) => tick - shot.born < FRESH).map((shot) => fresh(shot, tick - shot.born)));
    this.#views = new Map([...ships.values()].map((ship) => [ship.id, view(ship)]));
  }

  /** The ships that this one sees. */
  ships(own: Ship): Ship[] {
    const found = this.#world.places.near(own.x, own.y, SIGHT).filter((ship) => ship !== own);
    if (found.length <= MOST_SHIPS) return found;
    const distance = (ship: Ship): number => (ship.x - own.x) ** 2 + (ship.y - own.y) ** 2;
    return found.sort((a, b) => distance(a) - distance(b)).slice(0, MOST_SHIPS);
  }

  snapshot(own: Ship, applied: number, ships: readonly Ship[]): Snapshot {
    const { x, y, vx, vy, energy, reload, score, rank } = own;
    const sees = (left: number, top: number): boolean => Math.abs(left - x) <= SIGHT && Math.abs(top - y) <= SIGHT;
    const shots = this.#shots
      .near(x, y, SIGHT + SHOT_REACH)
      .filter((shot) => shot.owner !== own.id && (sees(shot.x, shot.y) || sees(shot.endX, shot.endY)));
    return {
      tick: this.#world.tick,
      applied,
      own: { x, y, vx, vy, energy, reload, score, rank, ...standing(own) },
      ships: ships.map((ship) => this.#views.get(ship.id) ?? view(ship)),
      shots: shots.length > MOST_SHOTS ? shots.slice(0, MOST_SHOTS) : shots,
    };
  }
}

function fresh({ owner, x, y, aim }: Shot, age: number): FreshShot {
  const angle = radians(aim);
  const [endX, endY] = [x + Math.cos(angle) * SHOT_REACH, y + Math.sin(angle) * SHOT_REACH];
  return { owner: owner.id, x, y, aim, age, endX, endY };
}

const view = (ship: Ship): ShipView => ({ id: ship.id, x: ship.x, y: ship.y, aim: ship.aim, ...standing(ship) });

const standing = ({ hp, shield, away, input, boosting }: Ship): Standing => ({
  hp,
  shielded: shield > 0 || away,
  away,
  thrust: input.thrust && !away,
  boost: boosting,
});
