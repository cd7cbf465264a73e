// Peer: the other side, as a program sees it. Knows channels; whether a session or a raw stream is behind it, it does not know.
import { UsageError } from '../errors.ts';
import { type Channel, type ChannelName, type Channels, type ChannelTable, encoded, type InputOf } from './channel.ts';

/**
 * How a peer stands, as of now (it may be ahead of the events that are still to be pumped).
 * `connecting` (we called `connect`), `connected`, `suspended` (out of reach, may come back), `closing` (`close` was called),
 * `closed`.
 */
export type PeerState = 'connecting' | 'connected' | 'suspended' | 'closing' | 'closed';

/** Plain numbers about one peer, to be plotted. Counted from its beginning, over all its links. */
export interface PeerStats {
  /** Round-trip time, ms, smoothed; 0 until it was measured. */
  readonly rtt: number;
  /** Mean deviation of the round-trip time, ms. */
  readonly rttVariance: number;
  /** Share of packets lost, 0 to 1, on wires that lose packets; else 0. */
  readonly packetLoss: number;
  /** Share of lossy messages that are sent at all, 0 to 1: `enet://` holds some back when the round trip grows. Elsewhere 1. */
  readonly throttle: number;
  /** Messages that arrived. */
  readonly messagesIn: number;
  /** Messages accepted by `send`, those dropped as lossy not counted. */
  readonly messagesOut: number;
  /** Bytes that arrived on the link, framing included. */
  readonly bytesIn: number;
  /** Bytes handed to the link, framing included. */
  readonly bytesOut: number;
  /** Messages written again after a reconnection, or sent again by a wire that does so itself. */
  readonly retransmissions: number;
  /** Lossy messages dropped on this side, going out and coming in. */
  readonly lossyDropped: number;
  /** Messages that arrived and were not pumped yet. */
  readonly queuedIn: number;
  /** Bytes accepted by `send` that were not acknowledged (raw: not handed to the system) yet. */
  readonly queuedOut: number;
  /** How often the link was replaced. */
  readonly reconnects: number;
}

/** What stands behind a peer: a session, or a raw link. @internal */
export interface PeerBackend {
  readonly state: PeerState;
  readonly bufferedAmount: number;
  readonly stats: PeerStats;
  /** `payload` is the caller's: what is kept has to be copied. */
  send(channel: Channel, payload: Uint8Array, lossy: boolean): boolean;
  recv(numBytes: number): Uint8Array | null;
  close(reason: string): void;
  suspend(): void;
  reconnect(): void;
}

/** Options of {@link Peer.send}. */
export interface SendOptions {
  /** Send this one message lossy, or reliable, whatever its channel is declared. */
  lossy?: boolean;
}

/** One other side: a client of ours, or the server we connected to. The same object over all its reconnections. */
export class Peer<C extends Channels = Channels> {
  /** A short name, unique in this process and stable over reconnections: `p1`. */
  readonly id: string;
  /** The address of the other side. */
  readonly uri: string;
  /** Yours to use: whatever belongs to this peer. */
  data: unknown;
  readonly #table: ChannelTable;
  readonly #backend: PeerBackend;

  /** @internal */
  constructor(wiring: { id: string; uri: string; table: ChannelTable; backend: PeerBackend }) {
    this.id = wiring.id;
    this.uri = wiring.uri;
    this.#table = wiring.table;
    this.#backend = wiring.backend;
  }

  /** How it stands now. */
  get state(): PeerState {
    return this.#backend.state;
  }

  /** Bytes accepted by `send` that have not been acknowledged yet (raw: not handed to the system yet). */
  get bufferedAmount(): number {
    return this.#backend.bufferedAmount;
  }

  /** Round-trip time, bytes, messages, losses: plain numbers, a fresh object at each call. */
  get stats(): PeerStats {
    return this.#backend.stats;
  }

  /**
   * Sends one message. It leaves at the end of the current turn of the event loop, together with everything else sent in it; where there is
   * one peer, in Node, as soon as no microtask is left. Each
   * 256 messages of one turn leave at once.
   * Before the connection stands and while it is suspended, reliable messages are kept.
   * @returns `true`: accepted, and delivered unless the session ends. `false`: not accepted, since the peer is closed, the
   * send buffer is full (`NETWORK_DRAIN` tells when it is not), or a lossy message can not leave at once.
   * @throws EncodeError when `data` does not fit the channel's codec or schema.
   * @throws UsageError for a channel that was not declared, or a message larger than `maxMessage` (`ERR_TOO_BIG`).
   */
  send<K extends ChannelName<C>>(channel: K, data: InputOf<C[K]>, options?: SendOptions): boolean {
    const to = channelNamed(this.#table, channel);
    // The table was made from C, so the codec of K takes what K takes.
    return this.#backend.send(to, encoded(to, data as never), options?.lossy ?? to.lossy);
  }

  /**
   * Takes exactly `numBytes` bytes from a raw stream opened with `{ read: 'recv' }`, or `null` when there are not that many
   * yet; never waits. What stays unread holds the sender up.
   * @throws UsageError on a peer that was not opened so.
   */
  recv(numBytes: number): Uint8Array | null {
    return this.#backend.recv(numBytes);
  }

  /**
   * Ends the connection in order: what was sent goes out first. `NETWORK_DISCONNECTED` follows on both sides. Closing twice
   * is harmless.
   * @param reason - told to the other side, at most 256 bytes of UTF-8. ENet knows no texts: there a whole number from 0 to 4294967295 is told, and
   * anything else as 0.
   */
  close(reason: string | number = ''): void {
    this.#backend.close(String(reason));
  }

  /**
   * Drops the link as if it had broken: `NETWORK_SUSPENDED` follows, and the peer comes back by itself. For a program that knows
   * better than the heartbeat (the machine goes to sleep), and for trying out what happens.
   * @throws UsageError on a raw stream, which has nothing to come back to, and on the server's side, which can not dial.
   */
  suspend(): void {
    this.#backend.suspend();
  }

  /**
   * Tries to come back at once instead of waiting for the next attempt, since the program knows that the network is there again.
   * While connected the other side is asked for a word, and when none comes within 2 s the link is given up and a new one is tried, instead of
   * after `linkTimeoutMs`: a machine that slept, or changed its network, may not know yet that its link is dead.
   * @throws UsageError on a raw stream, and on the server's side, which can not dial.
   */
  reconnect(): void {
    this.#backend.reconnect();
  }

  /** Whether it is one of the network whose table that is. @internal */
  isOf(table: ChannelTable): boolean {
    return this.#table === table;
  }

  /** Hands over bytes that are encoded already. @internal */
  sendEncoded(channel: Channel, payload: Uint8Array, lossy: boolean): boolean {
    return this.#backend.send(channel, payload, lossy);
  }
}

/** @internal */
export function channelNamed(table: ChannelTable, name: string): Channel {
  if (table.latest?.name === name) return table.latest;
  const channel = table.byName.get(name);
  table.latest = channel;
  if (!channel)
    throw new UsageError(
      `no channel ${JSON.stringify(name)}; declared are ${table.list.map((each) => each.name).join(', ')}`,
      'ERR_NO_CHANNEL',
    );
  return channel;
}
