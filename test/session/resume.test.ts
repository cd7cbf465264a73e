// Taking a session back (section 8): who may, what is repeated, what must not change before the last check.
import { expect, it } from 'vitest';
import { ACK, encode, encodeReason, RESUME, RESUMED } from '../../src/transport/session/frame.ts';
import {
  encodeReject,
  readResume,
  resumedFields,
  resumeFields,
  type Vector,
} from '../../src/transport/session/handshake.ts';
import type { SessionLink } from '../../src/transport/session/index.ts';
import { withMac } from '../../src/transport/session/resume.ts';
import { Cursor } from '../../src/transport/session/varint.ts';
import { data, framesOf, Harness, testCrypto, text, typesOf } from './harness.ts';

const crypto = testCrypto();

/** A RESUME for the harness's session. */
function resume(
  h: Harness,
  over: { epoch?: number; vector?: Vector; key?: Uint8Array; id?: Uint8Array } = {},
): Uint8Array {
  const { sessionId, key, inbox, epoch } = h.client;
  const fields = resumeFields(over.id ?? sessionId, over.epoch ?? epoch + 1, over.vector ?? inbox.vector());
  return encode(RESUME, ...withMac(crypto, over.key ?? key, false, fields));
}

/** Everything a session is made of, for comparison. */
const fingerprint = (h: Harness): string => {
  const { phase, epoch, inbox, outbox, stats, current } = h.peer;
  return JSON.stringify([
    phase,
    epoch,
    current?.born,
    inbox.vector(),
    inbox.ackSent,
    outbox.acked,
    outbox.written,
    stats,
    h.notified,
  ]);
};

function fresh(h: Harness, bytes: Uint8Array): { link: SessionLink; answer: number[] } {
  const link = h.accept()!;
  link.receive(bytes, h.now);
  const frame = framesOf(h.drain(link))[0];
  return { link, answer: frame ? [frame.type, frame.body[0] ?? -1] : [] };
}

it('what was on the way is repeated, what had arrived is not', () => {
  const h = new Harness().connect();
  for (const word of ['a', 'b', 'c', 'd']) h.client.send(0, text(word), h.now);
  const bytes = h.drain(h.wire.client);
  h.wire.server?.receive(bytes.slice(0, 9), h.now); // two frames of four bytes, and a piece
  h.peer.shift(h.now); // one of them delivered, nothing acknowledged
  h.cut();
  h.run(1000);
  expect(h.take(h.peer)).toMatchObject([
    { seq: 2, payload: text('b') },
    { kind: 'suspended' },
    { kind: 'resumed' },
    { seq: 3, payload: text('c') },
    { seq: 4, payload: text('d') },
  ]);
  expect(h.client.stats.retransmitted).toBe(2);
  h.run(300);
  expect(h.client.stats).toMatchObject({ logged: 0, inflight: 0, buffered: 0 });
});

it('[S-26] the epoch is raised for every RESUME written and never used again', () => {
  const h = new Harness().connect();
  h.cut();
  h.autoOpen = false;
  const epochs: number[] = [];
  for (let i = 0; i < 4; i++) {
    h.client.reconnect(h.now);
    h.wire.client.opened(h.now);
    const frame = framesOf(h.drain(h.wire.client))[0]!;
    epochs.push(readResume(new Cursor(frame.body), false).epoch);
    h.wire.client.closed(h.now);
  }
  expect(epochs).toEqual([1, 2, 3, 4]);
});

it('reconnect() while connected asks for a word: without one the link is given up after two seconds, with one nothing happens', () => {
  const h = new Harness().connect();
  h.run(5000);
  h.take(h.client);
  h.client.reconnect(h.now);
  h.run(5000);
  expect(h.take(h.client)).toEqual([]);
  expect(h.opens).toBe(1);
  // The cable is out: what is written goes nowhere.
  h.wire.up = false;
  h.client.reconnect(h.now);
  h.run(1000);
  h.client.reconnect(h.now);
  h.run(900);
  expect(h.client.state).toBe('connected');
  h.run(400);
  expect(h.take(h.client)).toMatchObject([{ kind: 'suspended', reason: 'link-timeout' }, { kind: 'resumed' }]);
});

it('the client writes nothing before RESUMED, RESUMED is the first frame', () => {
  const h = new Harness().connect();
  h.client.send(0, text('x'), h.now);
  h.peer.send(0, text('y'), h.now);
  h.cut();
  h.client.reconnect(h.now);
  expect(typesOf(h.drain(h.wire.client))).toEqual([RESUME]);
  h.wire.server?.receive(resume(h, { epoch: 1 }), h.now);
  expect(typesOf(h.drain(h.wire.server!))).toEqual([RESUMED, 0x80]);
});

