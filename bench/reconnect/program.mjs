// A program with a network and a queue, two of them that talk, and a line between them that can be cut. Knows no measurement.
import { once } from 'node:events';
import { connect, createServer } from 'node:net';

/** @typedef {import('./without-resumption.mjs').Library} Library */
/** @typedef {Pick<Library, 'bytes' | 'EventQueue' | 'Network' | 'tcp'>} Kit what it is made of: the library as it is built, or another */

/** @param {Kit} kit @param {object} [limits] */
export function program(kit, limits = {}) {
  const channels = { data: kit.bytes };
  const net = new kit.Network({ app: 'bench/1', transports: [kit.tcp()], channels, ...limits });
  return { net, queue: new kit.EventQueue({ drivers: [net] }) };
}

/**
 * The next event of that type; what comes before it is dropped.
 * @param {ReturnType<typeof program>} of @param {string} type
 */
export async function next({ queue }, type) {
  for (;;) {
    const event = await queue.wait(10_000);
    if (event.type === type) return event;
    if (event.type === 'NOEVENT') throw new Error(`no ${type}`);
  }
}

/** Two programs that are connected: `peer` is the client's, `far` the server's. @param {Kit} kit @param {object} [limits] */
export async function joined(kit, limits) {
  const server = program(kit, limits);
  const client = program(kit, limits);
  const { uri } = await server.net.listen('tcp://127.0.0.1:0').ready();
  const peer = client.net.connect(uri);
  const event = await next(server, 'NETWORK_CONNECTED');
  await next(client, 'NETWORK_CONNECTED');
  if (!('peer' in event) || !event.peer) throw new Error('no peer');
  const close = () => Promise.all([client.queue.close(), server.queue.close()]);
  return { client, server, peer, far: event.peer, close };
}

/** A line on which every connection can be cut in order, as a proxy that ends does. @param {number} port */
export async function line(port) {
  /** @type {Set<import('node:net').Socket>} */
  const sockets = new Set();
  const server = createServer({ noDelay: true }, (near) => {
    const far = connect({ host: '127.0.0.1', port, noDelay: true });
    for (const [from, to] of /** @type {const} */ ([
      [near, far],
      [far, near],
    ])) {
      sockets.add(from);
      from.pipe(to);
      from.on('error', () => {});
      from.on('close', () => sockets.delete(from));
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' ? address?.port : 0,
    cut: () => {
      for (const socket of sockets) socket.end();
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
