// The servers of the browser bench: each sends a page as many messages as it is told. Knows no browser.
import { once } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { EventQueue, NETWORK_CONNECTED, NETWORK_DRAIN, Network } from 'pumpjack';
import { ws } from 'pumpjack/ws';
import { WebSocketServer } from 'ws';
import { APP, channels, messageOf } from './channels.mjs';
import { bytesOf, objectOf } from './message.mjs';

/**
 * @typedef {object} Contender
 * @property {string} name
 * @property {string} format as the page's script knows it
 * @property {URL} page the page's script: exports `open(port, format)` and `heard(count)`
 * @property {() => Promise<Serving>} serve
 */

/** @typedef {{ send(count: number, each: number): Promise<void> }} Opened sends so many, `each` of them in a turn of the event loop */

/** @typedef {{ port: number, opened: Promise<Opened>, close(): Promise<void> }} Serving */

/** Bytes that wait in a socket of the bare server before it waits too. */
const HIGH_WATER = 256 * 1024;

const page = (/** @type {string} */ name) => new URL(`pages/${name}.mjs`, import.meta.url);

/** @param {string} name @param {string} format @returns {Contender} */
const bare = (name, format) => ({
  name,
  format,
  page: page('bare'),
  async serve() {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
    await once(server, 'listening');
    const { port } = /** @type {import('node:net').AddressInfo} */ (server.address()); // it listens on a port
    let seq = 0;
    return {
      port,
      opened: once(server, 'connection').then(([/** @type {import('ws').WebSocket} */ socket]) => ({
        async send(count, each) {
          for (let sent = 0; sent < count; await turn()) {
            for (let i = 0; i < each && sent < count; i++, sent++, seq++)
              socket.send(format === 'bytes' ? bytesOf(seq) : JSON.stringify(objectOf(seq)));
            while (socket.bufferedAmount > HIGH_WATER) await turn();
          }
        },
      })),
      async close() {
        for (const client of server.clients) client.terminate();
        await new Promise((closed) => server.close(closed));
      },
    };
  },
});

/** @param {import('./channels.mjs').Format} format @param {string} name @returns {Contender} */
const pumpjack = (format, name) => ({
  name,
  format,
  page: page('pumpjack'),
  async serve() {
    // The page is from nowhere: about:blank.
    const net = new Network({ app: APP, transports: [ws({ origins: () => true })], channels });
    const queue = new EventQueue({ drivers: [net] });
    const listener = await net.listen('ws://127.0.0.1:0').ready();
    let room = () => {};
    let seq = 0;
    return {
      port: Number(new URL(listener.uri).port),
      opened: new Promise((resolve) => {
        void (async () => {
          for await (const e of queue) {
            if (e.type === NETWORK_DRAIN) room();
            else if (e.type === NETWORK_CONNECTED)
              resolve({
                async send(count, each) {
                  for (let sent = 0; sent < count; await turn())
                    for (let i = 0; i < each && sent < count; i++, sent++, seq++)
                      while (!e.peer.send(format, messageOf(format, seq)))
                        await new Promise((drained) => {
                          room = () => drained(undefined);
                        });
                },
              });
          }
        })();
      }),
      close: () => queue.close(),
    };
  },
});

/** @type {readonly Contender[]} */
export const contenders = [
  bare('WebSocket, DataView', 'bytes'),
  bare('WebSocket, JSON.parse', 'json'),
  bare('WebSocket, JSON.parse, zod', 'zod'),
  pumpjack('bytes', 'pumpjack bytes'),
  pumpjack('json', 'pumpjack json(zod)'),
  pumpjack('msgpack', 'pumpjack msgpack(zod)'),
];
