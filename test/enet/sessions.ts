// udp:// without sockets: the session core on the ENet core on a virtual network, in virtual time and from one seed.
// Knows both cores as their shells do; the link between them does what udp-sessions.ts does, with the shell that all links have.
import type { EnetEvent, EnetHost, EnetOptions, EnetPeer } from '../../src/transport/enet/index.ts';
import { LinkShell, type LinkShellOwner } from '../../src/transport/link-shell.ts';
import type { NetemOptions } from '../../src/transport/netem.ts';
import type { Flushable } from '../../src/transport/schedule.ts';
import {
  ClientSession,
  type LinkInfo,
  type Session,
  SessionServer,
  type SessionShell,
  serverLimits,
  sessionOptions,
} from '../../src/transport/session/index.ts';
import { LaneOutbox } from '../../src/transport/session/lanes.ts';
import type { Link, WriteHow } from '../../src/transport/transport.ts';
import { testCrypto } from '../session/harness.ts';
import { type Node, VirtualNetwork } from './network.ts';

export const CHANNELS = [
  { name: 'chat', kind: 'r' },
  { name: 'blob', kind: 'r' },
  { name: 'move', kind: 'l' },
  { name: 'fx', kind: 'u' },
] as const;

const SERVER = '10.0.0.1:7000';
const HELD = 256 * 1024;
/** As udp:// sets it up. */
const ENET: EnetOptions = {
  checksum: true,
  timeoutMinimum: 2000,
  timeoutMaximum: 6000,
  pendingPackets: 2147483647,
  pendingLimit: Number.MAX_SAFE_INTEGER,
  maximumPacketSize: 65600,
};
/** Long enough that no fault of a run ends a session. */
const OPTIONS = sessionOptions({ resumeMs: 120_000, connectTotalMs: 60_000 });

/** An ENet connection as the link of a session. */
class EnetLane implements Link {
  readonly kind = 'packet';
  readonly secure = true;
  readonly loopback = false;
  readonly uri: string;
  readonly remote: string;
  readonly peer: EnetPeer;
  shell: LinkShell | undefined;
  starved = false;
  readonly #written: Uint8Array[];

  /** @param written - where to note what leaves on lane 0. */
  constructor(peer: EnetPeer, address: string, written: Uint8Array[] = []) {
    this.peer = peer;
    this.#written = written;
    this.uri = `udp://${address}`;
    this.remote = address.slice(0, address.lastIndexOf(':'));
  }
  get buffered(): number {
    return this.peer.pendingBytes;
  }
  write(bytes: Uint8Array, { lane = 0, delivery = 'reliable' }: WriteHow = {}): boolean {
    const whole = delivery === 'reliable' || bytes.length <= this.peer.piece;
    if (lane === 0) this.#written.push(bytes.slice());
    const said = this.peer.send(lane, bytes.slice(), whole ? delivery : 'unreliable-fragment');
    if (said !== 'ok' && this.peer.state === 'connected') throw new Error(`ENet said ${said}`);
    this.starved = this.buffered >= HELD;
    return !this.starved;
  }
  pause(): void {}
  resume(): void {}
  close(): void {
    this.peer.disconnectLater(0);
  }
  abort(): void {
    this.peer.disconnectNow();
  }
}

/** A process: its links, and what a turn of its event loop does. */
class Station implements LinkShellOwner {
  readonly net: VirtualNetwork;
  readonly links = new Map<EnetPeer, EnetLane>();
  /** The sockets it has open. */
  nodes: Node[] = [];
  frozenUntil = 0;
  #flushes: Flushable[] = [];

  constructor(net: VirtualNetwork) {
    this.net = net;
  }
  now = (): number => this.net.now;
  flushLater(what: Flushable): void {
    this.#flushes.push(what);
  }
  settled(): void {}
  lingers(): void {}
  closed(): void {}

  join(lane: EnetLane, core: LinkShell['core']): void {
    lane.shell = new LinkShell(this, lane, core, undefined);
    this.links.set(lane.peer, lane);
  }

  /** What the sockets brought, then the timers, then what is to be written. */
  turn(incoming: (event: EnetEvent) => void, tick: () => void): void {
    for (const node of this.nodes)
      for (const event of node.events.splice(0)) {
        const shell = this.links.get(event.peer)?.shell;
        if (event.type === 'connect' && event.incoming) incoming(event);
        else if (event.type === 'connect') shell?.opened();
        else if (event.type === 'receive') shell?.received(event.payload);
        else {
          this.links.delete(event.peer);
          shell?.closed();
        }
      }
    tick();
    for (const { shell, starved, buffered } of this.links.values()) {
      shell?.tick(this.net.now);
      if (starved && buffered <= HELD / 2) shell?.writable();
    }
    for (const what of this.#flushes.splice(0)) what.flush(this.net.now);
    for (const node of this.nodes) this.net.flush(node);
  }
}

/** A client and a server, and the line between them. */
export class UdpWorld {
  readonly net: VirtualNetwork;
  readonly client: ClientSession;
  readonly server: SessionServer;
  /** The server's side, once there is one. */
  peer: Session | undefined;
  /** What passes: `silent.up` false lets nothing go to the server. */
  readonly silent = { up: false, down: false };
  attempts = 0;
  readonly address = SERVER;
  /** What the client wrote on lane 0: handshakes and whatever is no message. */
  readonly written: Uint8Array[] = [];
  readonly #enet: EnetOptions;
  readonly #there: Station;
  readonly #here: Station;
  readonly #shells = new Map<object, LinkShell>();

