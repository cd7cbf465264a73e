// Virtual time: things to do, each at its moment; equal moments in the order they were planned.
// Knows nothing of sessions.

interface Planned {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
}

/** A queue of things to do (a binary heap), and the time. */
export class Timeline {
  now = 0;
  #heap: Planned[] = [];
  #order = 0;

  plan(at: number, run: () => void): void {
    const heap = this.#heap;
    const item = { at: Math.max(at, this.now), order: this.#order++, run };
    let i = heap.length;
    heap.push(item);
    for (; i > 0; ) {
      const parent = (i - 1) >> 1;
      if (before(heap[parent] as Planned, item)) break;
      heap[i] = heap[parent] as Planned;
      i = parent;
    }
    heap[i] = item;
  }

  /** Does the next thing unless it lies beyond `end`; says whether there was one. */
  step(end: number): boolean {
    const next = this.#heap[0];
    if (next === undefined || next.at > end) return false;
    const last = this.#heap.pop() as Planned;
    if (this.#heap.length > 0) this.#sink(last);
    this.now = next.at;
    next.run();
    return true;
  }

  #sink(item: Planned): void {
    const heap = this.#heap;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1] as Planned, heap[child] as Planned)) child++;
      if (before(item, heap[child] as Planned)) break;
      heap[i] = heap[child] as Planned;
      i = child;
    }
    heap[i] = item;
  }
}

const before = (a: Planned, b: Planned): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);
