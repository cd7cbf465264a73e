// Sending: what is accepted, what is refused, how much is under way, what leaves in which piece (section 5).
import { expect, it } from 'vitest';
import { UsageError } from '../../src/errors.ts';
import { ACK, encode, LOSSY, PING } from '../../src/transport/session/frame.ts';
import { data, fromHex, Harness, text, toHex, typesOf } from './harness.ts';

const SMALL = { maxMessage: 100, recvWindow: 400, sendBuffer: 400 };
const payload = (n: number): Uint8Array => new Uint8Array(n);

it('[S-14] messages that were received before a drop come before SUSPENDED', () => {
  const h = new Harness().connect();
  h.client.send(0, text('a'), h.now);
  h.settle();
  h.cut();
  h.run(2000);
  h.client.send(0, text('b'), h.now);
  h.settle();
  expect(h.kinds(h.peer)).toEqual(['message', 'suspended:link-closed', 'resumed', 'message']);
});

it('[S-15] a refused message is not stored and uses no number', () => {
  const h = new Harness({ client: SMALL, server: SMALL }).connect();
  expect([1, 2, 3].map(() => h.client.send(0, payload(96), h.now))).toEqual(['ok', 'ok', 'ok']);
  expect(h.client.send(0, payload(96), h.now)).toBe('full');
  expect(h.client.send(0, payload(101), h.now)).toBe('too-big');
  expect(h.client.stats).toMatchObject({ logged: 3, buffered: 384 });
  h.settle();
  h.take(h.peer);
  h.run(200);
  expect(h.client.send(0, text('x'), h.now)).toBe('ok');
  h.settle();
  expect(h.take(h.peer)).toMatchObject([{ seq: 4, payload: text('x') }]);
});

it('too-big goes by the limit of the other side, closed by the state, and a wrong channel is a mistake', () => {
  const h = new Harness({ server: { maxMessage: 10 } });
  expect(h.client.send(0, text('x'), 0)).toBe('closed');
  expect(h.client.sendLossy(0, text('x'), 0)).toBe('closed');
  h.connect();
  expect(h.client.send(0, payload(10), 0)).toBe('ok');
  expect(h.client.send(0, payload(11), 0)).toBe('too-big');
  expect(h.client.sendLossy(0, payload(11), 0)).toBe('too-big');
  expect(h.peer.send(0, payload(65536), 0)).toBe('ok');
  expect(() => h.client.send(3, text('x'), 0)).toThrow(UsageError);
  expect(() => h.client.sendLossy(-1, text('x'), 0)).toThrow(UsageError);
});

it('[S-16] WRITABLE comes once, when half of the buffer is free, and only after a refusal', () => {
  const h = new Harness({ client: SMALL, server: SMALL }).connect();
  for (let i = 0; i < 3; i++) h.client.send(0, payload(96), h.now);
  for (let i = 0; i < 3; i++) expect(h.client.send(0, payload(96), h.now)).toBe('full');
  h.settle();
  h.peer.shift(h.now);
  h.run(150);
  expect(h.client.peek()).toBeUndefined(); // 256 of 400 still held
  h.peer.shift(h.now);
  h.run(150);
  expect(h.kinds(h.client)).toEqual(['writable']);
  h.take(h.peer);
  h.run(500);
  h.client.send(0, payload(1), h.now);
  h.run(500);
  expect(h.kinds(h.client)).toEqual([]);
});

it('[S-17] no more is written than the window of the peer holds; the rest follows its ACKs', () => {
  const h = new Harness({ server: SMALL }).connect();
  for (let i = 0; i < 10; i++) expect(h.client.send(0, payload(68), h.now)).toBe('ok');
  h.settle();
  expect(h.client.stats.inflight).toBe(400);
  expect(h.peer.stats.waiting).toBe(4);
  let got = 0;
  for (let i = 0; i < 20; i++) {
    got += h.take(h.peer).length;
    expect(h.client.stats.inflight).toBeLessThanOrEqual(400);
    h.run(50);
  }
  expect(got).toBe(10);
  expect(h.client.stats).toMatchObject({ logged: 0, buffered: 0, inflight: 0 });
});

it('[S-9] frames of one turn share a write, up to 16 KiB or one frame on a message-like link', () => {
  const h = new Harness({ kind: 'message' }).connect();
  for (let i = 0; i < 100; i++) h.client.send(0, payload(1000), h.now);
  h.client.send(0, payload(60000), h.now);
  const link = h.wire.client;
  const sizes: number[] = [];
  for (let bytes = link.transmit(h.now, 1e6); bytes; bytes = link.transmit(h.now, 1e6)) sizes.push(bytes.length);
  expect(Math.max(...sizes.slice(0, -1))).toBeLessThanOrEqual(16384);
  // 100 messages; pages of the log end in between.
  expect(sizes.length).toBeLessThan(15);
  expect(sizes.at(-1)).toBeGreaterThan(60000);

  const s = new Harness().connect();
  for (let i = 0; i < 100; i++) s.client.send(0, payload(1000), s.now);
  const pieces: number[] = [];
  for (let rest = 50_000; rest > 0; rest -= pieces.at(-1) ?? 0)
    pieces.push(s.wire.client.transmit(s.now, rest)?.length ?? rest);
  const first = pieces.reduce((sum, size) => sum + size, 0);
  // One frame more than fits, at most.
  expect(first).toBeGreaterThan(48_000);
  expect(first).toBeLessThanOrEqual(51_100);
  expect(pieces.length).toBeLessThan(10);
  expect(s.wire.client.transmit(s.now, 0)).toBeUndefined();
});

