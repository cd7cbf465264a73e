// Who may take a session back: the MAC of RESUME and RESUMED (section 8), and whether a vector can be true.
// Must not know links or states.

import { type Field, join } from './frame.ts';
import type { Vector } from './handshake.ts';

/** What the core needs of cryptography, handed in so that it draws nothing by itself. */
export interface SessionCrypto {
  /** `n` bytes from a cryptographic generator; throws where there is none (S-25). */
  randomBytes(n: number): Uint8Array;
  /** HMAC-SHA-256, 32 bytes. */
  hmacSha256(key: Uint8Array, data: Uint8Array): Uint8Array;
}

// "PJK1 resume C" and a zero byte, with S in place of C in the reply.
const LABEL = [0x50, 0x4a, 0x4b, 0x31, 0x20, 0x72, 0x65, 0x73, 0x75, 0x6d, 0x65, 0x20] as const;

/** The 16 bytes that prove knowledge of `key`. @param reply - true for RESUMED. @param signed - the body before the MAC. */
export function macOf(crypto: SessionCrypto, key: Uint8Array, reply: boolean, signed: Uint8Array): Uint8Array {
  const label = new Uint8Array([...LABEL, reply ? 0x53 : 0x43, 0]);
  return crypto.hmacSha256(key, join([label, signed])).slice(0, 16);
}

/** The fields with their MAC behind them, ready to be encoded. */
export function withMac(crypto: SessionCrypto, key: Uint8Array, reply: boolean, fields: readonly Field[]): Field[] {
  const body = join(fields);
  return [body, macOf(crypto, key, reply, body)];
}

/** Whether two MACs are equal, in a time that does not tell where they differ. */
export function equalMac(a: Uint8Array, b: Uint8Array): boolean {
  let difference = a.length ^ b.length;
  for (let i = 0; i < a.length; i++) difference |= (a[i] as number) ^ (b[i] ?? 0);
  return difference === 0;
}

/** Whether the peer can have got this: one entry a channel, nothing forgotten, nothing that was never written. */
export const isPossible = (vector: Vector, acked: readonly number[], written: readonly number[]): boolean =>
  vector.delivered.length === acked.length &&
  acked.every(
    (least, c) => least <= (vector.delivered[c] as number) && (vector.received[c] as number) <= (written[c] as number),
  );
