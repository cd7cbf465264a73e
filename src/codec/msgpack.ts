// MessagePack (https://github.com/msgpack/msgpack/blob/master/spec.md) as a codec, with limits and an optional schema.
// Knows neither queue nor transport, and no schema library. The only file that knows which library does the work.
import type { DecoderOptions, EncoderOptions } from '@msgpack/msgpack';
import {
  Decoder,
  decodeTimestampExtension,
  Encoder,
  EXT_TIMESTAMP,
  ExtData,
  encodeTimestampExtension,
} from '@msgpack/msgpack';
import type { StandardSchemaV1 } from '@standard-schema/spec';
import { isBytes } from './bytes.ts';
import type { Codec } from './codec.ts';
import { DecodeError, EncodeError } from './codec.ts';
import type { CodecLimits } from './limits.ts';
import { resolveLimits } from './limits.ts';
import { saveMarks } from './msgpack-marks.ts';
import type { ScanRules } from './msgpack-scan.ts';
import { scanMsgpack } from './msgpack-scan.ts';
import { formatPath } from './path.ts';
import type { SchemaInput, SchemaOutput } from './schema.ts';
import { assertSchema, validateIncoming, validateOutgoing } from './schema.ts';
import { isWellFormed } from './utf8.ts';
import type { LeafRule, Refusal } from './walk.ts';
import { checkEncodable, kindOf } from './walk.ts';

/** Options of {@link msgpack}: its limits, and what it may carry beyond the common types. Both sides must agree on them. */
export interface MsgpackOptions extends CodecLimits {
  /**
   * Whether a `Date` may be sent and a timestamp (extension type -1) arrives as a `Date`, exact to the millisecond. Default false: both are refused. No
   * other extension type is ever accepted.
   */
  readonly dates?: boolean;
  /**
   * Whether a `bigint` from -2^63 to 2^64 - 1 may be sent. Then every 64-bit integer arrives as a `bigint`, and whole *numbers* beyond 2^32 travel as
   * floats, so that each comes back as what it was. Default false: `bigint` and integers beyond 2^53 are refused.
   */
  readonly bigint?: boolean;
}

/** What MessagePack says without extensions; `Extra` is `Date` or `bigint` where the options allow them. */
export type MsgpackValue<Extra = never> =
  | null
  | boolean
  | number
  | string
  | Uint8Array
  | Extra
  | MsgpackValue<Extra>[]
  | { [key: string]: MsgpackValue<Extra> };

/** What the options `O` let arrive beyond {@link MsgpackValue}. */
export type MsgpackExtra<O extends MsgpackOptions> =
  | (O extends Record<'dates', true> ? Date : never)
  | (O extends Record<'bigint', true> ? bigint : never);

/**
 * MessagePack without a schema: arrives as {@link MsgpackValue}, and the game checks what it got. NaN and infinities are carried; -0 arrives as 0.
 * `encode` throws `EncodeError` for what would be dropped or changed in silence: undefined (a field that is undefined counts as absent), functions,
 * symbols, halves of surrogate pairs, Map, typed arrays other than `Uint8Array`, cycles, and whatever exceeds the limits.
 */
export function msgpack<const O extends MsgpackOptions = Record<never, never>>(
  schema?: undefined,
  options?: O,
): Codec<unknown, MsgpackValue<MsgpackExtra<O>>>;
/**
 * MessagePack that fits a Standard Schema (zod 4, valibot 1, arktype 2, ...). As with `json`, the sender's value is checked against the schema's *input*
 * and goes on the wire as it is; the receiver's schema turns it into its *output*.
 *
 * `decode` throws `DecodeError` and nothing else; keys must be strings, and bytes that arrive are the receiver's own. `encode` throws `EncodeError` with the path. An
 * asynchronous schema is a `UsageError`.
 *
 * @param schema - what both sides agree on. @param options - limits, and whether dates and bigint are carried.
 */
export function msgpack<S extends StandardSchemaV1>(
  schema: S,
  options?: MsgpackOptions,
): Codec<SchemaInput<S>, SchemaOutput<S>>;
export function msgpack(schema?: StandardSchemaV1, options: MsgpackOptions = {}): Codec<unknown, unknown> {
  const format = new Format(options);
  if (schema === undefined)
    return {
      encode: (value) => format.encode(value).slice(),
      encodeInto: (value) => format.encode(value),
      decode: (bytes) => format.decode(bytes),
    };
  assertSchema(schema);
  const checked = (value: unknown): Uint8Array => {
    validateOutgoing(schema, value);
    return format.encode(value);
  };
  return {
    encode: (value) => checked(value).slice(),
    encodeInto: (value) => checked(value),
    decode: (bytes) => validateIncoming(schema, format.decode(bytes)),
  };
}

