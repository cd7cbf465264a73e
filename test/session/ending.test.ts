// How a session ends (section 9): closed from either side, lost, remembered; and that it ends once.
import { expect, it } from 'vitest';
import { BYE, encode, encodeReason } from '../../src/transport/session/frame.ts';
import { data, framesOf, Harness, testCrypto, text, toHex, typesOf } from './harness.ts';

it('close lets the log go out, then BYE; both sides end clean', () => {
  const h = new Harness().connect();
  h.client.send(0, text('last'), h.now);
  h.peer.send(1, text('too late'), h.now); // not written yet when BYE comes
  h.client.close(4, 'enough', h.now);
  expect(h.client.state).toBe('closing');
  expect(h.client.send(0, text('x'), h.now)).toBe('closed');
  h.settle();
  expect(h.take(h.peer)).toMatchObject([
    { kind: 'message', payload: text('last') },
    {
      kind: 'closed',
      reason: 'closed',
      code: 4,
      message: 'enough',
      clean: true,
      byPeer: true,
      unconfirmed: 1,
      unsent: [0, 1, 0],
    },
  ]);
  expect(h.take(h.client)).toMatchObject([{ kind: 'closed', clean: true, byPeer: false, unconfirmed: 0, unsent: [] }]);
  expect(h.wire.server?.ending).toBe('end');
  expect([h.client.state, h.peer.state, h.server.size]).toEqual(['ended', 'ended', 0]);
});

it('while closing, messages of the other side are still received', () => {
  const h = new Harness({ server: { maxMessage: 100, recvWindow: 132, sendBuffer: 400 } }).connect();
  h.client.send(0, new Uint8Array(100), h.now);
  h.client.send(0, new Uint8Array(100), h.now); // waits for the window, so BYE waits too
  h.client.close(0, '', h.now);
  h.settle();
  h.peer.send(0, text('still here'), h.now);
  h.settle();
  expect(h.take(h.client)).toMatchObject([{ payload: text('still here') }]);
  expect(h.client.state).toBe('closing');
  h.take(h.peer);
  h.run(300);
  expect(h.kinds(h.client)).toEqual(['closed:closed']);
  expect(h.kinds(h.peer)).toEqual(['message', 'closed:closed']);
});

it('[S-31] closeMs after close() without an answer: CLOSED, not clean', () => {
  const h = new Harness().connect();
  h.client.send(0, text('x'), h.now);
  h.client.close(0, '', h.now);
  h.wire.up = false;
  h.now += 4999;
  h.client.tick(h.now);
  expect(h.client.state).toBe('closing');
  h.now += 1;
  h.client.tick(h.now);
  expect(h.take(h.client)).toMatchObject([{ kind: 'closed', clean: false, byPeer: false, unconfirmed: 1 }]);
});

it('[S-31] two BYEs that cross: each side answers and ends by the peer', () => {
  const h = new Harness().connect();
  h.client.close(1, 'c', h.now);
  h.peer.close(2, 's', h.now);
  const a = h.drain(h.wire.client);
  const b = h.drain(h.wire.server!);
  h.wire.server?.receive(a, h.now);
  h.wire.client.receive(b, h.now);
  expect(h.take(h.client)).toMatchObject([{ kind: 'closed', byPeer: true, clean: true, code: 2 }]);
  expect(h.take(h.peer)).toMatchObject([{ kind: 'closed', byPeer: true, clean: true, code: 1 }]);
});

it('[S-31] a link that drops while closing is resumed, and BYE written again', () => {
  const h = new Harness().connect();
  h.client.close(3, 'bye', h.now);
  expect(typesOf(h.drain(h.wire.client))).toEqual([BYE]);
  h.cut();
  h.run(1000);
  expect(h.kinds(h.client)).toEqual(['suspended:link-closed', 'resumed', 'closed:closed']);
  expect(h.kinds(h.peer)).toEqual(['suspended:link-closed', 'resumed', 'closed:closed']);
});

