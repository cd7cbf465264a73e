// The table of connections whose other side has not proved its address: bounded, and fair under a flood.
// Must not know what is said to them.
import { type Directory, hostOf } from './directory.ts';
import type { HalfOpen } from './handshake.ts';
import type { EnetSettings } from './options.ts';

/**
 * When it is full, lot decides who is forgotten: of one IP address when that has too many, else of all. A flood can not lock anybody out for
 * long: a real client needs to stay for one round trip only, and asks again when it was unlucky.
 */
export class HalfOpens {
  readonly #all: HalfOpen[] = [];
  readonly #perHost = new Map<string, HalfOpen[]>();
  readonly #directory: Directory;
  readonly #settings: EnetSettings;
  readonly #chance: () => number;

  /** @param chance - numbers in [0, 1). */
  constructor(directory: Directory, settings: EnetSettings, chance: () => number) {
    this.#directory = directory;
    this.#settings = settings;
    this.#chance = chance;
  }

  /** How many there are. */
  get size(): number {
    return this.#all.length;
  }

  /** Enters one; says how many had to go for it. */
  add(half: HalfOpen): number {
    const host = hostOf(half.address);
    let gone = 0;
    const mine = this.#perHost.get(host);
    if (mine && mine.length >= this.#settings.halfOpenPerAddress) gone += this.#evict(mine);
    else if (this.#all.length >= this.#settings.halfOpenLimit) gone += this.#evict(this.#all);
    half.index = this.#all.length;
    this.#all.push(half);
    const now = this.#perHost.get(host);
    if (now) now.push(half);
    else this.#perHost.set(host, [half]);
    this.#directory.add(half);
    return gone;
  }

  /** Takes one out. */
  remove(half: HalfOpen): void {
    const last = this.#all.pop();
    if (last && last !== half) {
      this.#all[half.index] = last;
      last.index = half.index;
    }
    const host = hostOf(half.address);
    const mine = this.#perHost.get(host);
    const at = mine?.indexOf(half) ?? -1;
    if (mine && at >= 0) mine.splice(at, 1);
    if (mine?.length === 0) this.#perHost.delete(host);
    this.#directory.remove(half);
  }

  /** Forgets what is too old; says how many. */
  sweep(time: number): number {
    const old = this.#all.filter((half) => half.expires <= time);
    for (const half of old) this.remove(half);
    return old.length;
  }

  #evict(from: readonly HalfOpen[]): number {
    const unlucky = from[Math.floor(this.#chance() * from.length)];
    if (unlucky) this.remove(unlucky);
    return unlucky ? 1 : 0;
  }
}
