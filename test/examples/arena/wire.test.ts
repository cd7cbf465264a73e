// What the arena puts on the wire: every value comes back, every other byte is refused, and how many bytes it is.
import fc from 'fast-check';
import { DecodeError } from 'pumpjack';
import { describe, expect, it } from 'vitest';
import { ahead, inputCodec, REPEATED } from '../../../examples/arena/wire/input.ts';
import {
  HEAD_BYTES,
  SHIP_BYTES,
  SHOT_BYTES,
  type Snapshot,
  snapshotCodec,
} from '../../../examples/arena/wire/snapshot.ts';

const byte = fc.nat(255);
const word = fc.nat(65_535);
/** Places as the wire knows them. */
const place = word.map((at) => at / 4);
const standing = {
  hp: fc.nat(7),
  shielded: fc.boolean(),
  away: fc.boolean(),
  thrust: fc.boolean(),
  boost: fc.boolean(),
};
const float = fc.float({ noNaN: true, noDefaultInfinity: true });
const snapshots: fc.Arbitrary<Snapshot> = fc.record({
  tick: fc.nat(0xffff_ffff),
  applied: word,
  own: fc.record({
    ...{ x: float, y: float, vx: float, vy: float, energy: byte, reload: byte, score: word, rank: word },
    ...standing,
  }),
  ships: fc.array(fc.record({ id: word, x: place, y: place, aim: byte, ...standing }), { maxLength: 20 }),
  shots: fc.array(fc.record({ owner: word, x: place, y: place, aim: byte, age: byte }), { maxLength: 20 }),
});
const inputs = fc.record({
  newest: word,
  inputs: fc.array(
    fc.record({ thrust: fc.boolean(), boost: fc.boolean(), fire: fc.boolean(), course: byte, aim: byte }),
    { minLength: 1, maxLength: REPEATED },
  ),
});

describe('the wire', () => {
  it('inputs come back as they were', () => {
    fc.assert(
      fc.property(inputs, (value) => {
        expect(inputCodec.decode(inputCodec.encode(value))).toEqual(value);
      }),
    );
  });

  it('snapshots come back as they were, also when they are written into the bytes of somebody else', () => {
    const into = new Uint8Array(2000).fill(255).subarray(7);
    fc.assert(
      fc.property(snapshots, (value) => {
        expect(snapshotCodec.decode(snapshotCodec.encode(value))).toEqual(value);
        expect(snapshotCodec.encodeInto?.(value, into)).toEqual(snapshotCodec.encode(value));
      }),
    );
  });

  it('any other bytes are refused with a DecodeError, and with nothing else', () => {
    for (const { decode } of [inputCodec, snapshotCodec])
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 120 }), (bytes) => {
          try {
            decode(bytes);
          } catch (error) {
            expect(error).toBeInstanceOf(DecodeError);
          }
        }),
        { numRuns: 500 },
      );
    expect(() => inputCodec.decode(new Uint8Array(3))).toThrow(DecodeError);
    expect(() => inputCodec.decode(Uint8Array.of(0, 1, 8, 0, 0))).toThrow(DecodeError);
    const nan = new Uint8Array(HEAD_BYTES);
    new DataView(nan.buffer).setFloat32(6, Number.NaN);
    expect(() => snapshotCodec.decode(nan)).toThrow(DecodeError);
  });

  it('costs what docs/arena.md says', () => {
    expect([HEAD_BYTES, SHIP_BYTES, SHOT_BYTES]).toEqual([31, 8, 8]);
    const three = { newest: 1, inputs: [1, 2, 3].map((aim) => ({ ...idle, aim })) };
    expect(inputCodec.encode(three)).toHaveLength(11);
  });

  it('numbers that begin again at 0 are compared the short way around', () => {
    expect([ahead(5, 3), ahead(1, 65_535), ahead(65_535, 1), ahead(7, 7)]).toEqual([2, 2, -2, 0]);
  });
});

const idle = { thrust: false, boost: false, fire: false, course: 0, aim: 0 };
