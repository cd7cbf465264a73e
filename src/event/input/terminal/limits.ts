// Every bound of the terminal's parser that is no option: number, unit, what happens there. Knows nothing else.

/** A sequence or paste that goes quiet in the middle is given up after this many ms: its end was lost. */
export const STALL_MS = 1000;
/** Bytes of one control sequence that are kept; of a longer one nothing is taken. The longest real ones have about 100. */
export const MAX_SEQUENCE = 1024;
/** Bytes of one string (an answer that was never asked for) that are swallowed; then it is taken for a lost end. */
export const MAX_STRING = 65_536;
/** Keys held at one time; the one held longest is released for a further one. Keyboards tell at most about 20. */
export const MAX_HELD = 64;
/**
 * A key that repeats and is silent for this many ms is up. Longer than the slowest usual interval (92 ms on the Linux
 * console, 90 ms on macOS), shorter than the shortest usual delay before the first repeat (250 ms).
 */
export const REPEAT_GAP_MS = 120;
/** No keyboard begins to repeat sooner than this many ms after the press: what comes sooner is a second press. */
export const REPEAT_DELAY_MS = 200;
