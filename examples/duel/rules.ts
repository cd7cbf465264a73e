// The rules of the duel, and nothing else: how ships fly, turn and shoot, what a hit is, who has won. Knows no network and no drawing.
// Nothing is changed in place, and no time and no chance is taken from anywhere: both sides reckon alike.

/** The arena, in units. */
export const WIDTH = 160;
export const HEIGHT = 80;
/** A ship points in one of so many directions: 0 is right, then clockwise. */
export const HEADINGS = 24;
/** As near as this to the middle of a ship is in it. */
export const RADIUS = 4.5;
/** What one push gives, and what no ship goes beyond, units a second. */
const PUSH = 16;
const TOP_SPEED = 60;
/** How much of its speed a ship loses in a second, in the beginning. */
const DRAG = 0.5;
const SHOT_SPEED = 90;
/** How long a shot flies, s, and how long the next one takes, ms. */
const SHOT_LIFE = 1.3;
export const RELOAD = 250;
/** How long nobody can hit a ship that has just come back, ms. */
export const SHIELD = 1500;

/** The host flies the blue one. */
export type Side = 'blue' | 'red';
export const other = (side: Side): Side => (side === 'blue' ? 'red' : 'blue');

/** Where something is, in units from the upper left corner, and how fast it goes, units a second. */
export interface Body {
  readonly x: number;
  readonly y: number;
  readonly vx: number;
  readonly vy: number;
}

export interface Ship extends Body {
  /** 0 to `HEADINGS`, with a fraction where it is drawn on its way from one to the next. */
  readonly heading: number;
}

export interface Shot extends Body {
  readonly by: Side;
  /** How long it still flies, s. */
  readonly left: number;
}

export const angleOf = (heading: number): number => (heading / HEADINGS) * 2 * Math.PI;

/** Where a ship begins: on its own side, its nose towards the other. */
export function launch(side: Side): Ship {
  const heading = side === 'blue' ? 0 : HEADINGS / 2;
  return { x: side === 'blue' ? WIDTH * 0.15 : WIDTH * 0.85, y: HEIGHT / 2, vx: 0, vy: 0, heading };
}

/** @param steps - clockwise. */
export function turn(ship: Ship, steps: number): Ship {
  return { ...ship, heading: (((ship.heading + steps) % HEADINGS) + HEADINGS) % HEADINGS };
}

/** One push of the engine. */
export function push(ship: Ship): Ship {
  const angle = angleOf(ship.heading);
  const vx = ship.vx + Math.cos(angle) * PUSH;
  const vy = ship.vy + Math.sin(angle) * PUSH;
  const over = Math.max(1, Math.hypot(vx, vy) / TOP_SPEED);
  return { ...ship, vx: vx / over, vy: vy / over };
}

/** The ship so many seconds later: it slows down by itself, and walls throw it back. */
export function fly(ship: Ship, seconds: number): Ship {
  const slower = Math.exp(-DRAG * seconds);
  // Exact, so that it makes no difference in how many frames the time goes by.
  const far = (1 - slower) / DRAG;
  const [x, vx] = bounce(ship.x + ship.vx * far, ship.vx * slower, WIDTH);
  const [y, vy] = bounce(ship.y + ship.vy * far, ship.vy * slower, HEIGHT);
  return { ...ship, x, y, vx, vy };
}

function bounce(at: number, speed: number, size: number): [number, number] {
  const least = RADIUS;
  const most = size - RADIUS;
  if (at < least) return [Math.min(most, 2 * least - at), Math.abs(speed)];
  if (at > most) return [Math.max(least, 2 * most - at), -Math.abs(speed)];
  return [at, speed];
}

/** A shot from the nose, with the ship's own speed in it. */
export function shoot(ship: Ship, by: Side): Shot {
  const angle = angleOf(ship.heading);
  const [dx, dy] = [Math.cos(angle), Math.sin(angle)];
  return {
    by,
    x: ship.x + dx * (RADIUS + 1.5),
    y: ship.y + dy * (RADIUS + 1.5),
    vx: ship.vx + dx * SHOT_SPEED,
    vy: ship.vy + dy * SHOT_SPEED,
    left: SHOT_LIFE,
  };
}

/** The shot so many seconds later; `null` when it is spent or has met a wall. */
export function flyShot(shot: Shot, seconds: number): Shot | null {
  const x = shot.x + shot.vx * seconds;
  const y = shot.y + shot.vy * seconds;
  const left = shot.left - seconds;
  return left > 0 && x > 0 && x < WIDTH && y > 0 && y < HEIGHT ? { ...shot, x, y, left } : null;
}

/** Whether a shot that has flown for so many seconds has met that ship on its way: also one that is through it by now. */
export function meets(shot: Shot, ship: Body, seconds: number): boolean {
  // Seen from the ship: the nearest point of the way behind the shot.
  const [vx, vy] = [shot.vx - ship.vx, shot.vy - ship.vy];
  const [dx, dy] = [ship.x - shot.x, ship.y - shot.y];
  const speed = vx * vx + vy * vy;
  const ago = speed === 0 ? 0 : Math.min(seconds, Math.max(0, -(dx * vx + dy * vy) / speed));
  return Math.hypot(dx + vx * ago, dy + vy * ago) < RADIUS;
}

/** How a round stands. The host keeps it, the other side is told. */
export interface Round {
  readonly number: number;
  readonly score: Readonly<Record<Side, number>>;
  /** Who was hit last. */
  readonly hit: Side | null;
  readonly winner: Side | null;
}

export const newRound = (number: number): Round => ({ number, score: { blue: 0, red: 0 }, hit: null, winner: null });

/** @param to - how many hits win. */
export function afterHit(round: Round, hit: Side, to: number): Round {
  if (round.winner) return round;
  const by = other(hit);
  const score = { ...round.score, [by]: round.score[by] + 1 };
  return { ...round, score, hit, winner: score[by] >= to ? by : null };
}

/** How far to turn from one heading to another, the shorter way: -HEADINGS/2 to HEADINGS/2. */
export function turnTo(from: number, to: number): number {
  const steps = (((to - from) % HEADINGS) + HEADINGS) % HEADINGS;
  return steps > HEADINGS / 2 ? steps - HEADINGS : steps;
}
