// socket.io-client in a page, over WebSocket alone.
import { io } from 'socket.io-client';
import { got } from '../browser/count.mjs';
import { seqOfObject } from '../browser/message.mjs';

export { heard } from '../browser/count.mjs';

/** @param {number} port */
export function open(port) {
  const socket = io(`ws://127.0.0.1:${port}`, { transports: ['websocket'], reconnection: false });
  socket.on('state', (/** @type {import('../browser/message.mjs').State} */ state) => got(seqOfObject(state)));
  return new Promise((opened) => socket.on('connect', () => opened(undefined)));
}
