// The client's half: its own ship at once, the others between two snapshots, over a network that delays and loses.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DELAY, Interpolation } from '../../../examples/arena/client/interpolation.ts';
import { Prediction } from '../../../examples/arena/client/prediction.ts';
import { Shots } from '../../../examples/arena/client/shots.ts';
import { FULL_HP, type Input, NEUTRAL, SHOT_SPEED, TICK_MS } from '../../../examples/arena/game/rules.ts';
import { World } from '../../../examples/arena/game/world.ts';
import { Helm } from '../../../examples/arena/server/helm.ts';
import { Sight } from '../../../examples/arena/server/sight.ts';
import { type InputMessage, inputCodec } from '../../../examples/arena/wire/input.ts';
import { type ShipView, type Snapshot, snapshotCodec } from '../../../examples/arena/wire/snapshot.ts';

const SIZE = 3000;

/** A client and the server, each message `delay` ticks on its way; `arrives` says whether the n-th one does. */
function play(inputs: readonly Input[], delay: number, arrives: (n: number) => boolean) {
  const world = new World(SIZE, () => 0.5);
  const sight = new Sight(world);
  const ship = world.enter('me');
  const helm = new Helm();
  const prediction = new Prediction(SIZE);
  const up: InputMessage[] = [];
  const down: Uint8Array[] = [];
  const drawn: { x: number; y: number }[] = [];
  for (let tick = 0; tick < inputs.length; tick++) {
    prediction.step(inputs[tick] ?? NEUTRAL);
    up.push(prediction.message());
    const message = tick >= delay && arrives(tick) ? up[tick - delay] : undefined;
    if (message) helm.take(inputCodec.decode(inputCodec.encode(message)));
    ship.input = helm.next();
    world.step();
    sight.update();
    down.push(snapshotCodec.encode(sight.snapshot(ship, helm.applied, [])));
    const bytes = tick >= delay ? down[tick - delay] : undefined;
    if (bytes) {
      const { own, applied } = snapshotCodec.decode(bytes);
      prediction.correct(own, applied);
    }
    drawn.push(prediction.at(1));
  }
  return { prediction, ship, drawn };
}

const pilot = fc.record({
  thrust: fc.boolean(),
  boost: fc.boolean(),
  fire: fc.boolean(),
  course: fc.nat(255),
  aim: fc.nat(255),
});
/** Each input is held for a while, and in the end hands are off until the ship rests. */
const flight = fc
  .array(fc.tuple(pilot, fc.integer({ min: 1, max: 12 })), { minLength: 3, maxLength: 12 })
  .map((parts) => [...parts.flatMap(([input, ticks]) => new Array<Input>(ticks).fill(input))]);
const rest = new Array<Input>(60).fill(NEUTRAL);

describe('prediction', () => {
  it('where the ship comes to rest is where the server has it, whatever the delay', () => {
    fc.assert(
      fc.property(flight, fc.integer({ min: 0, max: 8 }), (inputs, delay) => {
        const { prediction, ship } = play([...rest.slice(0, 20), ...inputs, ...rest, ...rest], delay, () => true);
        expect(Math.hypot(prediction.at(1).x - ship.x, prediction.at(1).y - ship.y)).toBeLessThan(1);
      }),
      { numRuns: 60 },
    );
  });

  it('a line of 240 ms draws the very same flight as one without delay', () => {
    const turn = Array.from({ length: 60 }, (_, at): Input => ({ ...NEUTRAL, thrust: true, course: (at * 5) & 255 }));
    const inputs = [...rest.slice(0, 30), ...turn];
    const [far, near] = [play(inputs, 7, () => true).drawn, play(inputs, 0, () => true).drawn];
    for (const [at, { x, y }] of near.entries())
      if (at >= 30) expect(Math.hypot((far[at]?.x ?? 0) - x, (far[at]?.y ?? 0) - y)).toBeLessThan(0.01);
    expect(near[89]?.x).not.toBeCloseTo(near[30]?.x ?? 0, -1);
  });

  it('lost messages lose no input: the next one repeats it', () => {
    const [prediction, helm] = [new Prediction(SIZE), new Helm()];
    const used = new Set<number>();
    for (let aim = 1; aim <= 99; aim++) {
      prediction.step({ ...NEUTRAL, aim });
      if (aim % 3 === 0) helm.take(prediction.message());
      used.add(helm.next().aim);
    }
    for (let more = 0; more < 4; more++) used.add(helm.next().aim);
    expect([...used].filter((aim) => aim > 0)).toEqual(Array.from({ length: 99 }, (_, at) => at + 1));
  });

  it('a correction is spread over some ticks; a ship that is somewhere else jumps', () => {
    const own = { x: 100, y: 100, vx: 0, vy: 0, energy: 0, reload: 0, score: 0, rank: 1, ...whole };
    const prediction = new Prediction(SIZE);
    prediction.correct(own, 0);
    prediction.correct({ ...own, x: 130 }, 0);
    expect(prediction.at(1).x).toBeCloseTo(100);
    for (let tick = 0; tick < 30; tick++) prediction.step(NEUTRAL);
    expect(prediction.at(1).x).toBeCloseTo(130, 0);
    prediction.correct({ ...own, x: 2000 }, 30);
    expect(prediction.at(1).x).toBe(2000);
  });
});

