// A first connection on a line that breaks before its link is open: it is tried again, as it is when the link was open already.
// Knows the public face and sockets.
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { text } from '../../src/index.ts';
import { tls } from '../../src/transport/wires/tls.ts';
import { udp } from '../../src/transport/wires/udp.ts';
import { ws } from '../../src/transport/wires/ws/node.ts';
import { certificate } from '../support/certificate.ts';
import { Program } from '../support/program.ts';
import { relayTo } from '../support/udp-relay.ts';

const channels = { chat: text };
const patient = { connectTotalMs: 60_000, backoffMs: 10, backoffMaxMs: 50, exemptLoopback: true };

/** How the first connections break, each time after the first bytes of the client, which are not passed on. */
const breaks: Readonly<Record<string, (near: Socket) => void>> = {
  'is reset': (near) => near.resetAndDestroy(),
  'is ended in order': (near) => near.end(),
};

/** In front of a port: the first `count` connections break, all others are passed on. */
async function breakingDoor(port: number, count: number, how: (near: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  let broken = 0;
  const door = createServer((near) => {
    sockets.add(near);
    near.on('error', () => {});
    if (broken < count) {
      broken++;
      near.once('data', () => how(near));
      return;
    }
    const far = connect(port, '127.0.0.1');
    sockets.add(far);
    far.on('error', () => {});
    near.pipe(far).pipe(near);
  }).listen(0, '127.0.0.1');
  await once(door, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    door.close();
  });
  return (door.address() as AddressInfo).port; // never a pipe: it was given a port
}

/** Closes both while what is between them still passes things on. */
const together = (...programs: Program<typeof channels>[]) => Promise.all(programs.map(({ queue }) => queue.close()));

const WIRES = [
  ['tls', () => tls(certificate), 'tls://127.0.0.1:0'],
  ['wss', () => ws(certificate), 'wss://127.0.0.1:0'],
  ['ws', () => ws(), 'ws://127.0.0.1:0'],
] as const;

for (const [name, transport, at] of WIRES)
  for (const [what, how] of Object.entries(breaks))
    it(`${name}: a first connection whose handshake ${what} is tried again, and each time is told`, async () => {
      const options = { transports: [transport()], channels, ...patient };
      const server = new Program(options);
      const client = new Program(options);
      const { uri } = await server.net.listen(at).ready();
      const door = await breakingDoor(Number(/\d+$/.exec(uri)?.[0]), 2, how);
      const peer = client.net.connect(uri.replace(/\d+$/, `${door}`));
      peer.send('chat', 'patient');
      await client.next('NETWORK_CONNECTED');
      expect(await server.next('NETWORK_DATA_IN')).toMatchObject({ data: 'patient', sequenceId: 1 });
      const errors = client.log.filter((event) => event.type === 'NETWORK_ERROR');
      expect(errors.map(({ error }) => error.code)).toEqual(['ERR_RESET', 'ERR_RESET']);
      expect(client.types()).not.toContain('NETWORK_DISCONNECTED');
      await together(client, server);
    });

it('tls: a server that ends every handshake is given up when connectTotalMs is over', async () => {
  const client = new Program({ transports: [tls(certificate)], channels, ...patient, connectTotalMs: 300 });
  const door = await breakingDoor(0, Number.POSITIVE_INFINITY, (near) => near.resetAndDestroy());
  client.net.connect(`tls://127.0.0.1:${door}`);
  expect(await client.next('NETWORK_DISCONNECTED')).toMatchObject({ reason: 'timeout' });
  expect(client.types()).toContain('NETWORK_ERROR');
});

it('tls: a certificate that is not trusted ends a first connection at once', async () => {
  const server = new Program({ transports: [tls(certificate)], channels });
  const client = new Program({ transports: [tls()], channels, ...patient });
  const { uri } = await server.net.listen('tls://127.0.0.1:0').ready();
  client.net.connect(uri);
  expect(await client.next('NETWORK_DISCONNECTED')).toMatchObject({ reason: 'tls' });
  expect(client.log.filter((event) => event.type === 'NETWORK_ERROR')).toHaveLength(1);
});

it('udp: a first connection that ENet gives up, because nobody answered, is tried again', async () => {
  const enet = { timeoutMinimum: 50, timeoutMaximum: 100 };
  const server = new Program({ transports: [udp()], channels, ...patient });
  const client = new Program({ transports: [udp({ enet })], channels, ...patient });
  const { uri } = await server.net.listen('udp://127.0.0.1:0').ready();
  const relay = await relayTo(Number(/\d+$/.exec(uri)?.[0]));
  relay.silent = true;
  const peer = client.net.connect(`udp://127.0.0.1:${relay.port}`);
  expect((await client.next('NETWORK_ERROR')).error.code).toBe('ERR_TIMEOUT');
  relay.silent = false;
  await client.next('NETWORK_CONNECTED');
  peer.send('chat', 'patient');
  await server.next('NETWORK_DATA_IN');
  await together(client, server);
});
