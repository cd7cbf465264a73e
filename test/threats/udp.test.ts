// The attacker over real datagrams, at enet:// and udp+raw://: the process lives, nothing grows, the others notice nothing.
import { execFileSync, spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { expect, it, onTestFinished } from 'vitest';
import { seededRandom, text } from '../../src/index.ts';
import { enet } from '../../src/transport/wires/enet.ts';
import { udp } from '../../src/transport/wires/udp.ts';
import { Program } from '../support/program.ts';

const options = { transports: [enet(), udp({ maxPeers: 4 })], channels: { chat: text } };

async function fort(uri: string) {
  const server = new Program(options);
  const listener = await server.net.listen(uri).ready();
  const honest = new Program(options);
  const peer = honest.net.connect(listener.uri);
  await honest.next('NETWORK_CONNECTED');
  peer.send('chat', 'hello');
  expect(await server.next('NETWORK_DATA_IN')).toMatchObject({ data: 'hello' });
  return { server, honest, peer, port: Number(new URL(listener.uri).port) };
}

async function unharmed({ server, peer }: Awaited<ReturnType<typeof fort>>): Promise<void> {
  // Lossy by nature over udp+raw, and the system's buffer may be full of garbage: asked until it is heard.
  const heard = server.next('NETWORK_DATA_IN', (e) => e.data === 'still here?');
  let done = false;
  void heard.then(() => {
    done = true;
  });
  while (!done) {
    peer.send('chat', 'still here?');
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Only the super-user may write a source port of his own, and Node has no raw sockets. */
const forger = process.getuid?.() === 0 && spawnSync('python3', ['--version']).status === 0;
if (!forger)
  process.stderr.write('test/threats/udp.test.ts: forged source ports are skipped, they take root and python3\n');

const FORGE = `
import socket, struct, sys
s = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_UDP)
port = int(sys.argv[1])
for body in (bytes.fromhex(sys.argv[2]), b'xx'):
    s.sendto(struct.pack('!HHHH', 0, port, 8 + len(body), 0) + body, ('127.0.0.1', 0))
`;
/** An ENet CONNECT as far as the door looks at it: MTU 1392, window 64 KiB, two channels. */
const CONNECT =
  '8fff000082ff00010000ffff00000570000100000000000200000000000000000000138800000002000000021234567800000000';

it.skipIf(!forger).each(['enet://127.0.0.1:0', 'udp+raw://127.0.0.1:0'])('%s: source port 0', async (uri) => {
  const all = await fort(uri);
  execFileSync('python3', ['-c', FORGE, `${all.port}`, CONNECT]);
  await unharmed(all);
  expect(all.server.log.filter((e) => e.type === 'NETWORK_CONNECTED')).toHaveLength(1);
});

it.each(['enet://127.0.0.1:0', 'udp://127.0.0.1:0', 'udp+raw://127.0.0.1:0'])(
  '%s: garbage from many sockets',
  async (uri) => {
    const all = await fort(uri);
    const random = seededRandom(3);
    for (let i = 0; i < 20; i++) {
      const socket = createSocket('udp4');
      onTestFinished(() => void socket.close());
      socket.bind(0, '127.0.0.1');
      await once(socket, 'listening');
      for (let k = 0; k < 50; k++) {
        const garbage = Uint8Array.from({ length: Math.floor(random() * 60) }, () => Math.floor(random() * 256));
        if (k % 2 === 0) garbage.set([0x8f, 0xff].slice(0, garbage.length));
        socket.send(garbage, all.port, '127.0.0.1');
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
    await unharmed(all);
    const raw = uri.includes('raw');
    if (!raw) expect(all.server.net.stats.ignored).toBeGreaterThan(0);
    // Those whose bytes are no text come and go; there are never more than may be.
    expect(all.server.net.peers.size).toBeLessThanOrEqual(raw ? 4 : 1);
  },
);