describe('the helm', () => {
  it('one input for each tick, in order, none twice; what waits too long is dropped; silence lets the ship drift', () => {
    const helm = new Helm();
    const held = (aim: number): Input => ({ ...NEUTRAL, thrust: true, aim });
    helm.take({ newest: 1, inputs: [held(1)] });
    helm.take({ newest: 3, inputs: [held(1), held(2), held(3)] });
    helm.take({ newest: 2, inputs: [held(1), held(2)] });
    expect([helm.next(), helm.next(), helm.next(), helm.next()].map(({ aim }) => aim)).toEqual([1, 2, 3, 3]);
    expect(helm.applied).toBe(3);
    for (let newest = 4; newest < 40; newest++) helm.take({ newest, inputs: [held(newest)] });
    expect(helm.next().aim).toBeGreaterThan(30);
    for (let tick = 0; tick < 40; tick++) helm.next();
    expect(helm.next()).toMatchObject({ thrust: false, aim: 39 });
  });
});

const whole = { hp: FULL_HP, shielded: false, away: false, thrust: false, boost: false };
const seen = (x: number, aim = 0): ShipView => ({ id: 9, x, y: 50, aim, ...whole });

function snapshot(tick: number, over: Partial<Snapshot>): Snapshot {
  const own = { x: 0, y: 0, vx: 0, vy: 0, energy: 0, reload: 0, score: 0, rank: 1, ...whole };
  return { tick, applied: 0, own, ships: [], shots: [], ...over };
}

describe('interpolation', () => {
  it('others are between the two snapshots around the moment that is shown', () => {
    const others = new Interpolation();
    for (let tick = 100; tick <= 110; tick += 2)
      others.take(snapshot(tick, { ships: [seen(tick * 10, 250)] }), tick * TICK_MS);
    const now = 110 * TICK_MS;
    expect(others.tickAt(now)).toBeCloseTo(110 - DELAY);
    expect(others.shipsAt(now)[0]?.x).toBeCloseTo((110 - DELAY) * 10);
    // None comes any more: on for a moment, then they wait.
    expect(others.shipsAt(now + 5 * TICK_MS)[0]?.x).toBeCloseTo((110 - DELAY + 5) * 10);
    expect(others.shipsAt(now + 900)[0]?.x).toBeCloseTo(1150);
  });

  it('turns the shorter way around', () => {
    const others = new Interpolation();
    others.take(snapshot(100, { ships: [seen(0, 250)] }), 100 * TICK_MS);
    others.take(snapshot(102, { ships: [seen(0, 4)] }), 102 * TICK_MS);
    expect(others.shipsAt((101 + DELAY) * TICK_MS)[0]?.aim).toBeCloseTo(255);
  });
});

describe('shots', () => {
  it('one that two snapshots tell of is one, flies as the rules say, and ends at a ship', () => {
    const shots = new Shots();
    const shot = { owner: 9, x: 100, y: 100, aim: 0 };
    shots.take(snapshot(50, { shots: [{ ...shot, age: 0 }] }));
    shots.take(snapshot(52, { shots: [{ ...shot, age: 2 }] }));
    expect(shots.at(55, 0, SIZE, [])).toEqual([{ owner: 9, x: 100 + 5 * SHOT_SPEED, y: 100, aim: 0 }]);
    expect(shots.at(56, 0, SIZE, [{ id: 3, x: 100 + 6 * SHOT_SPEED, y: 108 }])).toEqual([]);
    expect(shots.at(57, 0, SIZE, [])).toEqual([]);
  });
});
