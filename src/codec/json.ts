// JSON (RFC 8259) as a codec, with limits and an optional schema.
// Knows neither queue nor transport, and no schema library.
import type { StandardSchemaV1 } from '@standard-schema/spec';
import { utf8Decode, utf8EncodeInto } from '../platform.ts';
import type { Codec } from './codec.ts';
import { DecodeError, EncodeError } from './codec.ts';
import type { CodecLimits, ResolvedLimits } from './limits.ts';
import { resolveLimits } from './limits.ts';
import { formatPath } from './path.ts';
import type { SchemaInput, SchemaOutput } from './schema.ts';
import { assertSchema, validateIncoming, validateOutgoing } from './schema.ts';
import { encodeUtf8 } from './utf8.ts';
import type { Refusal } from './walk.ts';
import { checkDecoded, checkEncodable, kindOf, refuse } from './walk.ts';

/** What JSON text can say (RFC 8259, section 3). */
export type JsonValue = null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue };

/**
 * JSON without a schema: arrives as {@link JsonValue}, and the game checks what it got. `encode` throws `EncodeError` for what
 * JSON would drop or change in silence: undefined (a field that is undefined counts as absent), functions, symbols, bigint,
 * NaN and infinities, Date, Map and other objects with hidden contents, cycles, and whatever exceeds the limits.
 */
export function json(schema?: undefined, limits?: CodecLimits): Codec<unknown, JsonValue>;
/**
 * JSON that fits a Standard Schema (zod 4, valibot 1, arktype 2, ...). The sender's value is checked against the schema's
 * *input* and goes on the wire as it is; the receiver's schema turns it into its *output*, so that transforms, defaults and
 * coercions run once. Fields that the schema does not name are sent all the same: a strict schema refuses them.
 *
 * `decode` throws `DecodeError` and nothing else. `encode` throws `EncodeError` with the path. An asynchronous schema is a `UsageError`.
 *
 * @param schema - what both sides agree on. @param limits - depth (default 32) and number of elements (default 10,000).
 */
export function json<S extends StandardSchemaV1>(
  schema: S,
  limits?: CodecLimits,
): Codec<SchemaInput<S>, SchemaOutput<S>>;
export function json(schema?: StandardSchemaV1, limits?: CodecLimits): Codec<unknown, unknown> {
  const bounds = resolveLimits(limits);
  if (schema === undefined) {
    return {
      encode: (value) => encodeUtf8(jsonText(value, bounds)),
      encodeInto: (value, into) => utf8EncodeInto(jsonText(value, bounds), into),
      decode: (bytes) => decodeJson(bytes, bounds),
    };
  }
  assertSchema(schema);
  const checked = (value: unknown): string => {
    validateOutgoing(schema, value);
    return jsonText(value, bounds);
  };
  return {
    encode: (value) => encodeUtf8(checked(value)),
    encodeInto: (value, into) => utf8EncodeInto(checked(value), into),
    decode: (bytes) => validateIncoming(schema, decodeJson(bytes, bounds)),
  };
}

function jsonText(value: unknown, limits: ResolvedLimits): string {
  let bad: Refusal | undefined;
  try {
    bad = checkEncodable(value, limits, leaf);
    if (bad === undefined) {
      const text: unknown = JSON.stringify(value);
      // A toJSON that the walk can not see may give nothing.
      if (typeof text === 'string') return text;
      bad = refuse('JSON has no text for this value');
    }
  } catch (cause) {
    // A getter that throws, or a text beyond the longest string.
    throw new EncodeError('JSON can not write this value; see cause', '', { cause });
  }
  throw new EncodeError(bad.why, formatPath(bad.path));
}

function decodeJson(bytes: Uint8Array, limits: ResolvedLimits): unknown {
  let value: unknown;
  try {
    value = JSON.parse(utf8Decode(bytes));
  } catch {
    // The platform's message quotes what the peer sent, so it is not passed on.
    throw new DecodeError('not valid JSON in UTF-8');
  }
  const bad = checkDecoded(value, limits);
  if (bad !== undefined) throw new DecodeError(bad.why, formatPath(bad.path));
  return value;
}

function leaf(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return undefined;
    case 'number':
      return Number.isFinite(value) ? undefined : `JSON can not carry ${value}`;
    case 'object':
      return value === null
        ? undefined
        : `JSON can not carry ${kindOf(value)}; make it a string, a number or a plain object first`;
    default:
      return `JSON can not carry ${typeof value}`;
  }
}
