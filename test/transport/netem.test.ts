// netem: statistics, order, conservation, and the same run for the same seed.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/errors.ts';
import type { NetemOptions } from '../../src/transport/netem.ts';
import { Netem } from '../../src/transport/netem.ts';
import { seededRandom } from '../../src/transport/random.ts';

const packet = (n: number, size = 4): Uint8Array => {
  const bytes = new Uint8Array(size);
  new DataView(bytes.buffer).setUint32(0, n);
  return bytes;
};
const numberOf = (bytes: Uint8Array): number => new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);

interface Arrival {
  readonly bytes: Uint8Array;
  readonly at: number;
}

/** Lets the time pass, from deadline to deadline, until nothing more is to be expected before `end`. */
function drain(link: Netem, end = Number.POSITIVE_INFINITY): Arrival[] {
  const arrivals: Arrival[] = [];
  for (let at = link.deadline(); at !== undefined && at <= end; at = link.deadline())
    for (let bytes = link.poll(at); bytes; bytes = link.poll(at)) arrivals.push({ bytes, at });
  return arrivals;
}

/** Sends `count` packets, one each `every` ms, and gives what arrives. */
function flood(options: NetemOptions, count: number, every = 1, size = 4): { link: Netem; arrivals: Arrival[] } {
  const link = new Netem(options);
  const arrivals: Arrival[] = [];
  for (let n = 0; n < count; n++) {
    arrivals.push(...drain(link, n * every));
    link.send(packet(n, size), n * every);
  }
  arrivals.push(...drain(link));
  return { link, arrivals };
}

describe('datagrams', () => {
  test('a perfect network delivers at once, in order', () => {
    const { arrivals, link } = flood({}, 100);
    expect(arrivals.map(({ bytes, at }) => [numberOf(bytes), at])).toEqual(
      Array.from({ length: 100 }, (_, n) => [n, n]),
    );
    expect(link.deadline()).toBeUndefined();
    expect(link.stats).toMatchObject({ sent: 100, delivered: 100, deliveredBytes: 400, lost: 0, cuts: 0 });
  });

  test('nothing arrives before its time', () => {
    const link = new Netem({ latency: 50 });
    link.send(packet(1), 1000);
    expect(link.deadline()).toBe(1050);
    expect(link.poll(1049.9)).toBeUndefined();
    expect(link.poll(1050)).toEqual(packet(1));
    expect(link.poll(1050)).toBeUndefined();
  });

  test('the bytes are copied', () => {
    const link = new Netem();
    const mine = packet(7);
    link.send(mine, 0);
    mine.fill(0);
    expect(link.poll(0)).toEqual(packet(7));
  });

  test.each([1, 2, 3])('loss, duplication and reordering come as often as asked (seed %i)', (seed) => {
    const count = 20_000;
    const { link, arrivals } = flood(
      { loss: 0.1, duplicate: 0.05, reorder: 0.02, reorderBy: 40, latency: 30, seed },
      count,
    );
    // Four standard deviations.
    expect(Math.abs(link.stats.lost - 2000)).toBeLessThan(4 * Math.sqrt(count * 0.1 * 0.9));
    expect(Math.abs(link.stats.duplicated - 900)).toBeLessThan(4 * Math.sqrt(18_000 * 0.05 * 0.95));
    expect(Math.abs(link.stats.reordered - 360)).toBeLessThan(4 * Math.sqrt(18_000 * 0.02 * 0.98));
    expect(arrivals).toHaveLength(count - link.stats.lost + link.stats.duplicated);
    const late = arrivals.filter(
      ({ bytes }, i) => i > 0 && numberOf(bytes) < numberOf(arrivals[i - 1]?.bytes ?? bytes),
    );
    expect(late.length).toBeGreaterThan(250);
    expect(late.length).toBeLessThanOrEqual(link.stats.reordered);
    const delays = arrivals.map(({ bytes, at }) => at - numberOf(bytes));
    expect(Math.min(...delays)).toBe(30);
    expect(Math.max(...delays)).toBeLessThanOrEqual(70);
  });

  test('jitter is spread evenly', () => {
    const { arrivals } = flood({ latency: 20, jitter: 10 }, 10_000, 100);
    const delays = arrivals.map(({ bytes, at }) => at - numberOf(bytes) * 100);
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(20);
    expect(Math.max(...delays)).toBeLessThan(30);
    const mean = delays.reduce((sum, each) => sum + each, 0) / delays.length;
    expect(Math.abs(mean - 25)).toBeLessThan(0.15);
  });

  test('a rate spreads what is sent at once, and the queue has an end', () => {
    const link = new Netem({ rate: 1000, queueLimit: 500 });
    for (let n = 0; n < 10; n++) link.send(packet(n, 100), 0);
    expect(link.stats.dropped).toBe(5);
    expect(link.backlog(0)).toBe(500);
    expect(link.backlog(250)).toBe(300);
    expect(drain(link).map(({ at }) => at)).toEqual([100, 200, 300, 400, 500]);
    expect(link.backlog(500)).toBe(0);
    // A packet above the limit passes when nothing waits, or nothing of its size ever would.
    link.send(packet(11, 600), 1000);
    expect(drain(link)).toHaveLength(1);
  });

  test('loss 1 loses all, loss 0 nothing', () => {
    expect(flood({ loss: 1 }, 1000).arrivals).toHaveLength(0);
    expect(flood({ loss: 0 }, 1000).arrivals).toHaveLength(1000);
  });
});

