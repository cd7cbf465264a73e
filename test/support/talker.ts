// A program that talks all the time and keeps count: what was accepted has to arrive at the other side once, in order, unchanged.
// Knows the public API only; knows nothing of what happens to the line.
import {
  type DisconnectReason,
  EventQueue,
  Network,
  type NetworkEvent,
  type NetworkOptions,
  type Peer,
  text,
} from '../../src/index.ts';

const channels = { a: text, b: text };
type Channels = typeof channels;
const NAMES = ['a', 'b'] as const;

/** Bytes that wait at one peer before no more is sent to it for now. */
const BUSY = 3000;

/** What passed between this side and one peer, by channel. */
export interface Line {
  readonly sent: [number, number];
  readonly got: [number, number];
  suspended: number;
  resumed: number;
}

/** How a peer ended. */
export interface Ended {
  readonly reason: DisconnectReason;
  readonly unconfirmed: number;
  readonly unsent: Readonly<Partial<Record<string, number>>>;
}

export class Talker {
  readonly net: Network<Channels>;
  readonly queue: EventQueue<NetworkEvent<Channels>>;
  readonly lines = new Map<Peer<Channels>, Line>();
  readonly ended: Ended[] = [];
  /** What passed with peers that are gone. */
  readonly past = { sent: 0, got: 0, resumed: 0 };
  /** Whether it goes on saying something. */
  talking = false;
  /** Looks at every event before it is dealt with. */
  watch: (event: NetworkEvent<Channels>) => void = () => {};

  constructor(options: Omit<NetworkOptions<Channels>, 'channels' | 'app'>) {
    this.net = new Network<Channels>({ ...options, app: 'talk/1', channels });
    this.queue = new EventQueue({ drivers: [this.net] }) as unknown as EventQueue<NetworkEvent<Channels>>; // QUIT never comes here
  }

  /** Deals with everything that is there, then says something to everybody who is not behind. */
  turn(): void {
    for (const event of this.queue.get()) this.take(event);
    if (this.talking) for (const peer of this.lines.keys()) if (peer.bufferedAmount < BUSY) this.say(peer, 4);
  }

  /** Says so much to one peer. */
  say(peer: Peer<Channels>, messages: number): void {
    const { sent } = this.#line(peer);
    for (let n = 0; n < messages; n++) {
      const c = (sent[0] + sent[1]) % 3 === 0 ? 0 : 1;
      if (!peer.send(NAMES[c], words(c, sent[c] + 1))) return;
      sent[c]++;
    }
  }

  /** One event. */
  take(event: NetworkEvent<Channels>): void {
    this.watch(event);
    if (event.type === 'NETWORK_DISCONNECTED') {
      const { reason, unconfirmed, unsent } = event;
      this.ended.push({ reason, unconfirmed, unsent });
      const line = this.lines.get(event.peer);
      this.lines.delete(event.peer);
      if (!line) return;
      this.past.sent += line.sent[0] + line.sent[1];
      this.past.got += line.got[0] + line.got[1];
      this.past.resumed += line.resumed;
      return;
    }
    if (!('peer' in event) || !event.peer) return;
    const line = this.#line(event.peer);
    if (event.type === 'NETWORK_SUSPENDED') line.suspended++;
    else if (event.type === 'NETWORK_RESUMED') line.resumed++;
    else if (event.type === 'NETWORK_DATA_IN') {
      const c = event.channel === 'a' ? 0 : 1;
      line.got[c]++;
      if (event.data !== words(c, line.got[c]))
        throw new Error(`${event.channel}: message ${line.got[c]} expected, came: ${event.data.slice(0, 30)}`);
    } else if (event.type === 'NETWORK_DATA_INVALID') throw event.error;
  }

  /** Sums over the peers that are there. */
  get sum(): { sent: number; got: number; suspended: number; resumed: number; peers: number } {
    const sum = { sent: 0, got: 0, suspended: 0, resumed: 0, peers: this.lines.size };
    for (const { sent, got, suspended, resumed } of this.lines.values()) {
      sum.sent += sent[0] + sent[1];
      sum.got += got[0] + got[1];
      sum.suspended += suspended;
      sum.resumed += resumed;
    }
    return sum;
  }

  #line(peer: Peer<Channels>): Line {
    let line = this.lines.get(peer);
    if (!line) {
      line = { sent: [0, 0], got: [0, 0], suspended: 0, resumed: 0 };
      this.lines.set(peer, line);
    }
    return line;
  }
}

/** Message `n` of a channel: mostly short, now and then long, each different. */
const words = (channel: number, n: number): string =>
  `${channel}:${n}:${String.fromCharCode(97 + (n % 26)).repeat(n % 17 === 0 ? (n * 7919) % 3000 : (n * 13) % 90)}`;

/** Lets programs talk until something is true. */
export async function until(
  talkers: readonly Talker[],
  done: () => boolean,
  what: string,
  patience = 120_000,
): Promise<void> {
  for (const deadline = performance.now() + patience; !done(); ) {
    if (performance.now() > deadline)
      throw new Error(
        `${what} did not come; ${JSON.stringify(talkers.map(({ sum, ended }) => ({ ...sum, ended: ended.slice(-3) })))}`,
      );
    for (const talker of talkers) talker.turn();
    await new Promise((resolve) => setImmediate(resolve));
  }
}
