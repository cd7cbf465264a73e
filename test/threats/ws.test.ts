// The attacker over real sockets: docs/limits.md against each threat that concerns WebSockets. The others notice nothing.
import { once } from 'node:events';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { bytes, text } from '../../src/index.ts';
import { ws } from '../../src/transport/wires/ws/node.ts';
import type { WsOptions } from '../../src/transport/wires/ws/options.ts';
import { certificate } from '../support/certificate.ts';
import { Program } from '../support/program.ts';
import { hello, ping, RawSocket } from '../support/raw-socket.ts';

const channels = { chat: text, blob: bytes };

/** A server, and an honest client that must not notice anything. */
async function fort(options: WsOptions = {}, more: object = {}, scheme = 'ws') {
  const server = new Program({ app: 'fort/1', transports: [ws(options)], channels, closeMs: 100, ...more });
  const listener = await server.net.listen(`${scheme}://localhost:0`).ready();
  const honest = new Program({ app: 'fort/1', transports: [ws({ ca: certificate.ca })], channels });
  const honestPeer = honest.net.connect(listener.uri);
  const { peer: honestThere } = await server.next('NETWORK_CONNECTED');
  await honest.next('NETWORK_CONNECTED');
  return { server, uri: listener.uri, port: Number(new URL(listener.uri).port), honest, honestPeer, honestThere };
}

/** The honest client still talks, both ways, and was never interrupted. */
async function unharmed({ server, honest, honestPeer, honestThere }: Awaited<ReturnType<typeof fort>>): Promise<void> {
  honestPeer.send('chat', 'still here?');
  const heard = await server.next('NETWORK_DATA_IN', (e) => e.peer === honestThere && e.data === 'still here?');
  heard.peer.send('chat', 'still here.');
  await honest.next('NETWORK_DATA_IN', (e) => e.data === 'still here.');
  expect(honest.types()).not.toContain('NETWORK_SUSPENDED');
}

/** A WebSocket of the attacker's, open; `inside`: through the session's handshake too. */
async function intruder(uri: string, inside = true) {
  const socket = new WebSocket(uri, ['pumpjack.1']);
  socket.on('error', () => {});
  onTestFinished(() => socket.terminate());
  const closed = once(socket, 'close');
  await once(socket, 'open');
  if (inside) {
    socket.send(hello('fort/1', 'chat:r,blob:r'));
    await once(socket, 'message');
    socket.send(ping());
  }
  return { socket, closed };
}

const upgrade = (headers: string): string =>
  `GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n${headers}\r\n`;

