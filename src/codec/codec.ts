// The contract of a codec: bytes <-> values. Knows neither queue nor transport.
import { PumpjackError } from '../errors.ts';

/**
 * Turns values into bytes and back. `In` is what may be sent, `Out` is what arrives; they differ where a schema
 * transforms (zod's input and output).
 */
export interface Codec<In = unknown, Out = In> {
  /** The value as bytes. Throws `EncodeError` when the value does not fit. The result may be kept by the caller. */
  encode(value: In): Uint8Array;
  /**
   * The value in these bytes. Throws {@link DecodeError}, and nothing else, when they are not a valid value. `bytes` may be
   * a view on a larger buffer that is used again: what is kept must be copied.
   */
  decode(bytes: Uint8Array): Out;
}

/** The bytes that arrived are not what the codec or its schema takes. */
export class DecodeError extends PumpjackError {
  /** Where in the value, as `player.name` or `items[3]`; empty when it concerns the whole. Never holds the peer's values. */
  readonly path: string;

  /** @param message - what is wrong. @param path - where. @param options - the `cause`, if any. */
  constructor(message: string, path = '', options?: { cause?: unknown }) {
    super('ERR_DECODE', path === '' ? message : `${path}: ${message}`, options);
    this.path = path;
  }
}

/** The value given to `encode` (or to `peer.send`) does not fit the codec or its schema. */
export class EncodeError extends PumpjackError {
  /** Where in the value; empty when it concerns the whole. */
  readonly path: string;

  /** @param message - what is wrong. @param path - where. @param options - the `cause`, if any. */
  constructor(message: string, path = '', options?: { cause?: unknown }) {
    super('ERR_ENCODE', path === '' ? message : `${path}: ${message}`, options);
    this.path = path;
  }
}