it('[S-27] [I-7] until the last check has passed, nothing of the session changes', () => {
  const h = new Harness().connect();
  h.client.send(0, text('x'), h.now);
  h.settle();
  h.cut();
  h.take(h.peer);
  h.reachable = false;
  h.run(300);
  const before = fingerprint(h);
  const { delivered, received } = h.client.inbox.vector();
  const wrongKey = h.client.key.slice();
  wrongKey[31] = (wrongKey[31] ?? 0) ^ 1;
  const tries: [Uint8Array, number][] = [
    [resume(h, { id: new Uint8Array(16) }), 6],
    [resume(h, { key: wrongKey }), 6],
    [resume(h, { epoch: 0 }), 10],
    [resume(h, { vector: { delivered: [...delivered, 0], received: [...received, 0] } }), 7],
    [resume(h, { vector: { delivered: [5, 0, 0], received: [5, 0, 0] } }), 7],
  ];
  for (const [bytes, code] of tries) {
    expect(fresh(h, bytes).answer).toEqual([5, code]);
    expect(fingerprint(h)).toBe(before);
  }
  // Cut short, damaged in each byte, replayed.
  const good = resume(h);
  for (let at = 2; at < good.length; at++) {
    const bytes = good.slice();
    bytes[at] = (bytes[at] ?? 0) ^ 0x15;
    fresh(h, bytes).link.closed(h.now);
    expect(fingerprint(h)).toBe(before);
    h.now += 7000; // out of the way of the limits
    h.server.accept({ ...h.info, address: 'x' }, h.now);
  }
});

it('[S-27] a RESUME is good once', () => {
  const h = new Harness().connect();
  h.cut();
  h.reachable = false;
  const bytes = resume(h);
  expect(fresh(h, bytes).answer[0]).toBe(RESUMED);
  const before = fingerprint(h);
  expect(fresh(h, bytes).answer).toEqual([5, 10]);
  expect(fingerprint(h)).toBe(before);
});

it('[I-11] the newest link takes over; the old one gets REPLACED and has no say any more', () => {
  const h = new Harness().connect();
  const old = h.wire;
  const { link } = fresh(h, resume(h));
  expect(h.kinds(h.peer)).toEqual(['suspended:replaced', 'resumed']);
  const before = fingerprint(h);
  old.server?.receive(data(0, 1, text('late')), h.now);
  old.server?.closed(h.now);
  expect(fingerprint(h)).toBe(before);
  expect(framesOf(h.drain(old.server!))).toEqual([]);
  link.receive(data(0, 1, text('new')), h.now);
  expect(h.take(h.peer)).toMatchObject([{ seq: 1, payload: text('new') }]);
});

it('[S-34] a client whose current link is REPLACED is lost, and does not come back', () => {
  const h = new Harness().connect();
  const old = h.wire;
  fresh(h, resume(h));
  old.client.receive(h.drain(old.server!), h.now);
  expect(h.take(h.client)).toMatchObject([{ kind: 'lost', reason: 'replaced', byPeer: true }]);
  const { opens } = h;
  h.run(20000);
  expect(h.opens).toBe(opens);
});

it('[S-30] [I-11] bytes and notices of a link that is not the current one are ignored', () => {
  const h = new Harness().connect();
  const first = h.wire;
  h.client.suspend(h.now);
  h.run(1000);
  expect(h.kinds(h.client)).toEqual(['suspended:requested', 'resumed']);
  first.client.receive(data(0, 1, text('ghost')), h.now);
  first.client.receive(Uint8Array.of(0), h.now);
  first.client.closed(h.now);
  first.server?.receive(encode(ACK, 1, 0, 0), h.now);
  expect(h.client.peek()).toBeUndefined();
  expect(h.client.state).toBe('connected');
  // Also a link that comes too late to be wanted.
  const late = h.client.attach(h.info, h.now);
  expect(late.ending).toBe('abort');
  late.opened(h.now);
  late.receive(encodeReject(6, 0, new Uint8Array(8), ''), h.now);
  late.closed(h.now);
  expect(h.client.state).toBe('connected');
});

it('[S-28] while resuming, rubbish, wrong MACs and ERRORs cost the attempt, not the session', () => {
  const h = new Harness().connect();
  h.cut();
  h.take(h.client);
  h.autoOpen = false;
  const { inbox, key } = h.client;
  const resumed = (k: Uint8Array, epoch: number): Uint8Array =>
    encode(RESUMED, ...withMac(crypto, k, true, resumedFields(epoch, inbox.vector())));
  const faults: (() => Uint8Array)[] = [
    () => Uint8Array.of(0),
    () => text(`HTTP/1.1 302 Found\r\nLocation: http://hotel.example/login\r\n${'x'.repeat(40)}`),
    () => encodeReason(0x0b, 2, ''),
    () => encodeReason(0x0b, 1, ''),
    () => encodeReason(9, 0, ''),
    () => encode(0x0a),
    () => encode(7, 1),
    () => encode(0x80, 1, text('x')),
    () => resumed(new Uint8Array(32), h.client.epoch),
    () => resumed(key, h.client.epoch - 1),
    () => encodeReject(5, 0, new Uint8Array(8), ''),
  ];
  for (const fault of faults) {
    h.client.reconnect(h.now);
    const { client } = h.wire;
    client.opened(h.now);
    client.receive(fault(), h.now);
    expect(client.ending).not.toBe('open');
    expect(h.client.peek()).toBeUndefined();
    expect(h.client.state).toBe('suspended');
  }
  h.autoOpen = true;
  h.client.reconnect(h.now);
  h.settle();
  expect(h.kinds(h.client)).toEqual(['resumed']);
});

