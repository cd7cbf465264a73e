// Interest management: who sees what, and that it costs the neighbours and not the match.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Grid } from '../../../examples/arena/game/grid.ts';
import { NEUTRAL } from '../../../examples/arena/game/rules.ts';
import { arenaFor, type Ship, World } from '../../../examples/arena/game/world.ts';
import { MOST_SHIPS, SIGHT, Sight } from '../../../examples/arena/server/sight.ts';

const coordinate = fc.double({ min: -50, max: 2050, noNaN: true });

/** Numbers that look like chance, the same in every run. */
function chance(): () => number {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

describe('the grid', () => {
  it('finds exactly what is near, wherever it is', () => {
    const things = fc.array(fc.record({ x: coordinate, y: coordinate }), { maxLength: 60 });
    fc.assert(
      fc.property(things, coordinate, coordinate, fc.nat(900), (all, x, y, reach) => {
        const grid = new Grid<{ x: number; y: number }>(2000, 300);
        grid.fill(all);
        const wanted = all.filter((thing) => Math.abs(thing.x - x) <= reach && Math.abs(thing.y - y) <= reach);
        const found = grid.near(x, y, reach);
        expect(found).toHaveLength(wanted.length);
        expect(new Set(found)).toEqual(new Set(wanted));
      }),
    );
  });
});

describe('sight', () => {
  it('a player sees who is near, not himself, nobody who is shot down, and nobody far away', () => {
    const { world, sight, ships } = match(4, 4000);
    const [own, near, far, dead] = ships as [Ship, Ship, Ship, Ship];
    place(own, 1000, 1000);
    place(near, 1000 + SIGHT - 20, 1000);
    place(far, 1000 + SIGHT + 60, 1000);
    Object.assign(dead, { x: 1010, y: 1000, hp: 0, back: 50 });
    world.step();
    sight.update();
    expect(sight.ships(own)).toEqual([near]);
  });

  it('in a crowd he sees the nearest', () => {
    const { world, sight, ships } = match(200, 4000);
    for (const [at, ship] of ships.entries()) place(ship, 1000 + at * 3, 1000);
    world.step();
    sight.update();
    const own = ships[0] as Ship;
    const seen = sight.ships(own);
    expect(seen).toHaveLength(MOST_SHIPS);
    expect(new Set(seen)).toEqual(new Set(ships.slice(1, MOST_SHIPS + 1)));
  });

  it('a shot is in two snapshots at least, for whoever it may reach, and never in its own pilot’s', () => {
    const { world, sight, ships } = match(2, 4000);
    const [shooter, target] = ships as [Ship, Ship];
    place(shooter, 1000, 1000);
    place(target, 1000 + SIGHT + 300, 1000); // out of sight, in reach of what comes
    shooter.input = { ...NEUTRAL, fire: true };
    const ages: number[] = [];
    for (let tick = 0; tick < 6; tick++) {
      world.step();
      sight.update();
      shooter.input = NEUTRAL;
      ages.push(...sight.snapshot(target, 0, []).shots.map(({ age }) => age));
      expect(sight.snapshot(shooter, 0, []).shots).toEqual([]);
    }
    expect(ages).toEqual([0, 1, 2, 3]);
  });

  it('a thousand players see as many others as a hundred do', () => {
    const average = (players: number): number => {
      const { world, sight, ships } = match(players, arenaFor(players));
      world.step();
      sight.update();
      return ships.reduce((sum, ship) => sum + sight.ships(ship).length, 0) / players;
    };
    // Less at the edges, and a small arena has more of them.
    expect(average(1000)).toBeLessThan(average(100) * 1.6);
    expect(average(1000)).toBeLessThan(40);
  });
});

function match(players: number, size: number): { world: World; sight: Sight; ships: Ship[] } {
  const world = new World(size, chance());
  const ships = Array.from({ length: players }, (_, at) => world.enter(`ship ${at}`));
  return { world, sight: new Sight(world), ships };
}

const place = (ship: Ship, x: number, y: number): void => void Object.assign(ship, { x, y });
