// Sessions over links whose lanes do not wait for each other: the chapter on lanes of docs/session-protocol.md.
// Knows the core and the harness; what is lost and overtaken at random is in test/sim.
import { expect, it } from 'vitest';
import { BYE, encode, PROTOCOL } from '../../src/transport/session/frame.ts';
import type { Delivery, SessionLink, SessionMessage } from '../../src/transport/session/index.ts';
import { data, framesOf, Harness, text, typesOf } from './harness.ts';

interface Packet {
  lane: number;
  delivery: Delivery;
  bytes: Uint8Array;
}

/** Everything a link wants to write, and where. */
function packets(h: Harness, link: SessionLink | undefined): Packet[] {
  const out: Packet[] = [];
  if (!link) return out;
  h.wanted.delete(link);
  for (let bytes = link.transmit(h.now, 65536); bytes; bytes = link.transmit(h.now, 65536))
    out.push({ lane: link.lane, delivery: link.delivery, bytes: bytes.slice() });
  return out;
}

const connected = (options: ConstructorParameters<typeof Harness>[0] = {}): Harness =>
  new Harness({ kind: 'packet', ...options }).connect();

/** Lets a session lose its link and asks for another; answers what the server writes when it has read RESUME. */
function resuming(h: Harness): Packet[] {
  h.autoOpen = false;
  h.cut();
  h.client.reconnect(h.now);
  h.opened(h.wire);
  for (const { bytes } of packets(h, h.wire.client)) h.wire.server?.receive(bytes, h.now);
  return packets(h, h.wire.server);
}

const messages = (h: Harness): string[] =>
  h
    .take(h.peer)
    .filter((event): event is SessionMessage => event.kind === 'message')
    .map(({ channel, payload }) => `${channel}${new TextDecoder().decode(payload)}`);

it('[L-1] each channel has a lane of its own; lossy messages travel one by one, and may be lost', () => {
  const h = connected();
  h.client.send(0, text('a'), h.now);
  h.client.send(0, text('b'), h.now);
  h.client.send(1, text('c'), h.now);
  h.client.sendLossy(1, text('d'), h.now);
  h.client.sendLossy(2, text('e'), h.now);
  h.client.sendLossy(2, text('f'), h.now);
  const seen = packets(h, h.wire.client).map(({ lane, delivery, bytes }) => `${lane} ${delivery} ${typesOf(bytes)}`);
  expect(seen.filter((each) => each.includes('reliable 1') && !each.includes('un')).sort()).toEqual([
    '1 reliable 128,128',
    '2 reliable 129',
  ]);
  expect(seen.filter((each) => each.includes('un'))).toEqual([
    '2 unreliable 16',
    '3 unsequenced 16',
    '3 unsequenced 16',
  ]);
});

it('[L-1] a packet holds about a datagram, or one message', () => {
  const h = connected();
  for (let i = 0; i < 50; i++) h.client.send(0, new Uint8Array(100), h.now);
  h.client.send(0, new Uint8Array(5000), h.now);
  const sizes = packets(h, h.wire.client).map(({ bytes }) => bytes.length);
  expect(Math.max(...sizes.slice(0, -1))).toBeLessThanOrEqual(1200);
  expect(sizes.length).toBeLessThan(10);
  expect(sizes.at(-1)).toBeGreaterThan(5000);
});

it('[L-2] what the server has to say waits until the client is known to have RESUMED, and the client says so at once', () => {
  const h = connected();
  h.peer.send(0, text('while it was away'), h.now);
  h.peer.sendLossy(1, text('gone'), h.now);
  h.take(h.client);
  const answer = resuming(h);
  expect(answer.map(({ lane, bytes }) => [lane, typesOf(bytes)])).toEqual([[0, [4]]]);
  for (const { bytes } of answer) h.wire.client.receive(bytes, h.now);
  const word = packets(h, h.wire.client);
  expect(word.flatMap(({ bytes }) => typesOf(bytes))).toContain(7);
  expect(word.every(({ lane }) => lane === 0)).toBe(true);
  for (const { bytes } of word) h.wire.server?.receive(bytes, h.now);
  expect(h.wanted.has(h.wire.server as SessionLink)).toBe(true);
  expect(packets(h, h.wire.server).some(({ lane, bytes }) => lane === 1 && typesOf(bytes).includes(128))).toBe(true);
});