  constructor(seed: number, line: NetemOptions, enet: EnetOptions = {}) {
    this.#enet = { ...ENET, ...enet };
    this.net = new VirtualNetwork(seed, line);
    this.net.tamper = (bytes, _from, to) => (this.silent[to === SERVER ? 'up' : 'down'] ? undefined : bytes);
    this.#there = new Station(this.net);
    this.#here = new Station(this.net);
    this.#there.nodes.push(this.net.node(SERVER, { ...this.#enet, peerCount: 2048 }));
    const { random, now } = this.net;
    const common = { app: 'udp/1', channels: CHANNELS, options: OPTIONS, random, crypto: testCrypto(seed) };
    const lanes = (channels: number) => new LaneOutbox(channels);
    this.server = new SessionServer(
      { ...common, lanes, limits: serverLimits(), shell: this.#shell((session) => this.#serves(session)) },
      now,
    );
    this.client = new ClientSession({ ...common, auth: new Uint8Array(0), lanes, shell: this.#shell(() => {}) }, now);
    this.client.start(now);
  }

  /** Time goes on by `ms`, and both processes do what there is to do, unless they stand still. */
  step(ms: number): void {
    const { net } = this;
    net.run(net.now + ms);
    const { now } = net;
    if (this.#there.frozenUntil <= now)
      this.#there.turn(
        (event) => this.#accept(event.peer),
        () => this.server.tick(now),
      );
    if (this.#here.frozenUntil <= now)
      this.#here.turn(
        () => {},
        () => this.client.tick(now),
      );
  }

  /** One of the two processes stands still. */
  freeze(which: 'client' | 'server', ms: number): void {
    const station = which === 'client' ? this.#here : this.#there;
    station.frozenUntil = this.net.now + ms;
    for (const node of station.nodes) node.frozenUntil = station.frozenUntil;
  }

  /** From now on the server sees the client's datagrams come from elsewhere, and what it sends to the old address reaches nobody. */
  rebind(): void {
    const { nodes } = this.net;
    this.#here.nodes = this.#here.nodes.map((node) => {
      nodes.delete(node.address);
      const moved = { ...node, address: this.#address() };
      nodes.set(moved.address, moved);
      return moved;
    });
  }

  /** What is left behind when all is over. */
  get left(): string {
    const { host } = this;
    const left = { peers: host.size, halfOpen: host.halfOpen, bytes: host.waitingBytes, sessions: this.server.size };
    return Object.values(left).some((count) => count > 0) ? JSON.stringify(left) : '';
  }

  /** The server's. */
  get host(): EnetHost {
    return (this.#there.nodes[0] as Node).host; // made in the constructor
  }

  #address = (): string => `10.0.1.${1 + Math.floor(this.attempts / 200)}:${5000 + this.attempts++}`;

  #shell(notify: (session: Session) => void): SessionShell {
    return {
      transmit: (link) => this.#shells.get(link)?.ask(),
      notify,
      open: (session) => this.#open(session),
      wakeAt: () => {}, // ticked at each step
    };
  }

  /** A socket of its own for each connection, as udp:// has. */
  #open(session: ClientSession): void {
    const node = this.net.node(this.#address(), this.#enet);
    node.host.accepting = false;
    const lane = new EnetLane(node.host.connect(SERVER, 128, 0, this.net.now), SERVER, this.written);
    this.#here.nodes = [...this.#here.nodes.filter(({ host }) => host.size > 0), node];
    const core = session.attach(this.#info('10.0.0.1'), this.net.now);
    this.#here.join(lane, core);
    if (lane.shell) this.#shells.set(core, lane.shell);
  }

  #accept(peer: EnetPeer): void {
    const lane = new EnetLane(peer, peer.address);
    const core = this.server.accept(this.#info(lane.remote), this.net.now);
    if (!core) {
      peer.disconnectNow();
      return;
    }
    this.#there.join(lane, core);
    if (lane.shell) this.#shells.set(core, lane.shell);
  }

  #info = (address: string): LinkInfo => ({ kind: 'packet', address, secure: true, loopback: false });

  #serves(session: Session): void {
    if (this.peer && this.peer !== session) throw new Error('a second session');
    this.peer = session;
  }
}
