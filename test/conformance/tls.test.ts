import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { bytes, text } from '../../src/index.ts';
import { tls } from '../../src/transport/wires/tls.ts';
import { ws } from '../../src/transport/wires/ws/node.ts';
import { certificate } from '../support/certificate.ts';
import { freePort } from '../support/free-port.ts';
import { Program } from '../support/program.ts';
import { conformance } from './suite.ts';

conformance({
  name: 'tls',
  transport: () => tls(certificate),
  listenAt: () => 'tls://127.0.0.1:0',
  nobodyAt: async () => `tls://127.0.0.1:${await freePort()}`,
});

it('a certificate that is not trusted is an error event, never a connection', async () => {
  const server = new Program({ transports: [tls(certificate)] });
  const listener = await server.net.listen('tls://localhost:0').ready();
  const client = new Program({ transports: [tls()] });
  client.net.connect(listener.uri);
  expect(await client.next('NETWORK_ERROR')).toMatchObject({ error: { code: 'ERR_TLS' } });
  expect(await client.next('NETWORK_DISCONNECTED')).toMatchObject({ reason: 'tls' });
});

it('a certificate for another name is refused too', async () => {
  const server = new Program({ transports: [tls(certificate)] });
  const listener = await server.net.listen('tls://127.0.0.1:0').ready();
  const client = new Program({ transports: [tls({ ca: certificate.ca, servername: 'example.org' })] });
  client.net.connect(listener.uri);
  expect(await client.next('NETWORK_DISCONNECTED')).toMatchObject({ reason: 'tls' });
});

it('tls+raw carries bytes and text lines', async () => {
  const server = new Program({ transports: [tls(certificate)], channels: { data: bytes, chat: text } });
  const listener = await server.net.listen('tls+raw://localhost:0', { channel: 'chat' }).ready();
  const client = new Program({ transports: [tls(certificate)], channels: { data: bytes, chat: text } });
  client.net.connect(listener.uri).send('chat', 'GET /');
  expect((await server.messages(1))[0]).toMatchObject({ channel: 'chat', data: 'GET /' });
});

it('listening without a certificate says what is missing', () => {
  const server = new Program({ transports: [tls()] });
  expect(() => server.net.listen('tls://localhost:0')).toThrow(/tls\(\{ key, cert \}\)/);
});

it('plain bytes, and sockets that never begin the TLS handshake, are dropped and hold no place', async () => {
  const server = new Program({ transports: [tls({ ...certificate, handshakeMs: 200, maxHandshakes: 8 })] });
  const listener = await server.net.listen('tls://127.0.0.1:0').ready();
  const port = Number(new URL(listener.uri).port);
  const strangers = Array.from({ length: 20 }, (_, at) => {
    const socket = connect(port, '127.0.0.1').on('error', () => {});
    if (at % 2) socket.write('GET / HTTP/1.1\r\n\r\n');
    onTestFinished(() => void socket.destroy());
    return new Promise((resolve) => socket.on('close', resolve));
  });
  await Promise.all(strangers);
  const client = new Program({ transports: [tls(certificate)] });
  client.net.connect(listener.uri);
  await client.next('NETWORK_CONNECTED');
});

it.each(['tls', 'wss'])('%s: a socket that never begins the TLS handshake does not hold up close()', async (scheme) => {
  const transports = [tls({ ...certificate, handshakeMs: 60_000 }), ws({ ...certificate, handshakeMs: 60_000 })];
  const server = new Program({ transports });
  const listener = await server.net.listen(`${scheme}://127.0.0.1:0`).ready();
  const silent = connect(Number(new URL(listener.uri).port), '127.0.0.1').on('error', () => {});
  onTestFinished(() => void silent.destroy());
  await once(silent, 'connect');
  // A client that came later is through: the server has seen the silent one.
  const client = new Program({ transports: [tls(certificate), ws(certificate)] });
  client.net.connect(listener.uri.replace('127.0.0.1', 'localhost'));
  await client.next('NETWORK_CONNECTED');
  const gone = once(silent, 'close');
  await client.queue.close();
  await server.queue.close();
  await gone;
});
