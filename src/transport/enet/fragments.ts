// A packet that arrives in pieces. Memory is taken for what has arrived, never for what is announced.
// Must not know of channels or order.
import { keep } from './bytes.ts';
import { MAX_FRAGMENTS } from './constants.ts';

/** What a fragment says of its packet and of itself. */
export interface Fragment {
  /** Number of fragments. */
  count: number;
  /** Which this is, from 0. */
  number: number;
  /** Bytes of the packet. */
  total: number;
  /** Where this one begins in it. */
  offset: number;
  /** Bytes of this one. */
  length: number;
}

/**
 * How long every fragment but the last has to be, or 0 when what this one says can not be: pieces of one length that cover the packet exactly once.
 * So no gap, overlap or lie has to be looked for when the packet is complete.
 */
export function pieceOf({ count, number, total, offset, length }: Fragment): number {
  if (count === 0 || count > MAX_FRAGMENTS || number >= count || length === 0 || total < count) return 0;
  const last = number === count - 1;
  const piece = !last ? length : count === 1 ? total : offset / (count - 1);
  if (!Number.isInteger(piece) || offset !== number * piece) return 0;
  const rest = total - piece * (count - 1);
  if (rest < 1 || rest > piece) return 0;
  return length === (last ? rest : piece) ? piece : 0;
}

/** The pieces of one packet. */
export class Reassembly {
  /** Bytes of the packet. */
  readonly total: number;
  /** Number of fragments. */
  readonly count: number;
  /** Length of every fragment but the last. */
  readonly piece: number;
  /** How many are missing. */
  missing: number;
  /** What the pieces that are there take up, with an allowance for each. */
  cost = 0;
  readonly #pieces: (Uint8Array | undefined)[] = [];

  /** @param fragment - the first that arrived. @param piece - see {@link pieceOf}. */
  constructor(fragment: Fragment, piece: number) {
    this.total = fragment.total;
    this.count = fragment.count;
    this.piece = piece;
    this.missing = fragment.count;
  }

  /** Whether a fragment is of this packet. */
  fits(fragment: Fragment, piece: number): boolean {
    return fragment.total === this.total && fragment.count === this.count && piece === this.piece;
  }

  /** Whether a fragment is there already. */
  has(number: number): boolean {
    return this.#pieces[number] !== undefined;
  }

  /** Keeps a copy of a fragment that was missing. */
  add(number: number, bytes: Uint8Array, from: number, to: number, cost: number): void {
    this.#pieces[number] = keep(bytes, from, to);
    this.missing--;
    this.cost += cost;
  }

  /** Forgets the pieces, after {@link whole}. */
  release(): void {
    this.#pieces.length = 0;
    this.cost = 0;
  }

  /** The packet; only when nothing is missing. */
  whole(): Uint8Array {
    const out = new Uint8Array(this.total);
    let at = 0;
    for (const piece of this.#pieces) {
      if (piece === undefined) continue; // Nothing is missing.
      out.set(piece, at);
      at += piece.length;
    }
    return out;
  }
}
