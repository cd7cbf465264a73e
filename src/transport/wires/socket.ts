// What tcp and tls share: a Node socket as a Link, a Node server as an Acceptor, Node's errors as ours. Knows no session.
import type { AddressInfo, Server, Socket } from 'node:net';
import { type Address, hostForUri, isLoopback } from '../address.ts';
import { NetworkError, type NetworkErrorCode } from '../errors.ts';
import type { Acceptor, AcceptorHooks, Link, LinkHooks } from '../transport.ts';

/** Bytes in the socket's own buffer above which `write` says stop. The session keeps the rest, where it is counted. */
const SOCKET_BUFFER = 256 * 1024;

/** A Node stream socket as a link. @internal */
export class SocketLink implements Link {
  readonly kind = 'stream';
  readonly #socket: Socket;
  readonly #peer: { uri: string; remote: string; secure: boolean };
  #failure: Error | undefined;

  constructor(socket: Socket, peer: { uri: string; remote: string; secure: boolean }) {
    this.#socket = socket;
    this.#peer = peer;
    // From the first moment: an error without a listener would end the process.
    socket.on('error', (error) => {
      this.#failure ??= error;
    });
  }

  get remote(): string {
    return this.#socket.remoteAddress ?? this.#peer.remote;
  }
  get uri(): string {
    return this.#peer.uri;
  }
  get secure(): boolean {
    return this.#peer.secure;
  }
  get loopback(): boolean {
    return isLoopback(this.remote);
  }
  /** Under TLS the socket tells of each write later. */
  get instant(): boolean {
    return !this.#peer.secure;
  }
  get buffered(): number {
    return this.#socket.writableLength;
  }

  /** Starts telling `hooks`; `openedBy` is the event that means open, absent when it is open already. */
  start(hooks: LinkHooks, openedBy?: 'connect' | 'secureConnect'): void {
    const socket = this.#socket;
    if (openedBy) socket.once(openedBy, () => hooks.opened());
    socket.on('data', (chunk) => hooks.received(chunk));
    socket.on('drain', () => hooks.writable());
    socket.once('close', () => hooks.closed(this.#failure && networkError(this.#failure, this.uri)));
  }

  write(bytes: Uint8Array): boolean {
    const socket = this.#socket;
    // Node says false above 16 KiB already, and then 'drain' follows; we go on up to our own bound.
    return socket.write(bytes) || socket.writableLength < SOCKET_BUFFER;
  }
  pause(): void {
    this.#socket.pause();
  }
  resume(): void {
    this.#socket.resume();
  }
  close(): void {
    this.#socket.end();
  }
  abort(): void {
    this.#socket.destroy();
  }
}

/** Makes a Node server listen and tells `hooks`; sockets come in through the returned `accept`. @internal */
export function listenSockets(
  server: Server,
  address: Address,
  port: number,
  secure: boolean,
  hooks: AcceptorHooks,
): Acceptor {
  const uriOf = (host: string, at: number | undefined): string => `${address.scheme}://${hostForUri(host)}:${at ?? 0}`;
  server.on('error', (error) => hooks.failed(networkError(error, address.uri, server.listening)));
  server.on('listening', () => hooks.listening(uriOf(address.host, (server.address() as AddressInfo).port))); // never a pipe: we gave host and port
  server.on(secure ? 'secureConnection' : 'connection', (socket: Socket) => {
    const remote = socket.remoteAddress ?? '';
    const link = new SocketLink(socket, { uri: uriOf(remote, socket.remotePort), remote, secure });
    const owner = hooks.accepted(link);
    if (owner) link.start(owner);
    else link.abort();
  });
  const everywhere = address.host === '' || address.host === '*';
  server.listen({ port, backlog: 1024, ...(everywhere ? {} : { host: address.host }) });
  return { close: () => new Promise((resolve) => server.close(() => resolve())) };
}

const CODES: Readonly<Record<string, readonly [NetworkErrorCode, string]>> = {
  ECONNREFUSED: ['ERR_REFUSED', 'nobody listens there'],
  ENOTFOUND: ['ERR_UNKNOWN_HOST', 'no such host name'],
  EAI_AGAIN: ['ERR_UNKNOWN_HOST', 'the name could not be resolved'],
  EAI_FAIL: ['ERR_UNKNOWN_HOST', 'the name could not be resolved'],
  ENETUNREACH: ['ERR_UNREACHABLE', 'no route to that network'],
  EHOSTUNREACH: ['ERR_UNREACHABLE', 'no route to that host'],
  ETIMEDOUT: ['ERR_TIMEOUT', 'no answer'],
  ECONNRESET: ['ERR_RESET', 'reset by the other side'],
  EPIPE: ['ERR_RESET', 'closed by the other side'],
  ECONNABORTED: ['ERR_RESET', 'connection aborted'],
  EADDRINUSE: ['ERR_ADDRESS_IN_USE', 'that port is taken; use port 0 for a free one'],
  EADDRNOTAVAIL: ['ERR_ADDRESS_NOT_AVAILABLE', 'not an address of this machine'],
  EACCES: ['ERR_PERMISSION', 'the system forbids it'],
  EPERM: ['ERR_PERMISSION', 'the system forbids it'],
  EMFILE: ['ERR_ACCEPT', 'no file descriptors left'],
  ENFILE: ['ERR_ACCEPT', 'no file descriptors left'],
  EPROTO: ['ERR_TLS', 'TLS handshake failed'],
};

/** A Node error as one of ours. @internal */
export function networkError(error: Error & { code?: string }, uri: string, accepting = false): NetworkError {
  const known = error.code === undefined ? undefined : CODES[error.code];
  if (known) return new NetworkError(known[0], `${uri}: ${known[1]} (${error.code})`, { cause: error });
  if (accepting) return new NetworkError('ERR_ACCEPT', `${uri}: ${error.message}`, { cause: error });
  const tls = /^ERR_(TLS|SSL|OSSL)|CERT|SELF_SIGNED|UNABLE_TO/.test(error.code ?? '');
  return new NetworkError(tls ? 'ERR_TLS' : 'ERR_NETWORK', `${uri}: ${error.message}`, { cause: error });
}
