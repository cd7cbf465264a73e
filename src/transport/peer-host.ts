// What a network offers to its peers' backends, so that they need not know it whole.
import type { Source } from './arrivals.ts';
import type { Channel, ChannelTable } from './channel.ts';
import type { DisconnectReason } from './errors.ts';
import type { NetworkEvent } from './events.ts';
import type { NetworkLimits } from './limits.ts';
import type { Peer } from './peer.ts';
import type { Flushable } from './schedule.ts';

/** The program's callbacks for the peers of one `listen` or `connect`. @internal */
export interface PeerHandlers {
  onConnection?: ((peer: Peer) => void) | undefined;
  onLostConnection?: ((peer: Peer, reason: DisconnectReason) => void) | undefined;
}

/** Something with deadlines that ends. @internal */
export interface Living {
  /** Whether it counts against the bound on raw links that came in. */
  readonly rawIncoming?: boolean;
  /** Meets its deadlines; absent where somebody else does. */
  readonly tick?: ((now: number) => void) | undefined;
  close(reason: string): void;
  abort(): void;
}

/** @internal */
export interface PeerHost {
  readonly table: ChannelTable;
  readonly limits: Readonly<NetworkLimits>;
  /** ms on the network's clock, read now. */
  now(): number;
  /** The same as of the last pump or tick: for `send`, which is called too often to read a clock each time. */
  lately(): number;
  newId(): string;
  /** The channel of that name, or the first one. */
  channel(name: string | undefined): Channel;
  /** `source` has `count` more events for the queue, one unless said otherwise. */
  arrived(source: Source<NetworkEvent>, count?: number): void;
  /** Ends a pending `queue.wait()` though there is no event. */
  wake(): void;
  flushLater(what: Flushable): void;
  wakeAt(at: number): void;
  /** That event is in the queue: the place for callbacks and for what `net.peers` says. */
  entered(event: NetworkEvent, handlers: PeerHandlers): void;
  /** It needs ticks from now on. */
  lives(living: Living): void;
  /** It needs no ticks any more. */
  gone(living: Living): void;
}
