// The others, a little in the past: between the two snapshots around that moment, so that they glide although snapshots come 15 times a
// second and never evenly. Knows snapshots; knows no network.
import { TICK_MS } from '../game/rules.ts';
import type { ShipView, Snapshot } from '../wire/snapshot.ts';

/** How far in the past, ticks: one and a half snapshots, so that one may be late. */
export const DELAY = 3.5;
/** When none comes, ships fly on so long, ticks. */
const MOST_GUESS = 5;
const KEPT = 12;
/** Off by so much, ms, the server's clock is taken anew, not approached. */
const JUMP_MS = 300;

export class Interpolation {
  readonly #snapshots: Snapshot[] = [];
  /** What to add to our clock to get the server's, ms. */
  #offset: number | null = null;

  take(snapshot: Snapshot, now: number): void {
    const last = this.#snapshots.at(-1);
    if (last && snapshot.tick <= last.tick) return;
    this.#snapshots.push(snapshot);
    if (this.#snapshots.length > KEPT) this.#snapshots.shift();
    const offset = snapshot.tick * TICK_MS - now;
    if (this.#offset === null || Math.abs(offset - this.#offset) > JUMP_MS) this.#offset = offset;
    else this.#offset += (offset - this.#offset) * 0.08;
  }

  /** The tick that is shown at that moment, with a fraction. */
  tickAt(now: number): number {
    return this.#offset === null ? 0 : (now + this.#offset) / TICK_MS - DELAY;
  }

  /** The ships as they were then. */
  shipsAt(now: number): ShipView[] {
    const tick = this.tickAt(now);
    const after = this.#snapshots.findIndex((snapshot) => snapshot.tick > tick);
    const last = this.#snapshots.length - 1;
    const [from, to] = after < 0 ? [last - 1, last] : [after - 1, after];
    const [a, b] = [this.#snapshots[from], this.#snapshots[to]];
    if (!a || !b) return [...((b ?? a)?.ships ?? [])];
    const part = Math.min((tick - a.tick) / (b.tick - a.tick), 1 + MOST_GUESS / (b.tick - a.tick));
    const before = new Map(a.ships.map((ship) => [ship.id, ship]));
    return b.ships.map((ship) => between(before.get(ship.id) ?? ship, ship, part));
  }
}

function between(a: ShipView, b: ShipView, part: number): ShipView {
  if (a === b || Math.hypot(a.x - b.x, a.y - b.y) > 250) return b; // it came back somewhere else
  // The shorter way around.
  const turn = ((b.aim - a.aim + 128) & 255) - 128;
  return {
    ...b,
    x: a.x + (b.x - a.x) * part,
    y: a.y + (b.y - a.y) * part,
    aim: (a.aim + turn * Math.min(part, 1) + 256) % 256,
  };
}
