// A virtual UDP network for ENet hosts: nodes with addresses, netem on every way between two, and a clock that jumps to the next moment.
// Knows the hosts as a shell does.
import { type EnetEvent, EnetHost, type EnetOptions, type EnetPeer } from '../../src/transport/enet/index.ts';
import type { NetemOptions } from '../../src/transport/netem.ts';
import { Netem } from '../../src/transport/netem.ts';
import { seededRandom } from '../../src/transport/random.ts';

export interface Node {
  readonly address: string;
  readonly host: EnetHost;
  readonly events: EnetEvent[];
  /** Does not read or run before this time. */
  frozenUntil: number;
  readonly mail: { bytes: Uint8Array; from: string }[];
  /** Whether events are taken as they come. */
  eager: boolean;
}

export class VirtualNetwork {
  now = 1000;
  readonly nodes = new Map<string, Node>();
  readonly random: () => number;
  readonly #ways = new Map<string, { from: string; to: string; netem: Netem }>();
  #options: NetemOptions;
  /** Sees every datagram on its way; what it returns is sent instead. */
  tamper: (bytes: Uint8Array, from: string, to: string) => Uint8Array | undefined = (bytes) => bytes;
  largest = 0;

  constructor(seed: number, options: NetemOptions = {}) {
    this.random = seededRandom(seed);
    this.#options = options;
  }

  node(address: string, options: EnetOptions = {}): Node {
    const host = new EnetHost({ ...options, random: this.random }, this.now);
    const node: Node = { address, host, events: [], frozenUntil: 0, mail: [], eager: true };
    this.nodes.set(address, node);
    return node;
  }

  way(from: string, to: string): Netem {
    const key = `${from}>${to}`;
    let way = this.#ways.get(key);
    if (way === undefined) {
      way = { from, to, netem: new Netem(this.#options, this.random) };
      this.#ways.set(key, way);
    }
    return way.netem;
  }

  update(options: NetemOptions): void {
    this.#options = { ...this.#options, ...options };
    for (const { netem } of this.#ways.values()) netem.update(options);
  }

  /** What a shell does after each turn. */
  flush(node: Node): void {
    const { host, address } = node;
    host.tick(this.now);
    for (let out = host.pollTransmit(); out; out = host.pollTransmit()) {
      this.largest = Math.max(this.largest, out.bytes.length);
      const bytes = this.tamper(out.bytes, address, out.to);
      if (bytes) this.way(address, out.to).send(bytes, this.now);
    }
    if (node.eager) this.take(node);
  }

  take(node: Node): void {
    for (let event = node.host.pollEvent(); event; event = node.host.pollEvent()) node.events.push(event);
  }

  /** Until `until`, or `done` says so; returns whether it did. */
  run(until: number, done: () => boolean = () => false): boolean {
    this.#settle();
    while (!done()) {
      const next = this.#next();
      if (next > until) {
        this.now = until;
        return done();
      }
      this.now = Math.max(this.now, next);
      this.#settle();
    }
    return true;
  }

  #next(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const { netem } of this.#ways.values()) next = Math.min(next, netem.deadline() ?? next);
    for (const { host, frozenUntil, mail } of this.nodes.values())
      next = Math.min(next, Math.max(mail.length > 0 ? this.now : (host.deadline() ?? next), frozenUntil));
    // A deadline that does not move on would be a loop without end.
    return Math.max(next, this.now + 0.01);
  }

  #settle(): void {
    for (const { netem, to, from } of this.#ways.values())
      for (let bytes = netem.poll(this.now); bytes; bytes = netem.poll(this.now))
        this.nodes.get(to)?.mail.push({ bytes, from });
    for (const node of this.nodes.values()) {
      if (node.frozenUntil > this.now) continue;
      for (const { bytes, from } of node.mail.splice(0)) node.host.receive(bytes, from, this.now);
      this.flush(node);
    }
  }
}

/** Two connected hosts. */
export function pair(
  net: VirtualNetwork,
  server: EnetOptions = {},
  client: EnetOptions = {},
  channels = 4,
): { s: Node; c: Node; toServer: EnetPeer; toClient: EnetPeer } {
  const s = net.node('10.0.0.1:7000', server);
  const c = net.node('10.0.0.2:5000', client);
  const toServer = c.host.connect(s.address, channels, 77, net.now);
  const stands = (node: Node) => node.events.some((event) => event.type === 'connect');
  if (!net.run(net.now + 40000, () => stands(s) && stands(c))) throw new Error('no connection');
  const connected = s.events.find((event) => event.type === 'connect');
  if (!connected) throw new Error('no event');
  return { s, c, toServer, toClient: connected.peer };
}

/** The packets that a node received. */
export const packets = (node: Node) => node.events.flatMap((event) => (event.type === 'receive' ? [event] : []));
