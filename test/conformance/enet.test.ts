// enet:// as a program sees it, both ends ours, over loopback: channels and their delivery, ends and their reasons, bounds.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  bytes,
  type Codec,
  type Listener,
  lossy,
  Network,
  type NetworkOptions,
  simulate,
  text,
} from '../../src/index.ts';
import { type EnetTransportOptions, enet } from '../../src/transport/wires/enet.ts';
import { Program } from '../support/program.ts';
import { relayTo } from '../support/udp-relay.ts';

const channels = { chat: text, move: lossy(text), spark: lossy(text, { ordered: false }), blob: bytes };
type Own = typeof channels;

function program(options: EnetTransportOptions = {}, more: NetworkOptions<Own> = {}): Program<Own> {
  return new Program({ transports: [enet(options)], channels, ...more });
}

async function pair(server: EnetTransportOptions = {}, client: EnetTransportOptions = {}, query = '') {
  const theirs = program(server);
  const listener = await theirs.net.listen('enet://127.0.0.1:0').ready();
  const ours = program(client);
  const peer = ours.net.connect(listener.uri + query);
  await ours.next('NETWORK_CONNECTED');
  const { peer: far } = await theirs.next('NETWORK_CONNECTED');
  return { theirs, ours, peer, far, listener };
}

const portOf = (listener: Listener): number => Number(new URL(listener.uri).port);

