// The test vectors of section 13, written and read. Knows frame.ts, resume.ts and the specification.
import { expect, it } from 'vitest';
import { Decoder } from '../../src/transport/session/decoder.ts';
import {
  ACK,
  BYE,
  BYE_ACK,
  DATA,
  ERROR,
  encode,
  encodeReason,
  PING,
  RESUME,
  RESUMED,
  readAck,
  readReason,
  readToken,
} from '../../src/transport/session/frame.ts';
import {
  encodeHello,
  encodeReject,
  encodeWelcome,
  readHello,
  readReject,
  readResume,
  readWelcome,
  resumedFields,
  resumeFields,
} from '../../src/transport/session/handshake.ts';
import { LossyOutbox } from '../../src/transport/session/lossy.ts';
import { Outbox } from '../../src/transport/session/outbox.ts';
import { equalMac, macOf, withMac } from '../../src/transport/session/resume.ts';
import { encodeTable } from '../../src/transport/session/table.ts';
import { Cursor, FrameError } from '../../src/transport/session/varint.ts';
import { Writer } from '../../src/transport/session/writer.ts';
import { fromHex, Harness, testCrypto, text, toHex } from './harness.ts';

/** The entries of an ACK in a row. */
function acks(body: Cursor): number[] {
  const pairs: number[] = [];
  readAck(body, { ack: (channel, delivered) => pairs.push(channel, delivered) > 0 });
  return pairs;
}

const sessionId = Uint8Array.from({ length: 16 }, (_, i) => i);
const key = Uint8Array.from({ length: 32 }, (_, i) => 255 - i);
const instanceId = Uint8Array.from({ length: 8 }, (_, i) => i + 1);
const table = encodeTable([
  { name: 'chat', kind: 'r' },
  { name: 'move', kind: 'l' },
]);
const crypto = testCrypto();
const limits = { recvWindow: 262144, maxMessage: 65536 };
const times = { heartbeatMs: 5000, linkTimeoutMs: 15000, resumeMs: 30000 };
const client = { delivered: [5, 0], received: [7, 0] };
const server = { delivered: [300, 1], received: [300, 2] };

const HELLO_HEX = '2601504a4b31010100066475656c2f310d636861743a722c6d6f76653a6c808010808004026869';
const WELCOME_HEX =
  '4a0201000102030405060708000102030405060708090a0b0c0d0e0f20fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0efeeedecebeae9e8e7e6e5e4e3e2e1e080801080800488279875b0ea0100';
const RESUME_HEX = '2d03504a4b310100000102030405060708090a0b0c0d0e0f010205020000b1c84f1a09bf376f33111c977c2d2dcc';
const RESUMED_HEX = '1904000102ac020001014383635196afc86fb7837550eeee387b';
const REJECT_HEX = '0c050600010203040506070800';

function writeMessage(fill: (out: Writer) => void): string {
  const out = new Writer();
  out.limit = 1000;
  fill(out);
  return toHex(out.take() ?? new Uint8Array(0));
}

it('writes the vectors', () => {
  expect(toHex(encodeHello({ app: text('duel/1'), table, ...limits, auth: text('hi') }))).toBe(HELLO_HEX);
  expect(toHex(encodeWelcome({ instanceId, sessionId, key, ...limits, ...times, appData: new Uint8Array(0) }))).toBe(
    WELCOME_HEX,
  );
  expect(toHex(encode(RESUME, ...withMac(crypto, key, false, resumeFields(sessionId, 1, client))))).toBe(RESUME_HEX);
  expect(toHex(encode(RESUMED, ...withMac(crypto, key, true, resumedFields(1, server))))).toBe(RESUMED_HEX);
  expect(toHex(encodeReject(6, 0, instanceId, ''))).toBe(REJECT_HEX);
  expect(toHex(encode(ACK, 2, 0, 300, 1, 2))).toBe('07060200ac020102');
  expect(toHex(encode(PING, 1234))).toBe('0307d209');
  expect(toHex(encodeReason(BYE, 0, 'bye'))).toBe('06090003627965');
  expect(toHex(encode(BYE_ACK))).toBe('010a');
  expect(toHex(encodeReason(ERROR, 2, ''))).toBe('030b0200');
});

it('writes DATA and LOSSY as in the vectors', () => {
  const outbox = new Outbox(2);
  for (let i = 0; i < 299; i++) outbox.add(1, text(''));
  while (!outbox.drained) outbox.take(65536, 65536);
  outbox.ack(1, 299);
  outbox.release(true);
  outbox.add(1, text('abc'));
  expect(writeMessage((out) => outbox.write(out, 1000))).toBe('0681ac02616263');
  const lossy = new LossyOutbox(2);
  for (let i = 0; i < 8; i++) lossy.add(1, text('xy'), false);
  lossy.add(1, text('xy'), true);
  expect(writeMessage((out) => lossy.write(out))).toBe('051001097879');
});

