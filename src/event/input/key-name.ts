// The union of all key names. Knows keys.ts and nothing else; it is a type only, so nothing of it is in a bundle.
import type * as keys from './keys.ts';

/** The name of a key that has a `K_*` constant. */
export type KeyName = (typeof keys)[keyof typeof keys];
