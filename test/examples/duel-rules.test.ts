import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide } from '../../examples/duel/bot.ts';
import { Foe } from '../../examples/duel/foe.ts';
import { Line } from '../../examples/duel/line.ts';
import { parseOptions } from '../../examples/duel/options.ts';
import {
  afterHit,
  fly,
  flyShot,
  HEADINGS,
  HEIGHT,
  launch,
  meets,
  newRound,
  push,
  RADIUS,
  type Ship,
  shoot,
  turn,
  turnTo,
  WIDTH,
} from '../../examples/duel/rules.ts';
import { seededRandom } from '../../src/index.ts';

const anyShip = fc.record({
  x: fc.double({ min: RADIUS, max: WIDTH - RADIUS, noNaN: true }),
  y: fc.double({ min: RADIUS, max: HEIGHT - RADIUS, noNaN: true }),
  vx: fc.double({ min: -60, max: 60, noNaN: true }),
  vy: fc.double({ min: -60, max: 60, noNaN: true }),
  heading: fc.nat(HEADINGS - 1),
});

describe('ships', () => {
  it('begin at rest, nose to nose', () => {
    const [blue, red] = [launch('blue'), launch('red')];
    expect(Math.abs(turnTo(blue.heading, red.heading))).toBe(HEADINGS / 2);
    expect([blue.vx, blue.vy, red.vx, red.vy]).toEqual([0, 0, 0, 0]);
    expect(blue.x).toBeLessThan(red.x);
  });

  it('go where their nose points, slow down, and are not faster than may be', () => {
    let ship = push(launch('blue'));
    expect(ship.vx).toBeGreaterThan(0);
    expect(ship.vy).toBeCloseTo(0);
    expect(fly(ship, 1).vx).toBeLessThan(ship.vx);
    for (let i = 0; i < 20; i++) ship = push(ship);
    expect(Math.hypot(ship.vx, ship.vy)).toBeCloseTo(60);
    expect(push(turn(ship, HEADINGS / 2)).vx).toBeLessThan(ship.vx);
  });

  it('stay in the arena, however they fly', () => {
    fc.assert(
      fc.property(
        anyShip,
        fc.array(fc.double({ min: 0, max: 0.1, noNaN: true }), { maxLength: 50 }),
        (begin, steps) => {
          let ship: Ship = begin;
          for (const seconds of steps) ship = fly(ship, seconds);
          expect(ship.x).toBeGreaterThanOrEqual(RADIUS);
          expect(ship.x).toBeLessThanOrEqual(WIDTH - RADIUS);
          expect(ship.y).toBeGreaterThanOrEqual(RADIUS);
          expect(ship.y).toBeLessThanOrEqual(HEIGHT - RADIUS);
        },
      ),
    );
  });

  it('turn all the way round, and the shorter way is known', () => {
    fc.assert(
      fc.property(anyShip, fc.integer({ min: -100, max: 100 }), (ship, steps) => {
        const { heading } = turn(ship, steps);
        expect(heading).toBeGreaterThanOrEqual(0);
        expect(heading).toBeLessThan(HEADINGS);
        expect(Math.abs(turnTo(ship.heading, heading))).toBeLessThanOrEqual(HEADINGS / 2);
        expect(turn(ship, turnTo(ship.heading, heading)).heading).toBe(heading);
      }),
    );
  });
});

describe('shots', () => {
  it('fly straight on, and end at a wall or when they are spent', () => {
    const shot = shoot(launch('blue'), 'blue');
    const later = flyShot(shot, 0.5);
    expect(later?.y).toBeCloseTo(shot.y);
    expect(later?.x).toBeGreaterThan(shot.x + 40);
    expect(flyShot(shot, 1.4)).toBeNull();
    expect(flyShot({ ...shot, x: WIDTH - 1 }, 0.1)).toBeNull();
  });

  it('hit on their way, however long a frame is, and do not hit their own ship', () => {
    const ship = launch('red');
    const shot = { ...shoot(launch('blue'), 'blue'), x: ship.x - 30, y: ship.y };
    for (const seconds of [0.01, 0.05, 0.1, 0.4]) {
      let hit = false;
      for (let at: typeof shot | null = shot; at; at = flyShot(at, seconds)) {
        const next = flyShot(at, seconds);
        hit ||= next !== null && meets(next, ship, seconds);
      }
      expect(hit).toBe(true);
    }
    expect(meets({ ...shot, y: ship.y + RADIUS + 1, x: ship.x }, ship, 0.1)).toBe(false);
    expect(meets(shoot(ship, 'red'), ship, 0)).toBe(false);
  });
});

