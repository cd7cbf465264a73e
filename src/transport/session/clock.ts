// The time as the core was told it, the freeze rule (S-38), and the wish to be called again.
// Must not know what is waiting for what.

/** How long after a tick the next one has to come while a link is judged, ms. */
const STEP = 250;
/** A pause between two ticks that means that this process stood still, ms. */
const FREEZE = 1000;
/** How long waiting input gets to be read after that, ms. */
const GRACE = 2000;
const NEVER: number = Number.POSITIVE_INFINITY;

/** One clock for all sessions and links of one core. */
export class Clock {
  /** The last time heard of, ms; never goes back (S-36). */
  now: number;
  readonly #wakeAt: (at: number) => void;
  #ticked: number;
  #grace = 0;
  #armed: number = NEVER;

  /** @param now - the time it begins with. @param wakeAt - asks for a tick no later than that. */
  constructor(now: number, wakeAt: (at: number) => void) {
    this.now = now;
    this.#ticked = now;
    this.#wakeAt = wakeAt;
  }

  /** Hears the time. */
  set(now: number): void {
    if (now > this.now) this.now = now;
  }

  /** Begins a tick. */
  tick(now: number): void {
    this.set(now);
    if (this.now - this.#ticked > FREEZE) this.#grace = this.now + GRACE;
    this.#ticked = this.now;
    this.#armed = NEVER;
  }

  /** Whether a deadline of a link has passed and may be held against it. */
  due(deadline: number): boolean {
    return deadline <= this.now && this.#grace <= this.now;
  }

  /** A link is there to be judged: ticks have to come often enough to notice a freeze. */
  watch(): void {
    this.arm(this.now + STEP);
  }

  /** Asks for a tick at `at`, unless one is due earlier anyway. */
  arm(at: number): void {
    if (at < this.#armed) {
      this.#armed = at;
      this.#wakeAt(at);
    }
  }

  /** When the next tick is needed, ms; `undefined` if none is. */
  get deadline(): number | undefined {
    return this.#armed === NEVER ? undefined : this.#armed;
  }
}
