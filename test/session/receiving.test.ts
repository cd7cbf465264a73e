// Receiving and acknowledging (section 6): what may come, what is refused, when an ACK goes.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ACK, encode, LOSSY, TOO_BIG, WINDOW } from '../../src/transport/session/frame.ts';
import type { SessionEvent } from '../../src/transport/session/index.ts';
import { concat, data, framesOf, Harness, seeded, text, toHex, typesOf } from './harness.ts';

const payload = (n: number): Uint8Array => new Uint8Array(n);

function after(bytes: Uint8Array, options = {}): object[] {
  const h = new Harness({ server: options }).connect();
  h.wire.server?.receive(bytes, h.now);
  return h.take(h.peer);
}

it('[S-18] more than the receive window is a WINDOW error', () => {
  const frames = [1, 2, 3, 4, 5].map((seq) => data(0, seq, payload(68)));
  const options = { maxMessage: 100, recvWindow: 400, sendBuffer: 400 };
  expect(after(concat(...frames.slice(0, 4)), options)).toHaveLength(4);
  expect(after(concat(...frames), options).at(-1)).toMatchObject({ kind: 'lost', reason: 'protocol', code: WINDOW });
});

it('[S-19] a channel that is not there, and any other number than the next, is a PROTOCOL error; too long is TOO_BIG', () => {
  const protocol = { kind: 'lost', reason: 'protocol', code: 1 };
  expect(after(data(3, 1, text('x')))).toMatchObject([protocol]);
  expect(after(data(126, 1, text('x')))).toMatchObject([protocol]);
  expect(after(data(0, 2, text('x')))).toMatchObject([protocol]);
  expect(after(concat(data(0, 1, text('x')), data(0, 1, text('x'))))).toMatchObject([{ seq: 1 }, protocol]);
  expect(after(encode(LOSSY, 3, 1, text('x')))).toMatchObject([protocol]);
  const tooBig = { kind: 'lost', reason: 'protocol', code: TOO_BIG };
  expect(after(data(0, 1, payload(101)), { maxMessage: 100 })).toMatchObject([tooBig]);
  expect(after(encode(LOSSY, 0, 1, payload(101)), { maxMessage: 100 })).toMatchObject([tooBig]);
});

it('[S-20] an ACK goes ackDelayMs after the first delivery', () => {
  const h = new Harness().connect();
  for (let i = 0; i < 3; i++) h.client.send(0, text('x'), h.now);
  h.client.send(1, text('y'), h.now);
  h.settle();
  h.take(h.peer);
  expect(h.drain(h.wire.server!)).toHaveLength(0);
  h.now += 99;
  h.server.tick(h.now);
  expect(h.drain(h.wire.server!)).toHaveLength(0);
  h.now += 1;
  h.server.tick(h.now);
  expect(toHex(h.drain(h.wire.server!))).toBe('06060200030101');
});

it('[S-20] an ACK goes at once when a quarter of the window was delivered', () => {
  const h = new Harness({ server: { maxMessage: 100, recvWindow: 400, sendBuffer: 400 } }).connect();
  h.client.send(0, payload(67), h.now);
  h.client.send(0, payload(0), h.now);
  h.settle();
  h.peer.shift(h.now);
  expect(h.drain(h.wire.server!)).toHaveLength(0);
  h.peer.shift(h.now);
  expect(typesOf(h.drain(h.wire.server!))).toEqual([ACK]);
});

it('[S-20] what was delivered, not what was received, is acknowledged; also before BYE and BYE_ACK', () => {
  const h = new Harness().connect();
  for (let i = 0; i < 3; i++) h.client.send(0, text('x'), h.now);
  h.settle();
  h.peer.shift(h.now);
  h.peer.close(0, 'bye', h.now);
  expect(framesOf(h.drain(h.wire.server!)).map((f) => toHex(f.body))).toEqual(['010001', '0003627965']);

  const k = new Harness().connect();
  k.client.send(0, text('x'), k.now);
  k.settle();
  k.take(k.peer);
  k.client.close(0, '', k.now);
  k.wire.server?.receive(k.drain(k.wire.client), k.now);
  expect(typesOf(k.drain(k.wire.server!))).toEqual([ACK, 0x0a]);
});