describe.each(['stream', 'message'] as const)('%s', (kind) => {
  const bad = fc.record({
    latency: fc.nat({ max: 100 }),
    jitter: fc.nat({ max: 100 }),
    loss: fc.constantFrom(0, 0.01, 0.3, 1),
    duplicate: fc.constantFrom(0, 0.5),
    reorder: fc.constantFrom(0, 0.5),
    rate: fc.constantFrom(100, 10_000, Number.POSITIVE_INFINITY),
    queueLimit: fc.constantFrom(0, 1000),
    split: fc.constantFrom(1, 3, 1000, Number.POSITIVE_INFINITY),
    seed: fc.nat(),
  });

  test('nothing is lost, doubled or out of order, however bad it is', () => {
    fc.assert(
      fc.property(
        bad,
        fc.array(fc.tuple(fc.uint8Array({ maxLength: 50 }), fc.nat({ max: 30 })), { maxLength: 30 }),
        (options, sends) => {
          const link = new Netem({ ...options, kind });
          const arrivals: Arrival[] = [];
          let now = 0;
          for (const [bytes, pause] of sends) {
            now += pause;
            arrivals.push(...drain(link, now));
            link.send(bytes, now);
          }
          arrivals.push(...drain(link));
          const got = arrivals.map(({ bytes }) => Buffer.from(bytes).toString('hex'));
          const sent = sends.map(([bytes]) => Buffer.from(bytes).toString('hex'));
          if (kind === 'message') expect(got).toEqual(sent);
          else expect(got.join('')).toBe(sent.join(''));
          expect(arrivals.every(({ at }, i) => i === 0 || at >= (arrivals[i - 1]?.at ?? 0))).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('a lost segment holds up all that comes after it', () => {
    const link = new Netem({ kind, latency: 10, loss: 1, retransmit: 100 });
    link.send(packet(1), 0);
    link.update({ loss: 0 });
    link.send(packet(2), 1);
    // Seven times lost, doubling each time.
    expect(link.deadline()).toBe(10 + 100 * 127);
    expect(drain(link).map(({ at }) => at)).toEqual([12_710, 12_710]);
    expect(link.stats.lost).toBe(7);
  });

  test('the chance of a loss counts for each segment of a chunk', () => {
    const count = 3000;
    const { link } = flood({ kind, loss: 0.01 }, count, 1000, 14_600);
    const expected = count * (1 - 0.99 ** 10);
    expect(Math.abs(link.stats.lost - expected)).toBeLessThan(5 * Math.sqrt(expected));
  });
});

describe('streams', () => {
  test('split gives pieces of at most that size', () => {
    const link = new Netem({ kind: 'stream', split: 10 });
    link.send(new Uint8Array(1000), 0);
    const sizes = drain(link).map(({ bytes }) => bytes.length);
    expect(Math.max(...sizes)).toBe(10);
    expect(Math.min(...sizes)).toBe(1);
    expect(sizes.reduce((sum, each) => sum + each, 0)).toBe(1000);
  });
});

describe('cuts', () => {
  test('come after the asked time in the mean', () => {
    const link = new Netem({ cutEvery: 1000, seed: 3 });
    let now = 0;
    for (let cuts = 0; cuts < 2000; cuts++) {
      link.poll(now);
      now = link.deadline() ?? expect.fail('no cut to come');
      expect(link.poll(now)).toBeUndefined();
      expect(link.isCut).toBe(true);
      expect(link.deadline()).toBeUndefined();
      link.restore(now);
      expect(link.isCut).toBe(false);
    }
    expect(link.stats.cuts).toBe(2000);
    // Four standard deviations of the mean of 2,000 exponential times.
    expect(Math.abs(now / 2000 - 1000)).toBeLessThan((4 * 1000) / Math.sqrt(2000));
  });

  test('what is on its way is gone, what was there before the cut arrives', () => {
    const link = new Netem({ latency: 100, cutEvery: 50, seed: 5 });
    for (let now = 0; !link.isCut; now++) {
      link.poll(now);
      if (!link.isCut) link.send(packet(now), now);
    }
    expect(link.stats.delivered).toBeLessThan(link.stats.sent);
    const { delivered } = link.stats;
    link.send(packet(0), 1e6);
    expect(link.poll(2e6)).toBeUndefined();
    link.restore(2e6);
    link.send(packet(1), 2e6);
    expect(link.poll(2e6 + 1)).toBeUndefined();
    expect(link.stats.delivered).toBe(delivered);
  });

  test('who looks late sees the same: what would have come after the cut does not', () => {
    const link = new Netem({ latency: 100_000, cutEvery: 50 });
    link.send(packet(1), 0);
    expect(link.poll(1e6)).toBeUndefined();
    expect(link.isCut).toBe(true);
  });

  test('a stream is cut at a byte, in the middle of a chunk, with the beginning delivered', () => {
    const offsets = Array.from({ length: 500 }, (_, seed) => {
      const link = new Netem({ kind: 'stream', cutBytes: 1000, seed });
      for (let n = 0; n < 400; n++) link.send(new Uint8Array(64), n);
      drain(link);
      return link.stats.deliveredBytes;
    });
    const mean = offsets.reduce((sum, each) => sum + each, 0) / offsets.length;
    expect(Math.abs(mean - 1000)).toBeLessThan((4 * 1000) / Math.sqrt(500));
    expect(offsets.filter((offset) => offset % 64 !== 0).length).toBeGreaterThan(450);
  });

  test('messages are whole or gone', () => {
    for (let seed = 0; seed < 50; seed++) {
      const link = new Netem({ kind: 'message', cutBytes: 1000, seed });
      for (let n = 0; n < 400; n++) link.send(new Uint8Array(64), n);
      expect(drain(link).every(({ bytes }) => bytes.length === 64)).toBe(true);
      expect(link.isCut).toBe(true);
    }
  });

  test('a cut in time finds a slow stream in the middle of a chunk', () => {
    const link = new Netem({ kind: 'stream', rate: 1000, cutEvery: 400, seed: 2 });
    link.send(new Uint8Array(100_000), 0);
    const arrivals = drain(link);
    const at = arrivals[0]?.at ?? 0;
    expect(link.isCut).toBe(true);
    expect(arrivals.map(({ bytes }) => bytes.length)).toEqual([Math.floor(at)]);
  });

  test('cut() cuts now', () => {
    const link = new Netem({ kind: 'stream' });
    link.send(packet(1), 0);
    link.cut();
    link.cut();
    expect(link.poll(0)).toBeUndefined();
    expect(link.stats.cuts).toBe(1);
  });
});

describe('use', () => {
  test('the same seed and calls give the same run, another seed another', () => {
    const options = { latency: 20, jitter: 30, loss: 0.1, duplicate: 0.1, reorder: 0.1, rate: 20_000, cutEvery: 5000 };
    const trace = (seed: number): string =>
      JSON.stringify(flood({ ...options, seed }, 500).arrivals.map(({ bytes, at }) => [numberOf(bytes), at]));
    expect(trace(1)).toBe(trace(1));
    expect(trace(1)).not.toBe(trace(2));
    const own = new Netem({ loss: 0.5 }, () => 0.9);
    own.send(packet(1), 0);
    expect(own.poll(0)).toEqual(packet(1));
  });

  test('options can change while it runs; what is on its way keeps its time', () => {
    const link = new Netem({ latency: 100 });
    link.send(packet(1), 0);
    link.update({ latency: 10 });
    link.send(packet(2), 0);
    expect(drain(link).map(({ bytes, at }) => [numberOf(bytes), at])).toEqual([
      [2, 10],
      [1, 100],
    ]);
  });

  test('many in flight at once', () => {
    const link = new Netem({ latency: 1000, jitter: 5 });
    for (let n = 0; n < 5000; n++) link.send(packet(n), n / 1000);
    expect(drain(link)).toHaveLength(5000);
  });

  test('numbers out of range are the caller’s mistake', () => {
    for (const options of [
      { loss: 2 },
      { loss: Number.NaN },
      { duplicate: -1 },
      { reorder: 1.1 },
      { latency: -1 },
      { jitter: Number.POSITIVE_INFINITY },
      { rate: 0 },
      { cutEvery: 0 },
      { cutBytes: -1 },
      { split: 0 },
      { queueLimit: -1 },
      { kind: 'x' as never },
      { seed: Number.NaN },
    ])
      expect(() => new Netem(options)).toThrow(UsageError);
  });
});

describe('seededRandom', () => {
  test('numbers in [0, 1), evenly spread, each seed its own', () => {
    for (const seed of [0, 1, -1, 2 ** 40, 12.7]) {
      const random = seededRandom(seed);
      const bins = new Array<number>(16).fill(0);
      for (let i = 0; i < 16_000; i++) {
        const n = random();
        const bin = Math.floor(n * 16);
        if (!(bin >= 0 && bin < 16)) expect.fail(`${n} is not in [0, 1)`);
        bins[bin]!++;
      }
      const chiSquare = bins.reduce((sum, each) => sum + (each - 1000) ** 2 / 1000, 0);
      // 15 degrees of freedom: above 44 with a chance of 0.0001.
      expect(chiSquare).toBeLessThan(44);
    }
    const firsts = new Set(Array.from({ length: 10_000 }, (_, seed) => seededRandom(seed)()));
    expect(firsts.size).toBeGreaterThan(9990);
    expect(seededRandom(2 ** 32)()).not.toBe(seededRandom(0)());
  });

  test('stays as it is: seeds in bug reports must replay', () => {
    const random = seededRandom(42);
    expect([random(), random(), random()].map((n) => n * 2 ** 32)).toMatchInlineSnapshot(`
      [
        1264412219,
        1947509147,
        3919439299,
      ]
    `);
  });
});
