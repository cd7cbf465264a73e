// The handshake of a new session (section 7): who may come in, what is answered, when both sides say CONNECTED.
import { expect, it } from 'vitest';
import { encode, HELLO, PING, WELCOME } from '../../src/transport/session/frame.ts';
import {
  encodeHello,
  encodeReject,
  encodeWelcome,
  readHello,
  readReject,
  readWelcome,
} from '../../src/transport/session/handshake.ts';
import { type AdmitRequest, SessionServer, serverLimits } from '../../src/transport/session/index.ts';
import { encodeTable } from '../../src/transport/session/table.ts';
import { Cursor } from '../../src/transport/session/varint.ts';
import { CHANNELS, concat, framesOf, Harness, text, typesOf } from './harness.ts';

const table = encodeTable(CHANNELS);
const hello = (over: object = {}): Uint8Array =>
  encodeHello({ app: text('duel/1'), table, recvWindow: 262144, maxMessage: 65536, auth: text('hi'), ...over });

/** What a fresh link is answered. */
function answer(
  bytes: Uint8Array,
  h = new Harness(),
): { type: number | undefined; code?: number; reason?: string; retryAfterMs?: number } {
  const link = h.accept();
  link?.receive(bytes, h.now);
  const frame = link ? framesOf(h.drain(link))[0] : undefined;
  return { type: frame?.type, ...(frame?.type === 5 && readReject(new Cursor(frame.body))) };
}

it('[S-22] anything else than HELLO or RESUME first is answered by REJECT(BAD_HELLO)', () => {
  for (const type of [2, 4, 5, 6, 7, 9, 10, 11, 0x10, 0x80, 0x7f])
    expect(answer(encode(type, 1))).toMatchObject({ type: 5, code: 1 });
  expect(answer(hello()).type).toBe(WELCOME);
});

it('[S-10] [S-11] a HELLO with wrong magic, impossible limits or bytes left over is refused; unknown flags are not', () => {
  const good = hello();
  const change = (at: number, value: number): Uint8Array => {
    const bytes = good.slice();
    bytes[at] = value;
    return bytes;
  };
  expect(answer(change(2, 0x51))).toMatchObject({ code: 1, reason: 'not this protocol' });
  expect(answer(change(8, 0x7f)).type).toBe(WELCOME); // flags
  expect(answer(concat(Uint8Array.of((good[0] ?? 0) + 1), good.slice(1), Uint8Array.of(0)))).toMatchObject({ code: 1 });
  expect(answer(hello({ recvWindow: 65567 }))).toMatchObject({ code: 1 });
  expect(answer(hello({ recvWindow: 65568 })).type).toBe(WELCOME);
  expect(answer(hello({ maxMessage: 0 }))).toMatchObject({ code: 1 });
  expect(answer(hello({ app: new Uint8Array(65) }))).toMatchObject({ code: 1, reason: 'field too long' });
  expect(answer(hello({ auth: new Uint8Array(1025) }))).toMatchObject({ code: 1 });
});

it('refuses another version, another app, another table', () => {
  const versions = (min: number, max: number): Uint8Array => {
    const bytes = hello();
    bytes[6] = min;
    bytes[7] = max;
    return bytes;
  };
  expect(answer(versions(2, 3))).toMatchObject({ code: 2 });
  expect(answer(versions(0, 0))).toMatchObject({ code: 2 });
  expect(answer(versions(0, 9)).type).toBe(WELCOME);
  expect(answer(hello({ app: text('duel/2') }))).toMatchObject({
    code: 3,
    reason: 'app: the server has duel/1, the client duel/2',
  });
  expect(answer(hello({ table: text('chat:r') }))).toMatchObject({
    code: 3,
    reason: 'channel 1: the server has move:l, the client none',
  });
});

it('[S-23] the client writes a PING at once after WELCOME, and only then what it has to say', () => {
  const h = new Harness();
  h.client.start(h.now);
  expect(typesOf(h.drain(h.wire.client))).toEqual([HELLO]);
  h.wire.server?.receive(hello(), h.now);
  h.wire.client.receive(h.drain(h.wire.server!), h.now);
  h.client.send(0, text('x'), h.now);
  expect(typesOf(h.drain(h.wire.client))).toEqual([PING, 0x80]);
});

it('[S-24] the server says CONNECTED with the first frame that holds, not before', () => {
  const h = new Harness();
  const link = h.accept()!;
  link.receive(hello(), h.now);
  expect(typesOf(h.drain(link))).toEqual([WELCOME]);
  expect(h.notified).toBe(0);
  expect([...h.server.sessions][0]?.state).toBe('connecting');
  expect([...h.server.sessions][0]?.send(0, text('x'), h.now)).toBe('closed');
  link.receive(encode(PING, 1), h.now);
  expect(h.kinds(h.peer)).toEqual(['connected']);
});

