// The door of a WebSocket server: paths, attached servers, origins, proxies, a missing package, a page that wakes up.
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { createServer, get, type Server } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { type Transport, text } from '../../src/index.ts';
import { reconnectOnWake, ws } from '../../src/transport/wires/ws/node.ts';
import { certificate } from '../support/certificate.ts';
import { CuttingProxy } from '../support/cutting-proxy.ts';
import { Program } from '../support/program.ts';
import { hello, ping } from '../support/raw-socket.ts';

const program = (transport: Transport = ws(), more: object = {}) =>
  new Program({ app: 'door/1', transports: [transport], channels: { chat: text }, closeMs: 100, ...more });

/** An ordinary web server that knows one page. */
async function webServer(make: () => Server = () => createServer()): Promise<{ http: Server; port: number }> {
  const http = make();
  http.on('request', (_request, response) => response.end('a page'));
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  onTestFinished(() => {
    http.closeAllConnections();
    http.close();
  });
  return { http, port: (http.address() as AddressInfo).port };
}

const page = async (port: number): Promise<string> => {
  const [response] = await once(get(`http://127.0.0.1:${port}/`), 'response');
  let body = '';
  for await (const chunk of response) body += chunk;
  return `${response.statusCode} ${body}`;
};

describe('a WebSocket server attached to a web server', () => {
  it('shares the port: the page is served, the path is ours, another library has another path, the rest is 404', async () => {
    const { http, port } = await webServer();
    const other = new WebSocketServer({ noServer: true });
    const server = program(ws({ server: http }));
    const listener = await server.net.listen('ws:///play').ready();
    expect(listener.uri).toBe(`ws://127.0.0.1:${port}/play`);
    const client = program();
    client.net.connect(listener.uri).send('chat', 'hello');
    expect((await server.messages(1))[0]).toMatchObject({ data: 'hello' });
    expect(await page(port)).toBe('200 a page');
    client.net.connect(`ws://127.0.0.1:${port}/elsewhere`);
    expect(await client.next('NETWORK_ERROR')).toMatchObject({ error: { code: 'ERR_NOT_FOUND' } });
    expect(await client.next('NETWORK_DISCONNECTED')).toMatchObject({ reason: 'refused' });
    http.on('upgrade', (request, socket, head) => {
      if (request.url === '/other') other.handleUpgrade(request, socket, head, (socket) => socket.send('hi'));
    });
    const raw = program();
    raw.net.connect(`ws+raw://127.0.0.1:${port}/other`);
    expect((await raw.messages(1))[0]).toMatchObject({ data: 'hi' });
    for (const each of other.clients) each.terminate();
  });

  it('several paths on one server, sessions and raw; a path is given back by close, and the server goes on', async () => {
    const { http, port } = await webServer();
    const server = program(ws({ server: http }));
    const play = await server.net.listen('ws:///play').ready();
    await server.net.listen('ws+raw:///raw').ready();
    expect(() => server.net.listen('ws:///play')).toThrow(/on the path \/play of this server already/);
    const client = program();
    client.net.connect(`ws://127.0.0.1:${port}/play`);
    await client.next('NETWORK_CONNECTED');
    client.net.connect(`ws+raw://127.0.0.1:${port}/raw`);
    await client.next('NETWORK_CONNECTED');
    await play.close();
    client.net.connect(`ws://127.0.0.1:${port}/play`);
    expect(await client.next('NETWORK_DISCONNECTED')).toMatchObject({ reason: 'refused' });
    await server.net.listen('ws:///play').ready();
    expect(await page(port)).toBe('200 a page');
  });

  it('waits for a server that does not listen yet, and tells when it can not', async () => {
    const { port } = await webServer();
    const late = createServer();
    onTestFinished(() => void late.close());
    const server = program(ws({ server: late }));
    const listener = server.net.listen('ws:///');
    late.listen(0, '127.0.0.1');
    expect((await listener.ready()).uri).toMatch(/^ws:\/\/127\.0\.0\.1:\d+$/);
    const doomed = createServer();
    const failing = program(ws({ server: doomed })).net.listen('ws:///');
    doomed.listen(port, '127.0.0.1');
    await expect(failing.ready()).rejects.toMatchObject({ code: 'ERR_ADDRESS_IN_USE' });
  });

  it('a listener that is closed before the server listens leaves nothing on it', async () => {
    const http = createServer();
    const counts = (): number[] => ['listening', 'error', 'upgrade'].map((event) => http.listenerCount(event));
    const before = counts();
    for (let i = 0; i < 3; i++)
      await program(ws({ server: http }))
        .net.listen('ws:///play')
        .close();
    expect(counts()).toEqual(before);
  });

  it('https, and addresses that contradict the given server', async () => {
    const { http, port } = await webServer(() => createHttps(certificate));
    const server = program(ws({ server: http }));
    expect(() => server.net.listen('ws:///play')).toThrow(/https, write wss:\/\/\/play/);
    expect(() => server.net.listen('wss://127.0.0.1:80/play')).toThrow(/write wss:\/\/\/play/);
    await server.net.listen('wss:///play').ready();
    const client = program(ws({ ca: certificate.ca }));
    client.net.connect(`wss://localhost:${port}/play`);
    await client.next('NETWORK_CONNECTED');
    const stranger = program();
    stranger.net.connect(`wss://localhost:${port}/play`);
    expect(await stranger.next('NETWORK_DISCONNECTED')).toMatchObject({ reason: 'tls' });
  });
});

