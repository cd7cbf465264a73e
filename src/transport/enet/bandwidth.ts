// Sharing out a host's bandwidth over its peers once a second (enet_host_bandwidth_throttle).
// Must not know how anything is sent.
import type { Connection } from './connection.ts';
import { BANDWIDTH_INTERVAL, THROTTLE_SCALE } from './constants.ts';

/** The host's limits and when they were last applied. */
export class Bandwidth {
  /** What the host can receive, bytes per second, 0 for unlimited. */
  incoming: number;
  /** What it can send. */
  outgoing: number;
  /** Whether peers have to be told: one came or went, or the limits changed. */
  changed = false;
  #since: number;

  /** @param incoming - bytes per second. @param outgoing - bytes per second. */
  constructor(incoming: number, outgoing: number, time: number) {
    this.incoming = incoming;
    this.outgoing = outgoing;
    this.#since = time;
  }

  /** When {@link apply} is needed, ms. */
  get deadline(): number {
    return this.#since + BANDWIDTH_INTERVAL;
  }

  /** Works out everybody's share, if a second has passed. */
  apply(peers: readonly Connection[], time: number): void {
    const elapsed = time - this.#since;
    if (elapsed < BANDWIDTH_INTERVAL) return;
    this.#since = time;
    const open = peers.filter((peer) => peer.open);
    if (open.length === 0) return;
    this.#throttle(open, elapsed / 1000);
    for (const peer of open) peer.outbox.total = 0;
    // Without limits there is nothing to tell: the handshake has said so.
    if (this.changed) this.#tell(open);
    this.changed = false;
  }

  #throttle(open: readonly Connection[], seconds: number): void {
    let rest = open;
    let allowed = this.outgoing === 0 ? Number.POSITIVE_INFINITY : this.outgoing * seconds;
    let share: number = THROTTLE_SCALE;
    for (;;) {
      let total = 0;
      for (const peer of rest) total += peer.outbox.total;
      share = total <= allowed ? THROTTLE_SCALE : (allowed * THROTTLE_SCALE) / total;
      const others: Connection[] = [];
      for (const peer of rest) {
        const limit = peer.incomingBandwidth * seconds;
        const bytes = peer.outbox.total;
        // Who can not even take the common share gets what it can take, and frees the rest for the others.
        if (limit > 0 && (share * bytes) / THROTTLE_SCALE > limit) {
          peer.roundTrip.confine(Math.max(1, Math.floor((limit * THROTTLE_SCALE) / bytes)));
          allowed -= limit;
        } else others.push(peer);
      }
      if (others.length === rest.length) break;
      rest = others;
    }
    for (const peer of rest) peer.roundTrip.confine(Math.max(1, Math.floor(share)));
  }

  #tell(open: readonly Connection[]): void {
    let share = 0;
    let rest = open;
    if (this.incoming > 0) {
      let left = this.incoming;
      for (;;) {
        share = Math.floor(left / Math.max(1, rest.length));
        const others = rest.filter((peer) => peer.outgoingBandwidth === 0 || peer.outgoingBandwidth >= share);
        if (others.length === rest.length) break;
        for (const peer of rest) if (!others.includes(peer)) left -= peer.outgoingBandwidth;
        rest = others;
      }
    }
    const modest = new Set(open);
    for (const peer of rest) modest.delete(peer);
    for (const peer of open) {
      const incoming = modest.has(peer) ? peer.outgoingBandwidth : share;
      peer.bandwidthLimit(incoming, this.outgoing);
    }
  }
}