it('close() while suspended is noted, and carried out after RESUMED', () => {
  const h = new Harness().connect();
  h.cut();
  h.peer.send(0, text('x'), h.now);
  h.peer.close(3, 'bye', h.now);
  expect(h.peer.state).toBe('closing');
  expect(h.peer.send(0, text('x'), h.now)).toBe('closed');
  h.run(1000);
  expect(h.kinds(h.client)).toEqual(['suspended:link-closed', 'resumed', 'message', 'closed:closed']);
  expect(h.take(h.peer).at(-1)).toMatchObject({ kind: 'closed', clean: true, byPeer: false });
});

it('[S-32] a lost BYE_ACK: the tombstone says ENDED_CLEAN, and the closer ends clean', () => {
  const h = new Harness().connect();
  h.client.close(0, '', h.now);
  h.wire.server?.receive(h.drain(h.wire.client), h.now);
  expect(h.peer.state).toBe('ended');
  h.cut(); // BYE_ACK is lost
  h.run(1000);
  expect(h.take(h.client).at(-1)).toMatchObject({
    kind: 'closed',
    clean: true,
    byPeer: false,
    code: 9,
    unconfirmed: 0,
  });
});

it('[S-32] a session the server closed by itself: the tombstone says ENDED, and nobody says clean', () => {
  const h = new Harness().connect();
  h.client.send(0, text('never arrives'), h.now);
  h.cut();
  h.reachable = false;
  h.peer.close(0, '', h.now);
  h.run(5100);
  expect(h.take(h.peer).at(-1)).toMatchObject({ kind: 'closed', clean: false });
  h.reachable = true;
  h.client.reconnect(h.now);
  h.settle();
  expect(h.take(h.client).at(-1)).toMatchObject({
    kind: 'closed',
    byPeer: true,
    clean: false,
    code: 11,
    unconfirmed: 1,
  });
});

it('[S-32] tombstones are bounded, oldest out first, and forgotten after resumeMs', () => {
  const resumed = (tombstones: number, wait: number): unknown => {
    const h = new Harness({ limits: { tombstones }, server: { resumeMs: 5000 } }).connect();
    h.client.close(0, '', h.now);
    h.wire.server?.receive(h.drain(h.wire.client), h.now);
    h.cut();
    h.reachable = false;
    h.now += wait;
    h.server.tick(h.now);
    h.reachable = true;
    h.client.reconnect(h.now);
    h.settle();
    return h.take(h.client).at(-1);
  };
  expect(resumed(1024, 4900)).toMatchObject({ code: 9, clean: true });
  expect(resumed(1024, 5100)).toMatchObject({ code: 6, clean: false });
  expect(resumed(0, 0)).toMatchObject({ code: 6, clean: false });
});

it('[S-33] an end of the link without BYE and without ERROR is a drop', () => {
  const h = new Harness().connect();
  h.cut();
  expect(h.kinds(h.client)).toEqual(['suspended:link-closed']);
  expect(h.kinds(h.peer)).toEqual(['suspended:link-closed']);
  expect(h.client.state).toBe('suspended');
});

it('BYE_ACK without a BYE is a PROTOCOL error, before and after close()', () => {
  const h = new Harness().connect();
  h.wire.client.receive(encode(0x0a), h.now);
  expect(h.take(h.client)).toMatchObject([{ kind: 'lost', reason: 'protocol' }]);
  const k = new Harness().connect();
  k.client.close(0, '', k.now);
  k.wire.client.receive(encode(0x0a), k.now);
  expect(k.take(k.client)).toMatchObject([{ kind: 'lost', reason: 'protocol' }]);
});

it.each([
  [1, 'peer-error'],
  [2, 'replaced'],
  [3, 'peer-error'],
  [5, 'slow'],
  [7, 'shutdown'],
  [42, 'peer-error'],
])('ERROR(%i) is LOST(%s)', (code, reason) => {
  const h = new Harness().connect();
  h.client.send(0, text('x'), h.now);
  h.wire.client.receive(encodeReason(0x0b, code, 'so'), h.now);
  expect(h.take(h.client)).toMatchObject([{ kind: 'lost', reason, code, message: 'so', byPeer: true, unconfirmed: 1 }]);
  expect(h.wire.client.ending).toBe('end');
});

