/**
 * `ws()`: sessions and raw messages over WebSocket, client in browsers and Node, server in Node.
 * @module
 */
// ws:// and wss:// in Node by way of the npm package ws. Knows where the two halves are; a bundle for browsers gets browser.ts instead.
import { createRequire } from 'node:module';
import { UsageError } from '../../../errors.ts';
import { rawLinks } from '../../raw-peer.ts';
import { sessionServer } from '../../session-server.ts';
import type { Transport } from '../../transport.ts';
import { checkOptions } from './check-options.ts';
import { SCHEMES } from './common.ts';
import { dial } from './dial.ts';
import { listenWs } from './listen.ts';
import type { WsOptions } from './options.ts';

export type { UpgradeServer, WsOptions, WsRequest } from './options.ts';
export { reconnectOnWake, type WakeableNetwork } from './wake.ts';

/**
 * WebSocket (RFC 6455): `ws://host:port/path` and `wss://…` with sessions (channels, sequence ids, reconnection), `ws+raw://…` and
 * `wss+raw://…` for any WebSocket program. A path that is left out is `/`; port 0 listens on a free one.
 *
 * In Node it is carried by the npm package `ws`, which you install beside this one; in browsers by the browser's own WebSocket.
 * @throws UsageError for an option that does not exist or a number that can not be, and where the package is missing, with the
 * command that installs it.
 */
export function ws(options: WsOptions = {}): Transport {
  checkOptions(options);
  const lib = load();
  return {
    schemes: SCHEMES,
    raw: rawLinks,
    server: sessionServer,
    text: true,
    connect: (address, hooks, terms) => dial(lib, address, hooks, options, terms),
    listen: (address, hooks, terms) => listenWs(lib, address, hooks, options, terms),
  };
}

/** At once and not by `import()`: a missing package is the caller's mistake, and `listen` and `connect` answer at once. */
function load(): typeof import('ws') {
  try {
    return createRequire(import.meta.url)('ws') as typeof import('ws'); // require() is not typed
  } catch (cause) {
    throw new UsageError('ws() needs the package ws in Node: run "npm install ws"', 'ERR_MISSING_PACKAGE', { cause });
  }
}
