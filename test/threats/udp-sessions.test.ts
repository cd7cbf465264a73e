// The attacker at udp://: what forged, repeated, captured and senseless datagrams can do to sessions. What they can do to ENet itself is in
// test/enet/attacks.test.ts. Over real sockets where the door is tested, in virtual time where datagrams have to be caught on their way.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { expect, it, onTestFinished } from 'vitest';
import { lossy, type NetworkLimits, seededRandom, text } from '../../src/index.ts';
import { put16, u16 } from '../../src/transport/enet/bytes.ts';
import { helloBytes } from '../../src/transport/enet/command.ts';
import { CONNECT } from '../../src/transport/enet/constants.ts';
import { crc32 } from '../../src/transport/enet/crc32.ts';
import { EnetHost, type EnetPeer } from '../../src/transport/enet/index.ts';
import { udp } from '../../src/transport/wires/udp.ts';
import { UdpWorld } from '../enet/sessions.ts';
import { Program } from '../support/program.ts';
import { frame, hello, ping, varint } from '../support/raw-socket.ts';

const channels = { chat: text, move: lossy(text) };
const HELLO = hello('fort/1', 'chat:r,move:l');

async function fort(limits: Partial<NetworkLimits> = {}) {
  const options = { app: 'fort/1', transports: [udp()], channels };
  const server = new Program({ ...options, ...limits });
  const listener = await server.net.listen('udp://127.0.0.1:0').ready();
  const honest = new Program(options);
  const enter = async () => {
    const peer = honest.net.connect(listener.uri);
    await honest.next('NETWORK_CONNECTED', (e) => e.peer === peer);
    return peer;
  };
  return { server, honest, enter, port: Number(new URL(listener.uri).port) };
}

/** A socket of an attacker, at an address of his own. */
async function socketAt(address: string) {
  const socket = createSocket({ type: 'udp4', recvBufferSize: 1 << 20 });
  onTestFinished(() => void socket.close());
  socket.bind(0, address);
  await once(socket, 'listening');
  return socket;
}

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

/** Somebody who speaks ENet as it should be, and writes what he likes. */
class Intruder {
  readonly #host = new EnetHost({ checksum: true, random: seededRandom(8) }, performance.now());
  readonly #port: number;
  readonly #socket: Awaited<ReturnType<typeof socketAt>>;
  peer!: EnetPeer;
  state = 'connecting';
  heard = 0;

  private constructor(socket: Awaited<ReturnType<typeof socketAt>>, port: number) {
    this.#socket = socket;
    this.#port = port;
  }

  static async at(address: string, port: number): Promise<Intruder> {
    const socket = await socketAt(address);
    const intruder = new Intruder(socket, port);
    socket.on('message', (bytes) => {
      intruder.#host.receive(new Uint8Array(bytes), `127.0.0.1:${port}`, performance.now());
      intruder.turn();
    });
    intruder.peer = intruder.#host.connect(`127.0.0.1:${port}`, 128, 0, performance.now());
    const timer = setInterval(() => intruder.turn(), 10);
    onTestFinished(() => clearInterval(timer));
    intruder.turn();
    return intruder;
  }

  /** Up to the session: HELLO, WELCOME, PING. */
  static async inside(address: string, port: number): Promise<Intruder> {
    const intruder = await Intruder.at(address, port);
    await intruder.is('connected');
    intruder.send(0, HELLO);
    await intruder.until(() => intruder.heard > 0);
    intruder.send(0, ping());
    return intruder;
  }

  send(lane: number, bytes: Uint8Array): void {
    this.peer.send(lane, bytes, 'reliable');
    this.turn();
  }

  is = (state: string): Promise<void> => this.until(() => this.state === state);

  async until(done: () => boolean): Promise<void> {
    while (!done()) await new Promise((resolve) => setTimeout(resolve, 2));
  }

  turn(): void {
    const host = this.#host;
    host.tick(performance.now());
    for (let out = host.pollTransmit(); out; out = host.pollTransmit())
      this.#socket.send(out.bytes.slice(), this.#port, '127.0.0.1');
    for (let event = host.pollEvent(); event; event = host.pollEvent()) {
      if (event.type === 'receive') this.heard++;
      else this.state = event.type === 'connect' ? 'connected' : 'gone';
    }
  }
}

/** A datagram with a time and a right checksum: this command, from the connection that the other side calls `number`. */
function datagram(number: number, command: Uint8Array, seed = 0): Uint8Array {
  const bytes = Buffer.alloc(8 + command.length);
  bytes.writeUInt16BE(0x8000 | number, 0);
  bytes.set(command, 8);
  bytes.writeUInt32BE(seed, 4);
  bytes.writeUInt32BE(crc32(bytes), 4);
  return bytes;
}

function connectDatagram(connectId: number): Uint8Array {
  const terms = { peerId: 5, incomingSession: 255, outgoingSession: 255, mtu: 1400, window: 65536, channels: 128 };
  const rest = { incomingBandwidth: 0, outgoingBandwidth: 0, interval: 5000, acceleration: 2, deceleration: 2 };
  return datagram(0xfff, helloBytes(CONNECT, 1, { ...terms, ...rest, connectId, data: 0 }));
}

