// An attacker who wants somebody's session, or the server's time, over real sockets: what was overheard, guessed, kept and repeated.
import { connect, createServer, type Socket } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { text } from '../../src/index.ts';
import { tcp } from '../../src/transport/wires/tcp.ts';
import { Program } from '../support/program.ts';
import { frame, hello, ping, RawSocket, varint } from '../support/raw-socket.ts';

const options = { app: 'fort/1', transports: [tcp()], channels: { chat: text }, closeMs: 200 };
const RESUME = 3;
const RESUMED = 4;
const REJECT = 5;
const REPLACED = '030b0200';

/** Somebody on the way who writes everything down, and passes it on. */
async function tap(uri: string): Promise<{ uri: string; up: Buffer[]; down: Buffer[]; cut(): void; hold: boolean }> {
  const port = Number(/:(\d+)$/.exec(uri)?.[1]);
  const sockets: Socket[] = [];
  const up: Buffer[] = [];
  const down: Buffer[] = [];
  const server = createServer({ noDelay: true }, (near) => {
    const far = connect({ host: '127.0.0.1', port, noDelay: true });
    sockets.push(near, far);
    // One entry for each link, whatever it is cut into.
    const [a, b] = [up.push(Buffer.alloc(0)) - 1, down.push(Buffer.alloc(0)) - 1];
    near.on('data', (bytes) => {
      up[a] = Buffer.concat([up[a] ?? bytes.subarray(0, 0), bytes]);
      if (!out.hold) far.write(bytes);
    });
    far.on('data', (bytes) => {
      down[b] = Buffer.concat([down[b] ?? bytes.subarray(0, 0), bytes]);
      near.write(bytes);
    });
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.on('error', () => {});
      one.on('close', () => other.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  const out = {
    uri: uri.replace(/:\d+$/, `:${typeof address === 'object' ? address?.port : 0}`),
    up,
    down,
    hold: false,
    cut: () => {
      for (const socket of sockets.splice(0)) socket.destroy();
    },
  };
  return out;
}

/** A server, an honest client behind a tap, and what was written down when it resumed once. */
async function overheard() {
  const server = new Program(options);
  const { uri } = await server.net.listen('tcp://127.0.0.1:0').ready();
  const client = new Program({ ...options, backoffMs: 20 });
  const line = await tap(uri);
  const mine = client.net.connect(line.uri);
  const { peer: theirs } = await server.next('NETWORK_CONNECTED');
  await client.next('NETWORK_CONNECTED');
  line.cut();
  await client.next('NETWORK_RESUMED');
  await server.next('NETWORK_RESUMED');
  const resume = line.up[1] ?? Buffer.alloc(0);
  const whole = resume.subarray(0, 1 + (resume[0] ?? 0));
  expect(whole[1]).toBe(RESUME);
  /** Both talk on, and were not interrupted since. */
  const unharmed = async (): Promise<void> => {
    mine.send('chat', 'up');
    theirs.send('chat', 'down');
    await server.next('NETWORK_DATA_IN', (e) => e.data === 'up' && e.peer === theirs);
    await client.next('NETWORK_DATA_IN', (e) => e.data === 'down');
    const broken = [...server.log, ...client.log].filter(({ type }) => type === 'NETWORK_SUSPENDED');
    expect(broken).toHaveLength(2); // of the one cut above
  };
  return { server, client, mine, theirs, uri, line, resume: whole, unharmed };
}

/** What the server answers to these bytes, from an address of its own. */
async function answer(uri: string, bytes: Uint8Array, from: string): Promise<Buffer> {
  const socket = await RawSocket.open(uri, from);
  socket.send(bytes);
  await socket.end();
  return socket.received;
}

it('a RESUME that was overheard is good for nothing a second time', async () => {
  const scene = await overheard();
  const said = await answer(scene.uri, scene.resume, '127.0.1.1');
  expect(said[1]).toBe(REJECT);
  expect(scene.server.net.stats.badResumes).toBe(1);
  await scene.unharmed();
});

it('an overheard RESUME with a higher epoch, another vector or another MAC proves nothing; each gets the same answer as a guess', async () => {
  const { uri, resume, server, unharmed } = await overheard();
  const changed = (at: number, to: number): Buffer => {
    const bytes = Buffer.from(resume);
    bytes[at] = to;
    return bytes;
  };
  const guess = Buffer.from(resume);
  guess.fill(7, 8, 24); // the id
  const tries = [changed(24, 100), changed(26, 99), changed(resume.length - 1, (resume.at(-1) ?? 0) ^ 1), guess];
  const answers = await Promise.all(tries.map((bytes, i) => answer(uri, bytes, `127.0.1.${i + 1}`)));
  expect(new Set(answers.map((bytes) => bytes.toString('hex'))).size).toBe(1);
  expect(answers[0]?.[1]).toBe(REJECT);
  expect(server.net.stats.badResumes).toBe(4);
  await unharmed();
});

it('a flood of RESUMEs: an address is refused after ten, and nobody else notices', async () => {
  const { uri, resume, server, unharmed } = await overheard();
  for (let i = 0; i < 15; i++) await answer(uri, resume, '127.0.1.1');
  expect(server.net.stats).toMatchObject({ badResumes: 10, refused: 5 });
  expect((await answer(uri, resume, '127.0.1.2'))[1]).toBe(REJECT);
  await unharmed();
});

it('a thousand sockets that send half a RESUME: most are refused, the session goes on', async () => {
  const { uri, resume, server, unharmed } = await overheard();
  const flood = await Promise.all(
    Array.from({ length: 1000 }, (_, i) => RawSocket.open(uri, `127.0.1.${1 + (i % 20)}`)),
  );
  for (const socket of flood) socket.send(resume.subarray(0, 20));
  while (flood.filter(({ closed }) => closed).length < 700) await new Promise((resolve) => setImmediate(resolve));
  expect(server.net.stats.refused).toBeGreaterThanOrEqual(700);
  await unharmed();
});

it('a fresh RESUME that somebody on the way keeps back and uses himself takes the session over, once: use tls', async () => {
  const { client, theirs, server, uri, line } = await overheard();
  // The next one is written down and not passed on.
  line.hold = true;
  line.cut();
  await client.next('NETWORK_SUSPENDED');
  while ((line.up[2]?.length ?? 0) < 40) await new Promise((resolve) => setImmediate(resolve));
  const thief = await RawSocket.open(uri, '127.0.1.1');
  thief.send(line.up[2] ?? Buffer.alloc(0));
  expect((await thief.bytes(20))[1]).toBe(RESUMED);
  await server.next('NETWORK_RESUMED');
  theirs.send('chat', 'for whoever is there');
  // It can read, and write until the next cut; what it can not do is go unnoticed: the owner proves the key with a newer epoch.
  line.hold = false;
  line.cut();
  await client.next('NETWORK_RESUMED');
  await thief.end();
  expect(thief.received.toString('hex')).toContain(REPLACED);
  expect((await client.next('NETWORK_DATA_IN')).data).toBe('for whoever is there');
});

/** A raw socket through the handshake. */
async function intruder(uri: string): Promise<RawSocket> {
  const socket = await RawSocket.open(uri, '127.0.1.1');
  socket.send(hello('fort/1', 'chat:r'));
  await socket.bytes(70);
  socket.send(ping());
  return socket;
}

it('a peer that acknowledges what was never sent, or again less than before, is ended', async () => {
  const server = new Program(options);
  const { uri } = await server.net.listen('tcp://127.0.0.1:0').ready();
  for (const numbers of [[1], [2, 1]]) {
    const liar = await intruder(uri);
    const { peer } = await server.next('NETWORK_CONNECTED');
    if (numbers.length > 1) for (const word of ['a', 'b']) peer.send('chat', word);
    const had = (await liar.bytes(75)).length;
    if (numbers.length > 1) await liar.bytes(had + 6);
    for (const n of numbers) liar.send(frame(6, Buffer.concat([varint(1), varint(0), varint(n)])));
    await liar.end();
    expect(await server.next('NETWORK_DISCONNECTED')).toMatchObject({ peer, reason: 'protocol' });
  }
});

it('a peer that acknowledges nothing though it reads all is ended as slow, and holds one send buffer until then', async () => {
  const server = new Program({ ...options, stallMs: 400, heartbeatMs: 50, linkTimeoutMs: 5000 });
  const { uri } = await server.net.listen('tcp://127.0.0.1:0').ready();
  const mute = await intruder(uri);
  const { peer } = await server.next('NETWORK_CONNECTED');
  const alive = setInterval(() => mute.send(ping()), 50);
  let accepted = 0;
  while (peer.send('chat', 'x'.repeat(1000))) accepted++;
  expect(peer.bufferedAmount).toBeLessThanOrEqual(server.net.limits.sendBuffer);
  const end = await server.next('NETWORK_DISCONNECTED');
  clearInterval(alive);
  expect(end).toMatchObject({ reason: 'slow', unconfirmed: accepted, unsent: { chat: accepted } });
});
