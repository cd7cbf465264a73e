// First in, first out, as fast as a bare array. Knows only that its items have a `type`; no limit, no blocking, no pump.
import type { Matcher } from './select.ts';

/**
 * Items live in `#items[#head .. #tail)`; the slots outside hold `undefined`. Taking from the front moves `#head` only,
 * so neither `push` nor `shift` ever moves the rest, but for a compaction when more than half of a full array is empty:
 * each item is moved at most once for each one taken, O(1) on average.
 */
export class Fifo<T extends { readonly type: string }> {
  #items: (T | undefined)[] = [];
  #head = 0;
  #tail = 0;

  /** How many have been taken out, ever. */
  #gone = 0;
  /** The most there were when something was last taken out. */
  #peak = 0;

  get size(): number {
    return this.#tail - this.#head;
  }

  /** How many have been put in, ever. Counted on the way out, where it costs once a call instead of once an item. */
  get accepted(): number {
    return this.#gone + this.size;
  }

  /** The most there ever were. */
  get highWater(): number {
    return Math.max(this.#peak, this.size);
  }

  push(item: T): void {
    const head = this.#head;
    if (head > 32 && head * 2 > this.#tail && this.#tail === this.#items.length) this.#compact();
    this.#items[this.#tail++] = item;
  }

  /** The oldest, removed. */
  shift(): T | undefined {
    const head = this.#head;
    if (head === this.#tail) return undefined;
    this.#count(1);
    const items = this.#items;
    const item = items[head];
    items[head] = undefined; // else a long-lived queue would keep what nobody needs any more
    if (head + 1 === this.#tail) this.#head = this.#tail = 0;
    else this.#head = head + 1;
    return item;
  }

  /** All of them, oldest first: the array itself is handed out and a new one started. */
  takeAll(): T[] {
    const items = this.#items;
    const head = this.#head;
    const tail = this.#tail;
    if (head === tail) return [];
    this.#count(tail - head);
    this.#items = [];
    this.#head = this.#tail = 0;
    if (items.length !== tail) items.length = tail;
    // The cast: all slots from head to tail hold items.
    return (head === 0 ? items : items.slice(head)) as T[];
  }

  /** Those that match (or, with `except`, those that do not), oldest first; the rest keep their order. One pass. */
  take(match: Matcher, except: boolean): T[] {
    const taken: T[] = [];
    this.#split(match, except, taken);
    return taken;
  }

  /** The same, thrown away; answers how many. */
  drop(match: Matcher): number {
    return this.#split(match, false, undefined);
  }

  /** Is there one that matches? */
  has(match: Matcher): boolean {
    const items = this.#items;
    const tail = this.#tail;
    if (typeof match === 'string') {
      for (let i = this.#head; i < tail; i++) if (items[i]?.type === match) return true;
      return false;
    }
    if (match.size === 0) return false;
    for (let i = this.#head; i < tail; i++) {
      const item = items[i];
      if (item !== undefined && match.has(item.type)) return true;
    }
    return false;
  }

  clear(): void {
    this.#count(this.size);
    this.#items = [];
    this.#head = this.#tail = 0;
  }

  #split(match: Matcher, except: boolean, taken: T[] | undefined): number {
    const items = this.#items;
    const tail = this.#tail;
    let keep = this.#head;
    if (typeof match === 'string' && !except && taken !== undefined) keep = this.#takeOne(match, taken);
    else {
      for (let i = keep; i < tail; i++) {
        const item = items[i] as T; // all slots from head to tail hold items
        if ((typeof match === 'string' ? item.type === match : match.has(item.type)) !== except) taken?.push(item);
        else items[keep++] = item;
      }
    }
    this.#count(tail - keep);
    // Cutting the array is cheaper than emptying slots; it can be cut where it ends.
    if (items.length === tail) items.length = keep;
    else items.fill(undefined, keep, tail);
    if (keep === this.#head) this.#head = this.#tail = 0;
    else this.#tail = keep;
    return tail - keep;
  }

  /** The commonest of them, `get(type)`, in a loop of its own: a third faster. Answers where what stays ends. */
  #takeOne(type: string, taken: T[]): number {
    const items = this.#items;
    const tail = this.#tail;
    let keep = this.#head;
    for (let i = keep; i < tail; i++) {
      const item = items[i] as T; // as above
      if (item.type === type) taken.push(item);
      else items[keep++] = item;
    }
    return keep;
  }

  /** To be called before this many are taken out. */
  #count(leaving: number): void {
    const size = this.#tail - this.#head;
    if (size > this.#peak) this.#peak = size;
    this.#gone += leaving;
  }

  #compact(): void {
    const items = this.#items;
    const size = this.#tail - this.#head;
    for (let i = 0; i < size; i++) items[i] = items[this.#head + i];
    items.fill(undefined, size);
    this.#head = 0;
    this.#tail = size;
  }
}
