// A port of its own for WebSockets: an HTTP server that does nothing else, and its bounds. Knows sockets; knows no WebSocket.
import { createServer as createHttp, type RequestListener, type Server } from 'node:http';
import { createServer as createHttps, type ServerOptions } from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { UsageError } from '../../../errors.ts';
import { type Address, requirePort } from '../../address.ts';
import { TlsHandshakes } from '../tls-handshakes.ts';
import type { WsOptions } from './options.ts';
import { refuse } from './refuse.ts';

/** @internal */
export interface OwnServer {
  readonly server: Server;
  listen(): void;
  /** That connection is a WebSocket now, and somebody else's to bound. */
  upgraded(socket: Duplex): void;
  close(): Promise<void>;
}

/** @throws UsageError for an address without port, or `wss:` without certificate. @internal */
export function ownServer(address: Address, secure: boolean, options: WsOptions): OwnServer {
  const { maxHandshakes = 256, handshakeMs = 5000, key, cert, ca, passphrase, minVersion = 'TLSv1.2' } = options;
  const port = requirePort(address, true);
  if (secure && !(key && cert))
    throw new UsageError(`listening on "${address.uri}" needs a certificate: ws({ key, cert })`);
  const answer: RequestListener = (_request, response) => {
    response.writeHead(426, { connection: 'close', upgrade: 'websocket', 'content-type': 'text/plain' });
    response.end('This is a WebSocket server.\n');
  };
  const material = Object.entries({ key, cert, ca, passphrase, minVersion }).filter(([, value]) => value !== undefined);
  const tls = { ...Object.fromEntries(material), handshakeTimeout: handshakeMs } as ServerOptions; // Uint8Array PEMs are accepted at run time
  const https = secure ? createHttps(tls, answer) : undefined;
  const handshakes = https && new TlsHandshakes(https, maxHandshakes);
  const server: Server = https ?? createHttp(answer);
  server.on('clientError', unreadable);
  const pending = boundHandshakes(server, secure, maxHandshakes, handshakeMs);
  return {
    server,
    listen() {
      const everywhere = address.host === '' || address.host === '*';
      server.listen({ port, backlog: 1024, ...(everywhere ? {} : { host: address.host }) });
    },
    upgraded: (socket) => pending.done(socket),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        handshakes?.dropAll();
        pending.dropAll();
      }),
  };
}

/** A request that ends in its middle is a line that broke: an answer would tell the client that it is unwanted. For all others what node:http says. */
function unreadable({ code }: NodeJS.ErrnoException, socket: Duplex): void {
  if (code === 'HPE_INVALID_EOF_STATE' || !socket.writable) socket.destroy();
  else if (code === 'HPE_HEADER_OVERFLOW') refuse(socket, [431, 'Request Header Fields Too Large']);
  else refuse(socket, [400, 'Bad Request']);
}

/**
 * A connection is nobody's until it is a WebSocket, so nobody else would count it or lose patience: node:http looks at its own
 * timeouts every 30 s only.
 */
function boundHandshakes(
  server: Server,
  secure: boolean,
  most: number,
  patience: number,
): { done(socket: Duplex): void; dropAll(): void } {
  let open = 0;
  let through = 0;
  const waiting = new Map<Duplex, NodeJS.Timeout>();
  server.on('connection', (socket: Socket) => {
    if (open - through >= most) {
      socket.destroy();
      return;
    }
    open++;
    socket.once('close', () => open--);
  });
  // With TLS the socket underneath is not the one that is upgraded; its own handshake has node:tls's time limit.
  server.on(secure ? 'secureConnection' : 'connection', (socket: Socket) => {
    if (socket.destroyed) return;
    waiting.set(
      socket,
      setTimeout(() => socket.destroy(), patience),
    );
    socket.once('close', () => {
      clearTimeout(waiting.get(socket));
      waiting.delete(socket);
    });
  });
  return {
    done(socket) {
      clearTimeout(waiting.get(socket));
      waiting.delete(socket);
      through++;
      socket.once('close', () => through--);
    },
    dropAll() {
      for (const socket of waiting.keys()) socket.destroy();
    },
  };
}
