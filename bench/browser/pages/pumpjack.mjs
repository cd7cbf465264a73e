// pumpjack in a page: default options, one loop over the queue, every message checked.
import { EventQueue, NETWORK_CONNECTED, NETWORK_DATA_IN, Network } from 'pumpjack';
import { ws } from 'pumpjack/ws';
import { APP, channels, seqOf } from '../channels.mjs';
import { got } from '../count.mjs';

export { heard } from '../count.mjs';

/** @param {number} port */
export function open(port) {
  const net = new Network({ app: APP, transports: [ws()], channels });
  const queue = new EventQueue({ drivers: [net] });
  net.connect(`ws://127.0.0.1:${port}`);
  return new Promise((opened) => {
    /** @param {Awaited<ReturnType<typeof queue.wait>>} e */
    const handle = (e) => {
      if (e.type === NETWORK_DATA_IN) got(seqOf(e.data));
      else if (e.type === NETWORK_CONNECTED) opened(undefined);
      else if (e.type !== 'NOEVENT') throw new Error(`the bench did not expect ${e.type}`);
    };
    void (async () => {
      for (;;) {
        handle(await queue.wait());
        for (const e of queue.get()) handle(e);
      }
    })();
  });
}
