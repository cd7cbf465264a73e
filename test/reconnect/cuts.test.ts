// Real sockets through a proxy that cuts, resets, stalls and half-closes them at seeded byte offsets: nothing is lost, nothing comes
// twice, both ways. Another wire over TCP is another row.
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Transport } from '../../src/transport/transport.ts';
import { tcp } from '../../src/transport/wires/tcp.ts';
import { tls } from '../../src/transport/wires/tls.ts';
import { ws } from '../../src/transport/wires/ws/node.ts';
import { seeded } from '../session/harness.ts';
import { certificate } from '../support/certificate.ts';
import { FAULTS, FaultyProxy } from '../support/faulty-proxy.ts';
import { Talker, until } from '../support/talker.ts';

interface Row {
  readonly name: string;
  readonly transport: () => Transport;
  readonly at: string;
  readonly clients: number;
  readonly cuts: number;
  /** Mean bytes between two faults; a handshake of TLS alone takes a few thousand. */
  readonly bytes: number;
}

const WIRES: readonly Row[] = [
  {
    name: 'tcp',
    transport: () => tcp(),
    at: 'tcp://127.0.0.1:0',
    clients: 60,
    cuts: 1000,
    bytes: 4096,
  },
  {
    name: 'tls',
    transport: () => tls(certificate),
    at: 'tls://127.0.0.1:0',
    clients: 60,
    cuts: 1000,
    bytes: 12_000,
  },
  {
    name: 'ws',
    transport: () => ws(),
    at: 'ws://127.0.0.1:0',
    clients: 60,
    cuts: 1000,
    bytes: 6000,
  },
];

// Half-open links are noticed after 1.2 s, so that there are many of them; nobody is given up, however slow the machine is.
const options = {
  heartbeatMs: 100,
  linkTimeoutMs: 1200,
  resumeMs: 120_000,
  connectTotalMs: 120_000,
  backoffMs: 10,
  backoffMaxMs: 100,
};
const crowd = { exemptLoopback: true, linksInHandshake: 4096 };

describe.each(WIRES)('$name', ({ transport, at, clients, cuts, bytes }) => {
  it(`${cuts} cuts under ${clients} clients: every message once and in order, both ways`, {
    timeout: 180_000,
  }, async () => {
    const server = new Talker({ transports: [transport()], ...options, ...crowd });
    const client = new Talker({ transports: [transport()], ...options });
    onTestFinished(async () => {
      await Promise.all([client.queue.close(), server.queue.close()]);
    });
    const listener = await server.net.listen(at).ready();
    const proxy = await FaultyProxy.open(Number(/\d+$/.exec(listener.uri)?.[0]), { random: seeded(1), bytes });
    onTestFinished(() => proxy.close());
    for (let i = 0; i < clients; i++) client.net.connect(proxy.via(listener.uri));
    client.talking = server.talking = true;

    await until([client, server], () => proxy.total >= cuts, `${cuts} cuts`);
    client.talking = server.talking = false;
    proxy.calm = true;
    const all = (): boolean => client.sum.got === server.sum.sent && server.sum.got === client.sum.sent;
    await until([client, server], all, 'everything');

    expect([client.ended, server.ended]).toEqual([[], []]);
    expect([client.sum.peers, server.sum.peers]).toEqual([clients, clients]);
    for (const fault of FAULTS) expect(proxy.faults[fault]).toBeGreaterThan(cuts / 20);
    // Not all cuts meet a session: those in the first handshake are another try.
    expect(client.sum.resumed).toBeGreaterThan(cuts / 2);
    expect(client.sum.got).toBeGreaterThan(cuts);
    expect(server.sum.got).toBeGreaterThan(cuts);
  });
});
