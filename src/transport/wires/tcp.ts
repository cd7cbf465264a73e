/**
 * `tcp()`: sessions and raw streams over TCP, in Node.
 * @module
 */
// tcp:// and tcp+raw://, RFC 9293 by way of node:net. Knows sockets; knows no session and no event.
import { connect, createServer } from 'node:net';
import { requirePort } from '../address.ts';
import { rawLinks } from '../raw-peer.ts';
import { sessionServer } from '../session-server.ts';
import type { Transport } from '../transport.ts';
import { listenSockets, SocketLink } from './socket.ts';

/**
 * TCP: `tcp://host:port` with sessions (channels, sequence ids, reconnection) and `tcp+raw://host:port` for any TCP program.
 * `host` is an IPv4 address, an IPv6 address in brackets or a name; `0.0.0.0`, `[::]` or `*` listen everywhere; port 0
 * listens on a free one, which `listener.uri` and `NETWORK_LISTENING` tell. Nagle's algorithm is off.
 */
export function tcp(): Transport {
  return {
    schemes: ['tcp', 'tcp+raw'],
    raw: rawLinks,
    server: sessionServer,
    connect(address, hooks) {
      const port = requirePort(address, false);
      const socket = connect({ host: address.host || 'localhost', port, noDelay: true });
      const link = new SocketLink(socket, { uri: address.uri, remote: address.host, secure: false });
      link.start(hooks, 'connect');
      return link;
    },
    listen: (address, hooks) =>
      listenSockets(createServer({ noDelay: true }), address, requirePort(address, true), false, hooks),
  };
}