/** Reads one frame cut into pieces of each size. */
function readAll(hex: string, read: (type: number, body: Cursor) => void): void {
  const bytes = fromHex(hex);
  for (let size = 1; size <= bytes.length; size++) {
    let frames = 0;
    const decoder = new Decoder(false);
    const sink = {
      frame: (type: number, body: Cursor): void => {
        frames++;
        read(type, body);
      },
    };
    for (let at = 0; at < bytes.length; at += size) decoder.push(bytes.slice(at, at + size), sink, 0);
    expect(frames).toBe(1);
  }
}

it('[S-7] reads the vectors, cut in any way', () => {
  readAll(HELLO_HEX, (_, body) =>
    expect(readHello(body)).toMatchObject({
      versionMin: 1,
      versionMax: 1,
      app: text('duel/1'),
      table,
      ...limits,
      auth: text('hi'),
    }),
  );
  readAll(WELCOME_HEX, (_, body) =>
    expect(readWelcome(body)).toMatchObject({ version: 1, instanceId, sessionId, key, ...limits, ...times }),
  );
  readAll(RESUME_HEX, (_, body) => {
    const resume = readResume(body, false);
    expect(resume).toMatchObject({ version: 1, sessionId, epoch: 1, vector: client });
    expect(equalMac(macOf(crypto, key, false, resume.signed), resume.mac)).toBe(true);
  });
  readAll(RESUMED_HEX, (_, body) => {
    const resumed = readResume(body, true);
    expect(resumed).toMatchObject({ epoch: 1, vector: server });
    expect(equalMac(macOf(crypto, key, true, resumed.signed), resumed.mac)).toBe(true);
  });
  readAll(REJECT_HEX, (_, body) =>
    expect(readReject(body)).toEqual({ code: 6, retryAfterMs: 0, instanceId, reason: '' }),
  );
  readAll('07060200ac020102', (_, body) => expect(acks(body)).toEqual([0, 300, 1, 2]));
  readAll('0307d209', (_, body) => expect(readToken(body)).toBe(1234));
  readAll('06090003627965', (_, body) => expect(readReason(body)).toEqual({ code: 0, reason: 'bye' }));
  readAll('030b0200', (_, body) => expect(readReason(body)).toEqual({ code: 2, reason: '' }));
  readAll('0681ac02616263', (type) => expect(type).toBe(DATA + 1));
});

it('a MAC differs by one bit, by length, by direction', () => {
  const signed = text('body');
  const mac = macOf(crypto, key, false, signed);
  expect(equalMac(mac, mac.slice())).toBe(true);
  expect(equalMac(mac, macOf(crypto, key, true, signed))).toBe(false);
  for (let i = 0; i < 16; i++) {
    const wrong = mac.slice();
    wrong[i] = (wrong[i] ?? 0) ^ 1;
    expect(equalMac(mac, wrong)).toBe(false);
  }
  expect(equalMac(mac, mac.slice(0, 15))).toBe(false);
});

it.each([
  ['00', 'empty frame'],
  ['0101', 'HELLO without a body'],
  ['ffffffff7f', '5-byte prefix'],
  ['ffff7f', 'too big in a handshake'],
])('[S-10] [S-13] bad input to a fresh link: %s (%s) is answered by REJECT(BAD_HELLO)', (hex) => {
  const h = new Harness();
  const link = h.accept();
  link?.receive(fromHex(hex), h.now);
  const answer = link && h.drain(link);
  expect([answer?.[1], answer?.[2]]).toEqual([5, 1]);
  expect(link?.ending).toBe('end');
});

it.each([
  ['03100000', 'lseq 0', 1],
  ['027f00', 'unknown type', 1],
  ['020600', 'ACK with n = 0', 1],
  ['06060201020005', 'ACK channels not ascending', 1],
  ['028000', 'seq 0', 1],
  ['00', 'empty frame', 1],
  ['ffffffff7f', '5-byte prefix', 1],
])('[S-10] [S-13] bad input to a session: %s (%s) ends it', (hex, _, code) => {
  const h = new Harness().connect();
  h.wire.server?.receive(fromHex(hex), h.now);
  expect(h.take(h.peer)).toMatchObject([{ kind: 'lost', reason: 'protocol', code }]);
  h.settle();
  expect(h.take(h.client)).toMatchObject([{ kind: 'lost', reason: 'peer-error', code, byPeer: true }]);
});

it('[S-10] a body that is too short, or too long, is refused by every reader', () => {
  const readers: [string, (body: Cursor) => unknown][] = [
    [HELLO_HEX, readHello],
    [WELCOME_HEX, readWelcome],
    [RESUME_HEX, (body) => readResume(body, false)],
    [RESUMED_HEX, (body) => readResume(body, true)],
    [REJECT_HEX, readReject],
    ['07060200ac020102', acks],
    ['0307d209', readToken],
    ['06090003627965', readReason],
  ];
  for (const [hex, read] of readers) {
    const body = fromHex(hex).slice(2);
    for (let length = 0; length < body.length; length++)
      expect(() => read(new Cursor(body.slice(0, length)))).toThrow(FrameError);
    expect(() => read(new Cursor(Uint8Array.from([...body, 0])))).toThrow(FrameError);
  }
});
