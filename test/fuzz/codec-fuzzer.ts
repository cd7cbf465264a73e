// A seeded mutation fuzzer that is guided by behaviour: an input that makes the target answer in a new way is kept and mutated further.
// Knows no decoder. FUZZ_SECONDS=n runs each target n seconds instead of 50,000 times, FUZZ_EXECUTIONS=n so many times; FUZZ_SEED=n takes
// another seed; FUZZ_REPLAY=<hex> runs that one input.
import { expect, vi } from 'vitest';
import { seededRandom } from '../../src/transport/random.ts';

const { FUZZ_SECONDS, FUZZ_SEED, FUZZ_REPLAY, FUZZ_EXECUTIONS } = process.env as Partial<
  Record<'FUZZ_SECONDS' | 'FUZZ_SEED' | 'FUZZ_REPLAY' | 'FUZZ_EXECUTIONS', string>
>;
vi.setConfig({
  testTimeout: FUZZ_EXECUTIONS === undefined ? 20_000 + 2000 * Number(FUZZ_SECONDS ?? 0) : 86_400_000,
});

/** Runs one input; gives a short name for what happened. Whatever it throws is a finding. */
export type Target = (input: Uint8Array) => string;

/** What to begin with and what to sprinkle in. */
export interface FuzzPlan {
  readonly corpus: readonly Uint8Array[];
  readonly tokens: readonly Uint8Array[];
  readonly executions?: number;
  readonly maxLength?: number;
  /** Whether the run just done went where none had been: then its input is kept as well. */
  readonly novel?: () => boolean;
}

/** What a run did. */
export interface FuzzReport {
  readonly executions: number;
  /** The different behaviours seen. */
  readonly behaviours: ReadonlySet<string>;
  /** Every input that did something new, those given included. */
  readonly pool: readonly Uint8Array[];
}

/** Runs the target until the plan is fulfilled; a finding fails the test and prints the input as hex. */
export function fuzz(name: string, target: Target, plan: FuzzPlan): FuzzReport {
  const seed = Number(FUZZ_SEED ?? 1);
  const behaviours = new Set<string>();
  const run = (input: Uint8Array): boolean => {
    let behaviour: string;
    try {
      behaviour = target(input);
    } catch (error) {
      const hex = Buffer.from(input).toString('hex');
      return expect.fail(
        `${name}, seed ${seed}: ${String(error)}\nreplay with FUZZ_REPLAY=${hex}\n${(error as Error).stack ?? ''}`,
      );
    }
    const before = behaviours.size;
    behaviours.add(behaviour);
    // Asked in any case: it looks at the run just done.
    const novel = plan.novel?.() === true;
    return behaviours.size > before || novel;
  };
  if (FUZZ_REPLAY !== undefined) {
    run(new Uint8Array(Buffer.from(FUZZ_REPLAY, 'hex')));
    return { executions: 1, behaviours, pool: [] };
  }
  const random = seededRandom(seed);
  const below = (n: number): number => Math.floor(random() * n);
  const pool = [...plan.corpus];
  for (const input of pool) run(input);
  const limit = plan.maxLength ?? 256;
  const until = FUZZ_SECONDS === undefined ? undefined : performance.now() + Number(FUZZ_SECONDS) * 1000;
  let executions = pool.length;
  const goOn = (): boolean =>
    until === undefined
      ? executions < Number(FUZZ_EXECUTIONS ?? plan.executions ?? 50_000)
      : executions % 256 !== 0 || performance.now() < until;
  for (; goOn(); executions++) {
    let input = pick(pool, below);
    for (let i = 1 + below(4); i > 0; i--) input = mutate(input, pool, plan.tokens, below);
    if (input.length > limit) input = input.slice(0, limit);
    if (run(input) && pool.length < 5000) pool.push(input);
  }
  return { executions, behaviours, pool };
}

const INTERESTING = [
  0x00, 0x01, 0x0a, 0x0d, 0x20, 0x22, 0x5b, 0x5c, 0x5d, 0x7b, 0x7d, 0x7f, 0x80, 0x81, 0x91, 0xa1, 0xbf, 0xc1, 0xed,
  0xff,
];

function pick<T>(from: readonly T[], below: (n: number) => number): T {
  return from[below(from.length)] as T; // never called with an empty array
}

function mutate(
  input: Uint8Array,
  pool: readonly Uint8Array[],
  tokens: readonly Uint8Array[],
  below: (n: number) => number,
): Uint8Array {
  const at = below(input.length + 1);
  const length = 1 + below(8);
  const insert = (bytes: Uint8Array, skip = 0): Uint8Array =>
    new Uint8Array(Buffer.concat([input.subarray(0, at), bytes, input.subarray(at + skip)]));
  const change = (to: (byte: number) => number): Uint8Array => {
    const out = input.slice();
    if (at < out.length) out[at] = to(out[at] ?? 0);
    return out;
  };
  switch (below(10)) {
    case 0:
      return change((byte) => byte ^ (1 << below(8)));
    case 1:
      return change(() => below(256));
    case 2:
      return change(() => pick(INTERESTING, below));
    case 3:
      return change((byte) => byte + (below(2) === 0 ? 1 : 255));
    case 4:
      return insert(new Uint8Array(0), length);
    case 5:
      return insert(input.slice(at, at + length * 4));
    case 6:
      return insert(pick(tokens, below));
    case 7:
      return insert(pick(tokens, below), length);
    case 8: {
      const other = pick(pool, below);
      return new Uint8Array(Buffer.concat([input.subarray(0, at), other.subarray(below(other.length + 1))]));
    }
    default: {
      const other = pick(pool, below);
      const from = below(other.length + 1);
      return insert(other.subarray(from, from + length * 4));
    }
  }
}

/** Texts as bytes. */
export const texts = (...all: string[]): Uint8Array[] => all.map((text) => new TextEncoder().encode(text));
/** Hexadecimal numbers as bytes; spaces do not count. */
export const hexes = (...all: string[]): Uint8Array[] =>
  all.map((hex) => new Uint8Array(Buffer.from(hex.replaceAll(' ', ''), 'hex')));

/** The outline of a value, for telling behaviours apart. */
export function outline(value: unknown, depth = 4): string {
  if (value === null) return '0';
  if (Array.isArray(value))
    return depth === 0
      ? '['
      : `[${value
          .slice(0, 3)
          .map((each) => outline(each, depth - 1))
          .join('')}]`;
  if (value instanceof Uint8Array) return 'u';
  if (value instanceof Date) return 'd';
  if (typeof value === 'object')
    return depth === 0
      ? '{'
      : `{${Object.values(value)
          .slice(0, 3)
          .map((each) => outline(each, depth - 1))
          .join('')}}`;
  if (typeof value === 'number') return Number.isInteger(value) ? 'i' : 'f';
  if (typeof value === 'string') return value.length > 8 ? 'S' : 's';
  return typeof value === 'bigint' ? 'n' : 'b';
}
