// A client as a page or a worker has it: the loop of the README, and a log that the test reads.
import { bytes, EventQueue, json, lossy, Network, type Peer, text } from 'pumpjack';
import { reconnectOnWake, ws } from 'pumpjack/ws';
import { z } from 'zod';

const channels = {
  chat: text,
  blob: bytes,
  move: lossy(json(z.object({ x: z.number() }))),
  score: json(z.object({ points: z.number() })),
};

/** One event, in words that can leave the page. */
export interface Entry {
  readonly type: string;
  readonly channel?: string;
  readonly data?: unknown;
  readonly sequenceId?: number;
  readonly reason?: string;
  readonly message?: string;
}

export class Client {
  readonly log: Entry[] = [];
  readonly #net = new Network({ app: 'page/1', transports: [ws()], channels, backoffMs: 10, backoffMaxMs: 100 });
  readonly #queue = new EventQueue({ drivers: [this.#net] });
  #peer: Peer<typeof channels> | undefined;

  connect(uri: string): void {
    this.#peer = this.#net.connect(uri);
    reconnectOnWake(this.#net);
    void this.#loop();
  }

  say(line: string): void {
    this.#peer?.send('chat', line);
  }
  score(points: number): void {
    this.#peer?.send('score', { points });
  }
  blob(size: number): void {
    this.#peer?.send(
      'blob',
      new Uint8Array(size).map((_, at) => at * 31),
    );
  }
  state(): string {
    return this.#peer?.state ?? 'none';
  }

  async #loop(): Promise<void> {
    for await (const e of this.#queue) {
      if (e.type !== 'NETWORK_DATA_IN') this.log.push(plain(e));
      else this.log.push({ type: e.type, channel: e.channel, data: listed(e.data), sequenceId: e.sequenceId });
    }
  }
}

const plain = (e: { type: string; reason?: unknown; message?: unknown; error?: unknown }): Entry => ({
  type: e.type,
  ...(e.reason !== undefined && { reason: String(e.reason) }),
  ...(e.message !== undefined && { message: String(e.message) }),
  ...(e.error instanceof Error && { message: e.error.message }),
});

const listed = (data: unknown): unknown => (data instanceof Uint8Array ? [...data] : data);
