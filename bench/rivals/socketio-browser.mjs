// socket.io for the browser bench: objects, as its users send them; nothing is checked.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setImmediate as turn } from 'node:timers/promises';
import { Server } from 'socket.io';
import { objectOf } from '../browser/message.mjs';

/** @type {import('../browser/contenders.mjs').Contender} */
const socketio = {
  name: 'socket.io',
  format: 'json',
  page: new URL('socketio-page.mjs', import.meta.url),
  async serve() {
    const http = createServer();
    const server = new Server(http, {
      transports: ['websocket'],
      perMessageDeflate: false,
      serveClient: false,
      cors: { origin: true },
    });
    http.listen(0, '127.0.0.1');
    await once(http, 'listening');
    const { port } = /** @type {import('node:net').AddressInfo} */ (http.address()); // it listens on a port
    let seq = 0;
    return {
      port,
      opened: new Promise((resolve) => {
        server.on('connection', (socket) =>
          resolve({
            async send(count, each) {
              for (let sent = 0; sent < count; await turn()) {
                for (let i = 0; i < each && sent < count; i++, sent++, seq++) socket.emit('state', objectOf(seq));
                while (socket.conn.writeBuffer.length > 0) await turn();
              }
            },
          }),
        );
      }),
      close: async () => {
        await server.close();
      },
    };
  },
};

export const contenders = [socketio];
