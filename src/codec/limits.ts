// How large a structured value may be, and the check of these options.
// Knows no format.
import { UsageError } from '../errors.ts';

/** Bounds on a structured value. They hold for both directions: what `encode` lets pass, the same codec decodes. */
export interface CodecLimits {
  /**
   * How deep arrays and objects may be nested: 0 allows numbers, strings and the like only, 1 allows `[]` but not `[[]]`.
   * Default 32, at most 256 (schema libraries and `JSON.stringify` recurse; the stack must hold).
   */
  readonly maxDepth?: number;
  /** How many array items and object fields there may be in the whole value, all levels together. Default 10,000. */
  readonly maxElements?: number;
}

/** {@link CodecLimits} with the defaults filled in. */
export interface ResolvedLimits {
  /** See {@link CodecLimits.maxDepth}. */
  readonly maxDepth: number;
  /** See {@link CodecLimits.maxElements}. */
  readonly maxElements: number;
}

/** The default of {@link CodecLimits.maxDepth}. */
export const DEFAULT_MAX_DEPTH = 32;
/** The default of {@link CodecLimits.maxElements}. */
export const DEFAULT_MAX_ELEMENTS = 10_000;
const DEEPEST = 256;

/** Checks the options and fills in the defaults. Throws `UsageError` for anything but whole numbers in range. */
export function resolveLimits(limits: CodecLimits = {}): ResolvedLimits {
  const { maxDepth = DEFAULT_MAX_DEPTH, maxElements = DEFAULT_MAX_ELEMENTS } = limits;
  if (!Number.isInteger(maxDepth) || maxDepth < 0 || maxDepth > DEEPEST)
    throw new UsageError(`maxDepth must be a whole number from 0 to ${DEEPEST}, not ${String(maxDepth)}`);
  if (!Number.isSafeInteger(maxElements) || maxElements < 0)
    throw new UsageError(`maxElements must be a whole number, 0 or more, not ${String(maxElements)}`);
  return { maxDepth, maxElements };
}