it('a link says when there is no more to write', () => {
  const h = new Harness().connect();
  const link = h.wire.client;
  for (let i = 0; i < 40; i++) h.client.send(0, payload(1000), h.now);
  let written = 0;
  do written += link.transmit(h.now, 1e6)?.length ?? 0;
  while (link.more);
  expect(written).toBeGreaterThan(40_000);
  expect(link.transmit(h.now, 1e6)).toBeUndefined();
});

it('asks for transmit once until it is called', () => {
  const h = new Harness().connect();
  let asked = 0;
  const { transmit } = h.shell;
  h.shell.transmit = (link) => {
    asked++;
    transmit(link);
  };
  for (let i = 0; i < 5; i++) h.client.send(0, text('x'), h.now);
  expect(asked).toBe(1);
  h.settle();
  h.client.send(0, text('x'), h.now);
  expect(asked).toBe(2);
});

it('the payload given to send is kept, not copied, and sent again after a drop', () => {
  const h = new Harness().connect();
  h.client.send(0, text('first'), h.now);
  h.drain(h.wire.client);
  h.cut();
  h.run(1000);
  expect(h.take(h.peer)).toMatchObject([
    { kind: 'suspended' },
    { kind: 'resumed' },
    { seq: 1, payload: text('first') },
  ]);
  expect(h.client.stats.retransmitted).toBe(1);
});

it('lossy messages are numbered, also those that are dropped at the sender', () => {
  const h = new Harness({ client: { lossyHighWater: 1000 } }).connect();
  expect(h.client.sendLossy(2, text('1'), h.now)).toBe('ok');
  h.settle();
  h.wire.client.buffered = 1000;
  expect(h.client.sendLossy(2, text('2'), h.now)).toBe('dropped');
  h.wire.client.buffered = 0;
  expect(h.client.sendLossy(2, text('3'), h.now)).toBe('ok');
  h.settle();
  expect(h.take(h.peer)).toMatchObject([
    { seq: 1, lossy: true },
    { seq: 3, lossy: true },
  ]);
  h.client.suspend(h.now);
  expect(h.client.sendLossy(2, text('4'), h.now)).toBe('dropped');
  expect(h.client.stats.lossyDropped).toBe(2);
  h.run(1000);
  h.client.sendLossy(2, text('5'), h.now);
  h.settle();
  expect(h.take(h.peer).at(-1)).toMatchObject({ seq: 5, lossy: true });
});

it('what waits for the socket is bounded for lossy messages too', () => {
  const h = new Harness({ client: { lossyHighWater: 1000 } }).connect();
  const said = Array.from({ length: 50 }, () => h.client.sendLossy(2, payload(100), h.now));
  expect(said.filter((s) => s === 'ok')).toHaveLength(8);
  h.cut();
  expect(h.client.stats.lossyDropped).toBe(50);
});

it('on a lossy ordered channel what is late is dropped, on others not; too many drop the newest', () => {
  const h = new Harness({ server: { lossyMessages: 3 } }).connect();
  const link = h.wire.server!;
  const lossy = (c: number, seq: number): void => link.receive(encode(LOSSY, c, seq, text('x')), h.now);
  for (const seq of [1, 3, 2, 3]) lossy(1, seq);
  expect(h.take(h.peer)).toMatchObject([{ seq: 1 }, { seq: 3 }]);
  for (const seq of [5, 4, 4]) lossy(2, seq);
  expect(h.take(h.peer)).toMatchObject([{ seq: 5 }, { seq: 4 }, { seq: 4 }]);
  for (const seq of [6, 7, 8, 9, 10]) lossy(2, seq);
  expect(h.take(h.peer)).toMatchObject([{ seq: 6 }, { seq: 7 }, { seq: 8 }]);
  expect(h.peer.stats.lossyDropped).toBe(4);
});

it('urgent frames go first: PONG, ACK, lossy, then messages', () => {
  const h = new Harness().connect();
  h.wire.client.receive(data(0, 1, text('x')), h.now);
  h.take(h.client);
  h.client.send(0, text('data'), h.now);
  h.client.sendLossy(1, text('lossy'), h.now);
  h.wire.client.receive(encode(PING, 9), h.now);
  expect(typesOf(h.drain(h.wire.client))).toEqual([8, ACK, LOSSY, 0x80]);
});

it('[S-12] a frame type that does not exist is a PROTOCOL error', () => {
  for (const type of [0x00, 0x0c, 0x0f, 0x11, 0x7f, 0xff]) {
    const h = new Harness().connect();
    h.wire.server?.receive(encode(type, 1), h.now);
    expect(h.take(h.peer)).toMatchObject([{ kind: 'lost', reason: 'protocol', code: 1 }]);
  }
});

it('[S-8] a text message is a PROTOCOL error', () => {
  const h = new Harness({ kind: 'message' }).connect();
  h.wire.server?.receiveText(h.now);
  expect(h.take(h.peer)).toMatchObject([{ kind: 'lost', reason: 'protocol', code: 1 }]);
  expect(fromHex('0b')[0]).toBe(h.drain(h.wire.server!)[1]);
});

it('what is lent holds until the next call, what the transport keeps is its own, and on other links there are copies', () => {
  const h = new Harness().connect();
  const { client } = h.wire;
  const ping = (instant: boolean): Uint8Array => {
    client.instant = instant;
    client.receive(encode(PING, 7), h.now);
    return client.transmit(h.now, 1000)!;
  };
  const later = (): void => {
    client.receive(encode(PING, 9), h.now);
    client.transmit(h.now, 1000);
  };
  const lent = ping(true);
  expect(client.lent).toBe(true);
  const before = toHex(lent);
  later();
  expect(toHex(lent)).not.toBe(before);

  const kept = ping(true);
  client.keep();
  later();
  expect(toHex(kept)).toBe(before);

  const copied = ping(false);
  expect(client.lent).toBe(false);
  later();
  expect(toHex(copied)).toBe(before);
});
