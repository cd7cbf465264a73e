// A small message as a server's frame (RFC 6455 section 5.2), in one piece. Knows bytes only.

/** Messages shorter than this are better copied behind their head than written beside it: a buffer of that size comes out of Node's pool. @internal */
export const SMALL = 4000;

const FIN_TEXT = 0x81;
const FIN_BINARY = 0x82;
const LENGTH_FOLLOWS = 126;

/** The whole frame of a message of fewer than {@link SMALL} bytes: the last and only one of its message, not masked, as servers send. @internal */
export function smallFrame(bytes: Uint8Array, text: boolean): Uint8Array {
  const size = bytes.length;
  const head = size < LENGTH_FOLLOWS ? 2 : 4;
  const frame = Buffer.allocUnsafe(head + size);
  frame[0] = text ? FIN_TEXT : FIN_BINARY;
  if (head === 2) frame[1] = size;
  else {
    frame[1] = LENGTH_FOLLOWS;
    frame[2] = size >> 8;
    frame[3] = size & 255;
  }
  frame.set(bytes, head);
  return frame;
}
