// An HTTP answer instead of an upgrade. Knows one socket that waits for it.
import type { Duplex } from 'node:stream';
import type { Refusal } from './door.ts';

/** The phrase is what a WebSocket client gets to see of it. @internal */
export function refuse(socket: Duplex, [status, phrase]: Refusal): void {
  socket.on('error', () => {}); // it may be gone already
  socket.once('finish', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status} ${phrase}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
