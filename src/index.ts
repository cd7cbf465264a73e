// What everybody gets: the queue, the codecs, the network, mem(). Runs in Node and browsers alike; reaches no node: module.
export * from './codec/index.ts';
export { PumpjackError, UsageError } from './errors.ts';
export * from './event/index.ts';
export * from './transport/index.ts';
