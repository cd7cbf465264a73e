// What of input everybody gets: the names of keys and the state helpers. Knows no source of input; terminal/ and dom/ have
// entry points of their own.
export type { KeyName } from './key-name.ts';
export * from './keys.ts';
export { type ButtonSet, type KeySet, KeyState, MouseState } from './state.ts';
