// Which types are blocked. Knows names only: what blocking does to events is the queue's affair.
import type { Matcher } from './select.ts';

/** Every type but some, or none but some. */
export class Blocklist {
  #all = false;
  #others = new Set<string>();
  /** False while nothing is blocked: the one check that `post` pays for. */
  any = false;

  has(type: string): boolean {
    return this.any && this.#others.has(type) !== this.#all;
  }

  /** Is any of these blocked? */
  hasAny(match: Matcher): boolean {
    if (typeof match === 'string') return this.has(match);
    for (const type of match) if (this.has(type)) return true;
    return false;
  }

  /** Blocks or allows these, or with `null` every type. */
  set(match: Matcher | null, blocked: boolean): void {
    if (match === null) {
      this.#all = blocked;
      this.#others.clear();
    } else {
      for (const type of typeof match === 'string' ? [match] : match) {
        if (blocked === this.#all) this.#others.delete(type);
        else this.#others.add(type);
      }
    }
    this.any = this.#all || this.#others.size > 0;
  }
}
