// What Network promises beyond the wires: errors at the call, order over peers, laws 1 and 2, clocks, addresses.
import { describe, expect, it } from 'vitest';
import { EventQueue, json, mem, Network, parseAddress, type Transport, text } from '../../src/index.ts';
import { tcp } from '../../src/transport/wires/tcp.ts';
import { Program } from '../support/program.ts';

describe('what the caller gets wrong throws at once, and says what to do', () => {
  const net = new Network({ transports: [mem({ isolated: true }), tcp()], channels: { chat: text } });
  it.each([
    [
      'a scheme without transport',
      () => net.connect('ws://127.0.0.1:1'),
      'ERR_NO_TRANSPORT',
      /no transport for "ws:"; add .* to transports/,
    ],
    [
      'the tls scheme',
      () => net.listen('tls://127.0.0.1:1'),
      'ERR_NO_TRANSPORT',
      /add tls\(\) from "pumpjack\/tls" to transports/,
    ],
    ['no address at all', () => net.connect('127.0.0.1'), 'ERR_ADDRESS', /not an address/],
    ['no port', () => net.connect('tcp://127.0.0.1'), 'ERR_ADDRESS', /names no port/],
    ['connecting to port 0', () => net.connect('tcp://127.0.0.1:0'), 'ERR_ADDRESS', /names no port/],
    ['a port that is none', () => net.listen('tcp://127.0.0.1:70000'), 'ERR_ADDRESS', /not an address/],
    ['too long credentials', () => net.connect('mem://x', { credentials: 'x'.repeat(1025) }), 'ERR_USAGE', /1024/],
  ])('%s', (_name, call, code, message) => {
    expect(call).toThrowError(expect.objectContaining({ code, message: expect.stringMatching(message) }));
  });

  it.each([
    ['a channel name with a space', { 'a b': text }],
    ['a number as a channel name', { 1: text }],
    ['no channels', {}],
  ])('%s', (_name, channels) => {
    expect(() => new Network({ channels })).toThrow(/channel/);
  });

  it('a channel without codec, an unknown channel', () => {
    // @ts-expect-error a caller without types
    expect(() => new Network({ channels: { chat: 'text' } })).toThrow(/not a codec/);
    const peer = net.connect('mem://nobody');
    // @ts-expect-error a caller without types
    expect(() => peer.send('chatt', 'x')).toThrow(/no channel "chatt"; declared are chat/);
  });

  it('one network, one queue', () => {
    const network = new Network();
    new EventQueue({ drivers: [network] });
    expect(() => new EventQueue({ drivers: [network] })).toThrow(/one Network for each queue/);
  });
});

describe('addresses', () => {
  it.each([
    ['tcp://127.0.0.1:4000', { scheme: 'tcp', raw: false, host: '127.0.0.1', port: 4000, path: '' }],
    ['tcp+raw://[::1]:7', { scheme: 'tcp+raw', raw: true, host: '::1', port: 7 }],
    ['TLS://Game.example:443/room/1', { scheme: 'tls', host: 'Game.example', port: 443, path: '/room/1' }],
    ['mem://lobby', { scheme: 'mem', host: 'lobby', port: undefined }],
    [
      'ws://host:1/p?a=1&b=%20x',
      {
        scheme: 'ws',
        path: '/p',
        query: new Map([
          ['a', '1'],
          ['b', ' x'],
        ]),
      },
    ],
  ])('%s', (uri, parts) => expect(parseAddress(uri)).toMatchObject(parts));

  it.each(['', 'tcp', 'tcp:/x', '://x', 'tcp://a b:1', 'tcp://x:', 'tcp://u@h:1', 'tcp://[::1:1'])(
    '%j is none',
    (uri) => {
      expect(() => parseAddress(uri)).toThrowError(expect.objectContaining({ code: 'ERR_ADDRESS' }));
    },
  );

  it.each(['tcp://[::1]:0', 'tcp://localhost:0', 'tcp://*:0', 'tcp://0.0.0.0:0'])(
    'listens at %s and is reached',
    async (uri) => {
      const server = new Program({ transports: [tcp()] });
      const listener = await server.net.listen(uri).ready();
      const client = new Program({ transports: [tcp()] });
      client.net.connect(listener.uri.replace(/\*|0\.0\.0\.0/, '127.0.0.1'));
      await client.next('NETWORK_CONNECTED');
    },
  );

  it('a host name that does not resolve is an event', async () => {
    const client = new Program({ transports: [tcp()] });
    client.net.connect('tcp://no-such-host.invalid:1');
    expect(await client.next('NETWORK_ERROR')).toMatchObject({ error: { code: 'ERR_UNKNOWN_HOST' } });
    expect(await client.next('NETWORK_DISCONNECTED')).toMatchObject({ reason: 'unknown-host' });
  });
});

