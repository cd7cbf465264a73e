// What a wire that listens brings along: the server's side of sessions. Knows the core; knows no link and no peer.
import { SessionServer } from './session/index.ts';
import type { ServerRole } from './transport.ts';

/** Serves sessions that come in, for {@link Transport.server}. */
export const sessionServer: ServerRole = { open: (setup, now) => new SessionServer(setup, now) };
