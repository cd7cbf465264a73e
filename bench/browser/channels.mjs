// The channels of pumpjack's two sides. Runs in Node and in the page.
import { bytes, json, msgpack } from 'pumpjack';
import { bytesOf, objectOf, seqOfBytes, seqOfObject, state } from './message.mjs';

export const APP = 'bench/1';

export const channels = { bytes, json: json(state), msgpack: msgpack(state) };

/** @typedef {keyof typeof channels} Format */

/** What is sent on a channel. @param {Format} format @param {number} seq */
export const messageOf = (format, seq) => (format === 'bytes' ? bytesOf(seq) : objectOf(seq));

/** @param {Uint8Array | import('./message.mjs').State} data */
export const seqOf = (data) =>
  data instanceof Uint8Array ? seqOfBytes(data.buffer, data.byteOffset) : seqOfObject(data);
