/**
 * `tls()`: sessions and raw streams over TLS, in Node.
 * @module
 */
// tls:// and tls+raw://, RFC 8446 by way of node:tls. Knows sockets and certificates; knows no session and no event.
import { type ConnectionOptions, connect, createServer, type TlsOptions } from 'node:tls';
import { UsageError } from '../../errors.ts';
import { requirePort } from '../address.ts';
import { rawLinks } from '../raw-peer.ts';
import { sessionServer } from '../session-server.ts';
import type { Transport } from '../transport.ts';
import { listenSockets, SocketLink } from './socket.ts';
import { TlsHandshakes } from './tls-handshakes.ts';

/** What `tls()` needs: the names and forms are those of [node:tls](https://nodejs.org/api/tls.html). */
export interface TlsTransportOptions {
  /** The server's private key, PEM. Needed to listen. */
  key?: string | Uint8Array;
  /** The server's certificate chain, PEM. Needed to listen. */
  cert?: string | Uint8Array;
  /** Certificates to trust besides, or instead of, the well-known ones, PEM: for a certificate of your own. */
  ca?: string | Uint8Array | (string | Uint8Array)[];
  /** The passphrase of `key`. */
  passphrase?: string;
  /** The name the server's certificate must carry; default the host of the address. */
  servername?: string;
  /** The least version; default `TLSv1.2`. */
  minVersion?: 'TLSv1.2' | 'TLSv1.3';
  /** Links that may be in the TLS handshake at one time; more are dropped. Default 256. */
  maxHandshakes?: number;
  /** How long a TLS handshake may take, ms. Default 5000. */
  handshakeMs?: number;
}

/**
 * TLS over TCP: `tls://host:port` with sessions, `tls+raw://host:port` for any TLS program. A client checks the server's
 * certificate against its host name; there is no switch to skip that, give `ca` instead.
 */
export function tls(options: TlsTransportOptions = {}): Transport {
  const { maxHandshakes = 256, handshakeMs = 5000, servername, ...given } = options;
  const material = withoutUndefined({ minVersion: 'TLSv1.2' as const, ...given });
  return {
    schemes: ['tls', 'tls+raw'],
    raw: rawLinks,
    server: sessionServer,
    connect(address, hooks) {
      const host = address.host || 'localhost';
      const name = servername ?? (/^[\d.]+$|:/.test(host) ? undefined : host);
      const socket = connect({
        ...material,
        host,
        port: requirePort(address, false),
        ...(name ? { servername: name } : {}),
      } as ConnectionOptions); // Uint8Array PEMs are accepted at run time
      socket.setNoDelay(true);
      const link = new SocketLink(socket, { uri: address.uri, remote: address.host, secure: true });
      link.start(hooks, 'secureConnect');
      return link;
    },
    listen(address, hooks) {
      if (!options.key || !options.cert)
        throw new UsageError(`listening on "${address.uri}" needs a certificate: tls({ key, cert })`);
      const server = createServer({ ...material, noDelay: true, handshakeTimeout: handshakeMs } as TlsOptions); // as above
      const handshakes = new TlsHandshakes(server, maxHandshakes);
      const acceptor = listenSockets(server, address, requirePort(address, true), true, hooks);
      return {
        close() {
          const closed = acceptor.close();
          handshakes.dropAll();
          return closed;
        },
      };
    },
  };
}

function withoutUndefined<T extends object>(from: T): T {
  return Object.fromEntries(Object.entries(from).filter(([, value]) => value !== undefined)) as T; // only undefined ones are gone
}
