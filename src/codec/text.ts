// The codec for plain text: UTF-8 (RFC 3629).
// Knows no format beyond that.
import { utf8Decode, utf8EncodeInto } from '../platform.ts';
import type { Codec } from './codec.ts';
import { DecodeError, EncodeError } from './codec.ts';
import { encodeUtf8, isWellFormed } from './utf8.ts';

/**
 * A string as UTF-8. `decode` refuses malformed bytes with `DecodeError` and keeps a byte order mark. `encode` throws
 * `EncodeError` for anything but a string, and for a string with half of a surrogate pair (as `text.slice(0, 1)` of an emoji
 * leaves): UTF-8 can not carry it, and replacing it would deliver another text than was sent; `toWellFormed()` does that on request.
 */
export const text: Codec<string> = {
  encode: (value: string): Uint8Array => encodeUtf8(checked(value)),
  encodeInto: (value: string, into: Uint8Array): Uint8Array => utf8EncodeInto(checked(value), into),
  decode(value: Uint8Array): string {
    try {
      return utf8Decode(value);
    } catch {
      throw new DecodeError('not valid UTF-8');
    }
  },
};

function checked(value: string): string {
  if (typeof value !== 'string')
    throw new EncodeError(`text takes a string, not ${value === null ? 'null' : typeof value}`);
  if (!isWellFormed(value))
    throw new EncodeError(
      'the text holds half of a surrogate pair, which UTF-8 can not carry; see String.toWellFormed()',
    );
  return value;
}
