// Every peer of every transport has the same plain numbers.
import { expect, it } from 'vitest';
import { mem, simulate, text } from '../../src/index.ts';
import { enet } from '../../src/transport/wires/enet.ts';
import { tcp } from '../../src/transport/wires/tcp.ts';
import { udp } from '../../src/transport/wires/udp.ts';
import { Program } from '../support/program.ts';

const NAMES = [
  'bytesIn',
  'bytesOut',
  'lossyDropped',
  'messagesIn',
  'messagesOut',
  'packetLoss',
  'queuedIn',
  'queuedOut',
  'reconnects',
  'retransmissions',
  'rtt',
  'rttVariance',
  'throttle',
];

it.each([
  'mem://stats',
  'mem+raw://stats',
  'tcp://127.0.0.1:0',
  'tcp+raw://127.0.0.1:0',
  'enet://127.0.0.1:0',
  'udp+raw://127.0.0.1:0',
])('%s', async (uri) => {
  const options = { transports: [mem({ isolated: true }), tcp(), enet(), udp()], channels: { chat: text } };
  const server = new Program(options);
  const listener = await server.net.listen(uri).ready();
  const client = new Program(options);
  const peer = client.net.connect(listener.uri);
  const numbers = (stats: object): void => {
    expect(Object.keys(stats).sort()).toEqual(NAMES);
    for (const [name, value] of Object.entries(stats)) {
      expect(Number.isFinite(value), name).toBe(true);
      expect(value, name).toBeGreaterThanOrEqual(0);
    }
  };
  numbers(peer.stats);
  peer.send('chat', 'hello');
  const { peer: far } = await server.next('NETWORK_CONNECTED');
  await server.messages(1);
  for (const each of [peer, far]) {
    numbers(each.stats);
    expect(each.stats.throttle).toBe(1);
  }
  expect(peer.stats).toMatchObject({ messagesOut: 1, messagesIn: 0 });
  expect(far.stats).toMatchObject({ messagesIn: 1, queuedIn: 0 });
  expect(far.stats.bytesIn).toBeGreaterThanOrEqual(5);
  expect(peer.stats.bytesOut).toBeGreaterThanOrEqual(5);
  peer.close();
  numbers(peer.stats);
});

it('enet:// measures losses and holds lossy messages back when the round trip grows', async () => {
  const options = { channels: { chat: text } };
  const server = new Program({ transports: [enet()], ...options });
  const listener = await server.net.listen('enet://127.0.0.1:0').ready();
  const client = new Program({ transports: [simulate(enet(), { latency: 20, loss: 0.3, seed: 4 })], ...options });
  const peer = client.net.connect(listener.uri);
  for (let i = 0; i < 50; i++) {
    peer.send('chat', `${i}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await server.messages(50);
  // There and back take 40 ms at least: netem counts whole ways.
  expect(peer.stats.rtt).toBeGreaterThan(30);
  expect(peer.stats.rttVariance).toBeGreaterThan(0);
  while (peer.stats.queuedOut > 0 || peer.stats.retransmissions === 0) await client.queue.wait(5);
  expect(peer.stats.throttle).toBeGreaterThan(0);
  expect(peer.stats.throttle).toBeLessThanOrEqual(1);
});
