// A TCP proxy that cuts each connection after so many bytes, or all of them when told: a bad line under any wire.
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

export class CuttingProxy {
  /** How many connections were cut. */
  cuts = 0;
  /** False: nobody gets through. */
  open = true;
  port = 0;
  readonly #to: number;
  readonly #budget: () => number;
  readonly #sockets = new Set<Socket>();

  private constructor(to: number, budget: () => number) {
    this.#to = to;
    this.#budget = budget;
  }

  /** @param budget - asked for each connection: after how many bytes, both ways together, it is cut. */
  static async to(port: number, budget: () => number = () => Number.POSITIVE_INFINITY): Promise<CuttingProxy> {
    const proxy = new CuttingProxy(port, budget);
    const server = createServer({ noDelay: true }, (socket) => proxy.#join(socket)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    proxy.port = (server.address() as AddressInfo).port;
    onTestFinished(() => {
      proxy.cut();
      server.close();
    });
    return proxy;
  }

  /** Cuts all connections now. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #join(near: Socket): void {
    if (!this.open) {
      near.destroy();
      return;
    }
    const far = connect({ port: this.#to, host: '127.0.0.1', noDelay: true });
    let left = this.#budget();
    for (const [from, into] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(from);
      from.on('error', () => {});
      from.on('close', () => {
        this.#sockets.delete(from);
        into.destroy();
      });
      from.on('data', (bytes: Buffer) => {
        const through = bytes.subarray(0, Math.max(0, left));
        left -= bytes.length;
        if (left >= 0) {
          into.write(through);
          return;
        }
        // The last bytes still leave, then both ends see the line break.
        this.cuts++;
        into.end(through);
        from.destroy();
      });
    }
  }
}