it('ERROR(LINK_TIMEOUT) only drops the link', () => {
  const h = new Harness().connect();
  h.wire.client.receive(encodeReason(0x0b, 9, ''), h.now);
  expect(h.kinds(h.client)).toEqual(['suspended:link-timeout']);
});

it('[S-35] one last event, after everything received before it; after it nothing', () => {
  const h = new Harness().connect();
  const link = h.wire.server!;
  link.receive(data(0, 1, text('before')), h.now);
  link.receive(encodeReason(BYE, 0, ''), h.now);
  link.receive(data(0, 2, text('after')), h.now);
  link.receive(Uint8Array.of(0), h.now);
  link.closed(h.now);
  h.peer.close(0, '', h.now);
  h.peer.fail('no', h.now);
  h.run(60000);
  expect(h.kinds(h.peer)).toEqual(['message', 'closed:closed']);
  expect(h.peer.send(0, text('x'), h.now)).toBe('closed');
  expect(h.peer.sendLossy(0, text('x'), h.now)).toBe('closed');
});

it('fail() is for peers that keep to the protocol and still send nonsense', () => {
  const h = new Harness().connect();
  h.peer.fail('ten messages that are no moves', h.now);
  expect(h.take(h.peer)).toMatchObject([
    { kind: 'lost', reason: 'protocol', code: 1, message: 'ten messages that are no moves' },
  ]);
  h.settle();
  expect(h.kinds(h.client)).toEqual(['lost:peer-error']);
  const k = new Harness();
  k.client.start(k.now);
  k.client.fail('', k.now);
  expect(k.kinds(k.client)).toEqual(['connect-failed:closed']);
});

it('shutdown closes all sessions, turns new links away, and loses what does not answer in closeMs', () => {
  const h = new Harness().connect();
  h.server.shutdown(7, 'maintenance', h.now);
  const late = h.accept()!;
  const bye = framesOf(h.drain(h.wire.server!));
  expect(bye.map((f) => [f.type, toHex(f.body)])).toEqual([[BYE, '070b6d61696e74656e616e6365']]);
  h.now += 5000;
  h.server.tick(h.now);
  expect(h.take(h.peer)).toMatchObject([{ kind: 'lost', reason: 'shutdown' }]);
  expect(framesOf(h.drain(h.wire.server!)).map((f) => [f.type, f.body[0]])).toEqual([[0x0b, 7]]);
  const other = new Harness();
  other.client.start(0);
  late.receive(other.drain(other.wire.client), h.now);
  expect(framesOf(h.drain(late)).map((f) => [f.type, f.body[0]])).toEqual([[0x0b, 8]].slice(0, 0).concat([[5, 8]]));
});

it('shutdown: a client that answers ends clean, an unconfirmed session vanishes', () => {
  const h = new Harness().connect();
  const other = new Harness();
  other.client.start(0);
  const half = h.accept()!;
  half.receive(other.drain(other.wire.client), h.now);
  expect(h.server.size).toBe(2);
  h.server.shutdown(7, 'maintenance', h.now);
  h.settle();
  expect(h.take(h.client)).toMatchObject([
    { kind: 'closed', byPeer: true, clean: true, code: 7, message: 'maintenance' },
  ]);
  expect(h.kinds(h.peer)).toEqual(['closed:closed']);
  expect(h.server.size).toBe(0);
  expect(h.serverSessions).toHaveLength(1);
});

it('a server that was restarted knows no session', () => {
  const h = new Harness().connect();
  h.client.send(0, text('x'), h.now);
  h.cut();
  h.server = h.newServer(77);
  h.run(1000);
  expect(h.take(h.client)).toMatchObject([
    { kind: 'suspended' },
    { kind: 'lost', reason: 'server-restarted', code: 6, unconfirmed: 1 },
  ]);
  expect(testCrypto(77).randomBytes(8)).not.toEqual(testCrypto(2).randomBytes(8));
});
