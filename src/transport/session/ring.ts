// A queue that neither moves its elements nor gives them new objects: what the log and the inbox are made of.
// Must not know what it holds.

const SMALL = 16;
const KEPT = 4096;

/** First in, first out; any element between `head` and `tail` can be looked at. Indices only grow. */
export class Ring<T> {
  /** Index of the oldest element. */
  head = 0;
  /** Index the next element will get. */
  tail = 0;
  #slots: (T | undefined)[] = new Array<T | undefined>(SMALL).fill(undefined);

  /** Appends `value`. Grows by doubling; the caller bounds how many there are. */
  push(value: T): void {
    if (this.tail - this.head === this.#slots.length) this.#grow();
    this.#slots[this.tail++ & (this.#slots.length - 1)] = value;
  }

  /** The element at `index`, which has to lie between `head` and `tail`. */
  at(index: number): T {
    return this.#slots[index & (this.#slots.length - 1)] as T;
  }

  /** Forgets the oldest element, so that nothing keeps it alive. Only when there is one. */
  drop(): void {
    this.#slots[this.head++ & (this.#slots.length - 1)] = undefined;
    // After a burst the slots would stay for the life of a session.
    if (this.head === this.tail && this.#slots.length > KEPT) this.clear();
  }

  /** Forgets everything. */
  clear(): void {
    this.head = this.tail;
    this.#slots = new Array<T | undefined>(SMALL).fill(undefined);
  }

  #grow(): void {
    const old = this.#slots;
    const slots = new Array<T | undefined>(old.length * 2).fill(undefined);
    for (let i = this.head; i < this.tail; i++) slots[i & (slots.length - 1)] = old[i & (old.length - 1)];
    this.#slots = slots;
  }
}
