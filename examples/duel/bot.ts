// A pilot: turns towards where the other will be, shoots when that is right ahead, keeps moving. Chance comes from outside.
import { HEADINGS, type Ship, turnTo } from './rules.ts';

export type Action = 'left' | 'right' | 'push' | 'shoot';

/** How fast a shot is, units a second, as a pilot reckons. */
const SHOT = 90;

export function decide(me: Ship, foe: Ship, random: () => number): Action {
  if (random() < 0.12) return 'push'; // hard to hit
  const seconds = Math.hypot(foe.x - me.x, foe.y - me.y) / SHOT;
  const dx = foe.x + (foe.vx - me.vx) * seconds - me.x;
  const dy = foe.y + (foe.vy - me.vy) * seconds - me.y;
  const aim = (Math.atan2(dy, dx) / (2 * Math.PI)) * HEADINGS;
  const steps = turnTo(me.heading, aim);
  if (Math.abs(steps) > 0.6) return steps < 0 ? 'left' : 'right';
  return seconds > 0.9 || random() < 0.1 ? 'push' : 'shoot';
}