it('[S-24] a first frame that can not be makes no player', () => {
  for (const bytes of [
    encode(0x80, 2, text('x')),
    encode(6, 1, 0, 1),
    encode(0x7f),
    encode(0x0a),
    encode(2, 1),
    Uint8Array.of(0),
  ]) {
    const h = new Harness();
    const link = h.accept()!;
    link.receive(hello(), h.now);
    h.drain(link);
    link.receive(bytes, h.now);
    expect(h.notified).toBe(0);
    expect(h.server.size).toBe(0);
    expect(typesOf(h.drain(link))).toEqual([0x0b]);
  }
});

it('[S-24] a session that stays unconfirmed for resumeMs vanishes without a word; one that lost its link can be resumed', () => {
  const h = new Harness({ server: { resumeMs: 3000 } });
  const link = h.accept()!;
  link.receive(hello(), h.now);
  link.closed(h.now);
  h.run(2900);
  expect(h.server.size).toBe(1);
  h.run(200);
  expect(h.server.size).toBe(0);
  expect(h.notified).toBe(0);

  const k = new Harness();
  k.client.start(k.now);
  k.wire.server?.receive(k.drain(k.wire.client), k.now);
  k.wire.client.receive(k.drain(k.wire.server!), k.now); // WELCOME is read, the PING never arrives
  k.cut();
  expect(k.kinds(k.client)).toEqual(['connected', 'suspended:link-closed']);
  k.run(1000);
  expect(k.kinds(k.client)).toEqual(['resumed']);
  expect(k.kinds(k.peer)).toEqual(['connected']);
});

it('[S-24] [S-38] a server that stood still reads what waits before it gives up an unconfirmed session', () => {
  const h = new Harness({ server: { resumeMs: 3000 } });
  h.client.start(h.now);
  h.wire.server?.receive(h.drain(h.wire.client), h.now);
  h.wire.client.receive(h.drain(h.wire.server!), h.now);
  h.now += 10000;
  h.tick();
  h.settle();
  expect(h.kinds(h.peer)).toEqual(['connected']);
});

it('[S-25] session ids and keys come from the cryptographic generator; without one there is no server', () => {
  const h = new Harness();
  const drawn: number[] = [];
  const crypto = {
    randomBytes: (n: number): Uint8Array => {
      drawn.push(n);
      return new Uint8Array(n).fill(drawn.length);
    },
    hmacSha256: () => new Uint8Array(32),
  };
  const setup = { ...h.setup({}, 1), crypto, limits: serverLimits() };
  const server = new SessionServer(setup, 0);
  const link = server.accept(h.info, 0)!;
  link.receive(hello(), 0);
  const welcome = readWelcome(new Cursor(framesOf(link.transmit(0, 1e5))[0]!.body));
  expect(drawn).toEqual([8, 16, 32]);
  expect([welcome.instanceId[0], welcome.sessionId[0], welcome.key[0]]).toEqual([1, 2, 3]);
  const none = {
    ...crypto,
    randomBytes: (): Uint8Array => {
      throw new Error('no random source');
    },
  };
  expect(() => new SessionServer({ ...setup, crypto: none }, 0)).toThrow('no random source');
});

it('the application decides who comes in, now or later, and only once', () => {
  const asked: AdmitRequest[] = [];
  const h = new Harness({ admit: (request) => void asked.push(request), auth: text('secret') });
  h.client.start(h.now);
  h.settle();
  expect(asked).toHaveLength(1);
  expect(asked[0]).toMatchObject({ auth: text('secret'), address: '192.0.2.1' });
  expect(h.client.state).toBe('connecting');
  asked[0]?.answer(true, '', h.now, { appData: text('welcome') });
  asked[0]?.answer(false, 'no', h.now);
  h.settle();
  expect(h.kinds(h.client)).toEqual(['connected']);
  expect(h.client.appData).toEqual(text('welcome'));

  const k = new Harness({ admit: (request) => request.answer(false, 'wrong\npassword', 0) });
  k.client.start(k.now);
  k.settle();
  expect(k.take(k.client)).toMatchObject([
    { kind: 'connect-failed', reason: 'rejected', code: 4, message: 'wrong\\u{a}password', unconfirmed: 0 },
  ]);
  expect(k.server.stats.unauthorized).toBe(1);
});

it('an answer that comes when the client has gone, or has said more, means nothing', () => {
  const asked: AdmitRequest[] = [];
  const h = new Harness({ admit: (request) => void asked.push(request) });
  const gone = h.accept()!;
  gone.receive(hello(), h.now);
  gone.closed(h.now);
  const loud = h.accept()!;
  loud.receive(concat(hello(), encode(PING, 1)), h.now);
  expect(typesOf(h.drain(loud))).toEqual([5]);
  for (const request of asked) request.answer(true, '', h.now);
  expect(h.server.size).toBe(0);
});

