// A proxy on loopback that breaks each connection after so many bytes, in one of several ways, all from a seed.
// Knows TCP; what the bytes say it does not know, so it serves everything that runs over TCP.
import { connect, createServer, type Server, type Socket } from 'node:net';

/**
 * `end`: both sides are told in order; `reset`: both get RST; `hole`: nothing passes any more and nobody is told; `half-hole`: the
 * same in one direction; `half-close`: one side is told that there is no more, the other may go on.
 */
export const FAULTS = ['end', 'reset', 'hole', 'half-hole', 'half-close'] as const;
export type Fault = (typeof FAULTS)[number];

export interface ProxyOptions {
  /** Numbers in [0, 1). */
  readonly random: () => number;
  /** Bytes that pass before a fault, both ways together: from 1 to twice this. */
  readonly bytes: number;
}

export class FaultyProxy {
  /** Faults so far. */
  readonly faults: Record<Fault, number> = { end: 0, reset: 0, hole: 0, 'half-hole': 0, 'half-close': 0 };
  /** No faults while this is so. */
  calm = false;
  readonly #options: ProxyOptions;
  readonly #target: number;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(target: number, options: ProxyOptions) {
    this.#target = target;
    this.#options = options;
    this.#server = createServer({ noDelay: true, allowHalfOpen: true }, (near) => this.#accept(near));
  }

  /** In front of `127.0.0.1:target`. */
  static async open(target: number, options: ProxyOptions): Promise<FaultyProxy> {
    const proxy = new FaultyProxy(target, options);
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address ? address.port : 0;
  }

  /** The same address, by way of this proxy. */
  via(uri: string): string {
    return uri.replace(/:\d+$/, `:${this.port}`);
  }

  get total(): number {
    return FAULTS.reduce((sum, fault) => sum + this.faults[fault], 0);
  }

  /** Resets every connection there is: what can not be told apart from a proxy that crashed. */
  cutAll(): void {
    for (const socket of this.#sockets) reset(socket);
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #accept(near: Socket): void {
    const far = connect({ host: '127.0.0.1', port: this.#target, noDelay: true, allowHalfOpen: true });
    const { random, bytes } = this.#options;
    let left = 1 + Math.floor(random() * 2 * bytes);
    const holes = new Set<Socket>();
    const strike = (): void => {
      const fault = FAULTS[Math.floor(random() * FAULTS.length)] ?? 'end';
      this.faults[fault]++;
      const [one, other] = random() < 0.5 ? [near, far] : [far, near];
      if (fault === 'end') for (const socket of [one, other]) socket.end();
      else if (fault === 'reset') for (const socket of [one, other]) reset(socket);
      else if (fault === 'half-close') one.end();
      else {
        holes.add(one);
        if (fault === 'hole') holes.add(other);
      }
    };
    const join = (from: Socket, to: Socket): void => {
      this.#sockets.add(from);
      const pass = (chunk: Buffer): void => {
        if (chunk.length > 0 && !holes.has(from) && to.writable && !to.write(chunk)) from.pause();
      };
      from.on('data', (chunk: Buffer) => {
        if (this.calm || left <= 0 || left > chunk.length) {
          if (!this.calm && left > 0) left -= chunk.length;
          pass(chunk);
          return;
        }
        // In the middle of a chunk, and so anywhere in a frame.
        pass(chunk.subarray(0, left));
        const rest = chunk.subarray(left);
        left = 0;
        strike();
        if (to.writable) pass(rest);
      });
      to.on('drain', () => from.resume());
      from.on('end', () => {
        if (!holes.has(from)) to.end();
        // Nothing comes the other way any more: or both would stay half closed for ever.
        if (holes.has(to)) from.end();
      });
      // A side that is gone takes the other with it, unless that can not be known.
      from.on('error', () => {
        if (!holes.has(from)) reset(to);
      });
      from.on('close', () => {
        this.#sockets.delete(from);
        if (!holes.has(from)) to.end();
        else if (to.destroyed || !to.readable) to.destroy();
      });
    };
    join(near, far);
    join(far, near);
  }
}

/** Node would wait for one that is not connected yet, and keep its handle for ever when it is destroyed meanwhile. */
function reset(socket: Socket): void {
  if (socket.connecting) socket.destroy();
  else socket.resetAndDestroy();
}
