// Sparks, rings, flames and shaking: what makes a hit felt. Made from what is seen and told; nothing in the game depends on it.
import { hueOf, paint } from '../client/colours.ts';
import type { Scene } from '../client/pilot.ts';
import { radians, SHIP_RADIUS } from '../game/rules.ts';
import type { ArenaEvent } from '../protocol.ts';
import type { ShipView } from '../wire/snapshot.ts';
import { OWN_HUE, sprites } from './sprites.ts';

const MOST_SPARKS = 900;
const WHITE = OWN_HUE;
const [RED, YELLOW, CYAN] = [0, 45, 188];

/** A soft dot. */
const glow = sprites(32, (draw, colour, pale) => {
  const light = draw.createRadialGradient(0, 0, 0, 0, 0, 16);
  light.addColorStop(0, '#ffffff');
  light.addColorStop(0.18, pale);
  light.addColorStop(0.4, `${colour}66`);
  light.addColorStop(1, `${colour}00`);
  draw.fillStyle = light;
  draw.fillRect(-16, -16, 32, 32);
});

interface Spark {
  x: number;
  y: number;
  readonly vx: number;
  readonly vy: number;
  readonly hue: number;
  readonly size: number;
  /** ms. */
  readonly life: number;
  age: number;
}

export class Effects {
  /** How red it gets, 0 to 1. */
  hurt = 0;
  #shake = 0;
  #sparks: Spark[] = [];
  #rings: Spark[] = [];
  readonly #hp = new Map<number, number>();
  /** Where ships were a moment ago: flames come out against the way they take. */
  #before = new Map<number, ShipView>();

  /** Everything new since the last frame. */
  take(news: readonly ArenaEvent[], { own, ships }: Scene, ms: number): void {
    for (const event of news) {
      if (event.type === 'killed') this.#explode(event.x, event.y, hueOf(event.id));
      if (event.type === 'killed' && event.by === own.id) this.#shake = Math.max(this.#shake, 6);
      if (event.type === 'hit' && event.id === own.id) {
        this.#burst(event.x, event.y, RED, 14, 0.35);
        this.#shake = 12;
        this.hurt = 0.7;
      }
    }
    for (const ship of ships) this.#look(ship);
    for (const ship of [...ships, own]) if (ship.thrust && ship.hp > 0) this.#flame(ship, ship.id === own.id, ms);
    this.#before = new Map([...ships, own].map((ship) => [ship.id, ship]));
    this.#age(ms);
  }

  /** Where the camera looks when it should look there. */
  shaken({ x, y }: { x: number; y: number }): { x: number; y: number } {
    const by = (): number => (Math.random() - 0.5) * this.#shake;
    return { x: x + by(), y: y + by() };
  }

  draw(draw: CanvasRenderingContext2D): void {
    draw.globalCompositeOperation = 'lighter';
    for (const { x, y, hue, size, life, age } of this.#sparks) {
      draw.globalAlpha = 1 - age / life;
      const side = size * 4 * (1 - age / life / 2);
      draw.drawImage(glow(hue).image, x - side / 2, y - side / 2, side, side);
    }
    for (const { x, y, hue, size, life, age } of this.#rings) {
      draw.globalAlpha = (1 - age / life) ** 2;
      draw.strokeStyle = hue === WHITE ? '#ffffff' : paint(hue, 0.7);
      draw.lineWidth = 7 * (1 - age / life) + 1;
      draw.beginPath();
      draw.arc(x, y, size * Math.sqrt(age / life), 0, 7);
      draw.stroke();
    }
    draw.globalAlpha = 1;
    draw.globalCompositeOperation = 'source-over';
  }

  /** Others' hits are not told: their hit points are seen to fall. */
  #look({ id, hp, x, y }: ShipView): void {
    const had = this.#hp.get(id) ?? hp;
    this.#hp.set(id, hp);
    if (hp < had && hp > 0) this.#burst(x, y, hueOf(id), 10, 0.28);
    if (this.#hp.size > 500) this.#hp.clear();
  }

  #explode(x: number, y: number, hue: number): void {
    this.#burst(x, y, hue, 46, 0.5);
    this.#burst(x, y, WHITE, 16, 0.25);
    const ring = { x, y, vx: 0, vy: 0, age: 0 };
    this.#rings.push({ ...ring, hue, size: 110, life: 520 });
    this.#rings.push({ ...ring, hue: WHITE, size: 52, life: 260 });
  }

  /** @param speed - units a ms, at most. */
  #burst(x: number, y: number, hue: number, count: number, speed: number): void {
    for (let n = 0; n < count; n++) {
      const angle = Math.random() * 2 * Math.PI;
      const fast = speed * (0.2 + Math.random() * 0.8);
      const life = 260 + Math.random() * 520;
      this.#add({
        x,
        y,
        vx: Math.cos(angle) * fast,
        vy: Math.sin(angle) * fast,
        hue,
        size: 2 + Math.random() * 4,
        life,
        age: 0,
      });
    }
  }

  #flame(ship: ShipView, own: boolean, ms: number): void {
    const before = this.#before.get(ship.id);
    if (!before || Math.random() > ms / (ship.boost ? 7 : 14)) return;
    const [dx, dy] = [ship.x - before.x, ship.y - before.y];
    const still = Math.hypot(dx, dy) < 0.3;
    const angle = (still ? radians(ship.aim) : Math.atan2(dy, dx)) + Math.PI + (Math.random() - 0.5) * 0.5;
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    const hue = ship.boost ? YELLOW : own ? CYAN : hueOf(ship.id);
    const [x, y] = [ship.x + cos * SHIP_RADIUS * 0.7, ship.y + sin * SHIP_RADIUS * 0.7];
    this.#add({ x, y, vx: cos * 0.12, vy: sin * 0.12, hue, size: ship.boost ? 8 : 5, life: 380, age: 0 });
  }

  #add(spark: Spark): void {
    if (this.#sparks.length < MOST_SPARKS) this.#sparks.push(spark);
  }

  #age(ms: number): void {
    this.hurt *= 0.995 ** ms;
    this.#shake *= 0.99 ** ms;
    const alive = (spark: Spark): boolean => {
      spark.age += ms;
      spark.x += spark.vx * ms;
      spark.y += spark.vy * ms;
      return spark.age < spark.life;
    };
    this.#sparks = this.#sparks.filter(alive);
    this.#rings = this.#rings.filter(alive);
  }
}
