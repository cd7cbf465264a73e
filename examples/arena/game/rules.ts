// How a ship flies and fires, one tick at a time. Knows numbers only: the server decides by it, every client predicts by it.

/** Ticks in a second. */
export const TICK_HZ = 30;
export const TICK_MS: number = 1000 / TICK_HZ;

/** Lengths are units of the arena, speeds are units a tick, times are ticks. */
export const SHIP_RADIUS = 18;
export const SHOT_SPEED = 26;
export const SHOT_LIFE = 26;
export const FULL_HP = 6;
export const FULL_ENERGY = 90;

const ACCELERATION = 0.8;
const BOOST = 1.9;
const BOOST_COST = 3;
/** What is left of the speed after a tick: together with ACCELERATION that makes 12.5 units a tick at most. */
const DRAG = 0.94;
const BOUNCE = -0.5;
const RELOAD = 6;
/** A shot begins in front of the ship. */
const MUZZLE = 24;

/** What a pilot does in one tick. Directions are whole numbers, 256 to the turn, from 0 (right) clockwise: a byte each on the wire. */
export interface Input {
  readonly thrust: boolean;
  readonly boost: boolean;
  readonly fire: boolean;
  readonly course: number;
  readonly aim: number;
}

/** Hands off. */
export const NEUTRAL: Input = { thrust: false, boost: false, fire: false, course: 0, aim: 0 };

/** The part of a ship that its pilot moves. Changed in place. */
export interface Body {
  x: number;
  y: number;
  vx: number;
  vy: number;
  aim: number;
  /** For boosting. */
  energy: number;
  /** Ticks until it can fire again. */
  reload: number;
}

/** Where a shot begins, and where it goes. */
export interface Launch {
  readonly x: number;
  readonly y: number;
  readonly aim: number;
}

export const radians = (direction: number): number => (direction * Math.PI) / 128;

/** The direction of a vector, as a byte. */
export const directionOf = (x: number, y: number): number => Math.round((Math.atan2(y, x) * 128) / Math.PI) & 255;

/** Whether a ship boosts with this input. */
export const boosts = (body: Body, input: Input): boolean => input.thrust && input.boost && body.energy >= BOOST_COST;

/**
 * One tick of one ship in a square arena of that size.
 * @returns the shot that it fires, if it does.
 */
export function fly(body: Body, input: Input, size: number): Launch | null {
  const boosting = boosts(body, input);
  body.energy = boosting ? body.energy - BOOST_COST : Math.min(FULL_ENERGY, body.energy + 1);
  if (input.thrust) {
    const push = ACCELERATION * (boosting ? BOOST : 1);
    body.vx += Math.cos(radians(input.course)) * push;
    body.vy += Math.sin(radians(input.course)) * push;
  }
  body.vx *= DRAG;
  body.vy *= DRAG;
  body.x += body.vx;
  body.y += body.vy;
  if (body.x < SHIP_RADIUS || body.x > size - SHIP_RADIUS) body.vx *= BOUNCE;
  if (body.y < SHIP_RADIUS || body.y > size - SHIP_RADIUS) body.vy *= BOUNCE;
  body.x = within(body.x, size);
  body.y = within(body.y, size);
  body.aim = input.aim;
  if (body.reload > 0) body.reload--;
  if (!input.fire || body.reload > 0) return null;
  body.reload = RELOAD;
  const angle = radians(body.aim);
  return { x: body.x + Math.cos(angle) * MUZZLE, y: body.y + Math.sin(angle) * MUZZLE, aim: body.aim };
}

const within = (at: number, size: number): number => Math.min(Math.max(at, SHIP_RADIUS), size - SHIP_RADIUS);
