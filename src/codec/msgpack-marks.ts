// Keeps the byte order marks that the MessagePack library would take off. Seldom runs: such strings are rare.
// Knows the layout of a string in MessagePack and what the library does to it.

/**
 * The same message with a second byte order mark before each of those in `marked`: the library decodes long strings with a
 * `TextDecoder`, which swallows one. Each such string gets the 32-bit header, so that its length always fits.
 *
 * @param marked - where these strings begin (their header: str 8, 16 or 32), ascending.
 */
export function saveMarks(bytes: Uint8Array, marked: readonly number[]): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // A header of 2, 3 or 5 bytes becomes one of 5, and the mark takes 3.
  const out = new Uint8Array(bytes.length + marked.length * 6);
  const target = new DataView(out.buffer);
  let read = 0;
  let write = 0;
  for (const start of marked) {
    const head = bytes[start];
    const [size, length] =
      head === 0xd9
        ? [2, view.getUint8(start + 1)]
        : head === 0xda
          ? [3, view.getUint16(start + 1)]
          : [5, view.getUint32(start + 1)];
    out.set(bytes.subarray(read, start), write);
    write += start - read;
    read = start + size;
    out[write] = 0xdb;
    target.setUint32(write + 1, length + MARK.length);
    out.set(MARK, write + 5);
    write += 5 + MARK.length;
  }
  out.set(bytes.subarray(read), write);
  return out.subarray(0, write + bytes.length - read);
}

const MARK: readonly number[] = [0xef, 0xbb, 0xbf];
