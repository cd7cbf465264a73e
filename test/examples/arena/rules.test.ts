// The rules of the arena: flying, firing, hits, coming back. Chance is a number here.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Body,
  directionOf,
  FULL_ENERGY,
  FULL_HP,
  fly,
  type Input,
  NEUTRAL,
  SHIP_RADIUS,
  SHOT_LIFE,
} from '../../../examples/arena/game/rules.ts';
import { arenaFor, type Ship, World } from '../../../examples/arena/game/world.ts';

const SIZE = 1000;
const body = (over: Partial<Body> = {}): Body => ({
  ...{ x: 500, y: 500, vx: 0, vy: 0, aim: 0, energy: FULL_ENERGY, reload: 0 },
  ...over,
});
const input = (over: Partial<Input>): Input => ({ ...NEUTRAL, ...over });

describe('flying', () => {
  it('thrust speeds up towards a highest speed, and without it a ship comes to rest', () => {
    const ship = body({ x: 100 });
    for (let tick = 0; tick < 40; tick++) fly(ship, input({ thrust: true, course: 0 }), 10_000);
    expect(ship.vx).toBeGreaterThan(11);
    expect(ship.vx).toBeLessThan(13);
    expect(ship.y).toBe(500);
    for (let tick = 0; tick < 200; tick++) fly(ship, NEUTRAL, 10_000);
    expect(Math.abs(ship.vx)).toBeLessThan(0.01);
  });

  it('boost is faster, and is used up', () => {
    const [plain, fast] = [body({ x: 100 }), body({ x: 100 })];
    for (let tick = 0; tick < 20; tick++) {
      fly(plain, input({ thrust: true }), 10_000);
      fly(fast, input({ thrust: true, boost: true }), 10_000);
    }
    expect(fast.x).toBeGreaterThan(plain.x + 50);
    for (let tick = 0; tick < 60; tick++) fly(fast, input({ thrust: true, boost: true }), 100_000);
    expect(fast.energy).toBeLessThan(6);
  });

  it('whatever a pilot does, his ship stays inside and his numbers stay numbers', () => {
    const inputs = fc.array(
      fc.record({
        thrust: fc.boolean(),
        boost: fc.boolean(),
        fire: fc.boolean(),
        course: fc.nat(255),
        aim: fc.nat(255),
      }),
      { maxLength: 300 },
    );
    fc.assert(
      fc.property(inputs, (all) => {
        const ship = body({ x: 30, y: 970 });
        for (const each of all) fly(ship, each, SIZE);
        for (const at of [ship.x, ship.y]) {
          expect(at).toBeGreaterThanOrEqual(SHIP_RADIUS);
          expect(at).toBeLessThanOrEqual(SIZE - SHIP_RADIUS);
        }
        expect(ship.energy).toBeGreaterThanOrEqual(0);
        expect(ship.energy).toBeLessThanOrEqual(FULL_ENERGY);
      }),
    );
  });

  it('the trigger held fires every sixth tick', () => {
    const ship = body();
    let shots = 0;
    for (let tick = 0; tick < 60; tick++) if (fly(ship, input({ fire: true }), SIZE)) shots++;
    expect(shots).toBe(10);
  });

  it('directions are bytes, clockwise from the right', () => {
    expect([directionOf(1, 0), directionOf(0, 1), directionOf(-1, 0), directionOf(0, -1)]).toEqual([0, 64, 128, 192]);
  });
});

/** Two ships that face each other, without the shield that new ones have. */
function duel(): { world: World; a: Ship; b: Ship } {
  const world = new World(SIZE, () => 0.5);
  const [a, b] = [world.enter('a'), world.enter('b')];
  Object.assign(a, { x: 300, y: 500, shield: 0 });
  Object.assign(b, { x: 600, y: 500, shield: 0 });
  return { world, a, b };
}

describe('a match', () => {
  it('shots hit, cost hit points, give points; the last one kills; the dead come back whole and shielded', () => {
    const { world, a, b } = duel();
    a.input = input({ fire: true, aim: 0 });
    const told: string[] = [];
    for (let tick = 0; tick < 120 && b.hp > 0; tick++)
      told.push(...world.step().map(({ type, ship, by }) => `${by.name} ${type} ${ship.name}`));
    expect(told).toEqual([...new Array(FULL_HP).fill('a hit b'), 'a killed b']);
    expect(a.score).toBe(FULL_HP + 10);
    a.input = NEUTRAL;
    world.shots = [];
    for (let tick = 0; tick < 60; tick++) world.step();
    expect(b.hp).toBe(FULL_HP);
    expect(b.shield).toBeGreaterThan(0);
    expect(world.ranking().map(({ name, rank }) => `${rank} ${name}`)).toEqual(['1 a', '2 b']);
  });

  it('a shot is never so fast that it passes through a ship', () => {
    fc.assert(
      fc.property(fc.double({ min: 60, max: 400, noNaN: true }), (gap) => {
        const { world, a, b } = duel();
        b.x = a.x + gap;
        b.y = a.y + SHIP_RADIUS - 1; // it only grazes him
        a.input = input({ fire: true });
        world.step();
        a.input = NEUTRAL;
        const hits = Array.from({ length: SHOT_LIFE }, () => world.step()).flat();
        expect(hits).toHaveLength(1);
      }),
    );
  });

  it('nothing hurts a shielded ship, nor one whose pilot is away; and who fires loses the shield', () => {
    const { world, a, b } = duel();
    a.input = input({ fire: true });
    b.away = true;
    b.input = input({ fire: true, thrust: true, course: 64 });
    for (let tick = 0; tick < 60; tick++) expect(world.step()).toEqual([]);
    expect([b.hp, b.x, b.y]).toEqual([FULL_HP, 600, 500]);
    b.away = false;
    b.shield = 1000;
    b.input = NEUTRAL;
    for (let tick = 0; tick < 60; tick++) expect(world.step()).toEqual([]);
    b.input = input({ fire: true, aim: 64 });
    world.step();
    expect(b.shield).toBe(0);
  });

  it('who is left alone for a while mends', () => {
    const { world, b } = duel();
    b.hp = 1;
    for (let tick = 0; tick < 600; tick++) world.step();
    expect(b.hp).toBe(FULL_HP);
  });

  it('a thousand have as much room each as a hundred', () => {
    expect(arenaFor(1000) ** 2 / 1000).toBeCloseTo(arenaFor(100) ** 2 / 100, -2);
  });
});
