/// <reference lib="esnext.disposable" preserve="true" />
// EventQueue as its users see it: every method, what it means and how it is typed. Knows nothing of how it is done (that
// is core.ts) and no driver.
import { QueueCore } from './core.ts';
import type { AnyDefinition } from './define.ts';
import type { AnyEvent, Driver } from './driver.ts';
import type { BuiltinEvent, NoEvent, QuitEvent } from './events.ts';
import type { OneType, Selected, TypeSelector, Unselected } from './select.ts';
import type { TimerOptions } from './timer.ts';

/** What a queue is made of. */
export interface EventQueueOptions<
  D extends readonly Driver[] = readonly Driver[],
  V extends readonly EventEntry[] = readonly EventEntry[],
> {
  /** What pushes events in; pumped in this order. Default: none. */
  readonly drivers?: D;
  /** The event types of your own (definitions), and built-in types that you post yourself (`KEYDOWN`). Default: none. */
  readonly events?: V;
  /** Another clock: ms, never going back. Default: the platform's monotonic clock. */
  readonly now?: () => number;
  /** How many events the queue holds at most; QUIT has one place more. Default 65,535, as in pygame. */
  readonly maxEvents?: number;
  /** Freeze every posted event (shallowly), to find who changes one. For development. Default `false`. */
  readonly freeze?: boolean;
}

/** An entry of the option `events`: a definition, or the literal of a built-in type. */
export type EventEntry = AnyDefinition | BuiltinEvent['type'];

/** The events of a queue made of these drivers and these entries; of neither: QUIT and every built-in event. */
export type EventUnion<D extends readonly Driver[], V extends readonly EventEntry[]> = [D[number] | V[number]] extends [
  never,
]
  ? BuiltinEvent
  : QuitEvent | DriverEvent<D[number]> | EntryEvent<V[number]>;

type DriverEvent<D> = D extends Driver<infer E> ? E : never;
type EntryEvent<V> = V extends AnyDefinition ? ReturnType<V> : Extract<BuiltinEvent, { readonly type: V }>;

/** The events of a queue: `type E = EventsOf<typeof queue>`. */
export type EventsOf<Q> = Q extends AsyncIterable<infer E> ? E : never;

/** Whether to pump first. */
export interface PumpOption {
  /** `false`: look only at what is queued already. Default `true`. */
  readonly pump?: boolean;
}

/** The part of an `AbortSignal` that `wait` uses. */
export interface WaitSignal {
  /** Is it over already? */
  readonly aborted: boolean;
  /** What `wait` rejects with. */
  readonly reason?: unknown;
  /** Calls `listener` when it is over. */
  addEventListener(type: 'abort', listener: () => void): void;
  /** Undoes that. */
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** What the queue has counted since it was made. */
export interface QueueStats {
  /** How many events are in the queue now. */
  readonly queued: number;
  /** The most it ever held. */
  readonly highWater: number;
  /** How many events `post` has accepted. */
  readonly posted: number;
  /** How many events drivers and timers have pushed in. */
  readonly pushed: number;
  /** How many found the queue full: posts that threw, pushes that answered false (again each time they are repeated). */
  readonly refused: number;
  /** The same by type; types that were never refused are absent. */
  readonly refusedByType: Readonly<Record<string, number>>;
  /** How many were thrown away since their type is blocked: on arrival, or when it became blocked. */
  readonly blocked: number;
  /** How many QUITs were dropped on a full queue in which one waits already. */
  readonly merged: number;
}

/**
 * Everything that happens, in one queue, in the order of its arrival. Nothing enters it but by {@link EventQueue.post} and
 * in {@link EventQueue.pump}.
 * @see https://www.pygame.org/docs/ref/event.html
 */
export interface EventQueue<out E extends AnyEvent = BuiltinEvent> extends AsyncDisposable {
  /**
   * Lets in what has happened: timers first, then every driver once, in the order given. `get`, `peek`, `clear`,
   * `dispatch`, `poll` and `wait` do it by themselves. A driver that throws does not keep the others from being pumped;
   * its error comes out afterwards (several: an `AggregateError`). Within a pump, and after `close`, it does nothing.
   * @see https://www.pygame.org/docs/ref/event.html#pygame.event.pump
   */
  pump(): void;

  /**
   * Pumps, then takes the events of these types out of the queue, oldest first. The rest keep their order.
   * @param types - a literal, a definition, an array, a group constant or a Set.
   * @see https://www.pygame.org/docs/ref/event.html#pygame.event.get
   */
  get<const S extends TypeSelector<E>>(types: S, options?: PumpOption & { readonly exclude?: never }): Selected<E, S>[];
  /**
   * Pumps, then takes all events but those of the excluded types out of the queue, oldest first. What stays keeps its
   * order. Types and `exclude` together do not compile, and throw a `UsageError`.
   */
  get<const S extends TypeSelector<E>>(
    types: null | undefined,
    options: PumpOption & { readonly exclude: S },
  ): Unselected<E, S>[];
  /** Pumps, then takes all events out of the queue, oldest first. The array is yours. */
  get(types?: null, options?: PumpOption & { readonly exclude?: undefined }): E[];

  /**
   * Pumps, then takes the oldest event out of the queue. `{ type: NOEVENT }` (one frozen object) when there is none.
   * @see https://www.pygame.org/docs/ref/event.html#pygame.event.poll
   */
  poll(): E | NoEvent;

