// The attacker over real sockets: docs/limits.md against each threat that concerns tcp. The others notice nothing.
import { describe, expect, it } from 'vitest';
import { bytes, text } from '../../src/index.ts';
import { tcp } from '../../src/transport/wires/tcp.ts';
import { Program } from '../support/program.ts';
import { frame, hello, ping, RawSocket } from '../support/raw-socket.ts';

const channels = { chat: text, blob: bytes };
const options = { app: 'fort/1', transports: [tcp()], channels };
const TABLE = 'chat:r,blob:r';

/** A server, and an honest client that must not notice anything. */
async function fort(more: object = {}) {
  const server = new Program({ ...options, ...more });
  const listener = await server.net.listen('tcp://127.0.0.1:0').ready();
  const honest = new Program({ ...options });
  const honestPeer = honest.net.connect(listener.uri);
  const { peer: honestThere } = await server.next('NETWORK_CONNECTED');
  await honest.next('NETWORK_CONNECTED');
  return { server, listener, uri: listener.uri, honest, honestPeer, honestThere };
}

/** The honest client still talks, both ways, and was never interrupted. */
async function unharmed({ server, honest, honestPeer, honestThere }: Awaited<ReturnType<typeof fort>>): Promise<void> {
  honestPeer.send('chat', 'still here?');
  const heard = await server.next('NETWORK_DATA_IN', (e) => e.peer === honestThere && e.data === 'still here?');
  heard.peer.send('chat', 'still here.');
  await honest.next('NETWORK_DATA_IN', (e) => e.data === 'still here.');
  expect(honest.types()).not.toContain('NETWORK_SUSPENDED');
}

/** A raw socket through the handshake. */
async function intruder(uri: string, from: string, recvWindow?: number): Promise<RawSocket> {
  const socket = await RawSocket.open(uri, from);
  socket.send(hello('fort/1', TABLE, recvWindow));
  await socket.bytes(70);
  socket.send(ping());
  return socket;
}

