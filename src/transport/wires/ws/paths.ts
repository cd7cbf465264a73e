// Several WebSocket paths on one HTTP server: who gets which upgrade. Knows HTTP servers; knows no WebSocket.
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { UsageError } from '../../../errors.ts';
import { refuse } from './refuse.ts';

type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

interface Paths {
  readonly taken: Map<string, Upgrade>;
  readonly listener: Upgrade;
}

const servers = new WeakMap<Server, Paths>();

/** `upgrade` gets the requests for that path. Answers what gives it back. @throws UsageError when it is taken. @internal */
export function claimPath(server: Server, path: string, upgrade: Upgrade): () => void {
  const paths = servers.get(server) ?? begin(server);
  if (paths.taken.has(path))
    throw new UsageError(`somebody listens on the path ${path} of this server already`, 'ERR_ADDRESS');
  paths.taken.set(path, upgrade);
  return () => {
    if (paths.taken.get(path) !== upgrade) return;
    paths.taken.delete(path);
    if (paths.taken.size > 0) return;
    server.off('upgrade', paths.listener);
    servers.delete(server);
  };
}

function begin(server: Server): Paths {
  const taken = new Map<string, Upgrade>();
  const listener: Upgrade = (request, socket, head) => {
    const [path = ''] = (request.url ?? '').split('?');
    const upgrade = taken.get(path);
    if (upgrade) upgrade(request, socket, head);
    // Whoever else listens for upgrades (another library on the same server) may know that path.
    else if (server.listenerCount('upgrade') === 1) refuse(socket, [404, 'No WebSocket at this path']);
  };
  const paths = { taken, listener };
  servers.set(server, paths);
  server.on('upgrade', listener);
  return paths;
}