describe('what is sent', () => {
  it('arrives on its channel with its sequence id, both ways; what was sent before the connection stood as well', async () => {
    const theirs = program();
    const listener = await theirs.net.listen('enet://127.0.0.1:0').ready();
    const ours = program();
    const peer = ours.net.connect(listener.uri);
    expect(peer.state).toBe('connecting');
    expect(peer.send('chat', 'early')).toBe(true);
    expect(peer.send('move', 'too early')).toBe(false);
    expect((await ours.next('NETWORK_CONNECTED')).incoming).toBe(false);
    const { peer: far, incoming } = await theirs.next('NETWORK_CONNECTED');
    expect(incoming).toBe(true);
    peer.send('move', 'm');
    peer.send('spark', 's');
    peer.send('blob', Uint8Array.of(1, 2));
    expect((await theirs.messages(4)).map((e) => [e.channel, e.data, e.lossy, e.sequenceId]).sort()).toEqual([
      ['blob', Uint8Array.of(1, 2), false, 1],
      ['chat', 'early', false, 1],
      ['move', 'm', true, 1],
      ['spark', 's', true, 1],
    ]);
    far.send('chat', 'welcome');
    far.send('chat', 'how are you?');
    expect((await ours.messages(2)).map((e) => [e.peer, e.data, e.sequenceId])).toEqual([
      [peer, 'welcome', 1],
      [peer, 'how are you?', 2],
    ]);
    expect(peer.uri).toBe(listener.uri);
    expect(far.uri).toMatch(/^enet:\/\/127\.0\.0\.1:\d+$/);
  });

  it('goes the other way with { lossy }, for one message', async () => {
    const { theirs, peer } = await pair();
    peer.send('chat', 'may be lost', { lossy: true });
    peer.send('move', 'must arrive', { lossy: false });
    const got = await theirs.messages(2);
    expect(got.map((e) => [e.channel, e.lossy]).sort()).toEqual([
      ['chat', true],
      ['move', false],
    ]);
  });

  it('keeps its order for each reliable channel, and large ones come whole', async () => {
    const { theirs, peer } = await pair();
    const large = new Uint8Array(200_000).map((_, i) => i * 7);
    peer.send('blob', large);
    for (let i = 0; i < 3000; i++) peer.send('chat', `${i}`);
    const got = await theirs.messages(3001);
    const chat = got.filter((e) => e.channel === 'chat');
    expect(chat.map((e) => e.data)).toEqual(Array.from({ length: 3000 }, (_, i) => `${i}`));
    expect(chat.map((e) => e.sequenceId)).toEqual(Array.from({ length: 3000 }, (_, i) => i + 1));
    expect(got.find((e) => e.channel === 'blob')?.data).toEqual(large);
  });

  it('is copied: a codec may use its memory again', async () => {
    const memory = new Uint8Array(1);
    const reused: Codec<number> = {
      encode(value) {
        memory[0] = value;
        return memory;
      },
      decode: (got) => got[0] ?? -1,
    };
    const theirs = new Program({ transports: [enet()], channels: { n: reused } });
    const listener = await theirs.net.listen('enet://127.0.0.1:0').ready();
    const ours = new Program({ transports: [enet()], channels: { n: reused } });
    const peer = ours.net.connect(listener.uri);
    for (let i = 0; i < 5; i++) peer.send('n', i);
    await ours.next('NETWORK_CONNECTED');
    for (let i = 5; i < 10; i++) peer.send('n', i);
    expect((await theirs.messages(10)).map((e) => e.data)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('net.send reaches all', async () => {
    const { theirs, ours, listener } = await pair();
    const third = program();
    third.net.connect(listener.uri);
    await theirs.next('NETWORK_CONNECTED');
    expect(theirs.net.send('chat', 'all of you')).toBe(2);
    for (const each of [ours, third]) expect((await each.messages(1))[0]?.data).toBe('all of you');
  });

  it('lossy stays lossy when it is too long for a datagram', async () => {
    const { theirs, peer } = await pair();
    const long = 'x'.repeat(5000);
    peer.send('move', long);
    peer.send('spark', long);
    expect((await theirs.messages(2)).map((e) => [e.channel, e.lossy, e.data === long]).sort()).toEqual([
      ['move', true, true],
      ['spark', true, true],
    ]);
  });

  it('too long for ENet’s own bound throws, and says which bound', async () => {
    const { peer } = await pair({}, { maximumPacketSize: 1000 });
    expect(() => peer.send('chat', 'x'.repeat(1001))).toThrowError(
      expect.objectContaining({
        code: 'ERR_TOO_BIG',
        message: expect.stringMatching(/1001.*1000.*maximumPacketSize of enet/),
      }),
    );
    expect(peer.send('chat', 'x'.repeat(1000))).toBe(true);
  });
});

describe('over a bad network', () => {
  it('what is reliable arrives once and in order, what is lossy in order with gaps', async () => {
    const theirs = program();
    const listener = await theirs.net.listen('enet://127.0.0.1:0').ready();
    const bad = simulate(enet(), { latency: 3, jitter: 2, loss: 0.2, duplicate: 0.05, reorder: 0.05, seed: 5 });
    const ours = new Program({ transports: [bad], channels });
    const peer = ours.net.connect(listener.uri);
    await ours.next('NETWORK_CONNECTED');
    const { peer: far } = await theirs.next('NETWORK_CONNECTED');
    const count = 200;
    const reliable: unknown[] = [];
    const seen: number[] = [];
    // A turn for each pair, so that they travel in datagrams of their own.
    for (let i = 0; i < count; i++) {
      peer.send('chat', `${i}`);
      peer.send('move', `${i}`);
      await new Promise((resolve) => setImmediate(resolve));
    }
    while (reliable.length < count) {
      const e = await theirs.next('NETWORK_DATA_IN');
      if (e.channel === 'chat') reliable.push(e.data);
      else seen.push(Number(e.data));
    }
    expect(reliable).toEqual(Array.from({ length: count }, (_, i) => `${i}`));
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBeLessThan(count);
    expect(peer.stats.retransmissions).toBeGreaterThan(0);
    expect(far.stats.rtt).toBeGreaterThan(0);
  });
});

describe('the numbers', () => {
  it('every peer has them', async () => {
    const { theirs, ours, peer } = await pair();
    peer.send('chat', 'hello');
    await theirs.messages(1);
    theirs.net.send('chat', 'hello yourself');
    await ours.messages(1);
    expect(peer.stats).toMatchObject({
      messagesIn: 1,
      messagesOut: 1,
      packetLoss: 0,
      retransmissions: 0,
      reconnects: 0,
    });
    for (const [name, value] of Object.entries(peer.stats)) expect(Number.isFinite(value), name).toBe(true);
    expect(peer.stats.rtt).toBeGreaterThan(0);
    expect(peer.stats.bytesIn).toBeGreaterThan(20);
    expect(peer.stats.bytesOut).toBeGreaterThan(20);
    expect(peer.stats.throttle).toBe(1);
    expect(peer.stats.queuedIn).toBe(0);
  });
});

describe('the end', () => {
  it('close(): what was sent arrives first, and the number is told', async () => {
    const { theirs, ours, peer, far } = await pair({}, {}, '?data=4294967295');
    expect(theirs.log.find((e) => e.type === 'NETWORK_CONNECTED')).toMatchObject({ data: 4294967295 });
    for (let i = 0; i < 300; i++) peer.send('blob', new Uint8Array(1000));
    peer.close(42);
    expect(peer.state).toBe('closing');
    expect(peer.send('chat', 'too late')).toBe(false);
    peer.close(43);
    const end = await theirs.next('NETWORK_DISCONNECTED');
    expect(end).toMatchObject({ peer: far, reason: 'closed', message: '42', data: 42, unconfirmed: 0 });
    expect(theirs.log.filter((e) => e.type === 'NETWORK_DATA_IN')).toHaveLength(300);
    expect(await ours.next('NETWORK_DISCONNECTED')).toMatchObject({
      peer,
      reason: 'closed',
      message: '42',
      unconfirmed: 0,
    });
    expect([peer.state, far.state]).toEqual(['closed', 'closed']);
    expect(far.send('chat', 'nobody there')).toBe(false);
    expect(theirs.net.peers.size).toBe(0);
  });

  it('a text can not be told: the other side hears 0', async () => {
    const { theirs, ours, peer } = await pair();
    peer.close('good night');
    expect(await theirs.next('NETWORK_DISCONNECTED')).toMatchObject({ reason: 'closed', message: '', data: 0 });
    expect(await ours.next('NETWORK_DISCONNECTED')).toMatchObject({ message: 'good night' });
  });

  it('nobody listens there', async () => {
    const probe = createSocket('udp4').bind(0, '127.0.0.1');
    await once(probe, 'listening');
    const { port } = probe.address();
    probe.close();
    await once(probe, 'close');
    const ours = program();
    const peer = ours.net.connect(`enet://127.0.0.1:${port}`);
    peer.send('chat', 'anybody?');
    expect(await ours.next('NETWORK_ERROR')).toMatchObject({ error: { code: 'ERR_REFUSED' }, peer });
    expect(await ours.next('NETWORK_DISCONNECTED')).toMatchObject({
      reason: 'refused',
      unconfirmed: 1,
      unsent: { chat: 1 },
    });
  });

  it('somebody listens and does not answer', async () => {
    const mute = createSocket('udp4').bind(0, '127.0.0.1');
    onTestFinished(() => void mute.close());
    await once(mute, 'listening');
    const ours = program({}, { connectTotalMs: 60 });
    ours.net.connect(`enet://127.0.0.1:${mute.address().port}`);
    expect(await ours.next('NETWORK_ERROR')).toMatchObject({ error: { code: 'ERR_TIMEOUT' } });
    expect(await ours.next('NETWORK_DISCONNECTED')).toMatchObject({ reason: 'timeout' });
  });

  it('a name that does not resolve', async () => {
    const ours = program();
    ours.net.connect('enet://no-such-host.invalid:1');
    expect(await ours.next('NETWORK_ERROR')).toMatchObject({ error: { code: 'ERR_UNKNOWN_HOST' } });
    expect(await ours.next('NETWORK_DISCONNECTED')).toMatchObject({ reason: 'unknown-host' });
  });

  it('close() before it stands', async () => {
    const theirs = program();
    const listener = await theirs.net.listen('enet://127.0.0.1:0').ready();
    const ours = program();
    ours.net.connect(listener.uri).close('never mind');
    expect(await ours.next('NETWORK_DISCONNECTED')).toMatchObject({ reason: 'closed', message: 'never mind' });
  });

  it('a full server says so, and counts', async () => {
    const { theirs, listener } = await pair({ peerCount: 1, refusalData: 5 });
    const second = program();
    second.net.connect(listener.uri);
    expect(await second.next('NETWORK_DISCONNECTED')).toMatchObject({ reason: 'rejected', data: 5 });
    expect(theirs.net.stats.refused).toBe(1);
  });

  it('the line goes dead: both sides give up, and say what was never confirmed', async () => {
    const patience = { timeoutMinimum: 100, timeoutMaximum: 200, pingInterval: 20 };
    const theirs = program(patience);
    const listener = await theirs.net.listen('enet://127.0.0.1:0').ready();
    const relay = await relayTo(portOf(listener));
    const ours = program(patience);
    const peer = ours.net.connect(`enet://127.0.0.1:${relay.port}`);
    await ours.next('NETWORK_CONNECTED');
    await theirs.next('NETWORK_CONNECTED');
    relay.silent = true;
    peer.send('chat', 'one');
    peer.send('chat', 'two');
    peer.send('blob', new Uint8Array(5000));
    peer.send('move', 'lossy ones do not count');
    expect(await ours.next('NETWORK_DISCONNECTED')).toMatchObject({
      reason: 'timeout',
      unconfirmed: 3,
      unsent: { chat: 2, blob: 1 },
    });
    expect(await theirs.next('NETWORK_DISCONNECTED')).toMatchObject({ reason: 'timeout', data: 0 });
  });

  it('a close that nobody confirms ends after closeMs', async () => {
    const theirs = program();
    const listener = await theirs.net.listen('enet://127.0.0.1:0').ready();
    const relay = await relayTo(portOf(listener));
    const ours = program({}, { closeMs: 60 });
    const peer = ours.net.connect(`enet://127.0.0.1:${relay.port}`);
    await ours.next('NETWORK_CONNECTED');
    relay.silent = true;
    peer.send('chat', 'lost');
    peer.close('bye');
    expect(await ours.next('NETWORK_DISCONNECTED')).toMatchObject({ reason: 'closed', message: 'bye', unconfirmed: 1 });
  });

  it('closing the network tells everybody', async () => {
    const { theirs, ours, far } = await pair();
    far.send('chat', 'last words');
    await theirs.queue.close();
    expect((await ours.messages(1))[0]?.data).toBe('last words');
    expect(await ours.next('NETWORK_DISCONNECTED')).toMatchObject({ reason: 'closed' });
  });

  it('a closed listener keeps those who are in, refuses others, and frees its port with the last', async () => {
    const { theirs, ours, peer, far, listener } = await pair();
    let free = false;
    const closed = listener.close().then(() => {
      free = true;
    });
    const late = program();
    late.net.connect(listener.uri);
    expect(await late.next('NETWORK_DISCONNECTED')).toMatchObject({ reason: 'rejected' });
    peer.send('chat', 'still here');
    expect((await theirs.messages(1))[0]?.data).toBe('still here');
    expect(free).toBe(false);
    far.close();
    await ours.next('NETWORK_DISCONNECTED');
    await closed;
    await program().net.listen(listener.uri).ready();
  });
});

describe('what a peer can do to us', () => {
  it('a packet on a channel that nobody declared is an event with its number, as often as it comes', async () => {
    const two = new Program({ transports: [enet()], channels: { a: text, b: text } });
    const listener = await two.net.listen('enet://127.0.0.1:0').ready();
    const ours = program();
    const peer = ours.net.connect(listener.uri);
    for (let i = 0; i < 15; i++) peer.send('blob', Uint8Array.of(i));
    peer.send('chat', 'on channel 0');
    expect(await two.next('NETWORK_DATA_INVALID')).toMatchObject({
      channel: 3,
      bytes: Uint8Array.of(0),
      error: {
        code: 'ERR_DECODE',
        message: expect.stringMatching(/channel 3, which was not declared; declared are 0 a, 1 b/),
      },
    });
    expect(await two.next('NETWORK_DATA_IN')).toMatchObject({ channel: 'a', data: 'on channel 0' });
    expect([...two.net.peers].map((each) => each.state)).toEqual(['connected']);
  });

  it('ten messages that do not fit end it', async () => {
    const theirs = program();
    const listener = await theirs.net.listen('enet://127.0.0.1:0').ready();
    const bad = new Program({ transports: [enet()], channels: { chat: bytes } });
    const peer = bad.net.connect(listener.uri);
    for (let i = 0; i < 12; i++) peer.send('chat', Uint8Array.of(0xff));
    expect(await theirs.next('NETWORK_DATA_INVALID')).toMatchObject({ channel: 'chat' });
    expect(await theirs.next('NETWORK_DISCONNECTED')).toMatchObject({ reason: 'invalid-data' });
    expect(await bad.next('NETWORK_DISCONNECTED')).toMatchObject({ peer });
  });

  it('fewer channels than we declared: the program is told once', async () => {
    const { ours, peer } = await pair({ channelLimit: 2 });
    expect(peer.send('chat', 'fits')).toBe(true);
    expect(peer.send('blob', new Uint8Array(1))).toBe(false);
    expect(peer.send('blob', new Uint8Array(1))).toBe(false);
    expect(await ours.next('NETWORK_ERROR')).toMatchObject({
      error: { code: 'ERR_NO_CHANNEL', message: expect.stringMatching(/has 2 channels, and "blob" is number 3/) },
      peer,
    });
    ours.pump();
    expect(ours.log.filter((e) => e.type === 'NETWORK_ERROR')).toHaveLength(1);
  });

  it('who does not pump holds his senders up, in bounded memory, and loses nothing that is reliable', async () => {
    const { theirs, peer } = await pair(
      { maximumWaitingData: 20_000, maximumPacketSize: 2000 },
      { pendingLimit: 10_000_000 },
    );
    for (let i = 0; i < 400; i++) peer.send('blob', new Uint8Array(1000).fill(i));
    // What is not acknowledged is sent again: then it has read all that it will read.
    while (peer.stats.retransmissions < 3 || theirs.net.stats.pending < 12)
      await new Promise((resolve) => setImmediate(resolve));
    const { pending } = theirs.net.stats;
    expect(pending).toBeLessThan(40);
    expect(peer.bufferedAmount).toBeGreaterThan(350_000);
    const got = await theirs.messages(400);
    expect(got.map((e) => (e.data as Uint8Array)[0])).toEqual(Array.from({ length: 400 }, (_, i) => i & 255));
  });

  it('send answers false at pendingLimit, and NETWORK_DRAIN follows', async () => {
    const { theirs, ours, peer } = await pair({}, { pendingLimit: 10_000 });
    let accepted = 0;
    while (peer.send('blob', new Uint8Array(100))) accepted++;
    expect(accepted).toBe(100);
    expect(peer.bufferedAmount).toBe(10_000);
    expect(await ours.next('NETWORK_DRAIN')).toMatchObject({ peer });
    expect(peer.bufferedAmount).toBeLessThanOrEqual(5_000);
    expect(peer.send('blob', new Uint8Array(100))).toBe(true);
    await theirs.messages(accepted + 1);
  });

  it('what was accepted before the connection stood is not lost, however little fits into ENet; then NETWORK_DRAIN', async () => {
    const theirs = program();
    const listener = await theirs.net.listen('enet://127.0.0.1:0').ready();
    const ours = program({ pendingLimit: 1000 });
    const peer = ours.net.connect(listener.uri);
    let accepted = 0;
    while (peer.send('blob', new Uint8Array(1000).fill(accepted))) accepted++;
    expect(accepted).toBe(Math.floor(ours.net.limits.sendBuffer / 1032)); // 32 for each
    const got = await theirs.messages(accepted);
    expect(got.map((e) => (e.data as Uint8Array)[0])).toEqual(got.map((_, i) => i % 256));
    expect(await ours.next('NETWORK_DRAIN')).toMatchObject({ peer });
    expect(peer.stats).toMatchObject({ messagesOut: accepted });
    expect(peer.send('blob', new Uint8Array(1000))).toBe(true);
  });

  it('coming and going without end takes no more seats than there are, until the ends are pumped', async () => {
    const theirs = program({ peerCount: 2 });
    const listener = await theirs.net.listen('enet://127.0.0.1:0').ready();
    const reasons: string[] = [];
    const ours = program();
    for (let i = 0; i < 4; i++) {
      const peer = ours.net.connect(listener.uri);
      peer.close();
      await ours.next('NETWORK_DISCONNECTED');
      ours.net.connect(listener.uri, { onConnection: (each) => each.close() });
      reasons.push((await ours.next('NETWORK_DISCONNECTED')).reason);
    }
    expect(reasons).toEqual(['closed', 'closed', 'rejected', 'rejected']);
    theirs.pump();
    ours.net.connect(listener.uri, { onConnection: (each) => each.close() });
    expect((await ours.next('NETWORK_DISCONNECTED')).reason).toBe('closed');
  });
});

describe('the laws', () => {
  it('nothing is in the queue and no callback runs before the pump', async () => {
    const theirs = program();
    let called = 0;
    const listener = await theirs.net.listen('enet://127.0.0.1:0', { onConnection: () => called++ }).ready();
    const ours = program();
    ours.net.connect(listener.uri).send('chat', 'knock');
    while (theirs.net.stats.pending < 3) await new Promise((resolve) => setImmediate(resolve));
    expect(called).toBe(0);
    expect(theirs.net.peers.size).toBe(0);
    theirs.pump();
    expect(called).toBe(1);
    expect(theirs.types()).toEqual(['NETWORK_LISTENING', 'NETWORK_CONNECTED', 'NETWORK_DATA_IN']);
  });
});

describe('what the caller gets wrong', () => {
  const net = new Network({ transports: [enet()], channels });
  it.each<[string, () => unknown, string, RegExp]>([
    ['no port', () => net.connect('enet://127.0.0.1'), 'ERR_ADDRESS', /names no port/],
    [
      'an unknown name',
      () => net.connect('enet://127.0.0.1:1?dat=7'),
      'ERR_ADDRESS',
      /\?dat means nothing here; there is data, channels/,
    ],
    [
      'data that is none',
      () => net.connect('enet://127.0.0.1:1?data=-1'),
      'ERR_ADDRESS',
      /data has to be a whole number/,
    ],
    ['too many channels', () => net.connect('enet://127.0.0.1:1?channels=256'), 'ERR_ADDRESS', /from 1 to 255/],
    ['a query to listen', () => net.listen('enet://127.0.0.1:0?data=7'), 'ERR_ADDRESS', /take it away/],
    ['a channel', () => net.connect('enet://127.0.0.1:1', { channel: 'chat' }), 'ERR_USAGE', /numbered channels/],
    ['recv', () => net.listen('enet://127.0.0.1:0', { read: 'recv' }), 'ERR_USAGE', /for streams/],
    ['an option', () => enet({ mtu: 100 }), 'ERR_USAGE', /mtu is 100: use a whole number from 576 to 4096/],
    ['our option', () => enet({ channels: 0 }), 'ERR_USAGE', /channels is 0/],
  ])('%s', (_name, call, code, message) => {
    expect(call).toThrowError(expect.objectContaining({ code, message: expect.stringMatching(message) }));
  });

  it('recv, suspend and reconnect are for others', async () => {
    const { peer } = await pair();
    expect(() => peer.recv(1)).toThrow(/raw streams/);
    expect(() => peer.suspend()).toThrow(/no session/);
    expect(() => peer.reconnect()).toThrow(/no session/);
  });

  it('a port that is taken is an event, and rejects ready()', async () => {
    const { listener } = await pair();
    const second = program();
    const failing = second.net.listen(listener.uri);
    await expect(failing.ready()).rejects.toMatchObject({ code: 'ERR_ADDRESS_IN_USE' });
    expect(await second.next('NETWORK_ERROR')).toMatchObject({ error: { code: 'ERR_ADDRESS_IN_USE' } });
    await failing.close();
  });
});

describe('addresses', () => {
  it.each(['enet://localhost:0', 'enet://[::1]:0', 'enet://*:0', 'enet://0.0.0.0:0'])(
    'listens at %s and is reached',
    async (uri) => {
      const theirs = program();
      const listener = await theirs.net.listen(uri).ready();
      const ours = program();
      ours.net.connect(listener.uri.replace(/\*|0\.0\.0\.0/, '127.0.0.1'));
      await ours.next('NETWORK_CONNECTED');
      await theirs.next('NETWORK_CONNECTED');
    },
  );
});
