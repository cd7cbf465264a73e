// socket.io. Its best honest setup: WebSocket only, no compression, strings (bytes would take two frames for each message).
import { once } from 'node:events';
import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { io } from 'socket.io-client';
import { inBatches } from '../lib/batches.mjs';
import { pace } from '../lib/pace.mjs';
import { INPUT, RATE, STATE } from '../network/adapter.mjs';
import { nextSeq, seqOfText, textMessages } from '../network/payload.mjs';

/** @returns {Promise<{ server: Server, port: number }>} */
async function listen() {
  const http = createServer();
  const server = new Server(http, {
    transports: ['websocket'],
    perMessageDeflate: false,
    httpCompression: false,
    serveClient: false,
  });
  http.listen({ port: 0, host: '127.0.0.1', backlog: 1024 });
  await once(http, 'listening');
  const address = http.address();
  return { server, port: typeof address === 'object' && address ? address.port : 0 };
}

/** @param {number} port */
async function connect(port) {
  const options = { transports: ['websocket'], forceNew: true, reconnection: false, perMessageDeflate: false };
  const socket = io(`ws://127.0.0.1:${port}`, /** @type {object} */ (options));
  await new Promise((connected, failed) => {
    socket.once('connect', () => connected(undefined));
    socket.once('connect_error', failed);
  });
  return socket;
}

/** @type {import('../network/adapter.mjs').Contender} */
const socketio = {
  name: 'socket.io',
  async serveEcho() {
    const { server, port } = await listen();
    server.on('connection', (socket) => {
      socket.on('input', (/** @type {string} */ text) => socket.emit('state', text));
    });
    return port;
  },
  async openEcho(port, size, { got }) {
    const socket = await connect(port);
    const make = textMessages(size);
    socket.on('state', (/** @type {string} */ text) => got(seqOfText(text), text.length));
    return (seq) => {
      socket.emit('input', make(seq));
      return true;
    };
  },
  async serveFanout(tally) {
    const { server, port } = await listen();
    server.on('connection', (socket) => {
      /** @type {number | undefined} */
      let last;
      socket.on('input', (/** @type {string} */ text) => {
        last = tally.got(last, seqOfText(text), text.length);
      });
    });
    const make = textMessages(STATE);
    let seq = nextSeq();
    pace(RATE, () => {
      if (!tally.playing()) return;
      seq = nextSeq(seq);
      server.emit('state', make(seq));
    });
    return port;
  },
  openFanout(port, count, { got, lost }) {
    const make = textMessages(INPUT);
    return inBatches(count, async (i) => {
      const socket = await connect(port);
      socket.on('disconnect', () => lost(i));
      socket.on('state', (/** @type {string} */ text) => got(i, seqOfText(text), text.length));
      return (seq) => {
        socket.emit('input', make(seq));
        return true;
      };
    });
  },
};

export const contenders = [socketio];