describe('a WebSocket server on its own port', () => {
  it('has one path, answers 426 to a browser that is lost, and needs a certificate for wss', async () => {
    const server = program();
    const listener = await server.net.listen('ws://127.0.0.1:0/play').ready();
    expect(listener.uri).toMatch(/:\d+\/play$/);
    expect(await page(Number(new URL(listener.uri).port))).toBe('426 This is a WebSocket server.\n');
    const client = program();
    client.net.connect(listener.uri.replace('/play', '/other'));
    expect(await client.next('NETWORK_DISCONNECTED')).toMatchObject({ reason: 'refused' });
    client.net.connect(`${listener.uri}?room=3`);
    await client.next('NETWORK_CONNECTED');
    expect(() => server.net.listen('wss://127.0.0.1:0')).toThrow(/ws\(\{ key, cert \}\)/);
    expect(() => server.net.listen('ws://127.0.0.1')).toThrow(/names no port/);
    expect(() => client.net.connect('ws://127.0.0.1:0')).toThrow(/no address to connect to/);
  });

  it('a server that is busy is asked again', async () => {
    const { http, port } = await webServer();
    let asked = 0;
    const busy = (_request: unknown, socket: { end(text: string): void }): void => {
      asked++;
      socket.end('HTTP/1.1 503 Busy\r\nConnection: close\r\n\r\n');
      if (asked < 3) return;
      http.off('upgrade', busy);
      server.net.listen('ws:///');
    };
    http.on('upgrade', busy);
    const server = program(ws({ server: http }));
    const client = program(ws(), { backoffMs: 1, backoffMaxMs: 5 });
    client.net.connect(`ws://127.0.0.1:${port}`);
    await client.next('NETWORK_CONNECTED');
    expect(asked).toBe(3);
  });

  it('a WebSocket server of somebody else, and something that is none, are errors and not connections', async () => {
    const plain = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => false });
    onTestFinished(() => void plain.close());
    await once(plain, 'listening');
    const client = program();
    client.net.connect(`ws://127.0.0.1:${(plain.address() as AddressInfo).port}`);
    expect(await client.next('NETWORK_DISCONNECTED')).toMatchObject({ reason: 'protocol' });
    const raw = program();
    const server = program();
    const listener = await server.net.listen('ws://127.0.0.1:0').ready();
    raw.net.connect(listener.uri.replace('ws:', 'ws+raw:'));
    expect(await raw.next('NETWORK_DISCONNECTED')).toMatchObject({
      reason: 'rejected',
      message: expect.stringContaining('This address speaks pumpjack.1'),
    });
  });

  it('proxies: the address comes from X-Forwarded-For, counted from its end', async () => {
    const server = program(ws({ proxies: 1 }));
    const listener = await server.net.listen('ws://127.0.0.1:0').ready();
    const client = program(ws({ headers: { 'x-forwarded-for': '6.6.6.6, 203.0.113.9' } }));
    client.net.connect(listener.uri);
    expect((await server.next('NETWORK_CONNECTED')).peer.uri).toContain('203.0.113.9');
    const direct = program(ws());
    direct.net.connect(listener.uri);
    expect((await server.next('NETWORK_CONNECTED')).peer.uri).toContain('127.0.0.1');
  });
});