it('[S-28] a valid MAC with an impossible vector is LOST(state)', () => {
  for (const vector of [
    { delivered: [1, 0, 0], received: [1, 0, 0] },
    { delivered: [0, 0], received: [0, 0] },
  ]) {
    const h = new Harness().connect();
    h.cut();
    h.take(h.client);
    h.autoOpen = false;
    h.client.reconnect(h.now);
    h.wire.client.opened(h.now);
    const fields = resumedFields(h.client.epoch, vector);
    h.wire.client.receive(encode(RESUMED, ...withMac(crypto, h.client.key, true, fields)), h.now);
    expect(h.kinds(h.client)).toEqual(['lost:state']);
  }
});

it('[S-29] what is delivered between writing RESUME and reading RESUMED is acknowledged afterwards', () => {
  const h = new Harness().connect();
  for (let i = 0; i < 3; i++) h.peer.send(0, text('x'), h.now);
  h.settle();
  h.cut();
  h.take(h.peer);
  h.client.reconnect(h.now);
  const asked = h.drain(h.wire.client);
  h.take(h.client); // three messages, while the answer is under way
  h.wire.server?.receive(asked, h.now);
  h.wire.client.receive(h.drain(h.wire.server!), h.now);
  expect(typesOf(h.drain(h.wire.client))).toEqual([ACK]);
});

it('[S-29] the other way round: what the server delivered is in the vector of its RESUMED', () => {
  const h = new Harness().connect();
  h.client.send(0, text('x'), h.now);
  h.settle();
  h.take(h.peer);
  h.cut();
  h.client.reconnect(h.now);
  h.settle();
  expect(h.client.stats.logged).toBe(0);
  expect(h.drain(h.wire.server!)).toHaveLength(0);
});

it.each([
  [6, 'same', false, 'lost:expired'],
  [6, 'other', false, 'lost:server-restarted'],
  [9, 'same', false, 'lost:state'],
  [11, 'same', false, 'closed:closed'],
  [7, 'same', false, 'lost:state'],
  [10, 'same', false, 'lost:state'],
  [8, 'same', false, 'lost:shutdown'],
  [1, 'same', false, 'lost:rejected'],
  [99, 'same', false, 'lost:rejected'],
  [6, 'same', true, 'closed:closed'],
  [9, 'same', true, 'closed:closed'],
  [11, 'same', true, 'closed:closed'],
  [7, 'same', true, 'closed:closed'],
  [8, 'same', true, 'closed:closed'],
  [3, 'same', true, 'closed:closed'],
])('REJECT %i (%s instance) while resuming, closing %s: %s', (code, instance, closing, expected) => {
  const h = new Harness().connect();
  if (closing) {
    h.client.close(0, '', h.now);
    h.drain(h.wire.client); // BYE is written, and lost
  }
  h.cut();
  h.take(h.client);
  h.autoOpen = false;
  h.client.reconnect(h.now);
  h.wire.client.opened(h.now);
  const id = new Uint8Array(8).fill(instance === 'same' ? 0 : 9);
  // The first 8 bytes the server drew are its name.
  if (instance === 'same') id.set(testCrypto(2).randomBytes(8));
  h.wire.client.receive(encodeReject(code, 0, id, 'why'), h.now);
  const end = h.take(h.client)[0]!;
  expect(`${end.kind}:${'reason' in end && end.reason}`).toBe(expected);
  expect(end).toMatchObject({ byPeer: code === 11, ...(expected.startsWith('closed') && { clean: code === 9 }) });
});

it('BUSY while resuming: waits as long as it is told', () => {
  const h = new Harness().connect();
  h.cut();
  h.client.reconnect(h.now);
  h.reachable = false;
  const { opens } = h;
  h.wire.client.receive(encodeReject(5, 3000, new Uint8Array(8), ''), h.now);
  h.run(2900);
  expect(h.opens).toBe(opens);
  h.run(200);
  expect(h.opens).toBe(opens + 1);
});

it('a peer that reconnects again and again while nobody looks is made to wait', () => {
  const h = new Harness({ limits: { newLinksBurst: 1000 } }).connect();
  let answers: number[] = [];
  for (let epoch = 1; epoch < 100 && answers[0] !== 5; epoch++) answers = fresh(h, resume(h, { epoch })).answer;
  expect(answers).toEqual([5, 5]);
  expect(h.peer.stats.waiting).toBeLessThan(70);
});

it('reconnect tries at once and forgets the pauses; suspend drops and comes back', () => {
  const h = new Harness({ client: { backoffMs: 4000 } }).connect();
  h.cut();
  h.reachable = false;
  h.run(4000);
  const { opens } = h;
  h.reachable = true;
  h.client.reconnect(h.now);
  expect(h.opens).toBe(opens + 1);
  h.settle();
  expect(h.kinds(h.client).at(-1)).toBe('resumed');
  h.client.reconnect(h.now); // nothing to do
  expect(h.opens).toBe(opens + 1);
});