it('[S-21] an ACK that can not be is a PROTOCOL error', () => {
  for (const ack of [encode(ACK, 1, 0, 2), encode(ACK, 1, 3, 0), encode(ACK, 1, 126, 0)]) {
    const h = new Harness().connect();
    h.client.send(0, text('x'), h.now);
    h.drain(h.wire.client);
    h.wire.client.receive(ack, h.now);
    expect(h.take(h.client)).toMatchObject([
      { kind: 'lost', reason: 'protocol', code: 1, unconfirmed: 1, unsent: [1, 0, 0] },
    ]);
  }
  const h = new Harness().connect();
  h.client.send(0, text('x'), h.now);
  h.drain(h.wire.client);
  h.wire.client.receive(encode(ACK, 1, 0, 1), h.now);
  expect(h.client.stats.logged).toBe(0);
  h.wire.client.receive(encode(ACK, 1, 0, 0), h.now);
  expect(h.client.state).toBe('ended');
});

it('a payload does not keep alive a chunk that is much larger than what is stored of it', () => {
  const h = new Harness().connect();
  const pings = concat(...Array.from({ length: 500 }, (_, i) => encode(7, i)));
  h.wire.server?.receive(concat(data(0, 1, text('small')), pings), h.now);
  const lean = h.take(h.peer)[0] as { payload: Uint8Array };
  expect(lean.payload).toEqual(text('small'));
  expect(lean.payload.buffer.byteLength).toBe(5);
  const chunk = data(0, 2, payload(5000));
  h.wire.server?.receive(chunk, h.now);
  const view = h.take(h.peer)[0] as { payload: Uint8Array };
  expect(view.payload.buffer).toBe(chunk.buffer);
});

it('a peer that pings and does not read gets few answers', () => {
  const h = new Harness().connect();
  for (let i = 0; i < 1000; i++) h.wire.server?.receive(encode(7, i), h.now);
  const pongs = framesOf(h.drain(h.wire.server!));
  expect(pongs).toHaveLength(16);
  expect(pongs.at(-1)).toEqual({ type: 8, body: Uint8Array.of(0xe7, 0x07) });
});

it('[S-7] [I-9] however the bytes of a session are cut, the events are the same', () => {
  const script = (size: number): unknown => {
    const h = new Harness();
    const random = seeded(5);
    h.client.start(h.now);
    h.settle(size);
    for (let i = 0; i < 30; i++) {
      h.client.send(Math.floor(random() * 3), new Uint8Array(Math.floor(random() * 300)).fill(i), h.now);
      h.peer.send(0, text(`${i}`), h.now);
      h.client.sendLossy(1, text(`l${i}`), h.now);
      h.settle(size);
    }
    h.client.close(5, 'done', h.now);
    h.settle(size);
    // What else lies around a message in memory is not what it says.
    const said = (event: SessionEvent): unknown =>
      event.kind === 'message' ? { ...event, bytes: event.payload, from: 0, to: 0 } : event;
    return [h.take(h.client).map(said), h.take(h.peer).map(said)];
  };
  const whole = script(Number.POSITIVE_INFINITY);
  for (const size of [1, 2, 3, 7, 100]) expect(script(size)).toEqual(whole);
});

it('[S-13] rubbish on an attached link ends that session, with a typed error and nothing else', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 5 }), fc.boolean(), (chunks, message) => {
      const h = new Harness({ kind: message ? 'message' : 'stream' }).connect();
      for (const chunk of chunks) {
        h.wire.server?.receive(chunk, h.now);
        h.wire.client.receive(chunk, h.now);
      }
      for (const session of [h.client, h.peer]) {
        const end = h.take(session).find((event) => event.kind === 'lost');
        if (end)
          expect(['protocol', 'peer-error', 'replaced', 'slow', 'shutdown']).toContain('reason' in end && end.reason);
      }
    }),
  );
});
