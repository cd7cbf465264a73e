// udp://: sessions over ENet connections, each channel on a lane of its own (session-protocol section 14). Knows packet links and what a
// session's link has to do; knows no socket and no session.
import { given } from '../../option-names.ts';
import type { Address } from '../address.ts';
import type { EnetOptions } from '../enet/options.ts';
import { NetworkError } from '../errors.ts';
import { laneLogs } from '../lane-logs.ts';
import type { NetemOptions } from '../netem-options.ts';
import type { PacketEnd, PacketHooks } from '../packet.ts';
import { sessionServer } from '../session-server.ts';
import type { AcceptorHooks, Link, LinkHooks, LinkStats, LinkTerms, Transport, WriteHow } from '../transport.ts';
import type { EnetLink } from './enet-link.ts';
import { EnetWire } from './enet-wire.ts';

/** One for all that is no message, and one for each channel that a table may have. */
const LANES = 128;
/** Bytes that ENet holds for one peer, sent or not, above which `write` says stop. The session keeps the rest, where it is counted. */
const HELD = 256 * 1024;
/** What a frame has beside its message, and the least that a handshake needs. */
const FRAME = 64;
const HANDSHAKE = 4096;

/**
 * What differs from ENet's own defaults. A connection that went silent is given up sooner, since the session comes back on another. The
 * session bounds what waits (see HELD), so ENet must never refuse a packet. @internal
 */
const DEFAULTS: EnetOptions = {
  peerCount: 2048,
  timeoutMinimum: 2000,
  timeoutMaximum: 6000,
  pendingPackets: 2147483647,
  checksum: true,
};

/** The sessions' transport; `simulate` puts a bad network below it. @internal */
export function udpSessions(enet: EnetOptions & { receiveBuffer: number }, simulate?: NetemOptions): Transport {
  const wire = (terms: LinkTerms | undefined): EnetWire => {
    const maximumPacketSize = Math.max(HANDSHAKE, (terms?.maxMessage ?? 65536) + FRAME);
    const options = { ...DEFAULTS, ...given(enet), maximumPacketSize, pendingLimit: Number.MAX_SAFE_INTEGER };
    return new EnetWire(options, simulate, HELD);
  };
  wire(undefined); // throws now for an option that can not be
  return {
    schemes: ['udp'],
    server: sessionServer,
    lanes: laneLogs,
    connect(address: Address, hooks: LinkHooks, terms?: LinkTerms): Link {
      const mine = new LaneLink();
      mine.hooks = hooks;
      // Nobody else is expected on a client's socket.
      mine.start(wire(terms).connect(address, Object.assign(mine, { accepted: () => undefined }), LANES));
      return mine;
    },
    listen: (address: Address, hooks: AcceptorHooks, terms?: LinkTerms) =>
      wire(terms).listen(address, {
        listening: (uri) => hooks.listening(uri),
        failed: (error) => hooks.failed(error),
        ignored: (count) => hooks.ignored?.(count),
        refused: () => {}, // counted by the session's own limits, which are as tight
        accepted(link) {
          const mine = new LaneLink();
          mine.start(link);
          mine.hooks = hooks.accepted(mine);
          return mine.hooks && mine;
        },
      }),
  };
}

/** An ENet connection as the link of a session. */
class LaneLink implements Link, PacketHooks {
  readonly kind = 'packet';
  readonly secure = false;
  hooks: LinkHooks | undefined;
  #link: EnetLink | undefined;

  start(link: EnetLink): void {
    this.#link = link;
  }

  get remote(): string {
    return this.#link?.remote ?? '';
  }
  get uri(): string {
    return this.#link?.uri ?? '';
  }
  get loopback(): boolean {
    return this.#link?.loopback ?? false;
  }
  get buffered(): number {
    return this.#link?.buffered ?? 0;
  }
  get stats(): LinkStats | undefined {
    return this.#link?.stats;
  }

  write(bytes: Uint8Array, { lane = 0, delivery = 'reliable' }: WriteHow = {}): boolean {
    const link = this.#link;
    link?.send(lane, bytes, delivery);
    if (!link || link.buffered < HELD) return true;
    link.wantRoom();
    return false;
  }
  // The session bounds what the other side may have under way; ENet has nothing to hold it up with.
  pause(): void {}
  resume(): void {}
  close(): void {
    this.#link?.close(0);
  }
  abort(): void {
    this.#link?.abort();
  }

  opened(): void {
    this.hooks?.opened();
  }
  received(_lane: number, bytes: Uint8Array): void {
    this.#link?.taken();
    this.hooks?.received(bytes);
  }
  writable(): void {
    this.hooks?.writable();
  }
  // What it is about comes up again: an attempt has a deadline, a connection its own time-out.
  trouble(): void {}
  closed(end: PacketEnd): void {
    this.#link?.forgotten();
    this.hooks?.closed(end.error ?? failure(this.uri, end));
  }
}

function failure(uri: string, { reason, message }: PacketEnd): NetworkError | undefined {
  if (reason === 'timeout') return new NetworkError('ERR_TIMEOUT', `${uri}: no answer any more`);
  if (reason === 'rejected') return new NetworkError('ERR_REJECTED', `${uri}: ${message}`);
  if (reason === 'protocol') return new NetworkError('ERR_PROTOCOL', `${uri}: ${message}`);
  return undefined;
}
