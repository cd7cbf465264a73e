// The time as the host was told it, in whole ms; when it has to be told again; and whether this process stood still.
// Must not know what is waiting for what.

const NEVER: number = Number.POSITIVE_INFINITY;
/** A pause between two calls that means that this process stood still, ms. */
const FREEZE = 1000;
/** How long what waits gets to be read after that, ms. */
const GRACE = 2000;

/** One host's clock. */
export class Clock {
  /** Whole ms since the beginning. */
  time = 0;
  readonly #origin: number;
  #now: number;
  #patience = Number.NEGATIVE_INFINITY;
  #next: number = NEVER;

  /** @param now - ms, of any clock that does not run backwards. */
  constructor(now: number) {
    this.#origin = now;
    this.#now = now;
  }

  /** Hears the time; one that goes back is not believed. */
  set(now: number): void {
    if (!(now > this.#now)) return;
    if (now - this.#now > FREEZE) this.#patience = Math.floor(now - this.#origin) + GRACE;
    this.#now = now;
    this.time = Math.floor(now - this.#origin);
  }

  /** Whether this process stood still just now, so that nobody's silence may be held against him. */
  get patient(): boolean {
    return this.time < this.#patience;
  }

  /** When it last went on after it had stood still. */
  get awake(): number {
    return this.#patience - GRACE;
  }

  /** Whether something is due. */
  get due(): boolean {
    return this.time >= this.#next;
  }

  /** Begins to collect what is due next. */
  begin(): void {
    this.#next = NEVER;
  }

  /** Asks for a tick at `at`, unless one is due earlier anyway. Nothing is due between two whole ms. */
  arm(at: number): void {
    if (at < this.#next) this.#next = Math.ceil(at);
  }

  /** When the next tick is needed, on the shell's clock; `undefined` if none is. `now`: at once. */
  deadline(now: boolean): number | undefined {
    if (now) return this.#now;
    return this.#next === NEVER ? undefined : this.#next + this.#origin;
  }
}