it('a source that proves nothing gets no more bytes than it sent, and no session is begun for it', async () => {
  const { server, honest, enter, port } = await fort();
  const victims = await Promise.all(Array.from({ length: 5 }, (_, i) => socketAt(`127.0.2.${i + 1}`)));
  const into = victims.map(() => 0);
  const outOf = victims.map(() => 0);
  // The worst case: one who reads the answers, and knows by which number the server calls the connection that was asked for.
  const number = victims.map(() => -1);
  for (const [i, victim] of victims.entries())
    victim.on('message', (bytes) => {
      outOf[i] = (outOf[i] ?? 0) + bytes.length;
      if (bytes.length > 40) number[i] = u16(bytes, 12);
    });
  for (let round = 0; round < 60; round++) {
    for (const [i, victim] of victims.entries()) {
      // A CONNECT, a HELLO as if the connection stood, and short words that belong to it and ask for the answer again.
      const short = () => datagram(number[i] ?? 0, Uint8Array.of(0x85, 255, 0, 2), i);
      const bytes = round === 0 ? connectDatagram(i) : round === 1 ? HELLO : short();
      into[i] = (into[i] ?? 0) + bytes.length;
      victim.send(bytes, port, '127.0.0.1');
    }
    if (round === 0) while (number.includes(-1)) await nextTurn();
    await nextTurn();
  }
  // While an honest one comes in, talks and goes, everything that is to be answered is.
  const peer = await enter();
  for (let i = 0; i < 20; i++) {
    peer.send('chat', `line ${i}`);
    await server.next('NETWORK_DATA_IN');
  }
  peer.close();
  await honest.next('NETWORK_DISCONNECTED');
  for (const [i, bytes] of outOf.entries()) {
    expect(bytes).toBeGreaterThan(0);
    expect(bytes).toBeLessThanOrEqual(into[i] ?? 0);
  }
  expect(server.log.filter((e) => e.type === 'NETWORK_CONNECTED')).toHaveLength(1);
});

it('a flood of CONNECTs does not keep a player out', async () => {
  const { server, honest, enter, port } = await fort();
  const sockets = await Promise.all(Array.from({ length: 8 }, (_, i) => socketAt(`127.0.3.${i + 1}`)));
  const before = process.memoryUsage().arrayBuffers;
  let flooding = true;
  let sent = 0;
  const flood = (async () => {
    while (flooding) {
      for (const socket of sockets) for (let n = 0; n < 4; n++) socket.send(connectDatagram(sent++), port, '127.0.0.1');
      await nextTurn();
    }
  })();
  const peer = await enter();
  for (let i = 0; i < 50; i++) {
    peer.send('chat', `line ${i}`);
    expect(await server.next('NETWORK_DATA_IN')).toMatchObject({ data: `line ${i}` });
  }
  flooding = false;
  await flood;
  expect(sent).toBeGreaterThan(1000);
  expect(server.net.stats.peers).toBe(1);
  expect(honest.net.stats.peers).toBe(1);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 << 20);
});

it('a flood of HELLOs from one address takes only the places that one address may have', async () => {
  const { server, enter, port } = await fort({ sessions: 40, sessionsPerAddress: 8, newLinksBurst: 30 });
  const intruders = await Promise.all(Array.from({ length: 25 }, () => Intruder.at('127.0.4.1', port)));
  for (const intruder of intruders) void intruder.is('connected').then(() => intruder.send(0, HELLO));
  await Promise.all(intruders.map((intruder) => intruder.until(() => intruder.heard > 0 || intruder.state === 'gone')));
  const peer = await enter();
  peer.send('chat', 'let in');
  expect(await server.next('NETWORK_DATA_IN')).toMatchObject({ data: 'let in' });
  expect(server.log.filter((e) => e.type === 'NETWORK_CONNECTED')).toHaveLength(1);
  expect(server.net.stats.peers).toBeLessThanOrEqual(9);
});

it.each([
  ['LOSSY for a channel that nobody declared', 100, frame(0x10, Buffer.concat([Buffer.from([99]), varint(1)]))],
  ['DATA of a channel that nobody declared', 100, frame(0x80 + 99, varint(1))],
  ['DATA on another lane, out of its turn', 2, frame(0x80, Buffer.concat([varint(7), Buffer.from('x')]))],
  ['BYE of another channel table', 0, frame(9, Buffer.from([0, 0, 5, 0, 0, 0, 0, 0]))],
  ['BYE without its numbers', 0, frame(9, Buffer.from([0, 0]))],
  ['a packet that ends inside a frame', 1, frame(0x80, Buffer.concat([varint(1), Buffer.alloc(50)])).subarray(0, 20)],
  ['an empty frame', 1, Buffer.from([0])],
  ['HELLO once more', 0, HELLO],
  ['garbage on the last lane', 127, Buffer.alloc(900, 0xff)],
])('%s ends that session only', async (_what, lane, bytes) => {
  const { server, enter, port } = await fort();
  const peer = await enter();
  await server.next('NETWORK_CONNECTED');
  const intruder = await Intruder.inside('127.0.5.1', port);
  const inside = await server.next('NETWORK_CONNECTED');
  intruder.send(lane, bytes);
  expect(await server.next('NETWORK_DISCONNECTED')).toMatchObject({ peer: inside.peer, reason: 'protocol' });
  await intruder.is('gone');
  peer.send('chat', 'still here');
  expect(await server.next('NETWORK_DATA_IN')).toMatchObject({ data: 'still here' });
});

