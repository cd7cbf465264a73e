/// <reference lib="esnext.disposable" preserve="true" />
// EventQueue at work: one FIFO, its limit, blocking, pumping and waiting. Knows drivers by their interface only, and no
// kind of event but QUIT, which always finds a place. What the methods mean is told in queue.ts.
import { UsageError } from '../errors.ts';
import { checkNames } from '../option-names.ts';
import { monotonicNow, startTimer } from '../platform.ts';
import { type Task, task } from '../turn.ts';
import { Blocklist } from './blocklist.ts';
import { Handlers } from './dispatch.ts';
import type { AnyEvent, Driver } from './driver.ts';
import { QueueFullError } from './errors.ts';
import { NOEVENT, type NoEvent, QUIT } from './events.ts';
import { Fifo } from './fifo.ts';
import type { EventQueue, EventQueueOptions, PumpOption, QueueStats, WaitSignal } from './queue.ts';
import { type Matcher, nameOf, toMatcher } from './select.ts';
import { EventStream } from './stream.ts';
import { type TimerOptions, Timers } from './timer.ts';
import { type Waiter, Waiters } from './waiters.ts';

interface Source<E> {
  readonly driver: Driver;
  readonly push: (event: E) => boolean;
}

/** One for all: allocating an answer that says "nothing" would be the only cost of an idle `poll`. */
const NO_EVENT: NoEvent = Object.freeze({ type: NOEVENT });
const OPTIONS: Record<keyof EventQueueOptions, 0> = { drivers: 0, events: 0, now: 0, maxEvents: 0, freeze: 0 };
/** The longest delay that platform timers take. */
const LONGEST_SLEEP = 0x7fffffff;

/** All of it but `get`, whose overloads narrow by types that are not looked at here. */
export class QueueCore<E extends AnyEvent> implements Omit<EventQueue<E>, 'get'> {
  readonly #fifo = new Fifo<E>();
  readonly #blocklist = new Blocklist();
  readonly #timers = new Timers<E>();
  readonly #waiters = new Waiters<E>();
  readonly #handlers = new Handlers<E>();
  readonly #sources: readonly Source<E>[];
  /** Whether there are any. */
  readonly #driven: boolean;
  readonly #now: () => number;
  readonly #limit: number;
  readonly #freeze: boolean;

  readonly #attention: Task = task(() => this.#attend(), false);

  #pumping = false;
  /** The driver whose turn it is in a pump: only it may push. */
  #turn: Driver | undefined;
  #sleepUntil = Number.POSITIVE_INFINITY;
  #cancelSleep: (() => void) | undefined;
  #closing: Promise<void> | undefined;

  #pushed = 0;
  #blockedCount = 0;
  #merged = 0;
  readonly #refused = new Map<string, number>();

