// The table of connections whose other side has not proved its address: bounded, and fair under a flood.
// Must not know what is said to them.
import { type Directory, hostOf } from './directory.ts';
import type { HalfOpen } from './handshake.ts';
import type { EnetSettings } from './options.ts';

/**
 * When it is full the oldest is forgotten: of one IP address when that has too many, else of all. A real client needs its place for one
 * round trip only, so a flood has to fill the whole table faster than that to keep it out, and can not do so from one address.
 */
export class HalfOpens {
  readonly #all = new Set<HalfOpen>();
  readonly #perHost = new Map<string, Set<HalfOpen>>();
  readonly #directory: Directory;
  readonly #settings: EnetSettings;

  /** @param directory - where they are found. @param settings - how many there may be. */
  constructor(directory: Directory, settings: EnetSettings) {
    this.#directory = directory;
    this.#settings = settings;
  }

  /** How many there are. */
  get size(): number {
    return this.#all.size;
  }

  /** Enters one; says how many had to go for it. */
  add(half: HalfOpen): number {
    const host = hostOf(half.address);
    const before = this.#all.size;
    const mine = this.#perHost.get(host);
    if (mine && mine.size >= this.#settings.halfOpenPerAddress) this.#evict(mine);
    else if (before >= this.#settings.halfOpenLimit) this.#evict(this.#all);
    const gone = before - this.#all.size;
    this.#all.add(half);
    const now = this.#perHost.get(host);
    if (now) now.add(half);
    else this.#perHost.set(host, new Set([half]));
    this.#directory.add(half);
    return gone;
  }

  /** Takes one out. */
  remove(half: HalfOpen): void {
    this.#all.delete(half);
    const host = hostOf(half.address);
    const mine = this.#perHost.get(host);
    mine?.delete(half);
    if (mine?.size === 0) this.#perHost.delete(host);
    this.#directory.remove(half);
  }

  /** Forgets what is too old; says how many. */
  sweep(time: number): number {
    const before = this.#all.size;
    // Oldest first: a set keeps the order.
    for (const half of this.#all) {
      if (half.expires > time) break;
      this.remove(half);
    }
    return before - this.#all.size;
  }

  #evict(from: Set<HalfOpen>): void {
    for (const oldest of from) {
      this.remove(oldest);
      return;
    }
  }
}