it('[L-3] a loss on one channel holds up no other, whatever the bounds', () => {
  const h = connected({ client: { maxMessage: 1000, sendBuffer: 4000, recvWindow: 4000 } });
  h.client.send(0, text('lost for now'), h.now);
  const held = packets(h, h.wire.client);
  let through = 0;
  for (let round = 0; round < 50; round++) {
    if (h.client.send(1, new Uint8Array(900), h.now) !== 'ok') break;
    for (const { bytes } of packets(h, h.wire.client)) h.wire.server?.receive(bytes, h.now);
    through += messages(h).length;
    h.run(150);
  }
  expect(through).toBe(50);
  for (const { bytes } of held) h.wire.server?.receive(bytes, h.now);
  expect(messages(h)).toEqual(['0lost for now']);
});

it('[L-4] a BYE that overtakes messages is answered when they are there', () => {
  const h = connected();
  h.client.send(0, text('last words'), h.now);
  const late = packets(h, h.wire.client);
  h.client.close(3, 'bye', h.now);
  const bye = packets(h, h.wire.client);
  expect(bye.flatMap(({ bytes }) => typesOf(bytes))).toContain(BYE);
  for (const { bytes } of bye) h.wire.server?.receive(bytes, h.now);
  expect(h.peer.state).toBe('connected');
  for (const { bytes } of late) h.wire.server?.receive(bytes, h.now);
  expect(h.kinds(h.peer)).toEqual(['message', 'closed:closed']);
  h.settle();
  expect(h.take(h.client).at(-1)).toMatchObject({ kind: 'closed', clean: true, unconfirmed: 0 });
});

it('[L-4] a BYE that waits is forgotten with its link', () => {
  const h = connected();
  h.client.send(0, text('x'), h.now);
  packets(h, h.wire.client);
  h.client.close(3, 'bye', h.now);
  for (const { bytes } of packets(h, h.wire.client)) h.wire.server?.receive(bytes, h.now);
  for (const { bytes } of resuming(h)) h.wire.client.receive(bytes, h.now);
  expect(h.peer.state).toBe('connected');
  // The message alone is no reason to answer: BYE has not been said on this link.
  const again = packets(h, h.wire.client);
  const bye = again.filter(({ bytes }) => typesOf(bytes).includes(BYE));
  for (const each of again) if (!bye.includes(each)) h.wire.server?.receive(each.bytes, h.now);
  expect(h.peer.state).toBe('connected');
  for (const { bytes } of bye) h.wire.server?.receive(bytes, h.now);
  h.settle();
  expect(h.kinds(h.peer)).toEqual(['suspended:link-closed', 'resumed', 'message', 'closed:closed']);
});

it('[L-5] a BYE that tells of another channel table breaks the protocol', () => {
  for (const last of [[], [2, 0, 0], [4, 0, 0, 0, 0]]) {
    const h = connected();
    h.wire.server?.receive(encode(BYE, 0, 0, ...last), h.now);
    expect(h.take(h.peer).at(-1)).toMatchObject({ kind: 'lost', reason: 'protocol', code: PROTOCOL });
  }
});

it('[L-6] after a resume each channel goes on where it was', () => {
  const h = connected();
  for (const each of ['1', '2']) h.client.send(0, text(each), h.now);
  packets(h, h.wire.client); // lost
  for (const each of ['3', '4']) h.client.send(1, text(each), h.now);
  for (const { bytes } of packets(h, h.wire.client)) h.wire.server?.receive(bytes, h.now);
  for (const { bytes } of resuming(h)) h.wire.client.receive(bytes, h.now);
  const again = packets(h, h.wire.client);
  expect(again.filter(({ lane }) => lane > 0).flatMap(({ lane, bytes }) => framesOf(bytes).map(() => lane))).toEqual([
    1, 1,
  ]);
  for (const { bytes } of again) h.wire.server?.receive(bytes, h.now);
  expect(messages(h).sort()).toEqual(['01', '02', '13', '14']);
  expect(h.client.stats.retransmitted).toBe(2);
});

it('[L-7] the window holds for all channels together', () => {
  const h = connected({ server: { maxMessage: 1000, recvWindow: 2100 } });
  for (let i = 0; i < 10; i++) h.client.send(i % 3, new Uint8Array(300), h.now);
  const sent = packets(h, h.wire.client).filter(({ lane }) => lane > 0);
  expect(sent.flatMap(({ bytes }) => typesOf(bytes))).toHaveLength(6);
  expect(h.client.stats.inflight).toBeLessThanOrEqual(2100);
  for (const { bytes } of sent) h.wire.server?.receive(bytes, h.now);
  expect(h.peer.state).toBe('connected');
  h.wire.server?.receive(data(0, 4, new Uint8Array(500)), h.now);
  expect(h.take(h.peer).at(-1)).toMatchObject({ kind: 'lost', reason: 'protocol' });
});
