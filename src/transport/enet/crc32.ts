// CRC-32 as in IEEE 802.3 and zlib: what `enet_crc32` computes.
// Must not know what it is taken of.

let table: Int32Array | undefined;

/** Eight tables one behind the other: number k says what a byte does that has k more behind it ("slicing by 8"). */
function build(): Int32Array {
  const made = new Int32Array(2048);
  for (let n = 0; n < 256; n++) {
    let c = n;
    for (let k = 0; k < 8; k++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
    made[n] = c;
  }
  for (let n = 256; n < 2048; n++) {
    const c = made[n - 256] as number;
    made[n] = (c >>> 8) ^ (made[c & 0xff] as number);
  }
  return made;
}

/** The register before the first byte. */
export const CRC_START = -1;

/** The register after the bytes `from` up to `to`. */
export function crc32Update(register: number, bytes: Uint8Array, from: number, to: number): number {
  table ??= build();
  const t = table;
  const byte = (at: number): number => bytes[at] as number; // All indices are inside: `to` is at most the length.
  const entry = (of: number, at: number): number => t[of * 256 + (at & 0xff)] as number; // The same: there are eight tables of 256.
  let c = register;
  let i = from;
  for (; i + 8 <= to; i += 8) {
    c ^= byte(i) | (byte(i + 1) << 8) | (byte(i + 2) << 16) | (byte(i + 3) << 24);
    c =
      entry(7, c) ^
      entry(6, c >>> 8) ^
      entry(5, c >>> 16) ^
      entry(4, c >>> 24) ^
      entry(3, byte(i + 4)) ^
      entry(2, byte(i + 5)) ^
      entry(1, byte(i + 6)) ^
      entry(0, byte(i + 7));
  }
  for (; i < to; i++) c = entry(0, c ^ byte(i)) ^ (c >>> 8);
  return c;
}

/** The checksum that a register stands for. */
export const crc32End = (register: number): number => ~register >>> 0;

/** The checksum of some bytes. */
export const crc32 = (bytes: Uint8Array): number => crc32End(crc32Update(CRC_START, bytes, 0, bytes.length));
