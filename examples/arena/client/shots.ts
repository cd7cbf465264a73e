// Shots in the air, as one player sees them: his own at once, the others' at the moment in the past that the others are shown at. Where
// a shot is follows from where it began. Knows the rules; knows no network.

import type { Placed } from '../game/grid.ts';
import { type Launch, radians, SHIP_RADIUS, SHOT_LIFE, SHOT_SPEED } from '../game/rules.ts';
import type { Snapshot } from '../wire/snapshot.ts';

export interface ShownShot {
  readonly owner: number;
  readonly x: number;
  readonly y: number;
  readonly aim: number;
}
interface Flying extends Launch {
  readonly owner: number;
  /** The tick that it began at: the server's for others, our own count for ours. */
  readonly born: number;
}

export class Shots {
  readonly #others = new Map<string, Flying>();
  #own: Flying[] = [];
  #ticks = 0;

  /** One tick of our own. */
  step(owner: number, launch: Launch | null): void {
    this.#ticks++;
    if (launch) this.#own.push({ ...launch, owner, born: this.#ticks });
    this.#own = this.#own.filter(({ born }) => this.#ticks - born < SHOT_LIFE);
  }

  take({ tick, shots }: Snapshot): void {
    for (const shot of shots) {
      const born = tick - shot.age;
      this.#others.set(`${shot.owner} ${born}`, { ...shot, born }); // two snapshots tell of it
    }
  }

  /**
   * Those in the air. A shot that reaches a ship ends there, as far as this player can see.
   * @param tick - what is shown of the others. @param alpha - how far we are between two ticks of our own.
   */
  at(tick: number, alpha: number, size: number, ships: readonly (Placed & { readonly id: number })[]): ShownShot[] {
    const shown: ShownShot[] = [];
    const show = (shot: Flying, age: number): boolean => {
      const angle = radians(shot.aim);
      const x = shot.x + Math.cos(angle) * SHOT_SPEED * age;
      const y = shot.y + Math.sin(angle) * SHOT_SPEED * age;
      if (x < 0 || y < 0 || x > size || y > size) return false;
      if (ships.some((ship) => ship.id !== shot.owner && Math.hypot(ship.x - x, ship.y - y) < SHIP_RADIUS))
        return false;
      shown.push({ owner: shot.owner, x, y, aim: shot.aim });
      return true;
    };
    for (const [key, shot] of this.#others) {
      const age = tick - shot.born;
      if (age > SHOT_LIFE || (age >= 0 && !show(shot, age))) this.#others.delete(key);
    }
    this.#own = this.#own.filter((shot) => show(shot, this.#ticks - 1 + alpha - shot.born));
    return shown;
  }
}
