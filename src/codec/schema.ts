// Asks a Standard Schema (https://standardschema.dev, version 1) about a value, for both directions of a codec.
// Knows no schema library and no format.
import type { StandardSchemaV1 } from '@standard-schema/spec';
import { UsageError } from '../errors.ts';
import type { CodecIssue } from './codec.ts';
import { DecodeError, EncodeError } from './codec.ts';
import { formatPath, safeText } from './path.ts';

/** What a schema takes; the input type of a codec made from it. */
export type SchemaInput<S extends StandardSchemaV1> = StandardSchemaV1.InferInput<S>;
/** What a schema gives; the output type of a codec made from it. */
export type SchemaOutput<S extends StandardSchemaV1> = StandardSchemaV1.InferOutput<S>;

const MOST_ISSUES = 8;
const ASYNC =
  'the schema is asynchronous: a message is decoded at once, so its schema must be synchronous; check later what has to wait';

/** Throws `UsageError` unless `schema` is a Standard Schema that can answer at once (as far as it tells beforehand). */
export function assertSchema(schema: StandardSchemaV1): void {
  // A caller without types may hand over anything; arktype's schemas are functions.
  const given: unknown = schema;
  const holds = (typeof given === 'object' && given !== null) || typeof given === 'function';
  const standard: unknown = holds ? Reflect.get(given, '~standard') : undefined;
  if (typeof standard !== 'object' || standard === null || typeof Reflect.get(standard, 'validate') !== 'function')
    throw new UsageError(
      'this is no Standard Schema; zod 4, valibot 1 and arktype 2 make them: json(z.object({ ... }))',
    );
  // valibot's asynchronous schemas say so.
  if (holds && Reflect.get(given, 'async') === true) throw new UsageError(ASYNC, 'ERR_ASYNC_SCHEMA');
}

/**
 * The schema's output for what a peer sent. Throws `DecodeError` and nothing else, whatever the schema does; for an
 * asynchronous schema the `cause` is the `UsageError`.
 */
export function validateIncoming<S extends StandardSchemaV1>(schema: S, value: unknown): SchemaOutput<S> {
  let result: StandardSchemaV1.Result<unknown>;
  try {
    result = validateNow(schema, value);
  } catch (cause) {
    const what =
      cause instanceof UsageError ? cause.message : 'the schema threw an error instead of answering; see cause';
    throw new DecodeError(what, '', { cause });
  }
  if (result.issues === undefined) return result.value; // the spec says that a success holds the schema's output
  const issues = readIssues(result.issues);
  throw new DecodeError('does not fit the schema; see issues', issues[0]?.path ?? '', { issues });
}

/**
 * Checks what is about to be sent against the schema's input. The output is thrown away: the input goes on the wire, so that
 * the receiver's schema transforms it once. Throws `EncodeError`, or `UsageError` for an asynchronous schema.
 */
export function validateOutgoing(schema: StandardSchemaV1, value: unknown): void {
  let result: StandardSchemaV1.Result<unknown>;
  try {
    result = validateNow(schema, value);
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    throw new EncodeError('the schema threw an error instead of answering; see cause', '', { cause });
  }
  if (result.issues === undefined) return;
  const issues = readIssues(result.issues);
  // One's own value may be named.
  throw new EncodeError(issues[0]?.message ?? 'does not fit the schema', issues[0]?.path ?? '', { issues });
}

function validateNow<S extends StandardSchemaV1>(schema: S, value: unknown): StandardSchemaV1.Result<SchemaOutput<S>> {
  const result = schema['~standard'].validate(value);
  if ('then' in result) {
    // Nobody will look at this promise again; without ears its rejection would end the process.
    result.then(ignore, ignore);
    throw new UsageError(ASYNC, 'ERR_ASYNC_SCHEMA');
  }
  // The spec's types say unknown here; a schema of type S gives S's output.
  return result as StandardSchemaV1.Result<SchemaOutput<S>>;
}

function ignore(): void {}

function readIssues(issues: readonly StandardSchemaV1.Issue[]): CodecIssue[] {
  return issues.slice(0, MOST_ISSUES).map(({ path, message }) => ({
    path: formatPath((path ?? []).map((part) => (typeof part === 'object' ? part.key : part))),
    message: safeText(String(message)),
  }));
}
