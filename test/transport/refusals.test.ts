// What both sides learn when a client is not let in, and when a program sends to a peer that is not its own.
import { expect, it } from 'vitest';
import { Network, NetworkError, text } from '../../src/index.ts';
import { tcp } from '../../src/transport/wires/tcp.ts';
import { ws } from '../../src/transport/wires/ws/node.ts';
import { Program } from '../support/program.ts';

const channels = { chat: text };
const program = (more: object = {}) => new Program({ app: 'door/1', transports: [tcp(), ws()], channels, ...more });
const URI = 'tcp://127.0.0.1:0';

it.each([
  ['throws', new Error('db is undefined'), 'db is undefined'],
  ['rejects', new Error('db is away'), 'db is away'],
  ['rejects', undefined, 'see cause'],
  ['throws', Object.create(null), 'see cause'],
])('admit that %s (%s): the server is told, the client only that it may not come in', async (how, thrown, why) => {
  const server = program();
  const admit = (): Promise<boolean> => {
    if (how === 'throws') throw thrown;
    return Promise.reject(thrown);
  };
  const { uri } = await server.net.listen(URI, { admit }).ready();
  const client = program();
  client.net.connect(uri);
  expect(await client.next('NETWORK_DISCONNECTED')).toMatchObject({ reason: 'rejected', message: '' });
  const event = await server.next('NETWORK_ERROR');
  expect(event.uri).toMatch(/^tcp:\/\/127\.0\.0\.1:\d+$/);
  expect(event.uri).not.toBe(uri);
  expect(event.error).toBeInstanceOf(NetworkError);
  expect(event.error.code).toBe('ERR_ADMIT');
  expect(event.error.message).toBe(`${event.uri}: admit threw, so the client was refused: ${why}`);
  expect(event.error.cause).toBe(thrown);
  expect(event).not.toHaveProperty('peer');
});

it('admit that throws for one stranger after the other: one event waits, and the next comes when that was pumped', async () => {
  const server = program();
  let asked = 0;
  const admit = (): boolean => {
    throw new Error(`no ${++asked}`);
  };
  const { uri } = await server.net.listen(URI, { admit }).ready();
  const client = program();
  const refusedOnce = async (): Promise<void> => {
    client.net.connect(uri);
    await client.next('NETWORK_DISCONNECTED');
  };
  for (let i = 0; i < 3; i++) await refusedOnce();
  expect(asked).toBe(3);
  expect(server.net.stats.pending).toBeLessThanOrEqual(2); // the listener's word is the other
  server.pump();
  await refusedOnce();
  server.pump();
  const errors = server.log.filter((e) => e.type === 'NETWORK_ERROR').map((e) => e.error.message.split(': ').at(-1));
  expect(errors).toEqual(['no 1', 'no 4']);
});

it('admit that says no is no error', async () => {
  const server = program();
  const { uri } = await server.net.listen(URI, { admit: async () => 'not today' }).ready();
  const client = program();
  client.net.connect(uri);
  expect(await client.next('NETWORK_DISCONNECTED')).toMatchObject({ reason: 'rejected', message: 'not today' });
  server.pump();
  expect(server.types()).toEqual(['NETWORK_LISTENING']);
});

it('another app, another table: the message says which side has which', async () => {
  const server = program();
  const { uri } = await server.net.listen(URI).ready();
  const told = async (options: object): Promise<string> => {
    const client = program(options);
    client.net.connect(uri);
    return (await client.next('NETWORK_DISCONNECTED')).message;
  };
  expect(await told({ app: 'door/2' })).toBe('app: the server has door/1, the client door/2');
  expect(await told({ channels: { chat: text, more: text } })).toBe(
    'channel 1: the server has none, the client more:r',
  );
});

it.each([{ sessions: 1 }, { sessionsPerAddress: 1 }])('a server that is full says so: %s', async (limits) => {
  const server = program(limits);
  const { uri } = await server.net.listen(URI).ready();
  const first = program();
  first.net.connect(uri);
  await server.next('NETWORK_CONNECTED');
  const second = program();
  second.net.connect(uri);
  expect(await second.next('NETWORK_DISCONNECTED')).toMatchObject({ reason: 'rejected', message: 'busy' });
});

it('a server that fills up while admit thinks says so', async () => {
  const server = program({ sessions: 1 });
  let full: (yes: boolean) => void = () => {};
  let asked: () => void = () => {};
  const isFull = new Promise<boolean>((resolve) => {
    full = resolve;
  });
  const isAsked = new Promise<void>((resolve) => {
    asked = resolve;
  });
  const admit = ({ credentials }: { credentials: Uint8Array }): boolean | Promise<boolean> => {
    if (credentials.length === 0) return true;
    asked();
    return isFull;
  };
  const { uri } = await server.net.listen(URI, { admit }).ready();
  const late = program();
  late.net.connect(uri, { credentials: 'late' });
  await isAsked;
  const first = program();
  first.net.connect(uri);
  await server.next('NETWORK_CONNECTED');
  full(true);
  expect(await late.next('NETWORK_DISCONNECTED')).toMatchObject({ reason: 'rejected', message: 'busy' });
});

it('send to a peer of another Network throws, before anybody gets the message; except may name one', async () => {
  const server = program();
  const { uri } = await server.net.listen(URI).ready();
  const client = program();
  const line = client.net.connect(uri);
  const { peer } = await server.next('NETWORK_CONNECTED');
  const foreign = expect.objectContaining({
    code: 'ERR_USAGE',
    message: `${line.id} belongs to another Network; send with that one`,
  });
  expect(() => server.net.send('chat', 'x', { to: line })).toThrowError(foreign);
  expect(() => server.net.send('chat', 'x', { to: [peer, line] })).toThrowError(foreign);
  expect(server.net.send('chat', 'one', { except: line })).toBe(1);
  expect(server.net.send('chat', 'two', { to: [peer] })).toBe(1);
  const got = await client.messages(2);
  expect(got.map(({ data }) => data)).toEqual(['one', 'two']);
});

it.each(['ws:///play', 'wss:///', 'ws+raw:///play', 'ws://'])(
  '%s has no host to connect to outside of a page',
  (uri) => {
    const net = new Network({ transports: [ws()], channels });
    expect(() => net.connect(uri)).toThrowError(
      expect.objectContaining({
        code: 'ERR_ADDRESS',
        message: expect.stringMatching(/names no host.*write wss?:\/\/host:4000/),
      }),
    );
  },
);
