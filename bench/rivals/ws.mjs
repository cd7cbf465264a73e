// ws, the WebSocket library that most others stand on. Its best honest setup: no compression, no UTF-8 fallback, no client
// tracking; "corked" gathers what one step of the event loop sends into one write, as its users do by hand.
import { once } from 'node:events';
import { WebSocket, WebSocketServer } from 'ws';
import { inBatches } from '../lib/batches.mjs';
import { pace } from '../lib/pace.mjs';
import { INPUT, RATE, STATE } from '../network/adapter.mjs';
import { bytesMessage, nextSeq, seqOf, seqOfText, textMessages } from '../network/payload.mjs';

const OPTIONS = { perMessageDeflate: false };

/** @typedef {import('node:net').Socket} Socket */
/** @typedef {{ maker(size: number): (seq: number) => string | Uint8Array, seq(data: Buffer): number }} Format */

/** Bytes: a new array for each message, since ws may still hold it when send returns. @type {Format} */
const asBytes = { maker: (size) => (seq) => bytesMessage(seq, size), seq: (data) => seqOf(data) };
/** @type {Format} */
const asText = { maker: textMessages, seq: (data) => seqOfText(data.toString()) };

/** One write for everything that is sent until the next tick. @param {Socket} socket @param {boolean} corked */
function corker(socket, corked) {
  let waits = false;
  const uncork = () => {
    waits = false;
    socket.uncork();
  };
  return () => {
    if (!corked || waits) return;
    waits = true;
    socket.cork();
    process.nextTick(uncork);
  };
}

/** @param {string} name @param {Format} format @param {boolean} corked @returns {import('../network/adapter.mjs').Contender} */
const echo = (name, format, corked) => ({
  name,
  async serveEcho() {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1', ...OPTIONS });
    server.on('connection', (client, request) => {
      request.socket.setNoDelay(true);
      const cork = corker(request.socket, corked);
      client.on('message', (/** @type {Buffer} */ data, /** @type {boolean} */ binary) => {
        cork();
        client.send(binary ? data : data.toString(), { binary });
      });
    });
    return portOf(server);
  },
  async openEcho(port, size, { got }) {
    const client = new WebSocket(`ws://127.0.0.1:${port}`, OPTIONS);
    /** @type {Socket | undefined} */
    let socket;
    client.on('upgrade', (response) => {
      socket = response.socket;
    });
    await once(client, 'open');
    if (!socket) throw new Error('open without a socket');
    const cork = corker(socket, corked);
    const make = format.maker(size);
    client.on('message', (/** @type {Buffer} */ data) => got(format.seq(data), data.length));
    return (seq) => {
      cork();
      client.send(make(seq));
      return true;
    };
  },
});

/** @type {import('../network/adapter.mjs').Contender} */
const plain = {
  ...echo('ws', asBytes, false),
  async serveFanout(tally) {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1', backlog: 1024, ...OPTIONS });
    server.on('connection', (client) => {
      /** @type {number | undefined} */
      let last;
      client.on('message', (/** @type {Buffer} */ data) => {
        last = tally.got(last, seqOf(data), data.length);
      });
    });
    let seq = nextSeq();
    pace(RATE, () => {
      if (!tally.playing()) return;
      seq = nextSeq(seq);
      const state = bytesMessage(seq, STATE);
      for (const client of server.clients) client.send(state);
    });
    return portOf(server);
  },
  openFanout: (port, count, { got, lost }) =>
    inBatches(count, async (i) => {
      const client = new WebSocket(`ws://127.0.0.1:${port}`, OPTIONS);
      await once(client, 'open');
      client.on('close', () => lost(i));
      client.on('message', (/** @type {Buffer} */ data) => got(i, seqOf(data), data.length));
      return (seq) => {
        client.send(bytesMessage(seq, INPUT));
        return true;
      };
    }),
};

/** @param {WebSocketServer} server @returns {Promise<number>} */
async function portOf(server) {
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

export const contenders = [plain, echo('ws corked', asBytes, true), echo('ws corked, strings', asText, true)];