describe('origins', () => {
  const from = async (origin: string | undefined, options: Parameters<typeof ws>[0] = {}) => {
    const server = program(ws(options));
    const listener = await server.net.listen('ws://127.0.0.1:0').ready();
    const own = origin?.replace('HOST', new URL(listener.uri).host);
    const client = program(ws(own === undefined ? {} : { headers: { origin: own } }));
    client.net.connect(listener.uri);
    for (;;) {
      const e = await client.queue.wait();
      if (e.type === 'NETWORK_CONNECTED') return 'in';
      if (e.type === 'NETWORK_DISCONNECTED') return `${e.reason}: ${e.message.replace(/^\S+ /, '')}`;
    }
  };
  const refused = 'rejected: the server does not let you in (HTTP 403 Origin not allowed)';

  it.each<[string | undefined, string]>([
    [undefined, 'in'],
    ['http://HOST', 'in'],
    ['https://HOST', 'in'],
    ['http://evil.example', refused],
    ['chrome-extension://HOST', 'in'],
    ['http://127.0.0.1', refused],
    ['http://127.0.0.1.evil.example', refused],
    ['null', refused],
    ['nonsense', refused],
  ])('by default from the same host only: %s', async (origin, expected) => {
    expect(await from(origin)).toBe(expected);
  });

  it('a list, a function', async () => {
    const origins = ['https://game.example', 'null'];
    expect(await from('https://game.example', { origins })).toBe('in');
    expect(await from('null', { origins })).toBe('in');
    expect(await from('http://game.example', { origins })).toBe(refused);
    expect(await from('http://HOST', { origins })).toBe(refused);
    const seen: string[] = [];
    const decide = (origin: string, request: { url: string; remote: string }): boolean => {
      seen.push(`${origin} ${request.url} ${request.remote}`);
      return origin.endsWith('.example');
    };
    expect(await from('https://a.example', { origins: decide })).toBe('in');
    expect(await from('https://a.test', { origins: decide })).toBe(refused);
    const broken = (): boolean => {
      throw new Error('oops');
    };
    expect(await from('https://a.example', { origins: broken })).toBe(refused);
    expect(seen).toEqual(['https://a.example / 127.0.0.1', 'https://a.test / 127.0.0.1']);
  });

  it.each(['game.example', 'https://game.example/', 'https://game.example:443', '*'])(
    'a list with %s, which no browser sends, is a mistake',
    (origin) => {
      expect(() => program(ws({ origins: [origin] })).net.listen('ws://127.0.0.1:0')).toThrow(/is no origin/);
    },
  );
});

it('options that do not exist, and numbers that can not be, are mistakes', () => {
  const misspelt: object = { origin: ['https://game.example'] };
  expect(() => ws(misspelt)).toThrow(/no option "origin"/);
  expect(() => ws({ proxies: -1 })).toThrow(/proxies.*from 0 on/);
  expect(() => ws({ maxHandshakes: 0 })).toThrow(/maxHandshakes.*from 1 on/);
});

