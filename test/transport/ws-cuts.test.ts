// The line under a WebSocket cut at seeded bytes, in frames and in handshakes: nothing reliable is lost and nothing comes twice.
import { expect, it } from 'vitest';
import { bytes, seededRandom, text } from '../../src/index.ts';
import { ws } from '../../src/transport/wires/ws/node.ts';
import { CuttingProxy } from '../support/cutting-proxy.ts';
import { Program } from '../support/program.ts';

const CUTS = 50;

it.each([1, 2, 3])('seed %i: at least 50 cuts at any byte, both ways', async (seed) => {
  const random = seededRandom(seed);
  const common = {
    transports: [ws()],
    channels: { chat: text, blob: bytes },
    backoffMs: 1,
    backoffMaxMs: 5,
    newLinksPerSecond: 100_000,
    newLinksBurst: 100_000,
    ackDelayMs: 5,
    closeMs: 100, // the proxy goes first
    resumeMs: 60_000,
  };
  const server = new Program(common);
  const client = new Program(common);
  const listener = await server.net.listen('ws://127.0.0.1:0').ready();
  let first = true;
  const proxy: CuttingProxy = await CuttingProxy.to(Number(new URL(listener.uri).port), () => {
    // The very first handshake stands: what cuts of it do is told by connect, not by the session.
    if (first) {
      first = false;
      return 4_000;
    }
    return proxy.cuts >= CUTS ? Number.POSITIVE_INFINITY : Math.floor(random() * 4_000);
  });
  const toServer = client.net.connect(`ws://127.0.0.1:${proxy.port}`);
  const { peer: toClient } = await server.next('NETWORK_CONNECTED');
  const counts = { up: 0, down: 0 };
  const heard = { up: 0, down: 0 };
  const talk = (peer: typeof toServer, way: 'up' | 'down'): void => {
    const size = Math.floor(random() * 300);
    if (peer.bufferedAmount < 10_000 && peer.send('chat', `${way} ${counts[way]} ${'x'.repeat(size)}`)) counts[way]++;
  };
  const listen = (side: typeof server, way: 'up' | 'down'): void => {
    for (const e of side.queue.get()) {
      if (e.type === 'NETWORK_DISCONNECTED') throw new Error(`${way}: ${e.reason} ${e.message}`);
      if (e.type !== 'NETWORK_DATA_IN') continue;
      const said = String(e.data);
      if (e.sequenceId !== heard[way] + 1 || !said.startsWith(`${way} ${heard[way]} `))
        throw new Error(`expected ${way} ${heard[way]}, heard ${said.slice(0, 20)}`);
      heard[way]++;
    }
  };
  while (proxy.cuts < CUTS || heard.up < counts.up || heard.down < counts.down) {
    if (proxy.cuts < CUTS) {
      talk(toServer, 'up');
      talk(toClient, 'down');
    }
    await new Promise((resolve) => setImmediate(resolve));
    listen(server, 'up');
    listen(client, 'down');
  }
  expect(proxy.cuts).toBeGreaterThanOrEqual(CUTS);
  expect(counts.up + counts.down).toBeGreaterThan(80);
  expect(toServer.stats.reconnects).toBeGreaterThan(10);
});
