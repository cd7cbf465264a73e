// The contract of a codec: bytes <-> values, and the two errors that may come of it.
// Knows neither queue nor transport, and no particular codec.
import { PumpjackError } from '../errors.ts';

/**
 * Turns values into bytes and back. `In` is what may be sent, `Out` is what arrives; they differ where a schema
 * transforms (zod's input and output).
 */
export interface Codec<In = unknown, Out = In> {
  /** The value as bytes. Throws `EncodeError` when the value does not fit. The result may be kept by the caller. */
  encode(value: In): Uint8Array;
  /**
   * The same for a caller who copies the result at once, as `send` does; optional, and only for speed: an array of its own
   * for each message is dear. The result is a view of the beginning of `into` when the bytes fit there, else any other array.
   */
  encodeInto?(value: In, into: Uint8Array): Uint8Array;
  /**
   * The value in these bytes. Throws {@link DecodeError}, and nothing else, when they are not a valid value. `bytes` may be
   * a view on a larger buffer that is used again: what is kept must be copied.
   */
  decode(bytes: Uint8Array): Out;
  /**
   * The same for the bytes from index `from` up to `to` of a buffer that nobody will write into again, so that a view of
   * it may be kept. Optional, and only for speed.
   */
  decodeOwned?(buffer: Uint8Array, from: number, to: number): Out;
}

/** One complaint of a schema, cut and escaped so that it can be shown or logged. */
export interface CodecIssue {
  /** Where in the value, as `player.name` or `items[3]`; empty when it concerns the whole. */
  readonly path: string;
  /** What the schema library says, at most 256 characters. Some libraries quote the peer's value here. */
  readonly message: string;
}

/** What {@link DecodeError} and {@link EncodeError} take beside message and path. */
export interface CodecErrorOptions {
  /** What was thrown underneath, if anything was. */
  readonly cause?: unknown;
  /** What the schema found, the first few only. */
  readonly issues?: readonly CodecIssue[];
}

/** The bytes that arrived are not what the codec or its schema takes. */
export class DecodeError extends PumpjackError {
  /**
   * Where in the value, as `player.name` or `items[3]`; empty when it concerns the whole. Never holds the peer's values; the
   * names of fields are cut and escaped.
   */
  readonly path: string;
  /**
   * What the schema found, at most 8 entries; empty when there is no schema or it was not asked. Kept out of the message since
   * some schema libraries quote the peer's value.
   */
  readonly issues: readonly CodecIssue[];

  /** @param message - what is wrong. @param path - where. @param options - the `cause` and the schema's `issues`, if any. */
  constructor(message: string, path = '', options: CodecErrorOptions = {}) {
    super('ERR_DECODE', path === '' ? message : `${path}: ${message}`, causeOf(options));
    this.path = path;
    this.issues = options.issues ?? [];
  }
}

/** The value given to `encode` (or to `peer.send`) does not fit the codec or its schema. */
export class EncodeError extends PumpjackError {
  /** Where in the value; empty when it concerns the whole. */
  readonly path: string;
  /** What the schema found, at most 8 entries; empty when there is no schema or it was not asked. */
  readonly issues: readonly CodecIssue[];

  /** @param message - what is wrong. @param path - where. @param options - the `cause` and the schema's `issues`, if any. */
  constructor(message: string, path = '', options: CodecErrorOptions = {}) {
    super('ERR_ENCODE', path === '' ? message : `${path}: ${message}`, causeOf(options));
    this.path = path;
    this.issues = options.issues ?? [];
  }
}

// `{ cause: undefined }` would give the error an own `cause`, which consoles print.
function causeOf(options: CodecErrorOptions): { cause?: unknown } | undefined {
  return 'cause' in options ? { cause: options.cause } : undefined;
}
