// What can go wrong on the network, as data. Knows no socket: wires translate their platform's errors into these.
import { PumpjackError } from '../errors.ts';

/** The stable codes of {@link NetworkError}. */
export type NetworkErrorCode =
  /** Nobody listens at that address. */
  | 'ERR_REFUSED'
  /** The name could not be resolved. */
  | 'ERR_UNKNOWN_HOST'
  /** No route to that address. */
  | 'ERR_UNREACHABLE'
  /** No answer in time. */
  | 'ERR_TIMEOUT'
  /** The other side reset the connection. */
  | 'ERR_RESET'
  /** `listen`: another program has that port. */
  | 'ERR_ADDRESS_IN_USE'
  /** `listen`: that address is not one of this machine's. */
  | 'ERR_ADDRESS_NOT_AVAILABLE'
  /** The operating system forbids it (a port below 1024, say). */
  | 'ERR_PERMISSION'
  /** A connection that arrived could not be accepted (file descriptors used up, for example); listening goes on. */
  | 'ERR_ACCEPT'
  /** The TLS handshake failed: certificate not trusted, wrong host name, no common version. */
  | 'ERR_TLS'
  /** A raw stream does not keep to its framing. */
  | 'ERR_FRAMING'
  /** The other side has fewer channels than were declared here. */
  | 'ERR_NO_CHANNEL'
  /** A message kept while connecting is larger than what the other side takes. */
  | 'ERR_TOO_BIG'
  /** The server answered, and did not let this program in: an HTTP status from 400 on instead of a WebSocket, such as 401 or 403. */
  | 'ERR_REJECTED'
  /** The server has nothing at that path: HTTP 404 or 410 instead of a WebSocket. */
  | 'ERR_NOT_FOUND'
  /** Another HTTP answer instead of a WebSocket: a redirection, a server that is broken. */
  | 'ERR_HTTP'
  /** The other side does not keep to the wire's own protocol (WebSocket), or sent a message larger than what is taken. */
  | 'ERR_PROTOCOL'
  /** The other side closed a WebSocket with a code that means trouble; the message has it. */
  | 'ERR_PEER'
  /** The session key crossed a link that is neither encrypted nor loopback; reported once for each network. */
  | 'ERR_INSECURE'
  /** The `admit` of a listener threw or rejected, and a client was refused; `cause` is what it threw. */
  | 'ERR_ADMIT'
  /** Too much invalid data from one peer. */
  | 'ERR_INVALID_DATA'
  /** Anything else; see `cause`. */
  | 'ERR_NETWORK';

/** Something that the network, not the caller, caused. Arrives inside an event, or rejects what waits for the network. */
export class NetworkError extends PumpjackError {
  /** Tells the kind of failure; see {@link NetworkErrorCode}. */
  declare readonly code: NetworkErrorCode;

  /** @param code - the kind. @param message - for people. @param options - the platform's own error as `cause`. */
  constructor(code: NetworkErrorCode, message: string, options?: { cause?: unknown }) {
    super(code, message, options);
  }
}

/**
 * Why a peer is gone, in `NETWORK_DISCONNECTED.reason`. A closed set: a `switch` over it can be exhaustive.
 *
 * | reason | what happened |
 * | --- | --- |
 * | `closed` | one side called `close()`, or a raw stream ended in order |
 * | `refused` | nobody listens there, or the server dropped the link before the handshake |
 * | `unknown-host` `unreachable` | the name does not resolve; there is no route |
 * | `rejected` | the server said no: other application, other channels, `admit`, full |
 * | `timeout` | no answer to `connect`, or the line did not come back in time |
 * | `expired` | the server has forgotten the session |
 * | `server-restarted` | the server is there again but is a new process |
 * | `replaced` | another link took this session over |
 * | `protocol` | this side found the other breaking the protocol |
 * | `peer-error` | the other side reported an error |
 * | `slow` | the other side did not read for too long |
 * | `shutdown` `evicted` | the server is going down; the server needed the room |
 * | `state` | the two sides no longer agree about the session |
 * | `invalid-data` | too many messages that do not fit their codec or schema |
 * | `reset` | a raw stream was reset |
 * | `tls` | the TLS handshake failed |
 * | `error` | anything else; the message says what |
 */
export type DisconnectReason = (typeof DISCONNECT_REASONS)[number];

/** Every {@link DisconnectReason}. */
export const DISCONNECT_REASONS = [
  'closed',
  'refused',
  'unknown-host',
  'unreachable',
  'rejected',
  'timeout',
  'expired',
  'server-restarted',
  'replaced',
  'protocol',
  'peer-error',
  'slow',
  'shutdown',
  'evicted',
  'state',
  'invalid-data',
  'reset',
  'tls',
  'error',
] as const;

const REASONS: Partial<Record<NetworkErrorCode, DisconnectReason>> = {
  ERR_REFUSED: 'refused',
  ERR_UNKNOWN_HOST: 'unknown-host',
  ERR_UNREACHABLE: 'unreachable',
  ERR_TIMEOUT: 'timeout',
  ERR_RESET: 'reset',
  ERR_TLS: 'tls',
  ERR_FRAMING: 'protocol',
  ERR_REJECTED: 'rejected',
  ERR_NOT_FOUND: 'refused',
  ERR_PROTOCOL: 'protocol',
  ERR_PEER: 'peer-error',
  ERR_INVALID_DATA: 'invalid-data',
};

/** The disconnect reason that belongs to an error of a link. */
export const reasonOf = (error: NetworkError | undefined): DisconnectReason =>
  error === undefined ? 'closed' : (REASONS[error.code] ?? 'error');
