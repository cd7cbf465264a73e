// How events are chosen by type: one literal, a definition, an array, a group constant or a Set, in types and at run
// time. Knows no queue.
import { UsageError } from '../errors.ts';
import type { AnyDefinition } from './define.ts';
import type { AnyEvent } from './driver.ts';
import type { BuiltinEvent } from './events.ts';

/** Anything with a `type`: an event, a definition. */
export interface Tagged<Name extends string> {
  /** The event's name. */
  readonly type: Name;
}

/** One event type: its literal or its definition. */
export type OneType<Name extends string = string> = Name | AnyDefinition<Name>;

/**
 * One event type or several, for a queue of events `E`: a literal, a definition, an array (group constants such as
 * `KEYBOARD` are arrays) or a Set. A literal must be one of the queue's own; within arrays and Sets the built-in ones are
 * always allowed, so that `get(MOUSE)` compiles on a queue whose drivers make only some of MOUSE's events.
 */
export type TypeSelector<E extends AnyEvent> =
  | OneType<E['type']>
  | readonly OneType<E['type'] | BuiltinEvent['type']>[]
  | ReadonlySet<OneType<E['type'] | BuiltinEvent['type']>>;

/** The literals that a selector names. */
export type SelectedType<S> = S extends string
  ? S
  : S extends readonly (infer One)[]
    ? SelectedType<One>
    : S extends ReadonlySet<infer One>
      ? SelectedType<One>
      : S extends Tagged<infer Name extends string>
        ? Name
        : never;

/**
 * The members of `E` that a selector chooses. Of a queue of any events whatever (`EventQueue<AnyEvent>`) that is none: take
 * all and look at `type`.
 */
export type Selected<E extends AnyEvent, S> = Extract<E, Tagged<SelectedType<S>>>;

/**
 * The members of `E` that are left when a selector is excluded. A Set, or an array that is no tuple, may at run time hold
 * fewer types than its type says, so nothing is taken off the union for these.
 */
export type Unselected<E extends AnyEvent, S> =
  S extends ReadonlySet<unknown>
    ? E
    : S extends readonly unknown[]
      ? number extends S['length']
        ? E
        : Exclude<E, Tagged<SelectedType<S>>>
      : Exclude<E, Tagged<SelectedType<S>>>;

/** A checked selector: one type, compared directly, or several. */
export type Matcher = string | ReadonlySet<string>;

/** Checks a selector from its first to its last entry; throws {@link UsageError} before anything else has happened. */
export function toMatcher(selector: unknown): Matcher {
  if (typeof selector === 'string' || typeof selector === 'function') return nameOf(selector);
  if (!Array.isArray(selector) && !(selector instanceof Set)) throw notAType(selector);
  const names = new Set<string>();
  for (const one of selector) names.add(nameOf(one));
  return names;
}

/** The name of one type. */
export function nameOf(one: unknown): string {
  if (typeof one === 'string' && one !== '') return one;
  if (typeof one === 'function' && 'type' in one && typeof one.type === 'string') return one.type;
  throw notAType(one);
}

function notAType(value: unknown): UsageError {
  const shown = value === '' ? "''" : typeof value === 'object' && value !== null ? 'an object' : String(value);
  return new UsageError(
    `${shown} is no event type: give a literal such as KEYDOWN, a definition, or an array or Set of these`,
  );
}
