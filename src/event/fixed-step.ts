// Fixed time steps out of uneven frames. Knows no clock: it is told how much time has passed.
import { UsageError } from '../errors.ts';

/** What a {@link FixedStep} may be told. */
export interface FixedStepOptions {
  /** How many steps at most one frame makes up; time beyond that is let go. Default 8. */
  readonly maxSteps?: number;
}

/**
 * Runs a simulation at its own rate, whatever the frame rate is.
 *
 * ```ts
 * const step = new FixedStep(120);
 * await clock.tick(60);
 * for (let n = step.advance(clock.getTime()); n > 0; n--) world.update(step.ms);
 * draw(world, step.alpha);
 * ```
 */
export class FixedStep {
  /** How long one step is, in ms. */
  readonly ms: number;
  readonly #maxSteps: number;
  #rest = 0;

  /** @param hz - steps per second. @param options - everything has a default. */
  constructor(hz: number, options: FixedStepOptions = {}) {
    const { maxSteps = 8 } = options;
    if (!(hz > 0) || !Number.isFinite(hz)) throw new UsageError(`steps per second are more than 0, not ${hz}`);
    if (!Number.isInteger(maxSteps) || maxSteps < 1)
      throw new UsageError(`maxSteps is a whole number from 1, not ${maxSteps}`);
    this.ms = 1000 / hz;
    this.#maxSteps = maxSteps;
  }

  /** @param elapsed - ms that have passed. @returns how many steps to run now. */
  advance(elapsed: number): number {
    if (!(elapsed >= 0)) throw new UsageError(`the elapsed time is 0 ms or more, not ${elapsed}`);
    this.#rest += elapsed;
    // The grain keeps ten frames of 16.67 ms from being nine steps of 16.67 ms by a rounding error.
    const due = Math.floor(this.#rest / this.ms + 1e-9);
    const steps = Math.min(due, this.#maxSteps);
    this.#rest = Math.max(this.#rest - due * this.ms, 0);
    return steps;
  }

  /** How far the time is into the next step, 0 to 1: draw between the last two states by it. */
  get alpha(): number {
    return Math.min(this.#rest / this.ms, 1);
  }
}
