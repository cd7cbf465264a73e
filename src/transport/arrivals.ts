// The order of arrival over all peers: one FIFO of "this source has so many more events". Knows no event and no peer.

/** Puts an event into the queue; `false` when the queue is full. @internal */
export type Push<E> = (event: E) => boolean;

/** Something that has events to hand over. @internal */
export interface Source<E> {
  /** Push the oldest event. `false`: the queue is full, and nothing was taken. */
  deliver(push: Push<E>, now: number): boolean;
}

interface Run<E> {
  readonly source: Source<E>;
  left: number;
}

/** Which source comes next. An idle source costs nothing, and a loud one can not push itself before a quiet one. @internal */
export class Arrivals<E> {
  #runs: Run<E>[] = [];
  #last: Run<E> | undefined;

  /** How many events are waiting. */
  get length(): number {
    let count = 0;
    for (const { left } of this.#runs) count += left;
    return count;
  }

  /** `source` has `count` more events. */
  add(source: Source<E>, count: number): void {
    if (this.#last?.source === source) this.#last.left += count;
    else {
      this.#last = { source, left: count };
      this.#runs.push(this.#last);
    }
  }

  /** Hands over events, oldest first, until there are none or the queue is full. */
  drain(push: Push<E>, now: number): void {
    const runs = this.#runs;
    if (runs.length === 0) return;
    // What arrives meanwhile is for the next pump, in runs of its own.
    this.#runs = [];
    this.#last = undefined;
    let done = 0;
    try {
      for (const run of runs) {
        if (!handOver(run, push, now)) break;
        done++;
      }
    } finally {
      if (done < runs.length) this.#putBack(runs.slice(done));
    }
  }

  #putBack(rest: Run<E>[]): void {
    this.#runs = [...rest.filter(({ left }) => left > 0), ...this.#runs];
    this.#last = this.#runs.at(-1);
  }
}

function handOver<E>(run: Run<E>, push: Push<E>, now: number): boolean {
  const { source } = run;
  while (run.left > 0) {
    // Counted before the call: a callback of the program may throw when its event is in the queue already.
    run.left--;
    if (source.deliver(push, now)) continue;
    run.left++;
    return false;
  }
  return true;
}
