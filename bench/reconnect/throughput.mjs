// Messages of 64 bytes in a second, one way, between two programs of one process: a contender of reconnect.mjs, in a process of its own.
// Its argument: the library as it is, or `without` resumption. Knows no other contender.
import { answer } from '../lib/worker.mjs';
import { joined } from './program.mjs';
import { library } from './without-resumption.mjs';

const kit = await library(process.argv[2] !== 'without');
const BURST = 400; // so that neither the send buffer nor the high-water mark for lossy messages decides

/** @param {{ messages: number, lossy: boolean }} how */
async function throughput({ messages, lossy }) {
  const { client, server, peer, close } = await joined(kit, { lossyMessages: 1e6, lossyBytes: 2 ** 26 });
  const payload = new Uint8Array(64);
  const began = performance.now();
  let sent = 0;
  for (let got = 0; got < messages; ) {
    for (let n = 0; n < BURST && sent < messages && peer.send('data', payload, { lossy }); n++) sent++;
    for (const event of server.queue.get()) if (event.type === 'NETWORK_DATA_IN') got++;
    client.queue.get();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const seconds = (performance.now() - began) / 1000;
  await close();
  return messages / seconds;
}

answer({ throughput });
