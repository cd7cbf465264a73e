// What is known of the line to the other side: whether it stands, how long since a word, how many words went missing.
// Knows the events; draws nothing.
import type { PeerStats } from 'pumpjack';

/** Over so many positions the missing ones are counted. */
const WINDOW = 90;
/** No position for so long is worth a word, ms. */
const QUIET = 400;

export class Line {
  state: 'waiting' | 'connecting' | 'up' | 'down';
  /** The last numbers of `peer.stats`, while there is a peer. */
  stats: PeerStats | null = null;
  #newest = 0;
  #heardAt = 0;
  /** By position that arrived: how many before it did not. */
  #gaps: number[] = [];

  constructor(state: 'waiting' | 'connecting') {
    this.state = state;
  }

  /** The line stands, for the first time or again. What went missing meanwhile is no loss of this line. */
  up(time: number): void {
    this.state = 'up';
    this.#newest = 0;
    this.#heardAt = time;
    this.#gaps = [];
  }

  /** A position came: lossy messages are numbered, so a gap is a loss. */
  heard(sequenceId: number, time: number): void {
    this.#gaps.push(this.#newest === 0 ? 0 : Math.max(0, sequenceId - this.#newest - 1));
    if (this.#gaps.length > WINDOW) this.#gaps.shift();
    this.#newest = sequenceId;
    this.#heardAt = time;
  }

  /** Share of the other's positions that did not arrive, 0 to 1. */
  get missed(): number {
    const lost = this.#gaps.reduce((sum, gap) => sum + gap, 0);
    return lost === 0 ? 0 : lost / (lost + this.#gaps.length);
  }

  /** For how long nothing came, ms; 0 when that is nothing to speak of. */
  quiet(now: number): number {
    const ms = now - this.#heardAt;
    return this.state === 'up' && ms > QUIET ? ms : 0;
  }

  /** `163 ms` and so on, as everybody reads it. */
  get figures(): { rtt: string; loss: string; missed: string; again: number } {
    const percent = (share: number): string => `${Math.round(share * 100)} %`;
    const { rtt = 0, rttVariance = 0, packetLoss = 0, retransmissions = 0 } = this.stats ?? {};
    return {
      rtt: `${rtt.toFixed(rtt < 10 ? 1 : 0)} ± ${rttVariance.toFixed(rtt < 10 ? 1 : 0)} ms`,
      loss: percent(packetLoss),
      missed: percent(this.missed),
      again: retransmissions,
    };
  }
}
