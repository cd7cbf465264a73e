// The browser's own WebSocket and the least that a program makes of a message.
import { got } from '../count.mjs';
import { seqOfBytes, seqOfObject, state } from '../message.mjs';

export { heard } from '../count.mjs';

/** @type {Readonly<Record<string, (data: any) => void>>} */
const readers = {
  bytes: (data) => got(seqOfBytes(data, 0)),
  json: (data) => got(seqOfObject(JSON.parse(data))),
  zod: (data) => got(seqOfObject(state.parse(JSON.parse(data)))),
};

/** @param {number} port @param {string} format */
export function open(port, format) {
  const socket = new WebSocket(`ws://127.0.0.1:${port}`);
  socket.binaryType = 'arraybuffer';
  const read = readers[format] ?? (() => {});
  socket.onmessage = ({ data }) => read(data);
  return new Promise((opened) => {
    socket.onopen = () => opened(undefined);
  });
}
