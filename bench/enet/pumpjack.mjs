// pumpjack over enet:// as a program uses it: default options, one loop over the queue, everything by the public names.
import {
  bytes,
  EventQueue,
  lossy,
  NETWORK_CONNECTED,
  NETWORK_DATA_IN,
  NETWORK_DATA_INVALID,
  NETWORK_DISCONNECTED,
  NETWORK_DRAIN,
  Network,
} from 'pumpjack';
import { enet } from 'pumpjack/enet';

const channels = { reliable: bytes, unreliable: lossy(bytes), ping: bytes };

function start() {
  const net = new Network({ transports: [enet()], channels });
  return { net, queue: new EventQueue({ drivers: [net] }) };
}

/** @param {ReturnType<typeof start>['queue']} queue @param {(event: ReturnType<typeof queue.get>[number]) => void} handle */
async function forEach(queue, handle) {
  for (;;) {
    const first = await queue.wait();
    if (first.type !== 'NOEVENT') handle(first);
    for (const e of queue.get()) handle(e);
  }
}

/** @type {import('./adapter.mjs').Contender} */
const pumpjack = {
  name: 'pumpjack enet',
  kinds: ['reliable', 'unreliable'],
  async serve(heard) {
    const { net, queue } = start();
    const listener = await net.listen('enet://127.0.0.1:0').ready();
    void forEach(queue, (e) => {
      if (e.type === NETWORK_DATA_IN) {
        if (e.channel === 'ping') e.peer.send('ping', e.data);
        else heard(e.data.length);
      } else if (e.type === NETWORK_DATA_INVALID) throw new Error('the bench did not expect that');
    });
    return Number(new URL(listener.uri).port);
  },
  async open(port) {
    const { net, queue } = start();
    const server = net.connect(`enet://127.0.0.1:${port}`);
    let answered = () => {};
    let room = () => {};
    await new Promise((connected) => {
      void forEach(queue, (e) => {
        if (e.type === NETWORK_DATA_IN) answered();
        else if (e.type === NETWORK_DRAIN) room();
        else if (e.type === NETWORK_CONNECTED) connected(undefined);
        else if (e.type === NETWORK_DISCONNECTED) throw new Error(`the connection ended: ${e.reason}`);
      });
    });
    return {
      send: (kind, message) => server.send(kind, message),
      room: () =>
        new Promise((resolve) => {
          room = () => resolve();
        }),
      idle: () => server.bufferedAmount === 0,
      ping: (message) =>
        new Promise((resolve) => {
          answered = () => resolve();
          server.send('ping', message);
        }),
    };
  },
};

export const contenders = [pumpjack];
