// A program for tests: a network, its queue, and a way to wait for the next event that matters. Closed by itself at the end of the test.
import { onTestFinished } from 'vitest';
import { type Channels, EventQueue, Network, type NetworkEvent, type NetworkOptions } from '../../src/index.ts';

/** How long a test waits for an event before it says which one did not come, ms. */
const PATIENCE = 20_000;

type Tag = NetworkEvent['type'];
type Tagged<C extends Channels, T extends Tag> = Extract<NetworkEvent<C>, { type: T }>;

export class Program<const C extends Channels> {
  readonly net: Network<C>;
  readonly queue: EventQueue<NetworkEvent<C>>;
  /** What came out of the queue and nobody asked for yet. */
  readonly pending: NetworkEvent<C>[] = [];
  /** Everything that ever came out. */
  readonly log: NetworkEvent<C>[] = [];

  constructor(options: NetworkOptions<C>) {
    this.net = new Network<C>(options);
    this.queue = new EventQueue({ drivers: [this.net] }) as unknown as EventQueue<NetworkEvent<C>>; // QUIT never comes here
    onTestFinished(() => this.queue.close());
  }

  /** The next event of that type (and to which `where` says yes), waiting for it; others stay for later calls. */
  async next<T extends Tag>(type: T, where: (event: Tagged<C, T>) => boolean = () => true): Promise<Tagged<C, T>> {
    const deadline = performance.now() + PATIENCE;
    for (;;) {
      const at = this.pending.findIndex((event) => event.type === type && where(event as Tagged<C, T>));
      if (at >= 0) return this.pending.splice(at, 1)[0] as Tagged<C, T>;
      const left = deadline - performance.now();
      if (left <= 0)
        throw new Error(
          `no ${type} within ${PATIENCE} ms; came: ${this.log
            .map((event) => event.type)
            .slice(-20)
            .join(', ')}`,
        );
      const event = await this.queue.wait(left);
      if (event.type !== 'NOEVENT') this.take(event as NetworkEvent<C>);
    }
  }

  /** `count` messages, in the order they came. */
  async messages(count: number): Promise<Tagged<C, 'NETWORK_DATA_IN'>[]> {
    const got: Tagged<C, 'NETWORK_DATA_IN'>[] = [];
    while (got.length < count) got.push(await this.next('NETWORK_DATA_IN'));
    return got;
  }

  /** Pumps without waiting. */
  pump(): void {
    for (const event of this.queue.get()) this.take(event as NetworkEvent<C>);
  }

  /** The types of everything that came, in order. */
  types(): string[] {
    return this.log.map((event) => event.type);
  }

  private take(event: NetworkEvent<C>): void {
    this.pending.push(event);
    this.log.push(event);
  }
}
