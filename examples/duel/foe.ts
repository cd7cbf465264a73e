// The other's ship as it is drawn: between two words of it it flies on, and it glides to where the next word puts it.
// Knows the rules; knows no network.
import type { ShipNews } from './protocol.ts';
import { fly, launch, type Ship, type Side, turnTo } from './rules.ts';

/** How fast the ship glides to its place: after so many seconds a third of the error is left. */
const GLIDE = 0.1;
/** Without a word for so long it is not flown on, s: nobody knows where it went. */
const GUESS = 0.7;

export class Foe {
  name = '';
  shown: Ship;
  shield = false;
  flame = false;
  /** Where it should be by now, from its last word. */
  #there: Ship;
  #since = 0;
  #life = 0;

  constructor(side: Side) {
    this.shown = launch(side);
    this.#there = this.shown;
  }

  /** @param late - how long the word was on its way, s: the ship has flown on meanwhile. */
  hear(news: ShipNews, late: number): void {
    const { life, shield, flame, ...ship } = news;
    this.#there = fly(ship, late);
    this.#since = late;
    this.shield = shield;
    this.flame = flame;
    if (life !== this.#life) this.shown = this.#there;
    this.#life = life;
  }

  frame(seconds: number): void {
    this.#since += seconds;
    if (this.#since > GUESS) return;
    this.#there = fly(this.#there, seconds);
    const { x, y, vx, vy, heading } = this.#there;
    const was = fly(this.shown, seconds);
    const share = 1 - Math.exp(-seconds / GLIDE);
    this.shown = {
      x: was.x + (x - was.x) * share,
      y: was.y + (y - was.y) * share,
      vx,
      vy,
      heading: was.heading + turnTo(was.heading, heading) * share,
    };
  }
}