it('both applications may have the key already; then none goes over the link', () => {
  const key = new Uint8Array(32).fill(9);
  const options = { admit: (request: AdmitRequest) => request.answer(true, '', 0, { key }) };
  const h = new Harness({ ...options, clientKey: key }).connect();
  expect(h.client.keyExposed).toBe(false);
  h.cut();
  h.run(500);
  expect(h.kinds(h.client)).toEqual(['suspended:link-closed', 'resumed']);
  const k = new Harness(options);
  k.client.start(k.now);
  k.settle();
  expect(k.take(k.client)).toMatchObject([{ kind: 'connect-failed', reason: 'protocol' }]);
});

it('says when a key went over a link that others can read', () => {
  const h = new Harness();
  const open = (secure: boolean, loopback: boolean): boolean => {
    const k = new Harness();
    k.client.start(k.now);
    const link = k.client.attach({ ...k.info, secure, loopback }, k.now);
    link.opened(k.now);
    link.receive(welcome(), k.now);
    return k.client.keyExposed;
  };
  expect(h.client.keyExposed).toBe(false);
  expect([open(false, false), open(true, false), open(false, true)]).toEqual([true, false, false]);
});

const welcome = (over: object = {}): Uint8Array =>
  encodeWelcome({
    instanceId: new Uint8Array(8),
    sessionId: new Uint8Array(16),
    key: new Uint8Array(32),
    recvWindow: 262144,
    maxMessage: 65536,
    heartbeatMs: 5000,
    linkTimeoutMs: 15000,
    resumeMs: 30000,
    appData: new Uint8Array(0),
    ...over,
  });

it('[S-37] the client takes no WELCOME whose numbers can not be', () => {
  const after = (bytes: Uint8Array): string[] => {
    const h = new Harness();
    h.client.start(h.now);
    h.wire.client.receive(bytes, h.now);
    return h.kinds(h.client);
  };
  expect(after(welcome())).toEqual(['connected']);
  expect(after(welcome({ linkTimeoutMs: 11000 }))).toEqual(['connected']);
  expect(after(welcome({ linkTimeoutMs: 10999 }))).toEqual(['connect-failed:protocol']);
  expect(after(welcome({ heartbeatMs: 0 }))).toEqual(['connect-failed:protocol']);
  expect(after(welcome({ recvWindow: 65567 }))).toEqual(['connect-failed:protocol']);
  expect(after(welcome({ key: new Uint8Array(31) }))).toEqual(['connect-failed:protocol']);
  const other = welcome();
  other[2] = 2;
  expect(after(other)).toEqual(['connect-failed:protocol']);
  expect(after(encode(PING, 1))).toEqual(['connect-failed:protocol']);
});

it('every REJECT of a first handshake is CONNECT_FAILED; a broken link, or an ERROR, is another try', () => {
  for (let code = 1; code <= 11; code++) {
    const h = new Harness();
    h.client.start(h.now);
    h.wire.client.receive(encodeReject(code, 5, new Uint8Array(8), 'why'), h.now);
    expect(h.take(h.client)).toMatchObject([
      { kind: 'connect-failed', reason: 'rejected', code, message: 'why', unsent: [] },
    ]);
  }
  for (const fault of ['cut', 'error', 'late']) {
    const h = new Harness();
    h.client.start(h.now);
    const first = h.wire;
    if (fault === 'cut') h.cut();
    else if (fault === 'error') first.client.receive(encode(0x0b, 8, 0), h.now);
    else first.up = false;
    h.run(7000);
    expect(h.opens).toBeGreaterThan(1);
    expect(h.kinds(h.client)).toEqual(['connected']);
  }
});

it('a link that could not be opened at all ends a first connection, with the reason of the shell', () => {
  const h = new Harness();
  h.autoOpen = false;
  h.client.start(h.now);
  h.wire.client.closed(h.now, { reason: 'refused', message: 'nobody listens' });
  expect(h.take(h.client)).toMatchObject([{ kind: 'connect-failed', reason: 'refused', message: 'nobody listens' }]);
  expect(h.client.state).toBe('ended');
});

it('gives up a first connection after connectTotalMs, and at once when closed', () => {
  const h = new Harness();
  h.reachable = false;
  h.client.start(h.now);
  h.run(9900);
  expect(h.client.state).toBe('connecting');
  h.run(200);
  expect(h.kinds(h.client)).toEqual(['connect-failed:timeout']);
  const k = new Harness();
  k.autoOpen = false;
  k.client.start(k.now);
  k.client.close(0, '', k.now);
  expect(k.kinds(k.client)).toEqual(['connect-failed:closed']);
  expect(k.wire.client.ending).toBe('abort');
});

it('HELLO says what the client takes', () => {
  const h = new Harness({ client: { maxMessage: 99, recvWindow: 1000 } });
  h.client.start(h.now);
  const frame = framesOf(h.drain(h.wire.client))[0]!;
  expect(readHello(new Cursor(frame.body))).toMatchObject({
    maxMessage: 99,
    recvWindow: 1000,
    table,
    auth: text('hi'),
  });
});
