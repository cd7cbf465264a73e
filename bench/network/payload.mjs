// What travels: a sequence number and filling, in exactly so many bytes, as bytes, text or an object. Knows no network.

/** Numbers have seven digits from the first to the last, so that every message is of the same size in every format. */
const FIRST = 1_000_000;
const LAST = 9_999_999;

/** @param {number} [seq] the one before @returns {number} */
export const nextSeq = (seq = FIRST - 1) => (seq >= LAST ? FIRST : seq + 1);

/** @param {Uint8Array} into @param {number} seq */
export function putSeq(into, seq) {
  into[0] = seq;
  into[1] = seq >>> 8;
  into[2] = seq >>> 16;
  into[3] = seq >>> 24;
}

/** @param {Uint8Array} bytes @param {number} [at] */
export const seqOf = (bytes, at = 0) =>
  Number(bytes[at]) | (Number(bytes[at + 1]) << 8) | (Number(bytes[at + 2]) << 16) | (Number(bytes[at + 3]) << 24);

/** @param {number} seq @param {number} size @returns {Uint8Array} of its own */
export function bytesMessage(seq, size) {
  const bytes = new Uint8Array(size);
  putSeq(bytes, seq);
  return bytes;
}

/** Makes texts of `size` characters that begin with the number. @param {number} size @returns {(seq: number) => string} */
export function textMessages(size) {
  const filling = 'x'.repeat(size - 7);
  return (seq) => seq + filling;
}

/** @param {string} text */
export const seqOfText = (text) => Number(text.slice(0, 7));

/** Makes objects that are `size` bytes of JSON. @param {number} size @returns {(seq: number) => { seq: number, pad: string }} */
export function objectMessages(size) {
  const pad = 'x'.repeat(size - AROUND_PAD);
  return (seq) => ({ seq, pad });
}

/** @param {{ seq: number, pad: string }} message the size that it has as JSON */
export const sizeOfObject = ({ pad }) => pad.length + AROUND_PAD;

/** What is not filling in an object's JSON, bytes. */
const AROUND_PAD = JSON.stringify({ seq: FIRST, pad: '' }).length;