describe('the laws, on the network’s side', () => {
  it('law 1: whatever has arrived, nothing is in the queue and no callback runs before the pump', async () => {
    const transports = [mem({ isolated: true })];
    const server = new Program({ transports, channels: { chat: text } });
    let called = 0;
    await server.net.listen('mem://law', { onConnection: () => called++ }).ready();
    const client = new Program({ transports, channels: { chat: text } });
    const peer = client.net.connect('mem://law');
    await client.next('NETWORK_CONNECTED');
    peer.send('chat', 'knock');
    while (server.net.stats.pending < 3) await new Promise((resolve) => setImmediate(resolve));
    expect(server.queue.get(null, { pump: false })).toEqual([]);
    expect(called).toBe(0);
    expect(server.net.peers.size).toBe(0);
    server.queue.pump();
    expect(called).toBe(1);
    expect(server.queue.get(null, { pump: false }).map((e) => e.type)).toEqual([
      'NETWORK_LISTENING',
      'NETWORK_CONNECTED',
      'NETWORK_DATA_IN',
    ]);
  });

  it('law 2: a full queue loses nothing; what has no room waits for the next pump', async () => {
    const transports = [mem({ isolated: true })];
    const server = new Network({ transports, channels: { chat: text } });
    const queue = new EventQueue({ drivers: [server], maxEvents: 3 });
    await server.listen('mem://law').ready();
    const client = new Program({ transports, channels: { chat: text } });
    const peer = client.net.connect('mem://law');
    await client.next('NETWORK_CONNECTED');
    for (let i = 0; i < 10; i++) peer.send('chat', `${i}`);
    while (server.stats.pending < 12) await new Promise((resolve) => setImmediate(resolve));
    const laps = [];
    while (server.stats.pending > 0)
      laps.push(queue.get().map((e) => (e.type === 'NETWORK_DATA_IN' ? e.data : e.type)));
    expect(laps.map((lap) => lap.length)).toEqual([3, 3, 3, 3]);
    expect(laps.flat()).toEqual(['NETWORK_LISTENING', 'NETWORK_CONNECTED', ...'0123456789']);
    expect(queue.stats.refused).toBeGreaterThan(0);
    await queue.close();
  });

  it('a callback that throws surfaces from get(), and costs no event', async () => {
    const transports = [mem({ isolated: true })];
    const server = new Network({ transports, channels: { chat: text } });
    const queue = new EventQueue({ drivers: [server] });
    server.listen('mem://law', {
      onConnection: () => {
        throw new Error('a bug in the game');
      },
    });
    const client = new Program({ transports, channels: { chat: text } });
    const peer = client.net.connect('mem://law');
    await client.next('NETWORK_CONNECTED');
    peer.send('chat', 'one');
    while (server.stats.pending < 3) await new Promise((resolve) => setImmediate(resolve));
    expect(() => queue.get()).toThrow('a bug in the game');
    expect(queue.get().map((e) => e.type)).toEqual(['NETWORK_LISTENING', 'NETWORK_CONNECTED', 'NETWORK_DATA_IN']);
    await queue.close();
  });
});

it('events of different peers come in the order of their arrival', async () => {
  const transports = [mem({ isolated: true })];
  const server = new Program({ transports, channels: { chat: text } });
  await server.net.listen('mem://order').ready();
  const clients = [1, 2, 3].map(() => new Program({ transports, channels: { chat: text } }));
  const peers = clients.map((client) => client.net.connect('mem://order'));
  for (const client of clients) await client.next('NETWORK_CONNECTED');
  for (let round = 0; round < 5; round++) {
    for (const [at, peer] of peers.entries()) {
      peer.send('chat', `${round}${at}`);
      const before = server.net.stats.pending;
      while (server.net.stats.pending === before) await new Promise((resolve) => setImmediate(resolve));
    }
  }
  const order = (await server.messages(15)).map((e) => e.data);
  expect(order).toEqual([...order].sort());
});

