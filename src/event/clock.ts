// The frame's clock: tick(fps) on an absolute schedule. Knows time and waiting, through platform.ts; knows no queue.
import { UsageError } from '../errors.ts';
import { atEndOfTurn, monotonicNow, nextFrame, startTimer } from '../platform.ts';

/** What a clock is made of. */
export interface ClockOptions {
  /** Another clock: ms, never going back. Default: the platform's monotonic clock. */
  readonly now?: () => number;
}

/** How many ticks `getFps` looks back. */
const FPS_TICKS = 10;
/** This much before the end the platform timer wakes us: it counts whole ms, and may be one late. */
const FINE_MS = 1;
/**
 * Turns of the event loop at the end of a frame that is late. Node accepts one new connection in each: a server whose frames are always late
 * would let one client in a frame, and the others would give up while they wait. A turn in which nothing happens takes 10 us.
 */
const LATE_TURNS = 16;
/** How often a hidden tab, which paints nothing, goes on. */
const HIDDEN_MS = 1000;

/**
 * Paces a game loop: `await clock.tick(60)` at the end of each frame. All times are ms with their fraction.
 * @see https://www.pygame.org/docs/ref/time.html#pygame.time.Clock
 */
export class Clock {
  readonly #now: () => number;
  /** When the last tick ended. */
  #last: number;
  /** When it should have ended. */
  #due: number;
  #time = 0;
  #rawTime = 0;
  /** When the last ticks ended, oldest first, {@link FPS_TICKS} spans at most. */
  readonly #ends: number[];
  /** When the last animation frame came; the gap to the next tells the display's period. */
  #lastFrame = Number.NEGATIVE_INFINITY;

  /** @param options - everything has a default. */
  constructor(options: ClockOptions = {}) {
    this.#now = options.now ?? monotonicNow;
    this.#last = this.#due = this.#now();
    this.#ends = [this.#last];
  }

  /**
   * Waits until the frame is over. Frames end on an absolute schedule, so 60 means 16.667 ms on average: one that ends late
   * makes the next shorter. After more than a whole frame's delay the schedule starts anew, no burst follows. In any case
   * the event loop has a turn, and in Node, when a frame is late, 16 of them, so that sockets and timers get on. In a browser it ends with the animation frame nearest
   * to the schedule; a hidden tab goes on about once a second.
   * @param fps - frames per second at most. 0, the default, or less: no limit, as in pygame, and no waiting beyond that turn.
   * @returns ms since the last tick ended (the first time: since the clock was made).
   * @throws UsageError, as a rejection, for NaN and what is no number.
   * @see https://www.pygame.org/docs/ref/time.html#pygame.time.Clock.tick
   */
  async tick(fps = 0): Promise<number> {
    if (typeof fps !== 'number' || Number.isNaN(fps)) throw new UsageError(`tick takes frames per second, not ${fps}`);
    const start = this.#now();
    this.#rawTime = start - this.#last;
    const period = fps > 0 ? 1000 / fps : 0;
    this.#due += period;
    // Late by more than a frame, or not paced at all: what was missed is not made up.
    if (period === 0 || start - this.#due > period) this.#due = start;
    if (nextFrame === undefined || period === 0) await this.#sleep(period > 0 && this.#due <= start ? LATE_TURNS : 1);
    else await this.#frames(nextFrame, period);
    const end = this.#now();
    if (end - this.#due > period) this.#due = end;
    this.#time = end - this.#last;
    this.#last = end;
    this.#ends.push(end);
    if (this.#ends.length > FPS_TICKS + 1) this.#ends.shift();
    return this.#time;
  }

  /**
   * Ms between the last two ticks.
   * @see https://www.pygame.org/docs/ref/time.html#pygame.time.Clock.get_time
   */
  getTime(): number {
    return this.#time;
  }

  /**
   * The same without the waiting: ms that the game itself took between the last two ticks.
   * @see https://www.pygame.org/docs/ref/time.html#pygame.time.Clock.get_rawtime
   */
  getRawTime(): number {
    return this.#rawTime;
  }

  /**
   * Frames per second, the average of the last ten ticks (of fewer, as long as there are fewer; 0 before the first).
   * @see https://www.pygame.org/docs/ref/time.html#pygame.time.Clock.get_fps
   */
  getFps(): number {
    const oldest = this.#ends[0] ?? this.#last;
    return this.#last > oldest ? ((this.#ends.length - 1) * 1000) / (this.#last - oldest) : 0;
  }

  /** A platform timer for the most part, then turns of the event loop, each a fraction of a millisecond; at least so many. */
  async #sleep(turns: number): Promise<void> {
    const coarse = this.#due - this.#now() - FINE_MS;
    if (coarse >= 1) await new Promise<void>((wake) => void startTimer(Math.floor(coarse), wake));
    for (let turn = 0; turn < turns || this.#now() < this.#due; turn++) await new Promise<void>(atEndOfTurn);
  }

  /** Animation frames, until the one that is nearest to the schedule. */
  async #frames(request: NonNullable<typeof nextFrame>, period: number): Promise<void> {
    for (;;) {
      const before = this.#lastFrame;
      const painted = await new Promise<boolean>((wake) => {
        const cancelFrame = request(() => {
          cancelTimer();
          wake(true);
        });
        const cancelTimer = startTimer(HIDDEN_MS, () => {
          cancelFrame();
          wake(false);
        });
      });
      const now = this.#now();
      this.#lastFrame = now;
      // The next frame would come about one gap later: if that is further off the schedule than this one, this is it.
      const slack = painted ? Math.min(now - before, period) / 2 : 0;
      if (now + slack >= this.#due) return;
    }
  }
}
