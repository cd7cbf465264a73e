// Time (section 10): heartbeat, half-open links, attempts, deadlines, and standing still.
import { expect, it } from 'vitest';
import { UsageError } from '../../src/errors.ts';
import { encode, PING, PONG } from '../../src/transport/session/frame.ts';
import {
  type ServerLimits,
  type SessionOptions,
  serverDefaults,
  serverLimits,
  sessionDefaults,
  sessionOptions,
} from '../../src/transport/session/index.ts';
import { framesOf, Harness, text, typesOf } from './harness.ts';

it('[S-36] a time that goes back is taken as the last one', () => {
  const h = new Harness().connect();
  h.run(1000);
  h.client.send(0, text('x'), 5);
  h.settle();
  expect(h.take(h.peer)).toMatchObject([{ kind: 'message', at: 1000 }]);
  h.client.tick(3);
  h.wire.client.receive(encode(PING, 1), -1);
  h.client.tick(Number.NaN);
  h.client.suspend(7);
  expect(h.take(h.client)).toMatchObject([{ kind: 'suspended', at: 1000 }]);
  h.run(30000);
  expect(h.client.state).toBe('connected');
});

it.each([
  [{ heartbeatMs: 5000, linkTimeoutMs: 10999 }, false],
  [{ heartbeatMs: 5000, linkTimeoutMs: 11000 }, true],
  [{ maxMessage: 1000, recvWindow: 1031 }, false],
  [{ maxMessage: 1000, recvWindow: 1032, sendBuffer: 1032 }, true],
  [{ maxMessage: 1000, sendBuffer: 1031 }, false],
  [{ maxMessage: 16777217 }, false],
  [{ ackDelayMs: 1001 }, false],
  [{ resumeMs: Number.NaN }, false],
  [{ closeMs: 1.5 }, false],
  [{ backoffMs: 0 }, false],
] as [Partial<SessionOptions>, boolean][])('[S-37] the options %j are allowed: %s', (options, good) => {
  if (good) expect(sessionOptions(options)).toEqual({ ...sessionDefaults, ...options });
  else expect(() => sessionOptions(options)).toThrow(UsageError);
});

it('limits are checked too', () => {
  expect(serverLimits({ sessions: 5, exemptLoopback: true })).toEqual({
    ...serverDefaults,
    sessions: 5,
    exemptLoopback: true,
  });
  expect(() => serverLimits({ linksInHandshake: 0 })).toThrow(UsageError);
  expect(() => serverLimits({ tombstones: '9' as unknown as ServerLimits['tombstones'] })).toThrow(UsageError);
});

it('heartbeat: a PING each heartbeatMs, answered at once, gives the round trip', () => {
  const h = new Harness().connect();
  expect(h.client.rtt).toBe(0);
  h.now += 5000;
  h.client.tick(h.now);
  const [ping] = framesOf(h.drain(h.wire.client));
  expect(ping?.type).toBe(PING);
  h.wire.server?.receive(encode(PING, ping?.body[0] ?? 0), h.now);
  const [pong] = framesOf(h.drain(h.wire.server!));
  expect(pong).toEqual({ type: PONG, body: ping?.body });
  h.now += 80;
  h.wire.client.receive(encode(PONG, 99), h.now);
  h.wire.client.receive(encode(PONG, pong?.body[0] ?? 0), h.now);
  h.wire.client.receive(encode(PONG, pong?.body[0] ?? 0), h.now);
  expect(h.client.rtt).toBe(10);
  expect(h.client.rttVar).toBe(20);
});

it('an idle session stays connected for hours', () => {
  const h = new Harness().connect();
  h.run(3 * 3600000, 250);
  expect(h.kinds(h.client)).toEqual([]);
  expect(h.kinds(h.peer)).toEqual([]);
});

