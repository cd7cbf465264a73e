// ws+raw against plain programs on the package ws: text, binary, subprotocols, close codes, backpressure.
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import { bytes, json, simulate, text } from '../../src/index.ts';
import { tcp } from '../../src/transport/wires/tcp.ts';
import { ws as browserWs } from '../../src/transport/wires/ws/browser.ts';
import { SMALL } from '../../src/transport/wires/ws/frame.ts';
import { ws } from '../../src/transport/wires/ws/node.ts';
import { Program } from '../support/program.ts';

const channels = { data: bytes, chat: text, move: json(z.object({ x: z.number() })) };
const options = { transports: [ws(), tcp()], channels };

/** A plain WebSocket program that connects, and everything it heard. */
async function plain(
  uri: string,
  ...more: ConstructorParameters<typeof WebSocket> extends [unknown, ...infer R] ? R : never
) {
  const socket = new WebSocket(uri.replace('+raw', ''), ...more);
  const heard: (string | Buffer)[] = [];
  socket.on('message', (data: Buffer, binary) => heard.push(binary ? data : data.toString()));
  socket.on('error', () => {});
  onTestFinished(() => socket.terminate());
  await new Promise<void>((resolve) => {
    socket.on('open', resolve);
    socket.on('close', () => resolve());
  });
  return {
    socket,
    heard,
    async hears(count: number) {
      while (heard.length < count) await once(socket, 'message');
      return heard;
    },
  };
}

/** A plain WebSocket server: `serve` gets each connection. */
async function plainServer(serve: (socket: WebSocket) => void, more: object = {}): Promise<string> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', ...more });
  server.on('connection', (socket) => {
    socket.on('error', () => {});
    serve(socket);
  });
  onTestFinished(() => {
    for (const client of server.clients) client.terminate();
    server.close();
  });
  await once(server, 'listening');
  return `ws+raw://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function listening(listen: object = {}, more: object = {}, path = '') {
  const server = new Program({ ...options, ...more });
  const listener = await server.net.listen(`ws+raw://127.0.0.1:0${path}`, listen).ready();
  return { server, uri: listener.uri };
}

