// When link work is done: bytes leave at the end of a turn, deadlines are met by one timer. Knows no peer and no wire.
import { startTimer } from '../platform.ts';
import { type Task, task } from '../turn.ts';

/** Something with bytes to write. @internal */
export interface Flushable {
  /** Write what may leave now. */
  flush(now: number): void;
}

/** Deadlines are rounded up to this many ms: each tick looks at every session, and a thousand ask for one at a thousand times. */
const GRAIN = 25;

/** The longest a running schedule goes without a tick, ms: what session-protocol section 10 asks for. */
const LONGEST = 250;

/** The turn's end and the next deadline of one network. @internal */
export class Schedule {
  /** The network's clock, ms. Replaced when a queue brings its own. */
  clock: () => number;
  readonly #tick: (now: number) => boolean;
  readonly #flush: Task = task(() => this.flushNow(), true);
  #dirty: Flushable[] = [];
  #timerAt = Number.POSITIVE_INFINITY;
  #stopTimer: (() => void) | undefined;

  /** @param tick - meets every deadline that is due; answers whether anything is left that needs ticks. */
  constructor(clock: () => number, tick: (now: number) => boolean) {
    this.clock = clock;
    this.#tick = tick;
  }

  /**
   * `what.flush` runs when the current turn of the event loop is over, or, `alone`, as soon as no step of the program is left in it:
   * where there is one peer, nothing that another brings can leave with what is there already. Ask once until then.
   */
  flushLater(what: Flushable, alone: boolean): void {
    this.#dirty.push(what);
    this.#flush(alone);
  }

  /** Writes what is waiting for the end of the turn. */
  flushNow(): void {
    const dirty = this.#dirty;
    if (dirty.length === 0) return;
    this.#dirty = [];
    const now = this.clock();
    for (const each of dirty) each.flush(now);
  }

  /** A tick is needed no later than `at`. */
  wakeAt(at: number): void {
    const due = Math.ceil(at / GRAIN) * GRAIN;
    if (due >= this.#timerAt) return;
    this.#stopTimer?.();
    this.#timerAt = due;
    this.#stopTimer = startTimer(Math.max(1, Math.min(due - this.clock(), LONGEST)), () => this.tick());
  }

  /** The same for a program whose clock is its own: the queue tells the time. */
  tickIfDue(now: number): void {
    if (now >= this.#timerAt) this.tick();
  }

  /** Meets the deadlines that are due and plans the next tick. */
  tick(): void {
    this.#stopTimer?.();
    this.#stopTimer = undefined;
    this.#timerAt = Number.POSITIVE_INFINITY;
    const now = this.clock();
    if (this.#tick(now)) this.wakeAt(now + LONGEST);
  }

  /** No tick any more. */
  stop(): void {
    this.#stopTimer?.();
    this.#stopTimer = undefined;
    this.#timerAt = Number.POSITIVE_INFINITY;
  }
}