it('half-open: nothing read for linkTimeoutMs drops the link, says so if it can, and comes back', () => {
  const h = new Harness().connect();
  const dead = h.wire;
  dead.up = false;
  for (let t = 0; t < 14750; t += 250) {
    h.now += 250;
    h.client.tick(h.now);
  }
  expect(h.client.state).toBe('connected');
  h.now += 250;
  h.client.tick(h.now);
  expect(h.kinds(h.client)).toEqual(['suspended:link-timeout']);
  expect(framesOf(h.drain(dead.client)).at(-1)).toMatchObject({ type: 0x0b, body: Uint8Array.of(9, 0) });
  expect(dead.client.ending).toBe('end');
  h.run(1000);
  expect(h.kinds(h.client)).toEqual(['resumed']);
  expect(h.kinds(h.peer)).toEqual(['suspended:replaced', 'resumed']);
});

it('[S-38] [I-12] after standing still, what waits is read before anything is judged', () => {
  const h = new Harness().connect();
  // Both stood still, as on a laptop asleep; a PONG of before lies in the socket.
  h.now += 3600000;
  h.client.tick(h.now);
  h.server.tick(h.now);
  expect(h.client.state).toBe('connected');
  h.settle();
  h.run(5000);
  expect(h.kinds(h.client)).toEqual([]);
  expect(h.kinds(h.peer)).toEqual([]);
});

it('[S-38] if nothing is read, the moved deadline holds', () => {
  const h = new Harness().connect();
  h.wire.up = false;
  h.now += 60000;
  h.client.tick(h.now);
  h.now += 1000;
  h.client.tick(h.now);
  h.now += 999;
  h.client.tick(h.now);
  expect(h.client.state).toBe('connected');
  h.now += 1;
  h.client.tick(h.now);
  expect(h.client.state).toBe('suspended');
});

it('[S-38] handshake and connect deadlines are moved too; suspended and close deadlines are not', () => {
  const h = new Harness();
  h.client.start(h.now);
  const slow = h.accept()!;
  h.now += 20000;
  h.client.tick(h.now);
  h.server.tick(h.now);
  expect(h.client.state).toBe('connecting');
  expect(slow.ending).toBe('open');
  h.settle();
  expect(h.kinds(h.client)).toEqual(['connected']);

  const k = new Harness().connect();
  k.cut();
  k.take(k.client);
  k.reachable = false;
  k.now += 30000;
  k.client.tick(k.now);
  expect(k.kinds(k.client)).toEqual(['lost:timeout']);

  const m = new Harness().connect();
  m.client.close(0, '', m.now);
  m.now += 5000;
  m.client.tick(m.now);
  expect(m.kinds(m.client)).toEqual(['closed:closed']);
});

it('[I-8] a session without a link is lost on both sides after resumeMs, each by its own clock', () => {
  const h = new Harness({ server: { resumeMs: 7000 } }).connect();
  h.client.send(0, text('x'), h.now);
  h.cut();
  h.reachable = false;
  h.run(6950);
  expect([h.client.state, h.peer.state]).toEqual(['suspended', 'suspended']);
  h.run(100);
  expect(h.take(h.client).at(-1)).toMatchObject({ kind: 'lost', reason: 'timeout', unconfirmed: 1 });
  expect(h.kinds(h.peer)).toEqual(['suspended:link-closed', 'lost:timeout']);
  expect(h.server.size).toBe(0);
});

it('attempts: the first within 100 ms, then further and further apart, up to backoffMaxMs', () => {
  const h = new Harness({ client: { connectMs: 1 }, server: { resumeMs: 60000 } }).connect();
  h.run(2000);
  h.random = () => 0.999;
  h.reachable = false;
  const before = h.opens;
  h.cut();
  const at: number[] = [];
  const start = h.now;
  for (let seen = before; h.now < start + 30000; ) {
    h.now += 1;
    h.client.tick(h.now);
    if (h.opens > seen) at.push(h.now - start);
    seen = h.opens;
  }
  expect(at[0]).toBe(100);
  const gaps = at.slice(1).map((t, i) => t - (at[i] as number));
  expect(gaps.slice(0, 6)).toEqual([501, 1000, 1999, 3997, 4996, 4996].map((ms) => expect.closeTo(ms, -1)));
});

it('a server that takes the session and drops it at once is not besieged', () => {
  const h = new Harness({ client: { backoffMs: 1000 } }).connect();
  h.run(2000);
  const { opens } = h;
  for (let t = 0; t < 10000; t += 10) {
    h.now += 10;
    h.tick();
    h.settle();
    if (h.client.state === 'connected') h.cut();
  }
  expect(h.opens - opens).toBeLessThan(8);
});

