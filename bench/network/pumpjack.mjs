// pumpjack as a program uses it: default options (but for a thousand clients on one machine), one loop over the queue, sessions,
// flow control, everything that arrives checked. Twice: with bytes, and with objects that a zod schema checks at both ends.
import {
  bytes,
  Clock,
  EventQueue,
  json,
  NETWORK_CONNECTED,
  NETWORK_DATA_IN,
  NETWORK_DATA_INVALID,
  NETWORK_DISCONNECTED,
  NETWORK_DRAIN,
  NETWORK_ERROR,
  Network,
} from 'pumpjack';
import { tcp } from 'pumpjack/tcp';
import { ws } from 'pumpjack/ws';
import { z } from 'zod';
import { inBatches } from '../lib/batches.mjs';
import { INPUT, RATE, STATE } from './adapter.mjs';
import { bytesMessage, nextSeq, objectMessages, seqOf, sizeOfObject } from './payload.mjs';

/** Thousands of clients from one address, as for bots: see docs/limits.md. */
const CROWD = { exemptLoopback: true, sessions: 8192, linksInHandshake: 2048 };

/** @param {unknown} event */
function unexpected(event) {
  throw new Error(`the bench did not expect ${JSON.stringify(event)}`);
}

/**
 * The loop of a program without frames: woken when something happens, then everything that is there at once.
 * @template {import('pumpjack').AnyEvent} E
 * @param {import('pumpjack').EventQueue<E>} queue @param {(event: E | import('pumpjack').NoEvent) => void} handle
 */
async function forEach(queue, handle) {
  for (;;) {
    handle(await queue.wait());
    for (const e of queue.get()) handle(e);
  }
}

/**
 * The same program for any codec.
 * @template T
 * @param {string} name @param {import('pumpjack').Codec<T>} codec
 * @param {{ maker(size: number): (seq: number) => T, seq(message: T): number, size(message: T): number }} message
 * @param {{ scheme: string, transport: () => import('pumpjack').Transport }} [wire]
 * @returns {import('./adapter.mjs').Contender}
 */
function contender(name, codec, message, wire = { scheme: 'tcp', transport: tcp }) {
  const channels = { input: codec, state: codec };
  const start = (/** @type {object} */ limits = {}) => {
    const net = new Network({ app: 'bench/1', transports: [wire.transport()], channels, ...limits });
    return { net, queue: new EventQueue({ drivers: [net] }) };
  };
  return {
    name,
    async serveEcho() {
      const { net, queue } = start();
      const listener = net.listen(`${wire.scheme}://127.0.0.1:0`);
      /** What a full send buffer did not take. @type {T[]} */
      let waiting = [];
      void forEach(queue, (e) => {
        if (e.type === NETWORK_DATA_IN) {
          if (waiting.length > 0 || !e.peer.send('state', e.data)) waiting.push(e.data);
        } else if (e.type === NETWORK_DRAIN) {
          const again = waiting;
          waiting = [];
          for (const data of again) if (waiting.length > 0 || !e.peer.send('state', data)) waiting.push(data);
        } else if (e.type === NETWORK_DATA_INVALID) unexpected(e);
      });
      await listener.ready();
      return portOf(listener.uri);
    },
    async openEcho(port, size, { got, room }) {
      const { net, queue } = start();
      const server = net.connect(`${wire.scheme}://127.0.0.1:${port}`);
      const make = message.maker(size);
      await new Promise((connected) => {
        void forEach(queue, (e) => {
          if (e.type === NETWORK_DATA_IN) got(message.seq(e.data), message.size(e.data));
          else if (e.type === NETWORK_DRAIN) room();
          else if (e.type === NETWORK_CONNECTED) connected(undefined);
          else unexpected(e);
        });
      });
      return (seq) => server.send('input', make(seq));
    },
    async serveFanout(tally) {
      const { net, queue } = start(CROWD);
      const listener = net.listen(`${wire.scheme}://127.0.0.1:0`);
      const make = message.maker(STATE);
      void (async () => {
        const clock = new Clock();
        for (let seq = nextSeq(); ; seq = nextSeq(seq)) {
          for (const e of queue.get()) {
            if (e.type === NETWORK_DATA_IN) {
              const last = /** @type {number | undefined} */ (e.peer.data);
              e.peer.data = tally.got(last, message.seq(e.data), message.size(e.data));
            } else if (e.type === NETWORK_DATA_INVALID || e.type === NETWORK_ERROR) unexpected(e);
          }
          if (tally.playing()) net.send('state', make(seq));
          await clock.tick(RATE);
        }
      })();
      await listener.ready();
      return portOf(listener.uri);
    },
    async openFanout(port, count, { got, lost }) {
      const { net, queue } = start();
      const make = message.maker(INPUT);
      /** Who is on his way in. @type {Map<unknown, (connected: undefined) => void>} */
      const coming = new Map();
      void forEach(queue, (e) => {
        if (e.type === NETWORK_DATA_IN) {
          got(/** @type {number} */ (e.peer.data), message.seq(e.data), message.size(e.data));
        } else if (e.type === NETWORK_CONNECTED) coming.get(e.peer)?.(undefined);
        else if (e.type === NETWORK_DISCONNECTED && !coming.has(e.peer)) lost(/** @type {number} */ (e.peer.data));
        else if (e.type === NETWORK_DISCONNECTED || e.type === NETWORK_ERROR) unexpected(e);
      });
      return inBatches(count, async (client) => {
        const peer = net.connect(`${wire.scheme}://127.0.0.1:${port}`);
        peer.data = client;
        await new Promise((connected) => coming.set(peer, connected));
        coming.delete(peer);
        return (seq) => peer.send('input', make(seq));
      });
    },
  };
}

/** @param {string} uri */
const portOf = (uri) => Number(uri.slice(uri.lastIndexOf(':') + 1));

/** @type {{ maker(size: number): (seq: number) => Uint8Array, seq(message: Uint8Array): number, size(message: Uint8Array): number }} */
const asBytes = {
  maker: (size) => (seq) => bytesMessage(seq, size),
  seq: seqOf,
  size: (message) => message.length,
};

export const contenders = [
  contender('pumpjack bytes', bytes, asBytes),
  contender('pumpjack bytes, ws', bytes, asBytes, {
    scheme: 'ws',
    transport: () => ws({ maxHandshakes: 2048 }),
  }),
  contender('pumpjack json(zod)', json(z.object({ seq: z.int(), pad: z.string() })), {
    maker: objectMessages,
    seq: (message) => message.seq,
    size: sizeOfObject,
  }),
];