  /**
   * Pumps, and takes the oldest event out of the queue as soon as there is one. Woken by drivers, posts and timers; nothing
   * is polled. Several waits may be pending: each gets an event of its own, the oldest wait first. A driver's error
   * rejects it.
   * @param ms - how long at most: ms on the queue's clock, then `{ type: NOEVENT }`. Default: for ever; 0 or less answers
   * at once (in pygame 0 waits for ever). When the queue closes, it is `{ type: NOEVENT }` too.
   * @param options - `signal` gives up: rejects with the signal's reason.
   * @see https://www.pygame.org/docs/ref/event.html#pygame.event.wait
   */
  wait(ms?: number, options?: { readonly signal?: WaitSignal }): Promise<E | NoEvent>;

  /**
   * `for await (const e of queue)`: `wait` in a loop, but what is queued already is handed over without another pump (there is
   * one after every 1,000 events all the same). Ends when the queue is closed and empty.
   */
  [Symbol.asyncIterator](): AsyncGenerator<E, void, undefined>;

  /**
   * Pumps, then tells whether one of these types (left out: anything) is queued. Takes nothing out. No types: `false`.
   * @see https://www.pygame.org/docs/ref/event.html#pygame.event.peek
   */
  peek(types?: TypeSelector<E> | null, options?: PumpOption): boolean;

  /**
   * Pumps, then throws away what is queued of these types (left out: everything).
   * @see https://www.pygame.org/docs/ref/event.html#pygame.event.clear
   */
  clear(types?: TypeSelector<E> | null, options?: PumpOption): void;

  /**
   * Puts an event at the end of the queue. The object itself is kept: not copied, not changed. Checked in this order:
   * no event at all, or the queue is closed: throws a `UsageError`; its type is blocked: answers `false`; the queue is full:
   * throws {@link QueueFullError}. A QUIT still finds a place in a full queue, and is dropped if one has taken that place.
   * @returns `true`; `false` when the type is blocked.
   * @see https://www.pygame.org/docs/ref/event.html#pygame.event.post
   */
  post(event: E): boolean;

  /**
   * Lets no more events of these types (`null`: of any type) in, and throws away those that are queued.
   * @see https://www.pygame.org/docs/ref/event.html#pygame.event.set_blocked
   */
  setBlocked(types: TypeSelector<E> | null): void;

  /**
   * Lets these types (`null`: every type) in again. What was thrown away does not come back.
   * @see https://www.pygame.org/docs/ref/event.html#pygame.event.set_allowed
   */
  setAllowed(types: TypeSelector<E> | null): void;

  /**
   * Is any of these types blocked?
   * @see https://www.pygame.org/docs/ref/event.html#pygame.event.get_blocked
   */
  getBlocked(types: TypeSelector<E>): boolean;

  /**
   * Posts an event again and again, first after one full interval. Each firing is an object of its own, with `time` (when it was
   * due) and `missed` (how many ticks were left out just before it, mostly 0). One timer for each type: setting it again
   * replaces event, interval, loops and phase. It runs on an absolute schedule, without drift, and brings its events in
   * `pump` only. Ticks of a blocked type are dropped and count as loops; in a full queue they stay due.
   * @param event - a whole event: `{ type: QUIT }`, `SCORED({ ... })`.
   * @param ms - the interval in ms, fractions allowed; 0 or less stops the timer of that type.
   * @see https://www.pygame.org/docs/ref/time.html#pygame.time.set_timer
   */
  setTimer(event: E, ms: number, options?: TimerOptions): void;
  /** Stops the timer of a type, named by its literal or definition. What it has queued stays. */
  setTimer(type: OneType<E['type']>, ms: 0): void;

  /**
   * Calls `handler` for each event of these types, from `dispatch` and never from anywhere else; handlers of one type in
   * the order in which they were added.
   * @returns what takes the handler away again.
   */
  on<const S extends TypeSelector<E>>(types: S, handler: (event: Selected<E, S>) => void): () => void;

  /**
   * Pumps, then takes the events that are queued at that moment out, one by one, and calls their handlers; events without a
   * handler are taken out too. What a handler throws comes out at once: its event is gone, those behind it stay queued.
   * @returns how many events were taken out.
   */
  dispatch(options?: PumpOption): number;

  /** What has been counted so far: a copy. */
  readonly stats: QueueStats;

  /** Has `close` been called? */
  readonly closed: boolean;

  /**
   * Stops timers, ends pending waits with `{ type: NOEVENT }`, and closes every driver. What is queued can still be taken
   * out; then `get` answers `[]`, `poll` and `wait` answer NOEVENT. `post` and `setTimer` throw a `UsageError` with the code
   * `ERR_CLOSED`. Calling it again answers the same promise. Rejects when a driver's `close` fails (several: an
   * `AggregateError`), after all have been closed.
   */
  close(): Promise<void>;
}

/** How a queue is made; its events are inferred from `drivers` and `events`. */
export interface EventQueueConstructor {
  /** @param options - everything has a default. Throws a `UsageError` when something does not fit. */
  new <const D extends readonly Driver[] = readonly [], const V extends readonly EventEntry[] = readonly []>(
    options?: EventQueueOptions<D, V>,
  ): EventQueue<EventUnion<D, V>>;
  /** For `instanceof`. */
  readonly prototype: EventQueue<AnyEvent>;
}

/**
 * Makes an event queue.
 *
 * ```ts
 * const queue = new EventQueue({ drivers: [net, terminal()], events: [SCORED] });
 * ```
 */
// The cast: what get() narrows to is known only here, from the overloads above.
export const EventQueue: EventQueueConstructor = QueueCore as unknown as EventQueueConstructor;
