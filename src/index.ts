/**
 * What everybody gets: the queue, the codecs, the network, `mem()`. Runs in Node and browsers alike.
 * @module
 */
// Reaches no node: module; what needs one is an entry of its own.
export * from './codec/index.ts';
export { PumpjackError, UsageError } from './errors.ts';
export * from './event/index.ts';
export * from './transport/index.ts';
