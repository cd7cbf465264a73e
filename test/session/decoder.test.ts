// Bytes to frames: any cut, any rubbish. Knows decoder.ts and frame.ts.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Decoder } from '../../src/transport/session/decoder.ts';
import { encode, TOO_BIG } from '../../src/transport/session/frame.ts';
import { type Cursor, FrameError, putVarint, varintSize } from '../../src/transport/session/varint.ts';
import { fromHex, toHex } from './harness.ts';

interface Seen {
  frames: string[];
  error: string | undefined;
  wire: number | undefined;
  held: number;
}

/** What a decoder makes of these chunks. */
function decode(chunks: readonly Uint8Array[], whole = false, maxFrame = 4096): Seen {
  const decoder = new Decoder(whole);
  decoder.maxFrame = maxFrame;
  const seen: Seen = { frames: [], error: undefined, wire: undefined, held: 0 };
  const sink = {
    frame: (type: number, body: Cursor): void => {
      seen.frames.push(`${type}:${toHex(body.bytes.subarray(body.at, body.end))}`);
    },
  };
  try {
    for (const chunk of chunks) {
      decoder.push(chunk, sink, 0);
      seen.held = Math.max(seen.held, decoder.held);
    }
  } catch (error) {
    expect(error).toBeInstanceOf(FrameError);
    seen.error = (error as FrameError).message;
    seen.wire = (error as FrameError).wire;
  }
  return seen;
}

/** The bytes cut at these places. */
function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  let at = 0;
  for (const place of [...places.map((p) => p % (bytes.length + 1)), bytes.length].sort((a, b) => a - b)) {
    chunks.push(bytes.slice(at, place));
    at = place;
  }
  return chunks;
}

const concat = (parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(parts.flatMap((part) => [...part]));
const anyFrame = fc
  .tuple(fc.integer({ min: 1, max: 254 }), fc.uint8Array({ maxLength: 300 }))
  .map(([type, body]) => encode(type, body));

it('[S-7] [I-9] any split of the same bytes gives the same frames', () => {
  fc.assert(
    fc.property(fc.array(anyFrame, { maxLength: 8 }), fc.array(fc.nat(), { maxLength: 20 }), (frames, places) => {
      const bytes = concat(frames);
      const whole = decode([bytes]);
      expect(whole.frames).toHaveLength(frames.length);
      expect(decode(cut(bytes, places))).toMatchObject({ frames: whole.frames, error: undefined });
      expect(decode(Array.from(bytes, (b) => Uint8Array.of(b))).frames).toEqual(whole.frames);
    }),
  );
});

it('[S-13] [I-9] rubbish and damaged frames give the same frames and the same error, however they are cut', () => {
  fc.assert(
    fc.property(
      fc.array(anyFrame, { maxLength: 5 }),
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }),
      fc.uint8Array({ maxLength: 20 }),
      fc.array(fc.nat(), { maxLength: 10 }),
      (frames, damage, tail, places) => {
        const bytes = concat([...frames, tail]);
        for (const [place, value] of damage) if (bytes.length > 0) bytes[place % bytes.length] = value;
        const whole = decode([bytes]);
        const pieces = decode(cut(bytes, places));
        expect({ ...pieces, held: 0 }).toEqual({ ...whole, held: 0 });
        decode([bytes], true);
      },
    ),
  );
});

it('[S-4] a length of 0 and a prefix of more than 4 bytes are PROTOCOL errors', () => {
  expect(decode([fromHex('00')])).toMatchObject({ error: 'empty frame', wire: 1 });
  expect(decode([fromHex('ffffffff7f')])).toMatchObject({ wire: 1 });
  expect(decode([fromHex('ffffffff')], false, 1e9)).toMatchObject({ wire: 1 });
  expect(decode([fromHex('8000')])).toMatchObject({ wire: 1 });
});

it('[S-5] a length above maxFrame is TOO_BIG as soon as the prefix is read', () => {
  expect(decode([fromHex('ffff')]).error).toBeUndefined();
  expect(decode([fromHex('ffff7f')])).toMatchObject({ wire: TOO_BIG, frames: [] });
  expect(decode([fromHex('ff'), fromHex('ff'), fromHex('7f')])).toMatchObject({ wire: TOO_BIG });
  // The largest that fits, and one more.
  expect(decode([encode(9, new Uint8Array(4095))]).error).toBeUndefined();
  expect(decode([encode(9, new Uint8Array(4096))])).toMatchObject({ wire: TOO_BIG });
});

it('[S-6] [I-10] nothing is allocated from the announced length: at most twice what arrived, and never more than the frame', () => {
  const max = 2 ** 24;
  const prefix = new Uint8Array(varintSize(max));
  putVarint(prefix, 0, max);
  expect(decode([prefix], false, max).held).toBeLessThanOrEqual(8);
  expect(decode([prefix, new Uint8Array(1000)], false, max).held).toBeLessThanOrEqual(2100);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 500 }), { maxLength: 30 }), (sizes) => {
      const head = fromHex('8020'); // 4096
      let arrived = 2;
      const decoder = new Decoder(false);
      decoder.push(head, { frame: () => {} }, 0);
      for (const size of sizes) {
        decoder.push(new Uint8Array(size).fill(1), { frame: () => (decoder.stopped = true) }, 0);
        if (decoder.stopped) return;
        arrived += size;
        expect(decoder.held).toBeLessThanOrEqual(Math.min(2 * arrived, 4098));
      }
    }),
  );
});

it('[S-8] a message holds whole frames: not none, not a part', () => {
  const ping = encode(7, 1);
  expect(decode([concat([ping, ping])], true).frames).toHaveLength(2);
  expect(decode([new Uint8Array(0)], true)).toMatchObject({ error: 'empty message', wire: 1 });
  expect(decode([ping.slice(0, 2)], true)).toMatchObject({ wire: 1, frames: [] });
  expect(decode([concat([ping, ping.slice(0, 1)])], true)).toMatchObject({ wire: 1, frames: ['7:01'] });
  expect(decode([new Uint8Array(0)]).error).toBeUndefined();
});

it('knows when the frame that is not finished began', () => {
  const decoder = new Decoder(false);
  const sink = { frame: (): void => {} };
  const ping = encode(7, 1);
  decoder.push(ping.slice(0, 1), sink, 10);
  decoder.push(ping.slice(1, 2), sink, 20);
  expect(decoder.since).toBe(10);
  decoder.push(concat([ping.slice(2), ping.slice(0, 2)]), sink, 30);
  expect(decoder.since).toBe(30);
  decoder.push(ping.slice(2), sink, 40);
  expect(decoder.since).toBe(Number.POSITIVE_INFINITY);
});

it('stops in the middle of a chunk when nobody listens any more', () => {
  const decoder = new Decoder(false);
  const ping = encode(7, 1);
  let seen = 0;
  decoder.push(
    concat([ping, ping, fromHex('00')]),
    {
      frame: () => {
        seen++;
        decoder.stopped = true;
      },
    },
    0,
  );
  expect(seen).toBe(1);
});
