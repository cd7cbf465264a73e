// What udp:// has beside every other session: loss below it, lanes, and a client whose address changes.
// Knows the public face; the protocol's statements are tested in virtual time, in test/session/lanes.test.ts and test/sim.
import { expect, it } from 'vitest';
import { bytes, lossy, simulate, text } from '../../src/index.ts';
import { udp } from '../../src/transport/wires/udp.ts';
import { Program } from '../support/program.ts';
import { relayTo } from '../support/udp-relay.ts';

const channels = { chat: text, blob: bytes, move: lossy(text), spark: lossy(text, { ordered: false }) };
const program = (transport = udp(), more: object = {}) =>
  new Program({ app: 'lanes/1', transports: [transport], channels, exemptLoopback: true, ...more });

/** Closes both while the relay between them still passes things on. */
const together = (...programs: Program<typeof channels>[]) => Promise.all(programs.map(({ queue }) => queue.close()));

/** What arrived on a channel. */
const on = (there: Program<typeof channels>, channel: string) =>
  there.log.filter((e) => e.type === 'NETWORK_DATA_IN' && e.channel === channel) as {
    data: unknown;
    sequenceId: number;
  }[];

async function pair(client: Program<typeof channels>, through?: (port: number) => Promise<number>) {
  const server = program();
  const listener = await server.net.listen('udp://127.0.0.1:0').ready();
  const port = Number(listener.uri.split(':').at(-1));
  const toServer = client.net.connect(`udp://127.0.0.1:${through ? await through(port) : port}`);
  await client.next('NETWORK_CONNECTED');
  const { peer: toClient } = await server.next('NETWORK_CONNECTED');
  return { server, toServer, toClient };
}

it('over a line that loses, doubles and reorders, reliable channels lose nothing and lossy ones are lossy', async () => {
  const client = program(simulate(udp(), { latency: 3, jitter: 3, loss: 0.1, duplicate: 0.05, seed: 11 }));
  const { server, toServer, toClient } = await pair(client);
  const lines = Array.from({ length: 300 }, (_, i) => `line ${i}`);
  const big = new Uint8Array(20_000).map((_, i) => i * 7);
  for (const [i, line] of lines.entries()) {
    toServer.send('chat', line);
    toServer.send('move', line);
    toServer.send('spark', line);
    toClient.send('chat', line);
    if (i % 50 === 0) toServer.send('blob', big);
    if (i % 10 === 0) {
      client.pump();
      server.pump();
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  toServer.send('blob', new Uint8Array([1]));
  await server.next('NETWORK_DATA_IN', (e) => e.channel === 'blob' && e.data.length === 1);
  await server.next('NETWORK_DATA_IN', (e) => e.channel === 'chat' && e.data === 'line 299');
  await client.next('NETWORK_DATA_IN', (e) => e.channel === 'chat' && e.data === 'line 299');
  for (const there of [server, client]) expect(on(there, 'chat').map((e) => e.data)).toEqual(lines);
  const blobs = on(server, 'blob').map((e) => e.data as Uint8Array);
  expect(blobs).toHaveLength(7);
  for (const blob of blobs.slice(0, 6)) expect(blob).toEqual(big);
  for (const channel of ['move', 'spark']) {
    const numbers = on(server, channel).map((e) => e.sequenceId);
    expect(numbers.length).toBeLessThan(300);
    // How many depends on how busy the machine is: ENet's throttle holds some back too.
    expect(numbers.length).toBeGreaterThan(0);
    expect(new Set(numbers).size).toBe(numbers.length);
    if (channel === 'move') expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
  }
  expect(toServer.stats.retransmissions).toBeGreaterThan(0);
  expect(toServer.stats.rtt).toBeGreaterThan(0);
});

it('a client whose address changes is found again by its session, and nothing is lost', async () => {
  const client = program();
  let relay: Awaited<ReturnType<typeof relayTo>> | undefined;
  const { server, toServer, toClient } = await pair(client, async (port) => {
    relay = await relayTo(port);
    return relay.port;
  });
  toServer.send('chat', 'before');
  await server.next('NETWORK_DATA_IN');
  await relay?.rebind();
  toServer.send('chat', 'to the new address');
  toClient.send('chat', 'to the old address');
  const suspended = client.next('NETWORK_SUSPENDED');
  const back = client.next('NETWORK_RESUMED');
  await server.next('NETWORK_DATA_IN', (e) => e.data === 'to the new address');
  await Promise.all([suspended, back, client.next('NETWORK_DATA_IN', (e) => e.data === 'to the old address')]);
  expect(on(server, 'chat').map((e) => e.data)).toEqual(['before', 'to the new address']);
  expect(on(client, 'chat').map((e) => e.data)).toEqual(['to the old address']);
  expect(toServer.stats.reconnects).toBe(1);
  await together(client, server);
});

it('a line that goes silent is given up by ENet, and the session goes on when it speaks again', async () => {
  const client = program();
  let relay: Awaited<ReturnType<typeof relayTo>> | undefined;
  const { server, toServer } = await pair(client, async (port) => {
    relay = await relayTo(port);
    return relay.port;
  });
  if (relay) relay.silent = true;
  for (let i = 0; i < 50; i++) toServer.send('chat', `silent ${i}`);
  await client.next('NETWORK_SUSPENDED');
  if (relay) relay.silent = false;
  await client.next('NETWORK_RESUMED');
  await server.next('NETWORK_DATA_IN', (e) => e.data === 'silent 49');
  expect(on(server, 'chat')).toHaveLength(50);
  await together(client, server);
});

it('a message of any size that fits maxMessage travels, a lossy one in pieces', async () => {
  const client = program(udp(), { maxMessage: 200_000, recvWindow: 400_000, sendBuffer: 400_000 });
  const server = program(udp(), { maxMessage: 200_000, recvWindow: 400_000, sendBuffer: 400_000 });
  const listener = await server.net.listen('udp://127.0.0.1:0').ready();
  const peer = client.net.connect(listener.uri);
  await client.next('NETWORK_CONNECTED');
  const large = new Uint8Array(200_000).map((_, i) => i);
  peer.send('blob', large);
  peer.send('move', 'x'.repeat(5000));
  const got = await server.messages(2);
  expect(got.find((e) => e.channel === 'blob')?.data).toEqual(large);
  expect(got.find((e) => e.channel === 'move')?.data).toBe('x'.repeat(5000));
});

it('two programs with different tables hear what differs', async () => {
  const server = new Program({ app: 'lanes/1', transports: [udp()], channels: { chat: text, move: text } });
  const listener = await server.net.listen('udp://127.0.0.1:0').ready();
  const client = program();
  client.net.connect(listener.uri);
  const end = await client.next('NETWORK_DISCONNECTED');
  expect(end.reason).toBe('rejected');
  expect(end.message).toContain('channel 1');
});
