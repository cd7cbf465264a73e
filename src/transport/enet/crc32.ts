// CRC-32 as in IEEE 802.3 and zlib: what `enet_crc32` computes.
// Must not know what it is taken of.

let table: Int32Array | undefined;

function build(): Int32Array {
  const made = new Int32Array(256);
  for (let n = 0; n < 256; n++) {
    let c = n;
    for (let k = 0; k < 8; k++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
    made[n] = c;
  }
  return made;
}

/** The register before the first byte. */
export const CRC_START = -1;

/** The register after the bytes `from` up to `to`. */
export function crc32Update(register: number, bytes: Uint8Array, from: number, to: number): number {
  table ??= build();
  let c = register;
  // Both indices are inside: the table has 256 entries, `to` is at most the length.
  for (let i = from; i < to; i++) c = (table[(c ^ (bytes[i] as number)) & 0xff] as number) ^ (c >>> 8);
  return c;
}

/** The checksum that a register stands for. */
export const crc32End = (register: number): number => ~register >>> 0;

/** The checksum of some bytes. */
export const crc32 = (bytes: Uint8Array): number => crc32End(crc32Update(CRC_START, bytes, 0, bytes.length));