describe('what a stranger can do to a ws server', () => {
  it('[S-8] a text message on a session is a protocol error, before the handshake and after it', async () => {
    const scene = await fort();
    const early = await intruder(scene.uri, false);
    early.socket.send('hello?');
    await early.closed;
    expect(scene.server.net.stats.badHandshakes).toBe(1);
    const inside = await intruder(scene.uri);
    const { peer } = await scene.server.next('NETWORK_CONNECTED');
    // As a binary message this would be a PING.
    inside.socket.send(Buffer.from(ping()).toString());
    await inside.closed;
    expect(await scene.server.next('NETWORK_DISCONNECTED')).toMatchObject({ peer, reason: 'protocol' });
    await unharmed(scene);
  });

  it('a message that is too large ends the link when its length is read, not when it is there', async () => {
    const scene = await fort({}, { maxMessage: 1000 });
    const { socket, closed } = await intruder(scene.uri);
    await scene.server.next('NETWORK_CONNECTED');
    const raw = (socket as unknown as { _socket: NodeJS.WritableStream })._socket; // the bytes underneath
    raw.write(Buffer.from('82ff0000000100000000000000', 'hex'));
    const [code] = await closed;
    expect(code).toBe(1009);
    expect(await scene.server.next('NETWORK_SUSPENDED')).toMatchObject({ reason: 'link-closed' });
    await unharmed(scene);
  });

  it('frames that are no WebSocket, and an endless message in empty pieces, end that link alone', async () => {
    const scene = await fort();
    for (const garbage of [Buffer.alloc(100, 0xff), Buffer.from('GET / HTTP/1.1\r\n\r\n')]) {
      const { socket, closed } = await intruder(scene.uri, false);
      (socket as unknown as { _socket: NodeJS.WritableStream })._socket.write(garbage);
      await closed;
    }
    const { socket, closed } = await intruder(scene.uri, false);
    const piece = Buffer.alloc(6);
    piece[1] = 0x80;
    const raw = (socket as unknown as { _socket: NodeJS.WritableStream })._socket;
    raw.write(Buffer.concat([Buffer.from('028000000000', 'hex'), ...Array.from({ length: 20_000 }, () => piece)]));
    await closed;
    await unharmed(scene);
  });

  it('what is no WebSocket handshake is answered or dropped', async () => {
    const scene = await fort();
    const answers: string[] = [];
    for (const request of [
      'nonsense\r\n\r\n',
      `${upgrade('').replace('dGhl', '')}`,
      upgrade(''),
      upgrade('Sec-WebSocket-Protocol: pumpjack.1\r\nOrigin: http://evil.example\r\n'),
      upgrade('Sec-WebSocket-Protocol: pumpjack.1\r\nSec-WebSocket-Origin: http://evil.example\r\n').replace(
        ': 13',
        ': 8',
      ),
      upgrade('Sec-WebSocket-Protocol: pumpjack.1\r\n').replace('GET', 'POST'),
    ]) {
      const socket = await RawSocket.open(scene.uri);
      socket.send(request);
      await socket.end();
      answers.push(socket.received.toString().split('\r\n')[0] ?? '');
    }
    expect(answers).toEqual([
      'HTTP/1.1 400 Bad Request',
      'HTTP/1.1 400 This address speaks pumpjack.1',
      'HTTP/1.1 400 This address speaks pumpjack.1',
      'HTTP/1.1 403 Origin not allowed',
      'HTTP/1.1 403 Origin not allowed',
      'HTTP/1.1 405 Method Not Allowed',
    ]);
    await unharmed(scene);
  });

  it('connections that never become a WebSocket, or trickle, are dropped after handshakeMs and hold no place', async () => {
    const scene = await fort({ handshakeMs: 300, maxHandshakes: 8 });
    const idle = await Promise.all(Array.from({ length: 20 }, () => RawSocket.open(scene.uri)));
    // Beyond maxHandshakes they are dropped at once.
    while (idle.filter((each) => each.closed).length < 12) await new Promise((resolve) => setImmediate(resolve));
    const letters = [...upgrade('Sec-WebSocket-Protocol: pumpjack.1\r\n')];
    const slow = idle.find((each) => !each.closed);
    const drip = setInterval(() => slow?.send(letters.shift() ?? ''), 40);
    await Promise.all(idle.map((each) => each.end()));
    clearInterval(drip);
    expect(letters.length).toBeGreaterThan(0);
    await intruder(scene.uri);
    await unharmed(scene);
  });

  it('the same with TLS, for those that stop within its handshake and behind it', async () => {
    const scene = await fort({ ...certificate, handshakeMs: 300, maxHandshakes: 4 }, {}, 'wss');
    const plain = connect(scene.port, '127.0.0.1').on('error', () => {});
    const secure = connectTls({ port: scene.port, host: 'localhost', ca: certificate.ca }).on('error', () => {});
    onTestFinished(() => {
      plain.destroy();
      secure.destroy();
    });
    const gone = Promise.all([once(plain, 'close'), once(secure, 'close')]);
    await once(secure, 'secureConnect');
    await gone;
    await unharmed(scene);
  });

  it('a WebSocket that says nothing is over when the session’s handshakeMs is over', async () => {
    const scene = await fort({}, { handshakeMs: 200 });
    const { closed } = await intruder(scene.uri, false);
    await closed;
    expect(scene.server.net.stats.badHandshakes).toBe(1);
    await unharmed(scene);
  });

  it('pings without end from somebody who reads no answer end that link', async () => {
    const scene = await fort();
    const { socket, closed } = await intruder(scene.uri);
    await scene.server.next('NETWORK_CONNECTED');
    (socket as unknown as { _socket: { pause(): void } })._socket.pause();
    const flood = setInterval(() => {
      for (let i = 0; i < 100; i++) socket.ping(Buffer.alloc(125));
    }, 1);
    expect(await scene.server.next('NETWORK_SUSPENDED')).toMatchObject({ reason: 'link-closed' });
    clearInterval(flood);
    socket.terminate();
    await closed;
    await unharmed(scene);
  });

  it('with perMessageDeflate a bomb ends the link at maxPayload', async () => {
    const scene = await fort({ perMessageDeflate: true }, { maxMessage: 20_000 });
    const { socket, closed } = await intruder(scene.uri);
    await scene.server.next('NETWORK_CONNECTED');
    expect(socket.extensions).toContain('permessage-deflate');
    socket.send(new Uint8Array(2_000_000));
    expect((await closed)[0]).toBe(1009);
    await unharmed(scene);
  });
});
