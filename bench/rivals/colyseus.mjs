// Colyseus 0.16, the newest that runs on Node 20. Its best honest setup: WebSocket transport without compression, raw bytes
// (sendBytes, broadcastBytes) in place of its schema or MessagePack, no patches of a state that nobody uses.

import { once } from 'node:events';
import { createServer } from 'node:http';
import { Room, Server } from '@colyseus/core';
import { WebSocketTransport } from '@colyseus/ws-transport';
import { Client } from 'colyseus.js';
import { inBatches } from '../lib/batches.mjs';
import { pace } from '../lib/pace.mjs';
import { INPUT, RATE, STATE } from '../network/adapter.mjs';
import { bytesMessage, nextSeq, seqOf } from '../network/payload.mjs';

/** @param {typeof Room} room @returns {Promise<number>} */
async function serve(room) {
  const http = createServer();
  const server = new Server({
    greet: false,
    transport: new WebSocketTransport({ server: http, perMessageDeflate: false }),
  });
  server.define('bench', room);
  await server.listen(0, '127.0.0.1', 1024);
  if (!http.listening) await once(http, 'listening');
  const address = http.address();
  return typeof address === 'object' && address ? address.port : 0;
}

class EchoRoom extends Room {
  autoDispose = false;
  onCreate() {
    this.setPatchRate(null);
    this.onMessage('input', (client, data) => client.sendBytes('state', data));
  }
}

/** @type {import('../network/adapter.mjs').Contender} */
const colyseus = {
  name: 'Colyseus',
  serveEcho: () => serve(EchoRoom),
  async openEcho(port, size, { got }) {
    const room = await new Client(`ws://127.0.0.1:${port}`).joinOrCreate('bench');
    room.onMessage('state', (/** @type {Uint8Array} */ data) => got(seqOf(data), data.length));
    return (seq) => {
      room.sendBytes('input', bytesMessage(seq, size));
      return true;
    };
  },
  serveFanout(tally) {
    return serve(
      class extends Room {
        autoDispose = false;
        onCreate() {
          this.setPatchRate(null);
          this.onMessage('input', (client, /** @type {Uint8Array} */ data) => {
            client.userData ??= {};
            client.userData.last = tally.got(client.userData.last, seqOf(data), data.length);
          });
          let seq = nextSeq();
          pace(RATE, () => {
            if (!tally.playing()) return;
            seq = nextSeq(seq);
            this.broadcastBytes('state', bytesMessage(seq, STATE), {});
          });
        }
      },
    );
  },
  async openFanout(port, count, { got, lost }) {
    const client = new Client(`ws://127.0.0.1:${port}`);
    // The first one alone: two that find no room make two.
    const first = await client.joinOrCreate('bench');
    return inBatches(count, async (i) => {
      const room = i === 0 ? first : await client.joinOrCreate('bench');
      room.onLeave(() => lost(i));
      room.onMessage('state', (/** @type {Uint8Array} */ data) => got(i, seqOf(data), data.length));
      return (seq) => {
        room.sendBytes('input', bytesMessage(seq, INPUT));
        return true;
      };
    });
  },
};

export const contenders = [colyseus];
