// Addresses: `scheme://host:port/path`. Knows no transport.
import { UsageError } from '../errors.ts';

/** A parsed address. */
export interface Address {
  /** The address as it was written. */
  readonly uri: string;
  /** `tcp`, `udp+raw` …: without the colon. */
  readonly scheme: string;
  /** Whether it ends in `+raw`: no session, just the other program's bytes. */
  readonly raw: boolean;
  /** Host name or IP address; an IPv6 address without its brackets. May be empty for wires that need none. */
  readonly host: string;
  /** The port, or `undefined` when the address names none. */
  readonly port: number | undefined;
  /** What follows the host, with its leading slash; empty when there is nothing. */
  readonly path: string;
  /** What follows a `?`, parsed. */
  readonly query: ReadonlyMap<string, string>;
}

const SHAPE =
  /^([a-z][a-z0-9.-]*(?:\+raw)?):\/\/(\[[0-9a-f:.%a-z]+\]|[^/:?#[\]@\s]*)(?::(\d{1,5}))?(\/[^?#\s]*)?(?:\?([^#\s]*))?$/i;

/**
 * Parses an address (RFC 3986, as far as our schemes use it: no user, no fragment).
 * @param uri - for example `tcp://[::1]:4000`.
 * @throws UsageError `ERR_ADDRESS` when it is not one.
 */
export function parseAddress(uri: string): Address {
  const parts = typeof uri === 'string' ? SHAPE.exec(uri) : null;
  const port = parts?.[3] === undefined ? undefined : Number(parts[3]);
  if (!parts || (port !== undefined && port > 65535)) {
    throw new UsageError(
      `not an address: ${JSON.stringify(uri)}; write it like "tcp://127.0.0.1:4000" or "mem://lobby"`,
      'ERR_ADDRESS',
    );
  }
  const scheme = (parts[1] ?? '').toLowerCase();
  const host = parts[2] ?? '';
  return {
    uri,
    scheme,
    raw: scheme.endsWith('+raw'),
    host: host.startsWith('[') ? host.slice(1, -1) : host,
    port,
    path: parts[4] ?? '',
    query: parseQuery(parts[5]),
  };
}

/** A host as it stands in a URI: an IPv6 address gets its brackets. */
export const hostForUri = (host: string): string => (host.includes(':') ? `[${host}]` : host);

/** The port of an address that needs one. @throws UsageError when it is missing, or 0 where a port must be known. */
export function requirePort(address: Address, zeroAllowed: boolean): number {
  if (address.port === undefined || (address.port === 0 && !zeroAllowed)) {
    throw new UsageError(
      `"${address.uri}" names no port; write ${address.scheme}://${hostForUri(address.host)}:4000`,
      'ERR_ADDRESS',
    );
  }
  return address.port;
}

/** Whether an IP address is this machine's own (127.0.0.0/8, ::1, also when mapped into IPv6). */
export const isLoopback = (ip: string): boolean =>
  /^(::ffff:)?127\.|^::1$|^0:0:0:0:0:0:0:1$/i.test(ip) || ip === 'localhost';

function parseQuery(text: string | undefined): ReadonlyMap<string, string> {
  const query = new Map<string, string>();
  for (const pair of text?.split('&') ?? []) {
    const at = pair.indexOf('=');
    if (pair !== '') query.set(decoded(at < 0 ? pair : pair.slice(0, at)), at < 0 ? '' : decoded(pair.slice(at + 1)));
  }
  return query;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
