// udp:// on real sockets through relays that go silent, forget the client's address, lose datagrams and close their port, from a seed:
// nothing is lost, nothing comes twice, each channel is in order, both ways. What cuts.test.ts is for wires over TCP.
import { expect, it, onTestFinished } from 'vitest';
import { udp } from '../../src/transport/wires/udp.ts';
import { seeded } from '../session/harness.ts';
import { FaultyUdp, UDP_FAULTS } from '../support/faulty-udp.ts';
import { Talker, until } from '../support/talker.ts';

const CLIENTS = 40;
const CUTS = 1000;

// A silent line is given up after a second or so, by ENet or by the session; nobody is given up, however slow the machine is.
const enet = { timeoutMinimum: 300, timeoutMaximum: 900, pingInterval: 100 };
const options = {
  heartbeatMs: 100,
  linkTimeoutMs: 1200,
  connectMs: 1000,
  handshakeMs: 1000,
  resumeMs: 120_000,
  connectTotalMs: 120_000,
  backoffMs: 10,
  backoffMaxMs: 100,
};
const crowd = { exemptLoopback: true, linksInHandshake: 4096, sessions: 4096 };

it(`${CUTS} faults under ${CLIENTS} clients: every message once and in order on its channel, both ways`, {
  timeout: 180_000,
}, async () => {
  const server = new Talker({ transports: [udp({ enet })], ...options, ...crowd });
  const client = new Talker({ transports: [udp({ enet })], ...options });
  onTestFinished(async () => {
    await Promise.all([client.queue.close(), server.queue.close()]);
  });
  const { uri } = await server.net.listen('udp://127.0.0.1:0').ready();
  const port = Number(/\d+$/.exec(uri)?.[0]);
  const relays = await Promise.all(
    Array.from({ length: CLIENTS }, (_, i) => FaultyUdp.open(port, { random: seeded(i + 1), datagrams: 60 })),
  );
  onTestFinished(() => {
    for (const relay of relays) relay.close();
  });
  // A first connection to a port that is closed is refused, and that is the end of it.
  for (const relay of relays) relay.calm = true;
  for (const relay of relays) client.net.connect(`udp://127.0.0.1:${relay.port}`);
  await until([client, server], () => client.sum.peers === CLIENTS, 'everybody');
  for (const relay of relays) relay.calm = false;
  client.talking = server.talking = true;

  const total = (): number => relays.reduce((sum, relay) => sum + relay.total, 0);
  await until([client, server], () => total() >= CUTS, `${CUTS} faults`);
  client.talking = server.talking = false;
  for (const relay of relays) relay.calm = true;
  const all = (): boolean => client.sum.got === server.sum.sent && server.sum.got === client.sum.sent;
  await until([client, server], all, 'everything');

  expect([client.ended, server.ended]).toEqual([[], []]);
  expect([client.sum.peers, server.sum.peers]).toEqual([CLIENTS, CLIENTS]);
  for (const fault of UDP_FAULTS)
    expect(relays.reduce((sum, { faults }) => sum + faults[fault], 0)).toBeGreaterThan(CUTS / 20);
  // Losses end no connection, and what breaks in a handshake is another try.
  expect(client.sum.resumed).toBeGreaterThan(CUTS / 4);
  expect(client.sum.got).toBeGreaterThan(CUTS);
  expect(server.sum.got).toBeGreaterThan(CUTS);
});