describe('what a stranger can do to a tcp server', () => {
  it('garbage ends that link alone and is counted', async () => {
    const scene = await fort({ handshakeMs: 200 });
    for (const [at, bytes] of [
      'GET / HTTP/1.1\r\n\r\n',
      '\0\0\0\0',
      Buffer.alloc(4000, 0xff),
      Buffer.from('01ff', 'hex'),
    ].entries()) {
      const stranger = await RawSocket.open(scene.uri, `127.0.1.${at + 1}`);
      stranger.send(bytes);
      await stranger.end();
    }
    expect(scene.server.net.stats.badHandshakes).toBe(4);
    await unharmed(scene);
    expect(scene.server.types().filter((type) => type === 'NETWORK_CONNECTED')).toHaveLength(1);
  });

  it('a giant length prefix is refused when it is read, not when it is filled', async () => {
    const scene = await fort();
    const early = await RawSocket.open(scene.uri, '127.0.1.1');
    early.send(Buffer.from('ffffff7f', 'hex'));
    await early.end();
    const inside = await intruder(scene.uri, '127.0.1.2');
    const { peer } = await scene.server.next('NETWORK_CONNECTED');
    inside.send(Buffer.from('ffffff7f', 'hex'));
    await inside.end();
    expect(await scene.server.next('NETWORK_DISCONNECTED')).toMatchObject({ peer, reason: 'protocol' });
    await unharmed(scene);
  });

  it('half a HELLO, or a byte now and then, is over when handshakeMs is over, whatever trickles in', async () => {
    const scene = await fort({ handshakeMs: 300 });
    const half = await RawSocket.open(scene.uri, '127.0.1.1');
    half.send(hello('fort/1', TABLE).subarray(0, 10));
    const slow = await RawSocket.open(scene.uri, '127.0.1.2');
    const letters = [...hello('fort/1', TABLE)];
    const drip = setInterval(() => slow.send(Uint8Array.of(letters.shift() ?? 0)), 40);
    await Promise.all([half.end(), slow.end()]);
    clearInterval(drip);
    expect(letters.length).toBeGreaterThan(0);
    await unharmed(scene);
  });

  it('a frame begun and not finished ends that peer after frameMs', async () => {
    const scene = await fort({ frameMs: 300 });
    const inside = await intruder(scene.uri, '127.0.1.1');
    await scene.server.next('NETWORK_CONNECTED');
    inside.send(frame(0x80, new Uint8Array(500)).subarray(0, 100));
    await inside.end();
    expect(await scene.server.next('NETWORK_DISCONNECTED')).toMatchObject({ reason: 'protocol' });
    await unharmed(scene);
  });

  it('a thousand connects at once: most are refused and counted, somebody else still gets in', async () => {
    const scene = await fort();
    const flood = await Promise.all(Array.from({ length: 1000 }, () => RawSocket.open(scene.uri, '127.0.1.1')));
    while (flood.filter((socket) => socket.closed).length < 900) await new Promise((resolve) => setImmediate(resolve));
    expect(scene.server.net.stats.refused).toBeGreaterThan(900);
    const other = await intruder(scene.uri, '127.0.1.2');
    expect((await scene.server.next('NETWORK_CONNECTED')).peer.uri).toContain('127.0.1.2');
    expect(other.closed).toBe(false);
    await unharmed(scene);
  });

  it('a connection that only connects holds no place for longer than handshakeMs', async () => {
    const scene = await fort({ handshakeMs: 200, linksInHandshake: 4, linksInHandshakePerAddress: 4 });
    const idle = await Promise.all([1, 2, 3, 4].map((n) => RawSocket.open(scene.uri, `127.0.1.${n}`)));
    await Promise.all(idle.map((socket) => socket.end()));
    // One of ours tries again until there is a place.
    new Program({ ...options }).net.connect(scene.uri);
    await scene.server.next('NETWORK_CONNECTED');
  });

  it('a peer that never reads: what is kept for it is bounded, then it is closed as slow', async () => {
    const scene = await fort({ sendBuffer: 262_144, stallMs: 400, heartbeatMs: 50, linkTimeoutMs: 5000 });
    const deaf = await intruder(scene.uri, '127.0.1.1');
    const { peer } = await scene.server.next('NETWORK_CONNECTED', (e) => e.peer.uri.includes('127.0.1.1'));
    deaf.socket.pause();
    // It goes on answering for its life, but acknowledges nothing.
    const alive = setInterval(() => deaf.send(ping()), 50);
    const block = new Uint8Array(60_000);
    let most = 0;
    while (peer.send('blob', block)) most = Math.max(most, peer.bufferedAmount);
    expect(most).toBeLessThanOrEqual(scene.server.net.limits.sendBuffer);
    expect(await scene.server.next('NETWORK_DISCONNECTED')).toMatchObject({
      peer,
      reason: 'slow',
      unconfirmed: 4,
      unsent: { blob: 4 },
    });
    clearInterval(alive);
    await unharmed(scene);
  });

  it('a peer that sends more than the window allows is closed; the window is all it can fill', async () => {
    const scene = await fort({ maxMessage: 1024, recvWindow: 4096, sendBuffer: 4096 });
    const pusher = await intruder(scene.uri, '127.0.1.1');
    await scene.server.next('NETWORK_CONNECTED', (e) => e.peer.uri.includes('127.0.1.1'));
    for (let seq = 1; seq <= 50; seq++)
      pusher.send(frame(0x80, Buffer.concat([Buffer.from([seq]), Buffer.alloc(200, 65)])));
    await pusher.end();
    const end = await scene.server.next('NETWORK_DISCONNECTED');
    expect(end.reason).toBe('protocol');
    const came = scene.server.log.filter((e) => e.type === 'NETWORK_DATA_IN' && e.peer === end.peer);
    expect(came.length).toBeLessThanOrEqual(4096 / 232);
    await unharmed(scene);
  });

  it('a program that never pumps holds no more than the windows of its peers', async () => {
    const limits = { maxMessage: 1024, recvWindow: 4096, sendBuffer: 4096 };
    const scene = await fort(limits);
    const clients = Array.from({ length: 5 }, () => new Program({ ...options, ...limits }));
    const peers = clients.map((client) => client.net.connect(scene.uri));
    for (const client of clients) await client.next('NETWORK_CONNECTED');
    // Nobody pumps the server from here on. Each sender stops at its own bound.
    for (let quiet = 0; quiet < 50; quiet++) {
      for (const peer of peers) while (peer.send('chat', 'x'.repeat(100))) quiet = 0;
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(scene.server.net.stats.pending).toBeLessThanOrEqual((5 * 4096) / 132 + 20);
    for (const peer of peers) expect(peer.bufferedAmount).toBeLessThanOrEqual(4096);
  });

  it('bytes after a session has ended, and a HELLO in the middle of one, harm only their own link', async () => {
    const scene = await fort();
    const twice = await intruder(scene.uri, '127.0.1.1');
    await scene.server.next('NETWORK_CONNECTED', (e) => e.peer.uri.includes('127.0.1.1'));
    twice.send(hello('fort/1', TABLE));
    twice.send(Buffer.alloc(10_000, 7));
    await twice.end();
    expect(await scene.server.next('NETWORK_DISCONNECTED')).toMatchObject({ reason: 'protocol' });
    await unharmed(scene);
  });
});
