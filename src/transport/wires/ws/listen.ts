// The server's side: a port of its own or a path of a given server, the door before the upgrade, the links behind it. Knows no session.
import type { IncomingMessage, Server } from 'node:http';
import { type AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { Server as TlsServer } from 'node:tls';
import type { WebSocket } from 'ws';
import { UsageError } from '../../../errors.ts';
import { type Address, hostForUri } from '../../address.ts';
import type { Acceptor, AcceptorHooks, LinkTerms } from '../../transport.ts';
import { networkError } from '../socket.ts';
import { payloadLimit, WsLink } from './common.ts';
import { doorOf, protocolFor, refusal } from './door.ts';
import { NodePort } from './node-port.ts';
import type { WsOptions, WsRequest } from './options.ts';
import { ownServer } from './own-server.ts';
import { claimPath } from './paths.ts';
import { refuse } from './refuse.ts';

/** Begins to accept. @internal */
export function listenWs(
  lib: typeof import('ws'),
  address: Address,
  hooks: AcceptorHooks,
  options: WsOptions,
  terms: LinkTerms | undefined,
): Acceptor {
  const { perMessageDeflate = false, maxPayload = payloadLimit(terms), proxies = 0 } = options;
  const secure = address.scheme.startsWith('wss');
  const path = address.path || '/';
  const door = doorOf(address.raw, options);
  const webSockets = new lib.WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate,
    maxPayload,
    handleProtocols: (offered) => protocolFor(door, offered),
  });
  const own = options.server ? undefined : ownServer(address, secure, options);
  const server = own?.server ?? givenServer(options.server as unknown as Server, address, secure); // UpgradeServer is the part of it that its users have to have

  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    const asked: WsRequest = {
      url: request.url ?? '/',
      headers: request.headers,
      remote: clientAddress(request, proxies),
    };
    const no = refusal(door, asked);
    if (no) refuse(socket, no);
    else
      webSockets.handleUpgrade(request, socket, head, (webSocket) => {
        own?.upgraded(socket);
        accept(webSocket, asked.remote, request.socket, socket);
      });
  };

  const accept = (webSocket: WebSocket, remote: string, socket: Socket, under: Duplex): void => {
    const port = new NodePort(webSocket, socket instanceof Socket, under);
    const uri = `${address.scheme}://${hostForUri(remote)}:${socket.remotePort ?? 0}`;
    const link = new WsLink(port, { uri, remote, secure, open: true });
    const owner = hooks.accepted(link);
    if (!owner) {
      link.abort();
      return;
    }
    link.start(owner);
    port.start(link);
  };

  const release = claimPath(server, path, upgrade);
  let closed = false;
  const listening = (): void => {
    if (closed) return;
    const at = server.address() as AddressInfo | string | null;
    const where = typeof at === 'object' && at ? `${hostForUri(address.host || at.address)}:${at.port}` : '';
    hooks.listening(`${address.scheme}://${where}${path === '/' ? '' : path}`);
  };
  const failed = (error: Error): void => hooks.failed(networkError(error, address.uri, server.listening));
  server.on('error', failed);
  if (server.listening) setImmediate(listening);
  else server.once('listening', listening);
  own?.listen();

  return {
    async close() {
      closed = true;
      release();
      server.off('listening', listening);
      await own?.close();
      if (!own) server.off('error', failed);
    },
  };
}

/** The path alone is the address's to say; and what is said about encryption has to be true. */
function givenServer(server: Server, { uri, scheme, host, port, path }: Address, secure: boolean): Server {
  if (host !== '' || port !== undefined)
    throw new UsageError(`"${uri}": host and port are those of the given server; write ${scheme}://${path || '/'}`);
  const encrypted = server instanceof TlsServer;
  if (encrypted !== secure)
    throw new UsageError(
      `"${uri}": the given server is ${encrypted ? 'https, write wss' : 'http, write ws'}://${path || '/'}`,
    );
  return server;
}

/** In X-Forwarded-For each proxy adds, at the end, whom it speaks to. What stands before our own proxies' entries anybody can have written. */
function clientAddress(request: IncomingMessage, proxies: number): string {
  const own = request.socket.remoteAddress ?? '';
  if (proxies === 0) return own;
  const seen = String(request.headers['x-forwarded-for'] ?? '').split(',');
  return seen.at(-proxies)?.trim() || own;
}