it('an attempt has connectMs to open, and handshakeMs to be answered', () => {
  for (const opened of [false, true]) {
    const h = new Harness().connect();
    h.run(2000);
    h.autoOpen = false;
    h.cut();
    h.run(50);
    const link = h.wire.client;
    if (opened) link.opened(h.now);
    h.run(4900);
    expect(link.ending).toBe('open');
    h.run(300);
    expect(link.ending).toBe('abort');
    expect(h.client.state).toBe('suspended');
  }
});

it('the server ends a handshake that takes too long, whatever trickles in, and then drops it', () => {
  const h = new Harness();
  const link = h.accept()!;
  for (let i = 0; i < 19; i++) {
    link.receive(Uint8Array.of(i === 0 ? 100 : 1), h.now);
    h.now += 250;
    h.server.tick(h.now);
  }
  expect(link.ending).toBe('open');
  h.now += 250;
  h.server.tick(h.now);
  expect(framesOf(h.drain(link))).toMatchObject([{ type: 0x0b, body: Uint8Array.of(8, 0) }]);
  expect(link.ending).toBe('end');
  expect(h.server.stats.late).toBe(1);
  h.now += 250;
  h.server.tick(h.now);
  expect(link.ending).toBe('abort');
});

it('a frame begun and not finished in frameMs is a PROTOCOL error', () => {
  const h = new Harness().connect();
  const link = h.wire.server!;
  link.receive(Uint8Array.of(100, 0x80), h.now);
  for (let i = 0; i < 39; i++) {
    h.now += 250;
    link.receive(Uint8Array.of(1), h.now);
    h.server.tick(h.now);
  }
  expect(h.peer.state).toBe('connected');
  h.now += 250;
  h.server.tick(h.now);
  expect(h.kinds(h.peer)).toEqual(['lost:protocol']);
});

it('stallMs: a peer that acknowledges nothing is LOST(slow); the client has no such limit', () => {
  const h = new Harness({ server: { stallMs: 3000 }, client: { stallMs: 3000 } }).connect();
  h.peer.send(0, text('x'), h.now);
  h.client.send(0, text('x'), h.now);
  h.run(2900);
  expect(h.peer.state).toBe('connected');
  h.run(200);
  expect(h.take(h.peer)).toMatchObject([{ kind: 'message' }, { kind: 'lost', reason: 'slow', unconfirmed: 1 }]);
  expect(h.take(h.client)).toMatchObject([{ kind: 'message' }, { kind: 'lost', reason: 'slow', byPeer: true }]);
  const k = new Harness({ server: { stallMs: 0 }, client: { stallMs: 3000 } }).connect();
  k.peer.send(0, text('x'), k.now);
  k.client.send(0, text('x'), k.now);
  k.run(60000, 250);
  expect([k.client.state, k.peer.state]).toEqual(['connected', 'connected']);
});

it('progress of any kind keeps a slow peer', () => {
  const h = new Harness({ server: { stallMs: 3000 } }).connect();
  for (let i = 0; i < 10; i++) h.peer.send(0, text('x'), h.now);
  h.settle();
  for (let i = 0; i < 10; i++) {
    h.client.shift(h.now);
    h.run(2500);
  }
  expect(h.peer.state).toBe('connected');
});

it('says when it wants to be called, and nothing when there is nothing to wait for', () => {
  const h = new Harness();
  expect(h.client.deadline).toBeUndefined();
  expect(h.server.deadline).toBeUndefined();
  h.connect();
  expect(h.client.deadline).toBeLessThanOrEqual(250);
  expect(h.server.deadline).toBeLessThanOrEqual(250);
  h.client.close(0, '', h.now);
  h.settle();
  h.tick();
  h.tick();
  expect(h.client.deadline).toBeUndefined();
  expect(h.server.deadline).toBeUndefined();
  expect(typesOf(undefined)).toEqual([]);
});

it('a suspended session needs no call until its deadline', () => {
  const h = new Harness().connect();
  h.client.suspend(h.now);
  h.settle();
  h.server.tick(h.now);
  expect(h.server.deadline).toBe(30000);
});