describe('rounds', () => {
  it('count hits for the other side, until one has enough', () => {
    let round = newRound(3);
    round = afterHit(round, 'red', 2);
    round = afterHit(round, 'blue', 2);
    expect(round).toEqual({ number: 3, score: { blue: 1, red: 1 }, hit: 'blue', winner: null });
    round = afterHit(round, 'red', 2);
    expect(round).toMatchObject({ score: { blue: 2, red: 1 }, winner: 'blue' });
    expect(afterHit(round, 'blue', 2)).toBe(round);
  });
});

describe('the other ship', () => {
  const news = { ...launch('red'), life: 0, shield: false, flame: false };

  it('is flown on for as long as its word took, and glides to where it should be', () => {
    const foe = new Foe('red');
    foe.hear({ ...news, x: 60, vx: 20 }, 0.1);
    const first = foe.shown.x;
    const way: number[] = [];
    for (let i = 0; i < 35; i++) {
      foe.frame(1 / 60);
      way.push(foe.shown.x);
    }
    // Towards the word, no jump larger than a few units, and there in the end.
    expect(Math.abs((way[0] ?? 0) - first)).toBeLessThan(Math.abs(first - 62) / 4);
    expect(way.at(-1)).toBeCloseTo(fly({ ...news, x: 60, vx: 20 }, 0.1 + 35 / 60).x, 0);
  });

  it('jumps when it is another one, and stands still when nothing is heard', () => {
    const foe = new Foe('red');
    foe.hear({ ...news, x: 20, vx: 30, life: 1 }, 0);
    expect(foe.shown.x).toBe(20);
    for (let i = 0; i < 200; i++) foe.frame(1 / 60);
    const { x } = foe.shown;
    foe.frame(1);
    expect(foe.shown.x).toBe(x);
    expect(x).toBeLessThan(60);
  });
});

describe('the line', () => {
  it('counts the gaps in the numbers of what is lossy, anew after it was down', () => {
    const line = new Line('connecting');
    line.up(0);
    for (const id of [5, 6, 8, 9, 12, 13, 14]) line.heard(id, id);
    expect(line.missed).toBeCloseTo(3 / 10);
    expect(line.quiet(100)).toBe(0);
    expect(line.quiet(1014)).toBe(1000);
    line.up(2000);
    line.heard(500, 2001);
    expect(line.missed).toBe(0);
  });
});

describe('the pilot', () => {
  it('beats one that stands still', () => {
    const random = seededRandom(5);
    let me = launch('blue');
    const target: Ship = { ...launch('red'), y: HEIGHT * 0.8 };
    let shots = [shoot(me, 'blue')];
    let hit = false;
    for (let i = 0; i < 300 && !hit; i++) {
      const action = decide(me, target, random);
      if (action === 'left' || action === 'right') me = turn(me, action === 'left' ? -1 : 1);
      else if (action === 'push') me = push(me);
      else shots.push(shoot(me, 'blue'));
      me = fly(me, 0.07);
      shots = shots.flatMap((shot) => flyShot(shot, 0.07) ?? []);
      hit = shots.some((shot) => meets(shot, target, 0.07));
    }
    expect(hit).toBe(true);
  });
});

describe('the command line', () => {
  it('is understood, or not', () => {
    expect(parseOptions(['host'])).toMatchObject({
      role: 'host',
      uri: 'udp://0.0.0.0:4000',
      to: 5,
      bad: null,
      bot: false,
    });
    expect(
      parseOptions(['join', 'udp://h:1', '--loss', '0.1', '--latency', '80', '--name', 'Ben', '--headless']),
    ).toMatchObject({
      role: 'join',
      uri: 'udp://h:1',
      name: 'Ben',
      headless: true,
      bot: true,
      bad: { loss: 0.1, latency: 80 },
    });
    for (const words of [
      '',
      'join',
      'hots',
      'host tcp://h:1',
      'host --loss 2',
      'host --loss x',
      'host --what',
      'host --to 0',
    ])
      expect(parseOptions(words.split(' ').filter((word) => word !== ''))).toBeNull();
  });
});