it('DATA on the lane of another channel is what its frame says, and only in its turn', async () => {
  const { server, port } = await fort();
  const intruder = await Intruder.inside('127.0.5.1', port);
  intruder.send(2, frame(0x80, Buffer.concat([varint(1), Buffer.from('astray')])));
  expect(await server.next('NETWORK_DATA_IN')).toMatchObject({
    channel: 'chat',
    data: 'astray',
    sequenceId: 1,
    lossy: false,
  });
  intruder.send(1, frame(0x80, Buffer.concat([varint(1), Buffer.from('again')])));
  expect(await server.next('NETWORK_DISCONNECTED')).toMatchObject({ reason: 'protocol' });
});

/** A session in virtual time, and every datagram and packet that its client sent. */
function recorded() {
  // Without checksums, or what is forged would be thrown away before it is looked at.
  const world = new UdpWorld(4, { latency: 5 }, { checksum: false });
  const { net, client } = world;
  const datagrams: { bytes: Uint8Array; from: string }[] = [];
  net.tamper = (bytes, from, to) => {
    if (to === world.address) datagrams.push({ bytes: bytes.slice(), from });
    return bytes;
  };
  const run = (ms: number) => {
    for (const end = net.now + ms; net.now < end; ) world.step(5);
  };
  const got = () => {
    const messages: string[] = [];
    for (let event = world.peer?.peek(); event; event = world.peer?.peek()) {
      world.peer?.shift(net.now);
      if (event.kind === 'message') messages.push(`${event.channel}:${event.seq}`);
    }
    return messages;
  };
  run(200);
  for (let i = 0; i < 20; i++) {
    client.send(0, Uint8Array.of(i), net.now);
    client.sendLossy(2, Uint8Array.of(i), net.now);
    client.sendLossy(3, Uint8Array.of(i), net.now);
    run(20);
  }
  return { world, net, client, datagrams, run, got };
}

it('datagrams that are replayed, or out of the window, are ignored and counted', () => {
  const { world, net, client, datagrams, run, got } = recorded();
  expect(got()).toHaveLength(60);
  const { replayed } = world.host.stats;
  const before = { ...world.peer?.stats };
  for (const { bytes, from } of [...datagrams]) world.host.receive(bytes, from, net.now);
  run(300);
  expect(got()).toEqual([]);
  expect(world.host.stats.replayed - replayed).toBeGreaterThan(60);
  expect(world.peer?.stats.messagesIn).toBe(before.messagesIn);
  // From elsewhere they are nobody's.
  const { ignored } = world.host.stats;
  for (const { bytes } of datagrams.slice(4)) world.host.receive(bytes, '203.0.113.1:9', net.now);
  expect(world.host.stats.ignored).toBeGreaterThan(ignored);
  // A number far ahead of the window, in the place of a genuine one.
  const last = datagrams.findLast(({ bytes }) => bytes.length > 12 && (bytes[4] ?? 0) === 0x86);
  for (const far of [8, 12, 15]) {
    const forged = last?.bytes.slice() ?? new Uint8Array(0);
    put16(forged, 6, (far * 4096) & 0xffff);
    world.host.receive(forged, last?.from ?? '', net.now);
  }
  run(100);
  expect(got()).toEqual([]);
  client.send(0, Uint8Array.of(99), net.now);
  run(100);
  expect(got()).toEqual(['0:21']);
  expect([client.state, world.peer?.state]).toEqual(['connected', 'connected']);
});

it('a RESUME that was captured on one link and is replayed on another is refused', () => {
  const { world, net, client, run, got } = recorded();
  got();
  const written = world.written.length;
  client.suspend(net.now);
  run(3000);
  expect([client.state, world.peer?.state]).toEqual(['connected', 'connected']);
  const resume = world.written.slice(written).find((bytes) => bytes[1] === 3);
  expect(resume?.length).toBeGreaterThan(40);
  const current = world.peer?.current;
  const intruder = net.node('203.0.113.9:9');
  const peer = intruder.host.connect(world.address, 128, 0, net.now);
  run(100);
  const refused = world.server.stats.badResume;
  peer.send(0, resume ?? new Uint8Array(0), 'reliable');
  run(1500);
  expect(world.server.stats.badResume).toBe(refused + 1);
  expect(world.peer?.current).toBe(current);
  expect(intruder.events.at(-1)?.type).toBe('disconnect');
  client.send(0, Uint8Array.of(1), net.now);
  run(100);
  expect(got()).toEqual(['0:21']);
});
