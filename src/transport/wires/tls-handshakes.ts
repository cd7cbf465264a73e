// The sockets of a server that are in the TLS handshake: how many at most, and an end to them all. Knows node:tls; knows no link.
import type { Socket } from 'node:net';
import type { Server } from 'node:tls';

/** Until it is through the handshake a socket is nobody's yet, so nobody else would count it, or drop it when the server closes. @internal */
export class TlsHandshakes {
  /** By the other side's address: the socket that is secure in the end is another object than the one below it. */
  readonly #pending = new Map<string, Socket>();

  /** @param most - so many at one time; more are dropped. */
  constructor(server: Server, most: number) {
    server.on('connection', (socket: Socket) => {
      if (this.#pending.size >= most) {
        socket.destroy();
        return;
      }
      const key = keyOf(socket);
      this.#pending.set(key, socket);
      socket.once('close', () => {
        if (this.#pending.get(key) === socket) this.#pending.delete(key);
      });
    });
    server.on('secureConnection', (socket: Socket) => this.#pending.delete(keyOf(socket)));
    // A failed handshake concerns that socket alone.
    server.on('tlsClientError', (_error, socket) => socket.destroy());
  }

  dropAll(): void {
    for (const socket of this.#pending.values()) socket.destroy();
  }
}

const keyOf = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress} ${remotePort}`;
