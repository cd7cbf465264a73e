// udp+raw:// as a program sees it: to and from programs that have never heard of us (node:dgram stands for them), and between two of ours.
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { bytes, type Listener, lossy, Network, type NetworkOptions, simulate, text } from '../../src/index.ts';
import { type UdpTransportOptions, udp } from '../../src/transport/wires/udp.ts';
import { Program } from '../support/program.ts';

const channels = { data: bytes, chat: text, move: lossy(text) };
type Own = typeof channels;

function program(options: UdpTransportOptions = {}, more: NetworkOptions<Own> = {}): Program<Own> {
  return new Program({ transports: [udp(options)], channels, ...more });
}

/** Some UDP program. */
async function stranger(): Promise<Socket> {
  const socket = createSocket('udp4');
  onTestFinished(() => void socket.close());
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return socket;
}

/** A port that nobody has. */
async function freeUdpPort(): Promise<number> {
  const probe = createSocket('udp4').bind(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  await once(probe, 'close');
  return port;
}

const portOf = (listener: Listener): number => Number(new URL(listener.uri).port);
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('datagrams', () => {
  it('from any program, one peer for each remote address, and back', async () => {
    const ours = program();
    const listener = await ours.net.listen('udp+raw://127.0.0.1:0', { channel: 'chat' }).ready();
    const [a, b] = [await stranger(), await stranger()];
    a.send('one', portOf(listener), '127.0.0.1');
    const { peer: first, incoming } = await ours.next('NETWORK_CONNECTED');
    b.send('two', portOf(listener), '127.0.0.1');
    const { peer: second } = await ours.next('NETWORK_CONNECTED');
    a.send('three', portOf(listener), '127.0.0.1');
    expect(incoming).toBe(true);
    expect(first.uri).toBe(`udp+raw://127.0.0.1:${a.address().port}`);
    expect((await ours.messages(3)).map((e) => [e.peer, e.channel, e.data, e.lossy, e.sequenceId])).toEqual([
      [first, 'chat', 'one', true, 1],
      [second, 'chat', 'two', true, 1],
      [first, 'chat', 'three', true, 2],
    ]);
    expect(second.send('chat', 'answer')).toBe(true);
    const [answer, from] = await once(b, 'message');
    expect([String(answer), from.port]).toEqual(['answer', portOf(listener)]);
  });

  it('bytes are plain arrays, small ones too, and no Node Buffers', async () => {
    const ours = program();
    const listener = await ours.net.listen('udp+raw://127.0.0.1:0', { channel: 'data' }).ready();
    const other = await stranger();
    for (const size of [0, 5, 64, 65, 1000]) other.send(Buffer.alloc(size, 7), portOf(listener), '127.0.0.1');
    const arrays = (await ours.messages(5)).map((e) => e.data);
    expect(arrays.map((data) => data.length)).toEqual([0, 5, 64, 65, 1000]);
    expect(arrays.map((data) => Object.getPrototypeOf(data) === Uint8Array.prototype)).toEqual(Array(5).fill(true));
  });

  it('to any program, also an empty one; what was sent before the socket was open goes out', async () => {
    const ours = program();
    const other = await stranger();
    const heard: string[] = [];
    other.on('message', (got) => heard.push(String(got)));
    const peer = ours.net.connect(`udp+raw://127.0.0.1:${other.address().port}`);
    peer.send('chat', 'early');
    expect((await ours.next('NETWORK_CONNECTED')).incoming).toBe(false);
    peer.send('data', new Uint8Array(0));
    peer.send('move', 'lossy');
    while (heard.length < 3) await once(other, 'message');
    expect(heard).toEqual(['early', '', 'lossy']);
  });

  it('only what comes from the other side is heard', async () => {
    const ours = program();
    const other = await stranger();
    const peer = ours.net.connect(`udp+raw://127.0.0.1:${other.address().port}`, { channel: 'chat' });
    peer.send('chat', 'hello');
    const [, from] = await once(other, 'message');
    const third = await stranger();
    third.send('me too', from.port, '127.0.0.1');
    other.send('answer', from.port, '127.0.0.1');
    expect(await ours.next('NETWORK_DATA_IN')).toMatchObject({ peer, data: 'answer', sequenceId: 1 });
    expect(ours.net.peers.size).toBe(1);
  });

  it('between two of ours, with numbers', async () => {
    const theirs = program();
    const listener = await theirs.net.listen('udp+raw://[::1]:0', { channel: 'chat' }).ready();
    const ours = program();
    const peer = ours.net.connect(listener.uri);
    peer.send('chat', 'hello');
    const { peer: far } = await theirs.next('NETWORK_CONNECTED');
    expect((await theirs.messages(1))[0]?.data).toBe('hello');
    expect(peer.stats).toMatchObject({
      messagesOut: 1,
      bytesOut: 5,
      throttle: 1,
      rtt: 0,
      packetLoss: 0,
      retransmissions: 0,
    });
    expect(far.stats).toMatchObject({ messagesIn: 1, bytesIn: 5, lossyDropped: 0, queuedIn: 0 });
  });

  it('what does not fit the channel is an event', async () => {
    const ours = program();
    const listener = await ours.net.listen('udp+raw://127.0.0.1:0', { channel: 'chat' }).ready();
    const other = await stranger();
    other.send(Uint8Array.of(0xff), portOf(listener), '127.0.0.1');
    expect(await ours.next('NETWORK_DATA_INVALID')).toMatchObject({ channel: 'chat', bytes: Uint8Array.of(0xff) });
  });

  it('over a bad network some are lost', async () => {
    const theirs = program();
    const listener = await theirs.net.listen('udp+raw://127.0.0.1:0', { channel: 'chat' }).ready();
    const ours = new Program({ transports: [simulate(udp(), { loss: 0.5, latency: 1, seed: 3 })], channels });
    const peer = ours.net.connect(listener.uri);
    await ours.next('NETWORK_CONNECTED');
    for (let i = 0; i < 100; i++) peer.send('chat', `${i}`);
    // The last of these that gets through comes behind all others.
    while (!theirs.log.some((e) => e.type === 'NETWORK_DATA_IN' && e.data === 'end')) {
      peer.send('chat', 'end');
      await turn();
      theirs.pump();
    }
    const got = theirs.log.filter((e) => e.type === 'NETWORK_DATA_IN' && e.data !== 'end');
    expect(got.length).toBeGreaterThan(20);
    expect(got.length).toBeLessThan(80);
  });
});

describe('bounds', () => {
  it('a datagram larger than the limit is refused, and the error says how to raise it', async () => {
    const ours = program({ maxDatagram: 100 });
    const peer = ours.net.connect(`udp+raw://127.0.0.1:${(await stranger()).address().port}`);
    const wanted = expect.objectContaining({
      name: 'UsageError',
      code: 'ERR_TOO_BIG',
      message: expect.stringMatching(/101 bytes; at most 100 fit.*maxDatagram of udp\(\)/),
    });
    expect(() => peer.send('data', new Uint8Array(101))).toThrowError(wanted);
    await ours.next('NETWORK_CONNECTED');
    expect(() => peer.send('data', new Uint8Array(101))).toThrowError(wanted);
    expect(peer.send('data', new Uint8Array(100))).toBe(true);
    expect(() => udp({ maxDatagram: 65508 })).toThrow(/maxDatagram is 65508: use a whole number from 1 to 65507/);
  });

  it('the default is what an Ethernet frame carries', async () => {
    const ours = program();
    const peer = ours.net.connect(`udp+raw://127.0.0.1:${(await stranger()).address().port}`);
    expect(peer.send('data', new Uint8Array(1472))).toBe(true);
    expect(() => peer.send('data', new Uint8Array(1473))).toThrow(/at most 1472/);
  });

  it('a full inbox drops the oldest, and counts; the events are never more than fit', async () => {
    const theirs = program({}, { recvWindow: 65_568 + 8 * 1024 });
    const listener = await theirs.net.listen('udp+raw://127.0.0.1:0').ready();
    const ours = program();
    const peer = ours.net.connect(listener.uri);
    await ours.next('NETWORK_CONNECTED');
    const size = 1000;
    const most = Math.ceil((65_568 + 8 * 1024) / (size + 32));
    const send = (i: number): void => {
      const message = new Uint8Array(size);
      new DataView(message.buffer).setUint32(0, i);
      peer.send('data', message);
    };
    let sent = 0;
    // A few turns for each, so that the system drops none: in a full inbox there is no telling what has arrived.
    for (; sent < most + 50; sent++) {
      send(sent);
      await turn();
      await turn();
    }
    expect(theirs.net.stats.pending).toBeLessThanOrEqual(most + 2);
    theirs.pump();
    const got = theirs.log.flatMap((e) => (e.type === 'NETWORK_DATA_IN' ? [e] : []));
    const [far] = theirs.net.peers;
    expect(got.length).toBeLessThanOrEqual(most);
    expect(got.length).toBeGreaterThan(most / 2);
    expect(far?.stats.lossyDropped).toBe(far!.stats.messagesIn - got.length);
    expect(got[0]!.sequenceId).toBe(far!.stats.lossyDropped + 1);
    expect(got.map((e) => e.sequenceId)).toEqual(got.map((_, i) => got[0]!.sequenceId + i));
    expect(theirs.types().slice(0, 2)).toEqual(['NETWORK_LISTENING', 'NETWORK_CONNECTED']);
  });

  it('more remote addresses than maxPeers are dropped and counted; a forgotten one makes room when its end was pumped', async () => {
    const ours = program({ maxPeers: 1, idleMs: 60 });
    const listener = await ours.net.listen('udp+raw://127.0.0.1:0', { channel: 'chat' }).ready();
    const [a, b] = [await stranger(), await stranger()];
    a.send('first', portOf(listener), '127.0.0.1');
    const { peer } = await ours.next('NETWORK_CONNECTED');
    b.send('too many', portOf(listener), '127.0.0.1');
    while (ours.net.stats.refused < 1) await turn();
    expect(await ours.next('NETWORK_DISCONNECTED')).toMatchObject({
      peer,
      reason: 'timeout',
      message: 'nothing came for 60 ms',
    });
    expect(peer.send('chat', 'nobody')).toBe(false);
    b.send('now', portOf(listener), '127.0.0.1');
    expect((await ours.next('NETWORK_CONNECTED')).peer.uri).toBe(`udp+raw://127.0.0.1:${b.address().port}`);
  });
});

describe('the end', () => {
  it('close() forgets the peer; the next datagram makes a new one', async () => {
    const ours = program();
    const listener = await ours.net.listen('udp+raw://127.0.0.1:0', { channel: 'chat' }).ready();
    const other = await stranger();
    other.send('one', portOf(listener), '127.0.0.1');
    const { peer } = await ours.next('NETWORK_CONNECTED');
    peer.close('enough');
    expect(await ours.next('NETWORK_DISCONNECTED')).toMatchObject({
      peer,
      reason: 'closed',
      message: 'enough',
      unconfirmed: 0,
    });
    other.send('two', portOf(listener), '127.0.0.1');
    expect((await ours.next('NETWORK_CONNECTED')).peer).not.toBe(peer);
  });

  it('nobody there is an error that is told once, and ends nothing', async () => {
    const port = await freeUdpPort();
    const ours = program();
    const peer = ours.net.connect(`udp+raw://127.0.0.1:${port}`, { channel: 'chat' });
    peer.send('chat', 'anybody?');
    expect(await ours.next('NETWORK_ERROR')).toMatchObject({ error: { code: 'ERR_REFUSED' }, peer });
    peer.send('chat', 'really nobody?');
    // Somebody comes, and the same peer hears him.
    const late = createSocket('udp4');
    onTestFinished(() => void late.close());
    late.bind(port, '127.0.0.1');
    await once(late, 'listening');
    late.on('message', (_got, from) => late.send('here I am', from.port, '127.0.0.1'));
    while (!ours.log.some((e) => e.type === 'NETWORK_DATA_IN')) {
      peer.send('chat', 'and now?');
      await turn();
      ours.pump();
    }
    expect(peer.state).toBe('connected');
    expect(ours.log.filter((e) => e.type === 'NETWORK_ERROR')).toHaveLength(1);
  });

  it('a closed listener hears nobody new, keeps who is there, and frees its port with the last', async () => {
    const ours = program();
    const listener = await ours.net.listen('udp+raw://127.0.0.1:0', { channel: 'chat' }).ready();
    const [a, b] = [await stranger(), await stranger()];
    a.send('one', portOf(listener), '127.0.0.1');
    const { peer } = await ours.next('NETWORK_CONNECTED');
    const closed = listener.close();
    b.send('too late', portOf(listener), '127.0.0.1');
    a.send('still here', portOf(listener), '127.0.0.1');
    expect((await ours.messages(2)).map((e) => e.data)).toEqual(['one', 'still here']);
    expect(ours.net.peers.size).toBe(1);
    peer.close();
    await closed;
    await program().net.listen(listener.uri).ready();
  });
});

describe('groups', () => {
  // Loopback carries multicast where it has a route: tried first, since not every machine does.
  it('a group: who has joined hears it, and what answers is a peer of its own', async ({ skip }) => {
    const theirs = program();
    const listener = await theirs.net
      .listen('udp+raw://0.0.0.0:0?join=239.255.77.1&interface=127.0.0.1', { channel: 'chat' })
      .ready()
      .catch(() => undefined);
    skip(listener === undefined, 'this machine can not join a group on loopback');
    const ours = program();
    const uri = `udp+raw://239.255.77.1:${portOf(listener!)}?interface=127.0.0.1&ttl=1&loopback=1`;
    const group = ours.net.connect(uri, { channel: 'chat' });
    await ours.next('NETWORK_CONNECTED');
    for (let i = 0; i < 2000 && !theirs.log.some((e) => e.type === 'NETWORK_DATA_IN'); i++) {
      group.send('chat', 'who is there?');
      await turn();
      theirs.pump();
    }
    const heard = theirs.log.find((e) => e.type === 'NETWORK_DATA_IN');
    skip(heard === undefined, 'this machine does not carry multicast on loopback');
    expect(heard).toMatchObject({ data: 'who is there?' });
    theirs.net.send('chat', 'me');
    const { peer, incoming } = await ours.next('NETWORK_CONNECTED');
    expect(incoming).toBe(true);
    expect(peer).not.toBe(group);
    expect(await ours.next('NETWORK_DATA_IN')).toMatchObject({ peer, data: 'me' });
    peer.send('chat', 'pleased to meet you');
    await theirs.next('NETWORK_DATA_IN', (e) => e.data === 'pleased to meet you');
  });

  it('broadcast has to be allowed, or be the address of all', async () => {
    const theirs = program();
    const listener = await theirs.net.listen('udp+raw://0.0.0.0:0', { channel: 'chat' }).ready();
    const ours = program();
    const peer = ours.net.connect(`udp+raw://127.255.255.255:${portOf(listener)}?broadcast`, { channel: 'chat' });
    peer.send('chat', 'to all');
    expect(await theirs.next('NETWORK_DATA_IN')).toMatchObject({ data: 'to all' });
    theirs.net.send('chat', 'heard');
    expect(await ours.next('NETWORK_DATA_IN', (e) => e.peer !== peer)).toMatchObject({ data: 'heard' });
  });

  it('a port can be shared, and chosen for a client', async () => {
    const a = program();
    const listener = await a.net.listen('udp+raw://0.0.0.0:0?reuse').ready();
    await program()
      .net.listen(`udp+raw://0.0.0.0:${portOf(listener)}?reuse`)
      .ready();
    const other = await stranger();
    const chosen = await freeUdpPort();
    program().net.connect(`udp+raw://127.0.0.1:${other.address().port}?localPort=${chosen}`).send('chat', 'x');
    const [, from] = await once(other, 'message');
    expect(from.port).toBe(chosen);
  });
});

describe('what the caller gets wrong', () => {
  const net = new Network({ transports: [udp()], channels });
  it.each<[string, () => unknown, string, RegExp]>([
    ['framing', () => net.connect('udp+raw://127.0.0.1:1', { read: 'recv' }), 'ERR_USAGE', /whole messages/],
    [
      'a channel that is none',
      () => net.listen('udp+raw://127.0.0.1:0', { channel: 'x' }),
      'ERR_NO_CHANNEL',
      /no channel "x"/,
    ],
    ['no group', () => net.listen('udp+raw://127.0.0.1:0?join=127.0.0.1'), 'ERR_ADDRESS', /multicast groups/],
    [
      'no card',
      () => net.listen('udp+raw://127.0.0.1:0?interface=eth0'),
      'ERR_ADDRESS',
      /IP address of a network card/,
    ],
    [
      'a ttl',
      () => net.connect('udp+raw://127.0.0.1:1?ttl=0'),
      'ERR_ADDRESS',
      /ttl has to be a whole number from 1 to 255/,
    ],
    ['a flag', () => net.connect('udp+raw://127.0.0.1:1?loopback=yes'), 'ERR_ADDRESS', /loopback has to be 0 or 1/],
    [
      'localPort to listen',
      () => net.listen('udp+raw://127.0.0.1:0?localPort=1'),
      'ERR_ADDRESS',
      /localPort means nothing here/,
    ],
  ])('%s', (_name, call, code, message) => {
    expect(call).toThrowError(expect.objectContaining({ code, message: expect.stringMatching(message) }));
  });

  it('a group that can not be joined is an event', async () => {
    const ours = program();
    ours.net.listen('udp+raw://0.0.0.0:0?join=239.1.2.3&interface=203.0.113.9');
    expect((await ours.next('NETWORK_ERROR')).error.code).toMatch(/^ERR_/);
  });
});
