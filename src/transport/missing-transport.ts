// What to do about an address that nothing serves. Knows the names of our wires, and no wire.

/** Each is imported from a path of its own name. */
const OURS = ['tcp', 'tls', 'ws', 'enet', 'udp'];

/** The sentence for an address whose scheme no transport serves: which one to add. @internal */
export function missingTransport(scheme: string): string {
  const name = scheme.replace('+raw', '').replace('wss', 'ws');
  const path = name === 'mem' ? '' : `/${name}`;
  const add = path && !OURS.includes(name) ? 'one that serves it' : `${name}() from "pumpjack${path}"`;
  return `no transport for "${scheme}:"; add ${add} to transports`;
}
