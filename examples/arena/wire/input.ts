// A pilot's input on the wire: the number of the newest tick, and the last few ticks, three bytes each. Repeating them means that a
// message may be lost without anybody noticing. Knows bytes; knows no game.
import { type Codec, DecodeError } from 'pumpjack';
import type { Input } from '../game/rules.ts';

/** How many ticks each message repeats. */
export const REPEATED = 3;
const HEAD_BYTES = 2;
const INPUT_BYTES = 3;

export interface InputMessage {
  /** The number of the newest one: 16 bits, beginning again at 0. */
  readonly newest: number;
  /** From the oldest to the newest, 1 to REPEATED. */
  readonly inputs: readonly Input[];
}

export const inputCodec: Codec<InputMessage> = {
  encode({ newest, inputs }) {
    const out = new Uint8Array(HEAD_BYTES + inputs.length * INPUT_BYTES);
    new DataView(out.buffer).setUint16(0, newest);
    for (const [at, { thrust, boost, fire, course, aim }] of inputs.entries())
      out.set([(thrust ? 1 : 0) | (boost ? 2 : 0) | (fire ? 4 : 0), course, aim], HEAD_BYTES + at * INPUT_BYTES);
    return out;
  },
  decode(bytes) {
    const count = (bytes.length - HEAD_BYTES) / INPUT_BYTES;
    if (!Number.isInteger(count) || count < 1 || count > REPEATED)
      throw new DecodeError(`an input has 1 to ${REPEATED} ticks, not ${bytes.length} bytes`);
    const [high = 0, low = 0] = bytes;
    const inputs: Input[] = [];
    for (let at = HEAD_BYTES; at < bytes.length; at += INPUT_BYTES) {
      const [flags = 0, course = 0, aim = 0] = bytes.subarray(at, at + INPUT_BYTES);
      if (flags > 7) throw new DecodeError('an input has three flags', `inputs[${inputs.length}]`);
      inputs.push({ thrust: (flags & 1) > 0, boost: (flags & 2) > 0, fire: (flags & 4) > 0, course, aim });
    }
    return { newest: high * 256 + low, inputs };
  },
};

/** How far `a` is ahead of `b`, both 16 bits that begin again at 0: -32768 to 32767. */
export const ahead = (a: number, b: number): number => ((a - b + 32_768) & 65_535) - 32_768;
