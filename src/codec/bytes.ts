// The codec that changes nothing: bytes in, bytes out.
// Knows no format.
import { neverTransfer } from '../platform.ts';
import type { Codec } from './codec.ts';
import { EncodeError } from './codec.ts';

/**
 * Bytes as they are. The sender may change his array after `send`, and what arrives belongs to the receiver. `encode` throws
 * `EncodeError` for anything but a `Uint8Array` (a Node `Buffer` is one); `decode` never throws and always gives a plain
 * `Uint8Array`. What arrives in a session with more than 64 bytes is a view of what came in together, as Node's own
 * Buffers are: mind `byteOffset`, and take a `slice()` of what is kept for long or transferred to a worker.
 */
export const bytes: Codec<Uint8Array> = {
  encode: (value: Uint8Array): Uint8Array => new Uint8Array(checked(value)),
  // The caller copies: that is copy enough.
  encodeInto: (value: Uint8Array): Uint8Array => checked(value),
  // Not value.slice(): on a Node Buffer that gives a view.
  decode: (value: Uint8Array): Uint8Array => new Uint8Array(value),
  decodeOwned(from: Uint8Array, start: number, end: number): Uint8Array {
    // All of an array is that array; a Node Buffer, which is an array of another kind, is not.
    const whole = start === 0 && end === from.length && from.constructor === Uint8Array;
    // Tiny ones are copied: that costs as much as a view, and keeps nothing else alive.
    if (end - start <= ON_HEAP) return whole ? from : from.slice(start, end);
    const { buffer, byteOffset } = from;
    if (buffer !== marked) neverTransfer(buffer);
    marked = buffer;
    return whole ? from : new Uint8Array(buffer, byteOffset + start, end - start);
  },
};

/** Up to here V8 keeps an array in its own heap: 70 ns against 600 to 3,000 (Node 20), and nothing else is kept with it. */
const ON_HEAP = 64;
/** The buffer that was marked last; messages that came together lie in one. */
let marked: ArrayBufferLike | undefined;

function checked(value: Uint8Array): Uint8Array {
  if (isBytes(value)) return value;
  throw new EncodeError('bytes takes a Uint8Array; wrap an ArrayBuffer with new Uint8Array(buffer)');
}

/** Whether this is a `Uint8Array`, also one from another realm (a frame, a `vm` context), where `instanceof` says no. */
export function isBytes(value: unknown): value is Uint8Array {
  return value instanceof Uint8Array || Object.prototype.toString.call(value) === '[object Uint8Array]';
}