  constructor(options: EventQueueOptions = {}) {
    const { drivers = [], events = [], now = monotonicNow, maxEvents = 65_535, freeze = false } = options;
    checkNames('EventQueue', options, OPTIONS);
    if (!Number.isInteger(maxEvents) || maxEvents < 1)
      throw new UsageError(`maxEvents is a whole number from 1, not ${maxEvents}`);
    const names = new Set<string>();
    for (const name of events.map(nameOf)) {
      if (names.has(name))
        throw new UsageError(`two entries of events are called ${name}: give each a name of its own`);
      names.add(name);
    }
    if (new Set(drivers).size < drivers.length) throw new UsageError('the same driver is given twice');
    this.#now = now;
    this.#limit = maxEvents;
    this.#freeze = freeze;
    this.#sources = drivers.map((driver) => ({
      driver,
      push: (event) => {
        if (this.#turn !== driver)
          throw new UsageError('push works only inside pump(): keep the event, call wake(), and push it when pumped');
        return this.#push(event);
      },
    }));
    this.#driven = drivers.length > 0;
    const host = { wake: (): void => this.#wake(), now };
    for (const driver of drivers) driver.attach?.(host);
  }

  pump(): void {
    const errors = this.#collect();
    if (this.#waiters.size > 0) this.#serve();
    if (errors !== undefined) throw oneOf(errors, 'several drivers failed while they were pumped');
  }

  get(types?: unknown, options?: PumpOption & { readonly exclude?: unknown }): E[] {
    if (types === undefined && options === undefined) {
      if (this.#driven || this.#timers.any) this.pump();
      return this.#fifo.takeAll();
    }
    const match = optionalMatcher(types);
    const except = optionalMatcher(options?.exclude);
    if (match !== undefined && except !== undefined)
      throw new UsageError('get takes either types or exclude, not both');
    if (options?.pump !== false) this.pump();
    if (match !== undefined) return this.#fifo.take(match, false);
    if (except !== undefined) return this.#fifo.take(except, true);
    return this.#fifo.takeAll();
  }

  poll(): E | NoEvent {
    if (this.#driven || this.#timers.any) this.pump();
    return this.#fifo.shift() ?? NO_EVENT;
  }

  peek(types?: unknown, options?: PumpOption): boolean {
    const match = optionalMatcher(types);
    if (options?.pump !== false) this.pump();
    return match === undefined ? this.#fifo.size > 0 : this.#fifo.has(match);
  }

  clear(types?: unknown, options?: PumpOption): void {
    const match = optionalMatcher(types);
    if (options?.pump !== false) this.pump();
    if (match === undefined) this.#fifo.clear();
    else this.#fifo.drop(match);
  }

  post(event: E): boolean {
    if (!isEvent(event)) throw noEvent(event);
    if (this.#closing !== undefined) throw closed('post');
    if (this.#blocklist.any && this.#swallow(event.type)) return false;
    const fifo = this.#fifo;
    if (fifo.size >= this.#limit) {
      if (!this.#findPlace(event.type)) throw new QueueFullError(this.#limit, event.type);
      if (fifo.size > this.#limit) return true;
    }
    if (this.#freeze) Object.freeze(event);
    fifo.push(event);
    if (this.#waiters.size > 0) this.#serve();
    return true;
  }

  setBlocked(types: unknown): void {
    const match = types === null ? null : toMatcher(types);
    this.#blocklist.set(match, true);
    if (match !== null) this.#blockedCount += this.#fifo.drop(match);
    else {
      this.#blockedCount += this.#fifo.size;
      this.#fifo.clear();
    }
  }

  setAllowed(types: unknown): void {
    this.#blocklist.set(types === null ? null : toMatcher(types), false);
  }

  getBlocked(types: unknown): boolean {
    return this.#blocklist.hasAny(toMatcher(types));
  }

  setTimer(event: unknown, ms: number, options: TimerOptions = {}): void {
    if (this.#closing !== undefined) throw closed('setTimer');
    if (isEvent(event)) {
      // The cast: the signatures allow the events of this queue only.
      this.#timers.start(event as E, ms, options, this.#now());
    } else {
      const type = nameOf(event);
      if (ms !== 0) throw new UsageError(`setTimer needs a whole event to start: { type: '${type}' ... }`);
      this.#timers.stop(type);
    }
    this.#sleep();
  }

  on(types: unknown, handler: (event: never) => void): () => void {
    // The cast: the handler is called only with events of the types it was added for.
    return this.#handlers.add(types, handler as (event: E) => void);
  }

  dispatch(options?: PumpOption): number {
    if (options?.pump !== false) this.pump();
    let count = 0;
    for (const limit = this.#fifo.size; count < limit; ) {
      const event = this.#fifo.shift();
      if (event === undefined) break;
      count++;
      this.#handlers.emit(event);
    }
    return count;
  }

  wait(ms?: number, options?: { readonly signal?: WaitSignal }): Promise<E | NoEvent> {
    return this.#wait(ms, options?.signal, NO_EVENT);
  }

  [Symbol.asyncIterator](): AsyncGenerator<E, void, undefined> {
    return new EventStream(
      () => this.#fifo.shift(),
      () => this.#wait(undefined, undefined, undefined),
    );
  }

  get stats(): QueueStats {
    let refused = 0;
    for (const count of this.#refused.values()) refused += count;
    return {
      queued: this.#fifo.size,
      highWater: this.#fifo.highWater,
      posted: this.#fifo.accepted - this.#pushed,
      pushed: this.#pushed,
      refused,
      refusedByType: Object.fromEntries(this.#refused),
      blocked: this.#blockedCount,
      merged: this.#merged,
    };
  }

  get closed(): boolean {
    return this.#closing !== undefined;
  }

  close(): Promise<void> {
    // A driver's close may call this again: by then the promise stands.
    this.#closing ??= Promise.resolve().then(() => this.#closeDrivers());
    this.#timers.clear();
    this.#waiters.expire(Number.POSITIVE_INFINITY);
    this.#sleep();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Pumps everything; answers what went wrong. */
  #collect(): unknown[] | undefined {
    if (this.#pumping || this.#closing !== undefined) return undefined;
    let errors: unknown[] | undefined;
    const now = this.#now();
    this.#pumping = true;
    if (this.#timers.next <= now)
      this.#timers.fire(
        now,
        (event) => this.#push(event),
        (type) => this.#blocklist.has(type),
      );
    for (const { driver, push } of this.#sources) {
      this.#turn = driver;
      try {
        // The cast: which events a driver pushes is known to the compiler only where the queue is made.
        driver.pump(push as (event: AnyEvent) => boolean, now);
      } catch (error) {
        errors ??= [];
        errors.push(error);
      }
    }
    this.#turn = undefined;
    this.#pumping = false;
    return errors;
  }

  #push(event: E): boolean {
    if (!isEvent(event)) throw noEvent(event);
    if (this.#blocklist.any && this.#swallow(event.type)) return true;
    const fifo = this.#fifo;
    if (fifo.size >= this.#limit) {
      if (!this.#findPlace(event.type)) return false;
      if (fifo.size > this.#limit) return true;
    }
    this.#pushed++;
    fifo.push(event);
    return true;
  }

  #swallow(type: string): boolean {
    if (!this.#blocklist.has(type)) return false;
    this.#blockedCount++;
    return true;
  }

  /** In a full queue: false for every type but QUIT, which has one place more; if that is taken, two QUITs become one. */
  #findPlace(type: string): boolean {
    if (type !== QUIT) {
      this.#refused.set(type, (this.#refused.get(type) ?? 0) + 1);
      return false;
    }
    if (this.#fifo.size > this.#limit) this.#merged++;
    return true;
  }

  #wait<N>(ms: number | undefined, signal: WaitSignal | undefined, nothing: N): Promise<E | N> {
    try {
      if (ms !== undefined && (typeof ms !== 'number' || Number.isNaN(ms)))
        throw new UsageError(`wait takes ms, not ${ms}`);
      if (signal?.aborted) throw signal.reason;
      this.pump();
    } catch (error) {
      return Promise.reject(error);
    }
    const event = this.#fifo.shift();
    if (event !== undefined) return Promise.resolve(event);
    if (this.#closing !== undefined || (ms !== undefined && ms <= 0)) return Promise.resolve(nothing);
    return new Promise((resolve, reject) => {
      const abort = (): void => {
        this.#waiters.remove(waiter);
        this.#sleep();
        waiter.fail(signal?.reason);
      };
      const waiter: Waiter<E> = {
        deadline: ms === undefined ? Number.POSITIVE_INFINITY : this.#now() + ms,
        give: (given) => {
          signal?.removeEventListener('abort', abort);
          resolve(given);
        },
        end: () => {
          signal?.removeEventListener('abort', abort);
          resolve(nothing);
        },
        fail: (reason) => {
          signal?.removeEventListener('abort', abort);
          reject(reason);
        },
      };
      signal?.addEventListener('abort', abort);
      this.#waiters.add(waiter);
      this.#sleep();
    });
  }

  /** A driver has something. Nothing is done if nobody waits, and nothing at once: the driver may be in mid-work. */
  #wake(): void {
    if (this.#waiters.size > 0) this.#attention(true);
  }

  /** Pumps for those who wait. */
  #attend(): void {
    if (this.#waiters.size === 0) return;
    const errors = this.#collect();
    if (errors !== undefined)
      this.#waiters.shift()?.fail(oneOf(errors, 'several drivers failed while they were pumped'));
    if (this.#waiters.size > 0) this.#serve();
    this.#waiters.expire(this.#now());
    this.#sleep();
  }

  /** Hands what is queued to those who wait. */
  #serve(): void {
    while (this.#waiters.size > 0) {
      const event = this.#fifo.shift();
      if (event === undefined) break;
      this.#waiters.shift()?.give(event);
    }
    this.#sleep();
  }

  /** While somebody waits, has the platform wake us when a timer or a deadline falls due; else not. */
  #sleep(): void {
    const until =
      this.#waiters.size === 0 ? Number.POSITIVE_INFINITY : Math.min(this.#timers.next, this.#waiters.earliest());
    if (until === this.#sleepUntil) return;
    this.#cancelSleep?.();
    this.#cancelSleep = undefined;
    this.#sleepUntil = until;
    if (until === Number.POSITIVE_INFINITY) return;
    const ms = Math.min(Math.max(Math.ceil(until - this.#now()), 0), LONGEST_SLEEP);
    this.#cancelSleep = startTimer(ms, () => {
      this.#sleepUntil = Number.POSITIVE_INFINITY;
      this.#cancelSleep = undefined;
      this.#attend();
    });
  }

  async #closeDrivers(): Promise<void> {
    const results = await Promise.allSettled(this.#sources.map(async ({ driver }) => driver.close?.()));
    const errors = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    if (errors.length > 0) throw oneOf(errors, 'several drivers failed to close');
  }
}

const isEvent = (value: unknown): value is AnyEvent =>
  // The cast: on null and undefined it is not reached. `in` instead of it would cost post half its speed.
  typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';

const optionalMatcher = (types: unknown): Matcher | undefined =>
  types === undefined || types === null ? undefined : toMatcher(types);

const oneOf = (errors: readonly unknown[], message: string): unknown =>
  errors.length === 1 ? errors[0] : new AggregateError(errors, message);

function noEvent(value: unknown): UsageError {
  const hint = typeof value === 'function' ? ' (a definition has to be called: SCORED({ ... }))' : '';
  return new UsageError(`not an event${hint}: an event is an object with a type, a string`);
}

const closed = (what: string): UsageError => new UsageError(`${what} was called after close()`, 'ERR_CLOSED');