/** An encoder's buffer grows with the largest message; above this size in bytes it is not kept. */
const KEEP = 64 * 1024;
const LOWEST = -(2n ** 63n);
const HIGHEST = 2n ** 64n - 1n;

class Format {
  readonly #rules: ScanRules;
  readonly #leaf: LeafRule;
  readonly #encoderOptions: EncoderOptions;
  readonly #decoder: Decoder;
  #encoder: Encoder;

  constructor(options: MsgpackOptions) {
    const { dates = false, bigint = false } = options;
    this.#rules = { limits: resolveLimits(options), dates, bigint };
    this.#leaf = (value) => leaf(value, this.#rules);
    // Without a codec of its own the library takes its default, which knows timestamps.
    const extensionCodec = dates ? DATES : NO_EXTENSIONS;
    this.#encoderOptions = {
      extensionCodec,
      useBigInt64: bigint,
      ignoreUndefined: true,
      maxDepth: 1000,
      initialBufferSize: 512,
    };
    this.#encoder = new Encoder(this.#encoderOptions);
    const decoderOptions: DecoderOptions = { extensionCodec, useBigInt64: bigint };
    this.#decoder = new Decoder(decoderOptions);
  }

  /** The encoder's own buffer, overwritten by the next call. */
  encode(value: unknown): Uint8Array {
    let bad: Refusal | undefined;
    try {
      bad = checkEncodable(value, this.#rules.limits, this.#leaf);
      if (bad === undefined) {
        const bytes = this.#encoder.encodeSharedRef(value);
        if (bytes.length > KEEP) this.#encoder = new Encoder(this.#encoderOptions);
        return bytes;
      }
    } catch (cause) {
      // A getter that throws.
      throw new EncodeError('MessagePack can not write this value; see cause', '', { cause });
    }
    throw new EncodeError(bad.why, formatPath(bad.path));
  }

  decode(bytes: Uint8Array): unknown {
    const { refusal, hasBinary, marked } = scanMsgpack(bytes, this.#rules);
    if (refusal !== undefined) throw new DecodeError(refusal.why, formatPath(refusal.path));
    try {
      if (marked.length > 0) return this.#decoder.decode(saveMarks(bytes, marked));
      // The library hands out views on its input, which may be used again.
      return this.#decoder.decode(hasBinary ? new Uint8Array(bytes) : bytes);
    } catch {
      // Nothing that passed the scan is known to end here. The library's message may quote the peer, so it is not passed on.
      throw new DecodeError('not valid MessagePack');
    }
  }
}

type Extensions = NonNullable<DecoderOptions['extensionCodec']>;

const NO_EXTENSIONS: Extensions = {
  tryToEncode: () => null,
  decode() {
    throw new DecodeError('an extension type');
  },
};

const DATES: Extensions = {
  tryToEncode(value) {
    const data = encodeTimestampExtension(value);
    return data === null ? null : new ExtData(EXT_TIMESTAMP, data);
  },
  decode: (data) => decodeTimestampExtension(data),
};

function leaf(value: unknown, { dates, bigint }: ScanRules): string | undefined {
  switch (typeof value) {
    case 'string':
      return isWellFormed(value)
        ? undefined
        : 'half of a surrogate pair, which UTF-8 can not carry; see String.toWellFormed()';
    case 'boolean':
    case 'number':
      return undefined;
    case 'bigint':
      if (!bigint) return 'a bigint is sent with { bigint: true } only';
      return value >= LOWEST && value <= HIGHEST ? undefined : 'a bigint beyond 64 bits';
    case 'object':
      return value === null || isBytes(value) ? undefined : object(value, dates);
    default:
      return `MessagePack can not carry ${typeof value}`;
  }
}

function object(value: object, dates: boolean): string | undefined {
  // The library says what it takes for a date; another realm's it would send as an empty map.
  if (encodeTimestampExtension(value) === null)
    return `MessagePack can not carry ${kindOf(value)}; make it a plain object or a Uint8Array first`;
  if (!dates) return 'a Date is sent with { dates: true } only';
  return Number.isNaN(Number(value)) ? 'an invalid Date' : undefined;
}
