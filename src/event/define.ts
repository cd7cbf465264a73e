// defineEvent: a custom event type from a name and a schema. Knows the Standard Schema interface, no schema library and
// no queue.
import type { StandardSchemaV1 } from '@standard-schema/spec';
import { UsageError } from '../errors.ts';
import type { AnyEvent } from './driver.ts';
import { PayloadError } from './errors.ts';
import type { BuiltinEvent } from './events.ts';

/** The fields of an event that a payload may not have: the library sets them. */
export type ReservedField = 'type' | 'time' | 'missed';

/** What {@link EventOf} makes of one payload type. `Record<string, never>` is what `z.object({})` says for "no fields". */
type WithPayload<Name extends string, P> = P extends unknown
  ? EventHead<Name> & (P extends Record<string, never> ? unknown : { readonly [K in keyof P]: P[K] })
  : never;

/** The fields that every event of a definition has. */
export interface EventHead<Name extends string> extends AnyEvent {
  /** The event's name, the literal to switch on. */
  readonly type: Name;
  /** When a timer's tick was due: ms on the queue's clock. Absent on events that were made by calling the definition. */
  readonly time?: number;
  /** How many ticks of the timer were left out just before this one. Set by timers only. */
  readonly missed?: number;
}

/** The event that a definition of this name and schema makes. */
export type EventOf<Name extends string, S extends StandardSchemaV1 | undefined> = S extends StandardSchemaV1
  ? WithPayload<Name, StandardSchemaV1.InferOutput<S>>
  : EventHead<Name>;

/** What a definition is called with: the schema's input; nothing where there is no schema or every field may be left out. */
export type PayloadArguments<S extends StandardSchemaV1 | undefined> = S extends StandardSchemaV1
  ? Record<never, never> extends StandardSchemaV1.InferInput<S>
    ? [payload?: StandardSchemaV1.InferInput<S>]
    : [payload: StandardSchemaV1.InferInput<S>]
  : [];

/** A custom event type: call it to make an event, switch on its `type`. Made by {@link defineEvent}. */
export interface EventDefinition<
  Name extends string = string,
  S extends StandardSchemaV1 | undefined = StandardSchemaV1 | undefined,
> {
  /**
   * Makes an event from a payload: validated, copied and (shallowly) frozen, so that nobody sees it change under him.
   * Throws {@link PayloadError} when the payload does not fit.
   */
  (...payload: PayloadArguments<S>): EventOf<Name, S>;
  /** The event's name: `case SCORED.type:` narrows. */
  readonly type: Name;
  /** The schema, as it was given. */
  readonly schema: S;
}

/** Any {@link EventDefinition}, whatever its payload. */
export interface AnyDefinition<Name extends string = string> {
  /** Makes an event; which payload it takes is not known here. */
  (...payload: never[]): AnyEvent;
  /** The event's name. */
  readonly type: Name;
}

/** A compile-time complaint: its only property is the sentence that the compiler then shows. */
type Complaint<Text extends string> = { readonly [K in Text]: never };

/** What the name of a custom event must be: one literal, none of the built-in names. */
export type CheckedName<Name extends string> = string extends Name
  ? Complaint<'the name must be a literal, so that switch can tell the events apart'>
  : Name extends BuiltinEvent['type'] | 'NOEVENT' | '*' | ''
    ? Complaint<'this name is taken by the library'>
    : unknown;

/** The keys of every member of a union, not only those that all have. */
type KeysOf<P> = P extends unknown ? keyof P : never;

/** What a payload schema must put out: an object without the fields that the library sets. */
export type CheckedSchema<S extends StandardSchemaV1> =
  StandardSchemaV1.InferOutput<S> extends infer P
    ? [P] extends [Record<string, never>]
      ? unknown
      : [P] extends [readonly unknown[] | ((...args: never[]) => unknown)]
        ? Complaint<'the payload must be an object'>
        : [P] extends [object]
          ? ReservedField & KeysOf<P> extends never
            ? unknown
            : Complaint<'the payload may not have the fields type, time or missed'>
          : Complaint<'the payload must be an object'>
    : never;

/**
 * Declares an event type of your own that has no payload.
 *
 * ```ts
 * const PAUSED = defineEvent('PAUSED');
 * queue.post(PAUSED());
 * ```
 * @param name - the event's name, a literal.
 */
export function defineEvent<const Name extends string>(
  name: Name & CheckedName<Name>,
): EventDefinition<Name, undefined>;
/**
 * Declares an event type of your own.
 *
 * ```ts
 * const SCORED = defineEvent('SCORED', z.object({ player: z.string(), points: z.int() }));
 * queue.post(SCORED({ player: 'ann', points: 3 }));
 * ```
 * Takes the place of pygame's `custom_type()` and `Event(type, dict)`.
 * @param name - the event's name, a literal.
 * @param schema - any Standard Schema (zod, valibot, arktype, ...) of an object, not asynchronous.
 * @see https://www.pygame.org/docs/ref/event.html#pygame.event.custom_type
 */
export function defineEvent<const Name extends string, S extends StandardSchemaV1>(
  name: Name & CheckedName<Name>,
  schema: S & CheckedSchema<S>,
): EventDefinition<Name, S>;
export function defineEvent(name: string, schema?: StandardSchemaV1): unknown {
  if (typeof name !== 'string' || name === '' || name === '*' || name === 'NOEVENT' || name === 'QUIT')
    throw new UsageError(`an event can not be named ${String(name) || "''"}: choose another name`);
  const standard = schema === undefined ? undefined : schema['~standard'];
  if (schema !== undefined && typeof standard?.validate !== 'function')
    throw new UsageError(`the schema of ${name} is no Standard Schema: use one of zod, valibot, arktype or the like`);
  const make = (payload?: unknown): AnyEvent => {
    const value = standard === undefined ? undefined : validated(name, standard, payload === undefined ? {} : payload);
    return Object.freeze({ type: name, ...value });
  };
  return Object.assign(make, { type: name, schema });
}

function validated(type: string, standard: StandardSchemaV1['~standard'], payload: unknown): object {
  const result = standard.validate(payload);
  if ('then' in result) {
    // Nobody will look at the promise, and its failure must not end the process.
    result.then(undefined, () => {});
    throw refused(type, 'the schema is asynchronous, but an event is made at once: use a synchronous schema');
  }
  if (result.issues !== undefined)
    throw new PayloadError(
      type,
      result.issues.map((issue) => ({ path: readable(issue.path), message: issue.message })),
    );
  const value = result.value;
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw refused(type, 'the payload must be an object');
  for (const field of RESERVED)
    if (field in value) throw refused(type, 'this field is set by the library, name it otherwise', field);
  return value;
}

const refused = (type: string, message: string, path = ''): PayloadError => new PayloadError(type, [{ path, message }]);

function readable(path: StandardSchemaV1.Issue['path']): string {
  let text = '';
  for (const step of path ?? []) {
    const key = typeof step === 'object' ? step.key : step;
    if (typeof key === 'number') text += `[${key}]`;
    else text += text === '' ? String(key) : `.${String(key)}`;
  }
  return text;
}

const RESERVED: readonly ReservedField[] = ['type', 'time', 'missed'];