it('lossy messages are dropped, not queued, while what is reliable waits in the WebSocket', async () => {
  const server = program(ws(), { sendBuffer: 32_000_000, lossyHighWater: 65_536 });
  const listener = await server.net.listen('ws://127.0.0.1:0').ready();
  const deaf = new WebSocket(listener.uri, ['pumpjack.1']);
  onTestFinished(() => deaf.terminate());
  await once(deaf, 'open');
  deaf.send(hello('door/1', 'chat:r', 32_000_000));
  await once(deaf, 'message');
  deaf.send(ping());
  const { peer } = await server.next('NETWORK_CONNECTED');
  expect(peer.send('chat', 'now', { lossy: true })).toBe(true);
  deaf.pause();
  let sent = 0;
  // Until the kernel's buffers are full as well.
  while (peer.send('chat', 'late', { lossy: true }) && sent < 400) {
    for (let i = 0; i < 4; i++, sent++) peer.send('chat', 'x'.repeat(60_000));
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(sent).toBeLessThan(400);
  const { lossyDropped } = peer.stats;
  expect(lossyDropped).toBeGreaterThan(0);
  expect(peer.send('chat', 'later', { lossy: true })).toBe(false);
  expect(peer.stats.lossyDropped).toBe(lossyDropped + 1);
  // It reads again: everything reliable comes, and lossy ones go again.
  deaf.resume();
  while (!peer.send('chat', 'again', { lossy: true })) await new Promise((resolve) => setImmediate(resolve));
});

it('without the package ws, ws() says what to type', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pumpjack-ws-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const root = new URL('../../', import.meta.url).pathname;
  await cp(join(root, 'dist'), join(folder, 'dist'), { recursive: true });
  await cp(join(root, 'package.json'), join(folder, 'package.json'));
  for (const name of ['@msgpack', '@noble', '@standard-schema', 'mitt']) {
    await mkdir(join(folder, 'node_modules'), { recursive: true });
    await symlink(join(root, 'node_modules', name), join(folder, 'node_modules', name));
  }
  const code = `import('pumpjack/ws').then(({ ws }) => { try { ws() } catch (e) { console.log(e.name, e.code, e.message) } })`;
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', code], { cwd: folder });
  expect(stdout).toBe('UsageError ERR_MISSING_PACKAGE ws() needs the package ws in Node: run "npm install ws"\n');
});

it('reconnectOnWake: a suspended peer tries at once when the page is online or shown again', async () => {
  const target = globalThis as Partial<EventTarget>; // Node has no window
  const events = new EventTarget();
  target.addEventListener = events.addEventListener.bind(events);
  target.removeEventListener = events.removeEventListener.bind(events);
  onTestFinished(() => {
    delete target.addEventListener;
    delete target.removeEventListener;
  });
  const server = program();
  const listener = await server.net.listen('ws://127.0.0.1:0').ready();
  const proxy = await CuttingProxy.to(Number(new URL(listener.uri).port));
  const client = program(ws(), { random: () => 0.999, backoffMs: 30_000, backoffMaxMs: 60_000 });
  const stop = reconnectOnWake(client.net);
  client.net.connect(`ws://127.0.0.1:${proxy.port}`);
  await client.next('NETWORK_CONNECTED');
  for (const type of ['online', 'pageshow']) {
    // A link that breaks within a second counts as one more failed attempt: the next one is a minute away.
    proxy.cut();
    await client.next('NETWORK_SUSPENDED');
    events.dispatchEvent(new Event(type));
    const { downtime } = await client.next('NETWORK_RESUMED');
    expect(downtime).toBeLessThan(25_000);
  }
  // A link that seems to stand is asked whether it does. What has no session is left alone.
  const asked: string[] = [];
  const peers = ['ws://a', 'wss://b', 'ws+raw://c', 'wss+raw://d'].map((uri) => {
    const reconnect = (): void => void asked.push(uri);
    return { uri, state: 'connected' as const, reconnect };
  });
  const stopAsking = reconnectOnWake({ peers });
  events.dispatchEvent(new Event('online'));
  expect(asked).toEqual(['ws://a', 'wss://b']);
  stopAsking();
  stop();
  events.dispatchEvent(new Event('online'));
  expect(asked).toHaveLength(2);
});
