// A relay on loopback between one UDP client and a server, which breaks what passes after so many datagrams, in one of several ways, all
// from a seed. Knows datagrams; what they say it does not know.
import { createSocket, type Socket } from 'node:dgram';

/**
 * `hole`: nothing passes any more, and nobody is told; `half-hole`: the same in one direction; `rebind`: the server sees another source port
 * from now on, as behind a NAT that has forgotten; `loss`: half of the next datagrams; `refuse`: the port is closed for a while, so that
 * the system answers both sides with ICMP's "port unreachable".
 */
export const UDP_FAULTS = ['hole', 'half-hole', 'rebind', 'loss', 'refuse'] as const;
export type UdpFault = (typeof UDP_FAULTS)[number];

export interface RelayOptions {
  /** Numbers in [0, 1). */
  readonly random: () => number;
  /** Datagrams that pass before a fault, both ways together: from 1 to twice this. */
  readonly datagrams: number;
}

/** So many datagrams are half lost in a `loss`. */
const BURST = 40;
/** How long the port is closed at most, ms. */
const CLOSED = 300;

/** One source port of the client: to the server another source port, until that is forgotten. */
interface Flow {
  readonly port: number;
  back: Socket;
  left: number;
  lossy: number;
  up: boolean;
  down: boolean;
}

export class FaultyUdp {
  /** Faults so far. */
  readonly faults: Record<UdpFault, number> = { hole: 0, 'half-hole': 0, rebind: 0, loss: 0, refuse: 0 };
  /** No new faults while this is so. */
  calm = false;
  /** Where it listens; stays the same. */
  port = 0;
  readonly #target: number;
  readonly #options: RelayOptions;
  readonly #flows = new Map<number, Flow>();
  #front: Socket | undefined;
  #closed = false;
  #timer: NodeJS.Timeout | undefined;

  private constructor(target: number, options: RelayOptions) {
    this.#target = target;
    this.#options = options;
  }

  /** In front of `127.0.0.1:target`. */
  static async open(target: number, options: RelayOptions): Promise<FaultyUdp> {
    const relay = new FaultyUdp(target, options);
    await new Promise<void>((resolve) => relay.#listen(resolve));
    return relay;
  }

  get total(): number {
    return UDP_FAULTS.reduce((sum, fault) => sum + this.faults[fault], 0);
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#shut();
  }

  #listen(ready: () => void = () => {}): void {
    const front = createSocket('udp4');
    // The port may have gone to somebody else in between: it is tried again until that one is done.
    front.once('error', () => {
      front.close();
      if (!this.#closed) this.#timer = setTimeout(() => this.#listen(ready), 10);
    });
    front.on('message', (bytes, { port }) => this.#pass(this.#flow(port), bytes, 'up'));
    front.bind(this.port, '127.0.0.1', () => {
      this.port = front.address().port;
      this.#front = front;
      ready();
    });
  }

  /** Whoever sends here now hears that nobody is there. */
  #shut(): void {
    for (const { back } of this.#flows.values()) back.close();
    this.#flows.clear();
    this.#front?.close();
    this.#front = undefined;
  }

  /** A client that dials again does so from another port, and is somebody else here. */
  #flow(port: number): Flow {
    const known = this.#flows.get(port);
    if (known) return known;
    const flow: Flow = { port, back: createSocket('udp4'), left: this.#budget(), lossy: 0, up: true, down: true };
    this.#join(flow);
    this.#flows.set(port, flow);
    return flow;
  }

  #join(flow: Flow): void {
    flow.back.on('message', (bytes) => this.#pass(flow, bytes, 'down'));
  }

  #pass(flow: Flow, bytes: Uint8Array, way: 'up' | 'down'): void {
    if (!this.calm && --flow.left === 0) this.#strike(flow);
    if (flow.lossy > 0 && flow.lossy-- > 0 && this.#options.random() < 0.5) return;
    // A flow that was closed just now is nobody's any more.
    if (!flow[way] || this.#flows.get(flow.port) !== flow) return;
    if (way === 'up') flow.back.send(bytes, this.#target, '127.0.0.1');
    else this.#front?.send(bytes, flow.port, '127.0.0.1');
  }

  #strike(flow: Flow): void {
    const { random } = this.#options;
    const fault = UDP_FAULTS[Math.floor(random() * UDP_FAULTS.length)] ?? 'hole';
    this.faults[fault]++;
    if (fault === 'hole') flow.up = flow.down = false;
    else if (fault === 'half-hole') flow[random() < 0.5 ? 'up' : 'down'] = false;
    else if (fault === 'rebind') {
      flow.back.close();
      flow.back = createSocket('udp4');
      this.#join(flow);
    } else if (fault === 'loss') {
      flow.lossy = BURST;
      flow.left = BURST + this.#budget();
    } else {
      this.#shut();
      this.#timer = setTimeout(() => this.#listen(), random() * CLOSED);
    }
  }

  #budget(): number {
    return 1 + Math.floor(this.#options.random() * 2 * this.#options.datagrams);
  }
}