describe('ws+raw', () => {
  it('without a textChannel all that arrives is on the channel, and what is sent is binary', async () => {
    const { server, uri } = await listening({ channel: 'chat' });
    const other = await plain(uri);
    other.socket.send('ünï');
    other.socket.send(Buffer.from('bytes'));
    const { peer } = await server.next('NETWORK_CONNECTED');
    expect((await server.messages(2)).map((e) => [e.channel, e.data, e.sequenceId])).toEqual([
      ['chat', 'ünï', 1],
      ['chat', 'bytes', 2],
    ]);
    peer.send('chat', 'hello');
    expect(await other.hears(1)).toEqual([Buffer.from('hello')]);
  });

  it.each([false, true])(
    'messages of every length that is written in another way, text and binary, in order; compression %s',
    async (perMessageDeflate) => {
      const { server, uri } = await listening({ textChannel: 'chat' }, { transports: [ws({ perMessageDeflate })] });
      const other = await plain(uri, [], { perMessageDeflate });
      other.socket.ping();
      const { peer } = await server.next('NETWORK_CONNECTED');
      // RFC 6455 has three ways to write a length; ours writes what is short by itself (frame.ts).
      const sizes = [0, 1, 125, 126, 127, SMALL - 1, SMALL, 65_535, 65_536, 3];
      const sent: (string | Buffer)[] = [];
      for (const size of sizes) {
        const binary = Buffer.from(Uint8Array.from({ length: size }, (_, at) => at * 31));
        const words = 'x'.repeat(Math.max(0, size - 2)) + (size > 1 ? 'ü' : '');
        expect(peer.send('data', binary)).toBe(true);
        expect(peer.send('chat', words)).toBe(true);
        sent.push(binary, words);
      }
      expect(await other.hears(sent.length)).toEqual(sent);
      expect(other.socket.extensions).toBe(perMessageDeflate ? 'permessage-deflate' : '');
    },
  );

  it('a textChannel tells text from binary, both ways, each numbered from 1', async () => {
    const { server, uri } = await listening({ textChannel: 'move' });
    const other = await plain(uri);
    other.socket.send('{"x":1}');
    other.socket.send(Uint8Array.of(9));
    other.socket.send('{"x":2}');
    const { peer } = await server.next('NETWORK_CONNECTED');
    expect((await server.messages(3)).map((e) => [e.channel, e.data, e.sequenceId])).toEqual([
      ['move', { x: 1 }, 1],
      ['data', Uint8Array.of(9), 1],
      ['move', { x: 2 }, 2],
    ]);
    peer.send('move', { x: 3 });
    peer.send('data', Uint8Array.of(1, 2));
    peer.send('chat', 'binary all the same');
    expect(await other.hears(3)).toEqual(['{"x":3}', Buffer.from([1, 2]), Buffer.from('binary all the same')]);
  });

  it('as a client of somebody else’s server: text kept until the connection stands, whole messages, an empty one', async () => {
    const uri = await plainServer((socket) => socket.on('message', (data, binary) => socket.send(data, { binary })));
    const client = new Program(options);
    const peer = client.net.connect(`${uri}/any/path?room=3`, { channel: 'data', textChannel: 'chat' });
    peer.send('chat', 'early');
    peer.send('chat', '');
    peer.send('data', new Uint8Array(60_000).fill(7));
    expect((await client.messages(3)).map((e) => [e.channel, e.data])).toEqual([
      ['chat', 'early'],
      ['chat', ''],
      ['data', new Uint8Array(60_000).fill(7)],
    ]);
  });

  it('text stays text on a simulated line', async () => {
    const uri = await plainServer((socket) => socket.on('message', (data, binary) => socket.send(data, { binary })));
    const client = new Program({ channels, transports: [simulate(ws(), { latency: 3, jitter: 5 })] });
    const peer = client.net.connect(uri, { textChannel: 'chat' });
    peer.send('chat', 'a');
    peer.send('data', Uint8Array.of(1));
    peer.send('chat', 'b');
    expect((await client.messages(3)).map((e) => e.data)).toEqual(['a', Uint8Array.of(1), 'b']);
  });

  it('a textChannel where there is no text, an unknown one, and one whose codec makes no UTF-8 are mistakes', async () => {
    const client = new Program(options);
    expect(() => client.net.connect('tcp+raw://127.0.0.1:1', { textChannel: 'chat' })).toThrow(/use channel/);
    expect(() => client.net.listen('ws+raw://127.0.0.1:0', { textChannel: 'chant' })).toThrow(/no channel "chant"/);
    const uri = await plainServer(() => {});
    const peer = client.net.connect(uri, { textChannel: 'data' });
    expect(() => peer.send('data', Uint8Array.of(0xff))).toThrow(/not UTF-8/);
  });

  it('subprotocols: the server’s first that was offered; a client that offers only others is refused', async () => {
    const { uri } = await listening({}, { transports: [ws({ protocols: ['b', 'a'] })] });
    expect((await plain(uri, ['a', 'b'])).socket.protocol).toBe('b');
    expect((await plain(uri)).socket.readyState).toBe(WebSocket.OPEN);
    expect((await plain(uri, ['c'])).socket.readyState).toBe(WebSocket.CLOSED);
    const offered = await plainServer(() => {}, { handleProtocols: () => 'mqtt' });
    const client = new Program({ transports: [ws({ protocols: ['mqtt'] })] });
    client.net.connect(offered);
    await client.next('NETWORK_CONNECTED');
  });

  it.each<[number, string, string]>([
    [1000, 'closed', ''],
    [1001, 'closed', ''],
    [4001, 'peer-error', 'closed by the other side with code 4001: kicked'],
  ])('a close with code %i is told as %s', async (code, reason, message) => {
    const uri = await plainServer((socket) => socket.close(code, 'kicked'));
    const client = new Program(options);
    client.net.connect(uri);
    expect(await client.next('NETWORK_DISCONNECTED')).toMatchObject({
      reason,
      message: expect.stringContaining(message),
    });
  });

  it('a connection that breaks is reset; our close is the closing handshake, after what was sent', async () => {
    const broken = await plainServer((socket) => socket.terminate());
    const client = new Program(options);
    client.net.connect(broken);
    expect(await client.next('NETWORK_DISCONNECTED')).toMatchObject({ reason: 'reset' });
    const { server, uri } = await listening();
    const other = await plain(uri);
    const { peer } = await server.next('NETWORK_CONNECTED');
    peer.send('data', Uint8Array.of(1));
    peer.close();
    const [code] = await once(other.socket, 'close');
    expect(code).toBe(1000);
    expect(other.heard).toEqual([Buffer.from([1])]);
    expect(await server.next('NETWORK_DISCONNECTED')).toMatchObject({ peer, reason: 'closed' });
  });

  it.each<[number, string, string]>([
    [401, 'rejected', 'ERR_REJECTED'],
    [403, 'rejected', 'ERR_REJECTED'],
    [404, 'refused', 'ERR_NOT_FOUND'],
    [302, 'error', 'ERR_HTTP'],
    [503, 'error', 'ERR_HTTP'],
  ])('HTTP %i instead of a WebSocket is %s, %s', async (status, reason, code) => {
    const uri = await plainServer(() => {}, {
      verifyClient: (_: unknown, done: (ok: boolean, code: number) => void) => done(false, status),
    });
    const client = new Program(options);
    const peer = client.net.connect(uri);
    expect(await client.next('NETWORK_ERROR')).toMatchObject({ peer, error: { code } });
    const end = await client.next('NETWORK_DISCONNECTED');
    expect(end).toMatchObject({ peer, reason });
    expect(end.message).toContain(`HTTP ${status}`);
  });

  it('headers of the client’s choice go along', async () => {
    const got: unknown[] = [];
    const uri = await plainServer(() => {}, {
      verifyClient: ({ req }: { req: { headers: Record<string, string> } }) =>
        got.push(req.headers['authorization']) > 0,
    });
    const client = new Program({ transports: [ws({ headers: { authorization: 'Bearer x' } })] });
    client.net.connect(uri);
    await client.next('NETWORK_CONNECTED');
    expect(got).toEqual(['Bearer x']);
  });

  it('what is not read holds the sender up, and memory is bounded', async () => {
    const { server, uri } = await listening({ read: 'recv' }, { recvWindow: 100_000, maxMessage: 16_384 });
    const other = await plain(uri);
    const { peer } = await server.next('NETWORK_CONNECTED');
    const block = Buffer.alloc(16_000, 1);
    let written = 0;
    // Until the kernel's buffers are full as well, and a while longer.
    for (let stuck = 0; stuck < 200; ) {
      if (other.socket.bufferedAmount < 4 * block.length) {
        other.socket.send(block);
        written += block.length;
        stuck = 0;
      } else stuck++;
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(peer.stats.bytesIn).toBeLessThan(100_000 + 4 * 65_536);
    let got = 0;
    while (got < written) {
      const piece = peer.recv(Math.min(10_000, written - got));
      if (piece) got += piece.length;
      else await new Promise((resolve) => setImmediate(resolve));
    }
    expect(got).toBe(written);
  });

  it('a reader that stops: send answers false at sendBuffer, NETWORK_DRAIN follows, nothing is lost', async () => {
    const { server, uri } = await listening({}, { sendBuffer: 1_000_000 });
    const other = await plain(uri);
    const { peer } = await server.next('NETWORK_CONNECTED');
    other.socket.pause();
    const block = new Uint8Array(50_000);
    let sent = 0;
    for (let full = 0; full < 100; ) {
      if (peer.send('data', block)) sent++;
      else full++;
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(peer.bufferedAmount).toBeLessThanOrEqual(1_000_000 + 14);
    expect(peer.send('data', Uint8Array.of(1), { lossy: true })).toBe(false);
    other.socket.resume();
    await server.next('NETWORK_DRAIN');
    expect((await other.hears(sent)).every((each) => each.length === 50_000)).toBe(true);
  });
});

describe('ws+raw as in a browser, which can not pause', () => {
  class PageSocket extends WebSocket {
    constructor(url: string, protocols: string[]) {
      super(url, protocols);
      this.on('error', () => {}); // a page needs no listener for it
    }
  }
  const page = (more: object = {}, limits: object = {}) => {
    vi.stubGlobal('WebSocket', PageSocket);
    onTestFinished(() => void vi.unstubAllGlobals());
    return new Program({ channels, transports: [browserWs(more)], recvWindow: 70_000, ...limits });
  };

  it('text, binary and what comes while nobody pumps, in order, also when the server closes meanwhile', async () => {
    const uri = await plainServer((socket) => {
      socket.send('text');
      for (let i = 0; i < 20; i++) socket.send(new Uint8Array(20_000).fill(i));
      socket.close();
    });
    const client = page();
    const peer = client.net.connect(uri, { textChannel: 'chat' });
    // Nobody pumps until the window is full and the rest is held back.
    while (peer.stats.bytesIn < 70_000) await new Promise((resolve) => setImmediate(resolve));
    const [first, ...rest] = await client.messages(21);
    expect(first).toMatchObject({ channel: 'chat', data: 'text' });
    expect(rest.map((e) => (e.data as Uint8Array)[0])).toEqual(Array.from({ length: 20 }, (_, at) => at));
    expect(await client.next('NETWORK_DISCONNECTED')).toMatchObject({ reason: 'closed' });
  });

  it('more than pausedBytes ends the peer and says why', async () => {
    const uri = await plainServer((socket) => {
      for (let i = 0; i < 100; i++) socket.send(new Uint8Array(20_000));
    });
    const client = page({ pausedBytes: 100_000 });
    const peer = client.net.connect(uri);
    while (peer.state !== 'closed') await new Promise((resolve) => setImmediate(resolve));
    const end = await client.next('NETWORK_DISCONNECTED');
    expect(end).toMatchObject({ reason: 'error', message: expect.stringContaining('100000 bytes') });
  });

  it('a message above maxMessage ends the peer, an option of Node’s is refused', async () => {
    const uri = await plainServer((socket) => socket.send(new Uint8Array(70_000)));
    const client = page();
    client.net.connect(uri);
    expect((await client.next('NETWORK_DISCONNECTED')).message).toMatch(/70000 bytes/);
    expect(() => browserWs({ ca: 'x' })).toThrow(/no option "ca" in a browser/);
  });

  it('a full buffer is looked at until it has room', async () => {
    const sockets: WebSocket[] = [];
    const uri = await plainServer((socket) => sockets.push(socket.on('message', () => {})));
    const client = page({}, { sendBuffer: 2_000_000 });
    const peer = client.net.connect(uri);
    await client.next('NETWORK_CONNECTED');
    while (sockets.length === 0) await new Promise((resolve) => setImmediate(resolve));
    sockets[0]?.pause();
    for (let full = 0; full < 100; ) {
      if (!peer.send('data', new Uint8Array(60_000))) full++;
      await new Promise((resolve) => setImmediate(resolve));
    }
    sockets[0]?.resume();
    await client.next('NETWORK_DRAIN');
  });
});
