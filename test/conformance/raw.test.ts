// Raw streams: just bytes, to and from programs that have never heard of us (node:net stands for them; CI also has nc).
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { bytes, json, lengthPrefixed, lines, mem, text } from '../../src/index.ts';
import { tcp } from '../../src/transport/wires/tcp.ts';
import { tls } from '../../src/transport/wires/tls.ts';
import { ws } from '../../src/transport/wires/ws/node.ts';
import { certificate } from '../support/certificate.ts';
import { freePort } from '../support/free-port.ts';
import { Program } from '../support/program.ts';
import { RawSocket } from '../support/raw-socket.ts';

const channels = { data: bytes, chat: text, move: json(z.object({ x: z.number() })) };
const options = { transports: [tcp(), mem({ isolated: true })], channels };

async function listening(listen: object = {}, more: object = {}) {
  const server = new Program({ ...options, ...more });
  const listener = await server.net.listen('tcp+raw://127.0.0.1:0', listen).ready();
  return { server, uri: listener.uri };
}

describe('raw streams', () => {
  it('bytes as they come, on the first channel, without a word of our own on the wire', async () => {
    const { server, uri } = await listening();
    const other = await RawSocket.open(uri);
    other.send('GET / HTTP/1.0\r\n\r\n');
    const { peer, incoming } = await server.next('NETWORK_CONNECTED');
    expect(incoming).toBe(true);
    const e = await server.next('NETWORK_DATA_IN');
    expect(e).toMatchObject({ peer, channel: 'data', sequenceId: 1, lossy: false });
    expect(new TextDecoder().decode(e.data as Uint8Array)).toBe('GET / HTTP/1.0\r\n\r\n');
    peer.send('data', new TextEncoder().encode('HTTP/1.0 200 OK\r\n\r\nhello'));
    peer.close();
    await other.end();
    expect(other.received.toString()).toBe('HTTP/1.0 200 OK\r\n\r\nhello');
    expect(await server.next('NETWORK_DISCONNECTED')).toMatchObject({ peer, reason: 'closed' });
  });

  it('lines, both ways, whatever the pieces', async () => {
    const { server, uri } = await listening({ channel: 'chat', framing: lines() });
    const other = await RawSocket.open(uri);
    for (const piece of ['hel', 'lo\nwor', 'ld\r\n\n', 'unfinished']) {
      other.send(piece);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect((await server.messages(3)).map((e) => [e.channel, e.data])).toEqual([
      ['chat', 'hello'],
      ['chat', 'world'],
      ['chat', ''],
    ]);
    for (const peer of server.net.peers) peer.send('chat', 'welcome');
    expect((await other.bytes(8)).toString()).toBe('welcome\n');
    other.socket.end();
    expect((await server.messages(1))[0]?.data).toBe('unfinished');
    await server.next('NETWORK_DISCONNECTED');
  });

  it('as a client of somebody else’s server: length-prefixed json, kept until the connection stands', async () => {
    const echo = createServer((socket) => socket.pipe(socket)).listen(0, '127.0.0.1');
    onTestFinished(() => {
      echo.close();
    });
    await once(echo, 'listening');
    const client = new Program(options);
    const uri = `tcp+raw://127.0.0.1:${(echo.address() as AddressInfo).port}`;
    const peer = client.net.connect(uri, { channel: 'move', framing: lengthPrefixed({ bytes: 2 }) });
    expect(peer.state).toBe('connecting');
    peer.send('move', { x: 7 });
    expect((await client.messages(1))[0]).toMatchObject({ channel: 'move', data: { x: 7 } });
    expect(client.types()).toEqual(['NETWORK_CONNECTED', 'NETWORK_DATA_IN']);
  });

  it('recv(n) gives exactly n bytes or null, and no event', async () => {
    const { server, uri } = await listening({ read: 'recv' });
    const other = await RawSocket.open(uri);
    const { peer } = await server.next('NETWORK_CONNECTED');
    expect(peer.recv(1)).toBeNull();
    other.send('abcdef');
    while (peer.stats.bytesIn < 6) await new Promise((resolve) => setImmediate(resolve));
    expect(new TextDecoder().decode(peer.recv(4) ?? undefined)).toBe('abcd');
    expect(peer.recv(4)).toBeNull();
    expect(new TextDecoder().decode(peer.recv(2) ?? undefined)).toBe('ef');
    server.pump();
    expect(server.types()).toEqual(['NETWORK_LISTENING', 'NETWORK_CONNECTED']);
  });

  it('recv on a peer that was not opened for it says what to do', async () => {
    const { server, uri } = await listening();
    await RawSocket.open(uri);
    const { peer } = await server.next('NETWORK_CONNECTED');
    expect(() => peer.recv(1)).toThrow(/read: 'recv'/);
  });

  it.each<['recv' | 'events', { read: 'recv' | 'events' }]>([
    ['recv', { read: 'recv' }],
    ['events', { read: 'events' }],
  ])('what is not read (%s) holds the sender up, and memory is bounded', async (_name, listen) => {
    const { server, uri } = await listening(listen, { maxMessage: 1000, recvWindow: 100_000 });
    const other = await RawSocket.open(uri);
    const { peer } = await server.next('NETWORK_CONNECTED');
    const block = Buffer.alloc(64 * 1024, 1);
    // Until the kernel's buffers are full as well, and a while longer.
    let written = 0;
    for (let stuck = 0; stuck < 200; ) {
      if (other.socket.writableLength < 4 * block.length) {
        other.send(block);
        written += block.length;
        stuck = 0;
      } else stuck++;
      await new Promise((resolve) => setImmediate(resolve));
    }
    const held = peer.stats.bytesIn;
    expect(held).toBeLessThan(100_000 + 3 * 65536);
    other.socket.end();
    let got = 0;
    while (got < written) {
      if (listen.read === 'recv') {
        const left = Math.min(1000, written - got);
        const piece = peer.recv(left);
        if (piece) got += piece.length;
        else await new Promise((resolve) => setImmediate(resolve));
      } else got += ((await server.next('NETWORK_DATA_IN')).data as Uint8Array).length;
    }
    expect(got).toBe(written);
  });

  // Less than the links themselves would hold before they say stop, and more.
  it.each(
    ['tcp+raw://127.0.0.1:0', 'tls+raw://127.0.0.1:0', 'ws+raw://127.0.0.1:0', 'mem+raw://full'].flatMap((uri) =>
      [70_000, 400_000, 1_000_000].map((sendBuffer) => [uri, sendBuffer] as const),
    ),
  )('%s with a sendBuffer of %i: who was refused and waits for NETWORK_DRAIN gets it', async (uri, sendBuffer) => {
    const transports = [tcp(), tls({ ...certificate, servername: 'localhost' }), ws(), mem({ isolated: true })];
    const limits = { sendBuffer, recvWindow: 70_000 };
    const reader = new Program({ transports, channels, ...limits });
    const listener = await reader.net.listen(uri).ready();
    const writer = new Program({ transports, channels, ...limits });
    const peer = writer.net.connect(listener.uri);
    await writer.next('NETWORK_CONNECTED');
    const block = new Uint8Array(10_000);
    // Nobody reads until the system's buffers are full as well.
    let sent = 0;
    for (let full = 0; full < 100; ) {
      if (peer.send('data', block)) sent++;
      else full++;
      await new Promise((resolve) => setImmediate(resolve));
    }
    // What was told while it filled up is old.
    writer.pump();
    writer.pending.length = 0;
    expect(peer.send('data', block)).toBe(false);
    let got = 0;
    while (got < sent * block.length) got += ((await reader.next('NETWORK_DATA_IN')).data as Uint8Array).length;
    expect(await writer.next('NETWORK_DRAIN')).toMatchObject({ peer });
    expect(peer.send('data', block)).toBe(true);
  });

  it('a line that is too long is an error event and ends that peer alone', async () => {
    const { server, uri } = await listening({ channel: 'chat', framing: lines({ maxLength: 100 }) });
    const other = await RawSocket.open(uri);
    other.send(`fine\n${'x'.repeat(1000)}`);
    expect((await server.messages(1))[0]?.data).toBe('fine');
    expect(await server.next('NETWORK_ERROR')).toMatchObject({ error: { code: 'ERR_FRAMING' } });
    expect(await server.next('NETWORK_DISCONNECTED')).toMatchObject({ reason: 'protocol' });
    await other.end();
  });

  it('text that is no UTF-8 is NETWORK_DATA_INVALID; ten of them end the peer', async () => {
    const { server, uri } = await listening({ channel: 'chat', framing: lines() });
    const other = await RawSocket.open(uri);
    for (let i = 0; i < 10; i++) other.send(Buffer.from([0xff, 0xfe, 0x0a]));
    for (let i = 0; i < 10; i++) expect(await server.next('NETWORK_DATA_INVALID')).toMatchObject({ channel: 'chat' });
    expect(await server.next('NETWORK_DISCONNECTED')).toMatchObject({ reason: 'invalid-data' });
    await other.end();
  });

  it('a reset is told as one', async () => {
    const { server, uri } = await listening();
    const other = await RawSocket.open(uri);
    await server.next('NETWORK_CONNECTED');
    other.socket.resetAndDestroy();
    expect(await server.next('NETWORK_DISCONNECTED')).toMatchObject({ reason: 'reset' });
  });

  it('nobody there, unknown host', async () => {
    const client = new Program(options);
    client.net.connect(`tcp+raw://127.0.0.1:${await freePort()}`);
    expect(await client.next('NETWORK_ERROR')).toMatchObject({ error: { code: 'ERR_REFUSED' } });
    expect(await client.next('NETWORK_DISCONNECTED')).toMatchObject({ reason: 'refused' });
    client.net.connect('tcp+raw://no-such-host.invalid:1');
    expect(await client.next('NETWORK_ERROR')).toMatchObject({ error: { code: 'ERR_UNKNOWN_HOST' } });
    expect(await client.next('NETWORK_DISCONNECTED')).toMatchObject({ reason: 'unknown-host' });
  });

  it('works in process as well', async () => {
    const server = new Program(options);
    await server.net.listen('mem+raw://pipe').ready();
    const client = new Program(options);
    client.net.connect('mem+raw://pipe').send('data', Uint8Array.of(1, 2, 3));
    expect((await server.messages(1))[0]).toMatchObject({ channel: 'data', data: Uint8Array.of(1, 2, 3) });
  });

  it('a closed raw peer takes nothing, and closing twice is harmless', async () => {
    const { server, uri } = await listening();
    const other = await RawSocket.open(uri);
    const { peer } = await server.next('NETWORK_CONNECTED');
    peer.close();
    peer.close();
    expect(peer.send('data', Uint8Array.of(1))).toBe(false);
    await other.end();
    await server.next('NETWORK_DISCONNECTED');
    expect(peer.state).toBe('closed');
  });
});
