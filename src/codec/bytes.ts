// The codec that changes nothing: bytes in, bytes out.
// Knows no format.
import { copyToKeep } from '../platform.ts';
import type { Codec } from './codec.ts';
import { EncodeError } from './codec.ts';

/**
 * Bytes as they are. Both directions copy: the sender may change his array after `send` (the network keeps what was sent
 * until it is acknowledged), and what arrives belongs to the receiver. `encode` throws `EncodeError` for anything but a
 * `Uint8Array` (a Node `Buffer` is one); `decode` never throws and always gives a plain `Uint8Array`. In Node small ones
 * share their `buffer` with others, as Node's own Buffers do: look at `byteOffset`, and `slice()` before a transfer to a worker.
 */
export const bytes: Codec<Uint8Array> = {
  encode: (value: Uint8Array): Uint8Array => new Uint8Array(checked(value)),
  // The caller copies: that is copy enough.
  encodeInto: (value: Uint8Array): Uint8Array => checked(value),
  decode: copyToKeep,
};

function checked(value: Uint8Array): Uint8Array {
  if (isBytes(value)) return value;
  throw new EncodeError('bytes takes a Uint8Array; wrap an ArrayBuffer with new Uint8Array(buffer)');
}

/** Whether this is a `Uint8Array`, also one from another realm (a frame, a `vm` context), where `instanceof` says no. */
export function isBytes(value: unknown): value is Uint8Array {
  return value instanceof Uint8Array || Object.prototype.toString.call(value) === '[object Uint8Array]';
}
