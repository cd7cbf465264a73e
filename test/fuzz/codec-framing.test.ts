// The framings, fed with mutated bytes: messages or a FramingError, nothing else, and the same ones byte by byte as at once.
import { expect, test } from 'vitest';
import type { Framing } from '../../src/transport/framing.ts';
import { FramingError, lengthPrefixed, lines } from '../../src/transport/framing.ts';
import type { Target } from './codec-fuzzer.ts';
import { fuzz, hexes } from './codec-fuzzer.ts';

const LONGEST = 20;

function run(framing: Framing, input: Uint8Array, step: number): string {
  const decoder = framing.decoder();
  const messages: string[] = [];
  const emit = (message: Uint8Array): void => {
    if (message.length > LONGEST) throw new Error('longer than allowed');
    messages.push(Buffer.from(message).toString('hex'));
  };
  try {
    for (let at = 0; at < input.length; at += step) decoder.push(input.subarray(at, at + step), emit);
    decoder.end?.(emit);
  } catch (error) {
    if (!(error instanceof FramingError)) throw error;
    messages.push(error.message.replaceAll(/\d+/g, 'n'));
  }
  return messages.join();
}

const target =
  (framing: Framing): Target =>
  (input) => {
    const whole = run(framing, input, Math.max(1, input.length));
    for (const step of [1, 3])
      if (run(framing, input, step) !== whole) throw new Error(`pieces of ${step} bytes give something else`);
    return whole
      .replaceAll(/[0-9a-f]{2}/g, 'x')
      .replaceAll(/x{4,}/g, 'X')
      .slice(0, 24);
  };

const plan = {
  corpus: hexes('', '610a620d0a', '0361626300', '0003616263', '00000002616200000000', '0a0d0a0d'),
  tokens: hexes(
    '0a',
    '0d0a',
    '0d',
    '00',
    '01',
    '02',
    '14',
    '15',
    '0000',
    '000000',
    '00000014',
    '14000000',
    'ffffffff',
    '61'.repeat(20),
    '61'.repeat(21),
  ),
  executions: 20_000,
  maxLength: 80,
};

test.each<[string, Framing]>([
  ['lines', lines({ maxLength: LONGEST })],
  ['lines that drop', lines({ maxLength: LONGEST, unfinished: 'drop' })],
  ['1 byte', lengthPrefixed({ bytes: 1, maxLength: LONGEST })],
  ['2 bytes', lengthPrefixed({ bytes: 2, endian: 'little', maxLength: LONGEST })],
  ['4 bytes', lengthPrefixed({ maxLength: LONGEST })],
])('%s', (name, framing) => {
  expect(fuzz(name, target(framing), plan).behaviours.size).toBeGreaterThan(20);
});