it('what is sent in one turn leaves in one write for each link, and the payload is encoded once for all', async () => {
  const wire = mem({ isolated: true });
  let writes = 0;
  const counting: Transport = {
    ...wire,
    listen: (address, hooks) => {
      if (!wire.listen) throw new Error('mem listens');
      return wire.listen(address, {
        ...hooks,
        accepted: (link) => {
          const { write } = link;
          link.write = (bytes) => {
            writes++;
            return write.call(link, bytes);
          };
          return hooks.accepted(link);
        },
      });
    },
  };
  let encoded = 0;
  const counted = {
    encode(value: string): Uint8Array {
      encoded++;
      return text.encode(value);
    },
    decode: text.decode,
  };
  const server = new Program({ transports: [counting], channels: { chat: counted } });
  await server.net.listen('mem://once').ready();
  const clients = [1, 2, 3].map(() => new Program({ transports: [wire], channels: { chat: text } }));
  for (const client of clients) client.net.connect('mem://once');
  for (const client of clients) await client.next('NETWORK_CONNECTED');
  for (const _ of clients) await server.next('NETWORK_CONNECTED');
  await new Promise((resolve) => setImmediate(resolve));
  writes = 0;
  for (let i = 0; i < 10; i++) server.net.send('chat', `line ${i}`);
  for (const client of clients) await client.messages(10);
  expect(encoded).toBe(10);
  expect(writes).toBe(3);
  // Of many the first leave at once, so that the other side has something to do.
  writes = 0;
  for (let i = 0; i < 255; i++) server.net.send('chat', 'x');
  expect(writes).toBe(0);
  server.net.send('chat', 'x');
  expect(writes).toBeGreaterThanOrEqual(3);
  for (const client of clients) await client.messages(256);
});

it('times are those of the queue’s clock, when it happened and not when it was pumped', async () => {
  let now = 1000;
  const transports = [mem({ isolated: true })];
  const server = new Network({ transports, channels: { chat: text } });
  const queue = new EventQueue({ drivers: [server], now: () => now });
  await server.listen('mem://time').ready();
  const client = new Program({ transports, channels: { chat: text } });
  client.net.connect('mem://time').send('chat', 'tick');
  while (server.stats.pending < 3) await new Promise((resolve) => setImmediate(resolve));
  now = 1500;
  expect(queue.get().map((e) => e.time)).toEqual([1000, 1000, 1000]);
  await queue.close();
});

it('admit may say who it is: request.data becomes peer.data', async () => {
  const transports = [mem({ isolated: true })];
  const server = new Program({ transports });
  await server.net
    .listen('mem://who', {
      admit: (request) => {
        request.data = { name: new TextDecoder().decode(request.credentials) };
        return true;
      },
    })
    .ready();
  const client = new Program({ transports });
  client.net.connect('mem://who', { credentials: 'Ada' });
  expect((await server.next('NETWORK_CONNECTED')).peer.data).toEqual({ name: 'Ada' });
});

it('a key that crosses an open line is told once', async () => {
  const wire = mem({ isolated: true });
  const open: Transport = {
    ...wire,
    connect: (address, hooks) => {
      const link = wire.connect(address, hooks);
      const { kind, remote, uri, buffered } = link;
      const calls = {
        pause: () => link.pause(),
        resume: () => link.resume(),
        close: () => link.close(),
        abort: () => link.abort(),
      };
      return {
        kind,
        remote,
        uri,
        buffered,
        secure: false,
        loopback: false,
        write: (bytes) => link.write(bytes),
        ...calls,
      };
    },
  };
  const server = new Program({ transports: [wire] });
  await server.net.listen('mem://open').ready();
  const client = new Program({ transports: [open] });
  for (let i = 0; i < 2; i++) {
    client.net.connect('mem://open');
    await client.next('NETWORK_CONNECTED');
  }
  expect(client.log.filter((e) => e.type === 'NETWORK_ERROR')).toMatchObject([{ error: { code: 'ERR_INSECURE' } }]);
});

it('a value the codec does not take throws at send, and nothing is sent', async () => {
  const transports = [mem({ isolated: true })];
  const server = new Program({ transports, channels: { j: json() } });
  await server.net.listen('mem://bad').ready();
  const client = new Program({ transports, channels: { j: json() } });
  const peer = client.net.connect('mem://bad');
  await client.next('NETWORK_CONNECTED');
  const cycle: Record<string, unknown> = {};
  cycle['self'] = cycle;
  expect(() => peer.send('j', cycle)).toThrowError(expect.objectContaining({ code: 'ERR_ENCODE' }));
  expect(peer.stats.messagesOut).toBe(0);
});
