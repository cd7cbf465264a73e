// The client's side in Node: a handshake by the package ws, HTTP answers as errors. Knows no server and no session.
import type { IncomingMessage } from 'node:http';
import type { ClientOptions } from 'ws';
import { UsageError } from '../../../errors.ts';
import type { Address } from '../../address.ts';
import { NetworkError, type NetworkErrorCode } from '../../errors.ts';
import type { Link, LinkHooks, LinkTerms } from '../../transport.ts';
import { payloadLimit, protocolsOf, urlOf, WsLink } from './common.ts';
import { NodePort } from './node-port.ts';
import type { WsOptions } from './options.ts';

/** Begins to connect. @internal */
export function dial(
  lib: typeof import('ws'),
  address: Address,
  hooks: LinkHooks,
  options: WsOptions,
  terms: LinkTerms | undefined,
): Link {
  const { uri } = address;
  if (address.host === '')
    throw new UsageError(
      `"${uri}" names no host, and here is no page to take it from; write ws://host:4000/path`,
      'ERR_ADDRESS',
    );
  const url = urlOf(address, '');
  if (address.port === 0 || !URL.canParse(url))
    throw new UsageError(`"${uri}" is no address to connect to; write ws://host:4000/path`, 'ERR_ADDRESS');
  const { perMessageDeflate = false, maxPayload = payloadLimit(terms), headers, minVersion = 'TLSv1.2' } = options;
  const { ca, key, cert, passphrase, servername } = options;
  const settings = { perMessageDeflate, maxPayload, headers, minVersion, ca, key, cert, passphrase, servername };
  const given = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
  const socket = new lib.WebSocket(url, protocolsOf(address, options.protocols), given as ClientOptions); // Uint8Array PEMs are accepted at run time
  const port = new NodePort(socket, true);
  const link = new WsLink(port, {
    uri,
    remote: address.host,
    secure: url.startsWith('wss'),
    open: false,
  });
  link.start(hooks);
  port.start(link);
  socket.on('unexpected-response', (_request, response: IncomingMessage) => {
    const status = response.statusCode ?? 0;
    // A server that is busy wants to be asked again, which a session does when a link ends without an error.
    if (!address.raw && BUSY.has(status)) {
      port.abort();
      return;
    }
    port.fail(httpError(uri, status, response.statusMessage ?? ''));
    socket.terminate();
  });
  return link;
}

/** Too many requests; a gateway without its server, a server that is full, a gateway that waited in vain. */
const BUSY: ReadonlySet<number> = new Set([429, 502, 503, 504]);

function httpError(uri: string, status: number, phrase: string): NetworkError {
  const [code, what] = meaning(status);
  return new NetworkError(code, `${uri}: ${what} (HTTP ${status} ${phrase})`);
}

function meaning(status: number): [NetworkErrorCode, string] {
  if (status === 404 || status === 410) return ['ERR_NOT_FOUND', 'no WebSocket at that path'];
  if (status === 401 || status === 407)
    return ['ERR_REJECTED', 'the server wants to know who you are; see the option headers'];
  if (status === 403) return ['ERR_REJECTED', 'the server does not let you in'];
  if (status >= 400 && status < 500) return ['ERR_REJECTED', 'the server refused'];
  return ['ERR_HTTP', 'the server answered, but not as a WebSocket'];
}
