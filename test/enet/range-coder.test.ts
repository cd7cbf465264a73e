// The range coder against recorded bytes of libenet, against itself, and against rubbish.
import { expect, it } from 'vitest';
import { crc32 } from '../../src/transport/enet/crc32.ts';
import { RangeCoder } from '../../src/transport/enet/range-coder.ts';
import { seededRandom } from '../../src/transport/random.ts';

const coder = new RangeCoder();
const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'));

function pack(input: Uint8Array): Uint8Array {
  const out = new Uint8Array(input.length + 8);
  return out.slice(0, coder.compress(input, 0, input.length, out, 0));
}

function unpack(input: Uint8Array, most = 4096): Uint8Array {
  const out = new Uint8Array(4096);
  return out.slice(0, coder.decompress(input, 0, input.length, out, 0, most));
}

it('packs a CONNECT into the bytes that libenet makes of it', () => {
  const plain = bytes(
    '82ff00010000ffff000005780001000000000002000000000000000000001388000000020000000297ac663300000000',
  );
  const packed = bytes('837b88b1fdf1df576b999b36fcbb243e8a642656d33b69a071620d77725f');
  expect(pack(plain)).toEqual(packed);
  expect(unpack(packed)).toEqual(plain);
});

it('gives back whatever it made shorter, also after the model started over', () => {
  const random = seededRandom(5);
  let shorter = 0;
  for (let run = 0; run < 600; run++) {
    const kinds = [2, 4, 16, 64, 200, 256];
    const values = kinds[run % kinds.length]!;
    const input = new Uint8Array(1 + Math.floor(random() * (run % 10 === 0 ? 4090 : 300)));
    for (let i = 0; i < input.length; i++)
      input[i] = random() < 0.3 && i > 3 ? input[i - 3]! : Math.floor(random() * values);
    const packed = pack(input);
    if (packed.length === 0) continue;
    shorter++;
    expect(packed.length).toBeLessThan(input.length);
    expect(unpack(packed)).toEqual(input);
  }
  expect(shorter).toBeGreaterThan(200);
});

it('gives out no more than it may, and ends on rubbish', () => {
  expect(unpack(pack(new Uint8Array(1000)), 999)).toHaveLength(0);
  const random = seededRandom(6);
  for (let run = 0; run < 2000; run++) {
    const rubbish = Uint8Array.from({ length: Math.floor(random() * 200) }, () => Math.floor(random() * 256));
    expect(unpack(rubbish).length).toBeLessThanOrEqual(4096);
  }
});

it('CRC-32 is that of zlib', () => {
  expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
});
