// setTimer's timers: which ticks are due at a given time. Knows no queue and no platform timer; time is an argument.
import { UsageError } from '../errors.ts';
import type { AnyEvent } from './driver.ts';

/** How a timer repeats. */
export interface TimerOptions {
  /** How many times it fires; 0 (the default) or less: until it is stopped. */
  readonly loops?: number;
  /**
   * How many ticks at most one pump brings when several are due, default 100. Of more, the oldest are left out, and the
   * next event of the timer says in `missed` how many: a tab that slept for an hour must not wake to 700,000 events.
   */
  readonly catchUp?: number;
}

/** Below this many ms a clock's fraction is too coarse to number the ticks. */
const SHORTEST = 0.001;

interface Timer<E> {
  readonly event: E;
  readonly start: number;
  readonly ms: number;
  readonly catchUp: number;
  /** Ticks left, `Infinity` for ever. */
  left: number;
  /** The next tick's number; the first is 1, due at `start + ms`. */
  tick: number;
  /** Ticks left out since the last event. */
  missed: number;
  /** The queue had no place for it in this pump. */
  stuck: boolean;
}

/** The timers of one queue, one for each type, on an absolute schedule: a tick that comes late does not delay the next. */
export class Timers<E extends AnyEvent> {
  readonly #timers = new Map<string, Timer<E>>();
  /** When the next tick of any of them is due; `Infinity` when there is none. */
  next: number = Number.POSITIVE_INFINITY;
  /** Whether there is any: the check that `poll` pays for. */
  any = false;

  /** Starts a timer, in place of the one of the same type. */
  start(event: E, ms: number, options: TimerOptions, now: number): void {
    if (typeof ms !== 'number' || !Number.isFinite(ms)) throw new UsageError(`a timer's interval is in ms, not ${ms}`);
    if (ms > 0 && ms < SHORTEST) throw new UsageError(`a timer's interval is at least ${SHORTEST} ms, not ${ms}`);
    const { loops = 0, catchUp = 100 } = options;
    if (typeof loops !== 'number' || Number.isNaN(loops)) throw new UsageError(`loops is a number, not ${loops}`);
    if (!Number.isInteger(catchUp) || catchUp < 1)
      throw new UsageError(`catchUp is a whole number from 1, not ${catchUp}`);
    this.#timers.delete(event.type); // so that among timers due together this one is now the youngest
    if (ms > 0) {
      const left = loops > 0 ? loops : Number.POSITIVE_INFINITY;
      this.#timers.set(event.type, { event, start: now, ms, catchUp, left, tick: 1, missed: 0, stuck: false });
    }
    this.#plan();
  }

  stop(type: string): void {
    this.#timers.delete(type);
    this.#plan();
  }

  clear(): void {
    this.#timers.clear();
    this.#plan();
  }

  /**
   * Pushes every tick due by `now`, oldest first; of ticks due together the one whose timer was set first.
   * @param push - false: no place; this tick and the timer's later ones stay due.
   * @param blocked - ticks of a blocked type are dropped, and count as loops.
   */
  fire(now: number, push: (event: E) => boolean, blocked: (type: string) => boolean): void {
    for (const [type, timer] of this.#timers) this.#leaveOut(type, timer, now, blocked(type));
    for (;;) {
      let timer: Timer<E> | undefined;
      let due = Number.POSITIVE_INFINITY;
      for (const each of this.#timers.values()) {
        const at = dueAt(each, each.tick);
        if (at <= now && at < due && !each.stuck) {
          timer = each;
          due = at;
        }
      }
      if (timer === undefined) break;
      // The cast: it is the event that was given, but for two fields that every event of a timer has.
      const event = { ...timer.event, time: due, missed: timer.missed } as E;
      if (push(Object.isFrozen(timer.event) ? Object.freeze(event) : event)) {
        timer.missed = 0;
        this.#advance(event.type, timer, 1);
      } else timer.stuck = true;
    }
    this.#plan();
  }

  /** Takes the ticks off that will not be pushed: all of a blocked type, and those beyond the catch-up. */
  #leaveOut(type: string, timer: Timer<E>, now: number, blocked: boolean): void {
    timer.stuck = false;
    let last = Math.floor((now - timer.start) / timer.ms);
    while (dueAt(timer, last + 1) <= now) last++; // the division may have rounded the wrong way
    while (last >= timer.tick && dueAt(timer, last) > now) last--;
    const due = Math.min(last - timer.tick + 1, timer.left);
    if (due <= 0) return;
    if (blocked) this.#advance(type, timer, due);
    else if (due > timer.catchUp) {
      timer.missed += due - timer.catchUp;
      this.#advance(type, timer, due - timer.catchUp);
    }
  }

  #advance(type: string, timer: Timer<E>, ticks: number): void {
    timer.tick += ticks;
    timer.left -= ticks;
    if (timer.left <= 0) this.#timers.delete(type);
  }

  #plan(): void {
    this.any = this.#timers.size > 0;
    this.next = Number.POSITIVE_INFINITY;
    for (const timer of this.#timers.values()) this.next = Math.min(this.next, dueAt(timer, timer.tick));
  }
}

/** Counted from the start, not from the tick before: nothing adds up. */
const dueAt = (timer: Timer<unknown>, tick: number): number => timer.start + tick * timer.ms;
