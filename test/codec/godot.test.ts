// The packets of Godot 3's NetworkedMultiplayerENet: bytes as its sources lay them out, and through enet://.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytes, DecodeError, json, lossy, text } from '../../src/index.ts';
import { enet, GODOT3_ALL, GODOT3_SERVER, godot3, godot3Notices } from '../../src/transport/wires/enet.ts';
import { Program } from '../support/program.ts';

describe('godot3(codec)', () => {
  const codec = godot3(text);
  it('writes source and target, lowest byte first, then the rest', () => {
    expect([...codec.encode({ source: 0x12345678, target: -2, data: 'hi' })]).toEqual([
      0x78, 0x56, 0x34, 0x12, 0xfe, 0xff, 0xff, 0xff, 0x68, 0x69,
    ]);
    expect([...codec.encode({ source: 1, data: '' })]).toEqual([1, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('gives back what it was given, for any value', () => {
    const id = fc.integer({ min: 1, max: 0x7fffffff });
    const target = fc.integer({ min: -0x7fffffff, max: 0x7fffffff });
    fc.assert(
      fc.property(id, target, fc.uint8Array(), (source, to, data) => {
        const around = godot3(bytes);
        expect(around.decode(around.encode({ source, target: to, data }))).toEqual({ source, target: to, data });
      }),
    );
  });

  it('takes any bytes, or throws a DecodeError', () => {
    const around = godot3(json());
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (garbage) => {
        try {
          around.decode(garbage);
        } catch (error) {
          expect(error).toBeInstanceOf(DecodeError);
        }
        try {
          godot3Notices.decode(garbage);
        } catch (error) {
          expect(error).toBeInstanceOf(DecodeError);
        }
      }),
    );
    expect(() => codec.decode(new Uint8Array(7))).toThrow(/7 bytes are too few for the 8/);
  });

  it('reads a view into a larger buffer', () => {
    const larger = new Uint8Array(30);
    larger.set(codec.encode({ source: 9, target: 1, data: 'x' }), 11);
    expect(codec.decode(larger.subarray(11, 20))).toEqual({ source: 9, target: 1, data: 'x' });
  });

  it.each([{ source: 0 }, { source: 2 ** 31 }, { source: 1.5 }, { source: 1, target: 2 ** 31 }])(
    'refuses %o',
    (ids) => {
      expect(() => codec.encode({ ...ids, data: '' })).toThrowError(expect.objectContaining({ code: 'ERR_ENCODE' }));
    },
  );

  it('takes a codec only', () => {
    // @ts-expect-error a caller without types
    expect(() => godot3('text')).toThrow(/godot3 takes a codec/);
  });
});

describe('notices', () => {
  it('are eight bytes: 0 came, 1 went, then the id', () => {
    expect([...godot3Notices.encode({ kind: 'add', id: 513 })]).toEqual([0, 0, 0, 0, 1, 2, 0, 0]);
    expect(godot3Notices.decode(Uint8Array.of(1, 0, 0, 0, 7, 0, 0, 0))).toEqual({ kind: 'remove', id: 7 });
    expect(() => godot3Notices.decode(new Uint8Array(9))).toThrow(DecodeError);
    expect(() => godot3Notices.decode(Uint8Array.of(2, 0, 0, 0, 7, 0, 0, 0))).toThrow(DecodeError);
    expect(() => godot3Notices.encode({ kind: 'add', id: 0 })).toThrow(/id/);
  });
});

it('a server for Godot 3 and its client: ids, notices, packets', async () => {
  const channels = {
    notices: godot3Notices,
    reliable: godot3(text),
    unreliable: lossy(godot3(text), { ordered: false }),
  };
  const server = new Program({ transports: [enet()], channels });
  const listener = await server.net.listen('enet://127.0.0.1:0').ready();
  const client = new Program({ transports: [enet()], channels });
  const id = 1234567;
  const peer = client.net.connect(`${listener.uri}?data=${id}`);
  peer.send('reliable', { source: id, target: GODOT3_SERVER, data: 'hello' });
  const { peer: far, data } = await server.next('NETWORK_CONNECTED');
  expect(data).toBe(id);
  expect((await server.messages(1))[0]?.data).toEqual({ source: id, target: 1, data: 'hello' });
  far.send('notices', { kind: 'add', id: 99 });
  far.send('unreliable', { source: GODOT3_SERVER, target: GODOT3_ALL, data: 'tick' });
  const got = await client.messages(2);
  expect(got.find((e) => e.channel === 'notices')?.data).toEqual({ kind: 'add', id: 99 });
  expect(got.find((e) => e.channel === 'unreliable')?.data).toEqual({ source: 1, target: 0, data: 'tick' });
});
