// The one thing that is said about a message that never fits. Knows nothing of who sends it.
import { UsageError } from '../errors.ts';

/** @internal */
export function tooBig(size: number, most: number): UsageError {
  return new UsageError(
    `a message of ${size} bytes; at most ${most} fit: split it, or raise maxMessage and sendBuffer on both sides`,
    'ERR_TOO_BIG',
  );
}
