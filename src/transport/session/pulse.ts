// PING and PONG: that the link lives, and how long a way there and back takes (section 10, heartbeat).
// Must not know states or messages.

import { encode, PING, PONG } from './frame.ts';
import type { Writer } from './writer.ts';

/** PONGs owed at once; a peer that pings faster than it reads loses the oldest answers. */
const MOST_PONGS = 16;

/** The heartbeat of a session on its current link. */
export class Pulse {
  /** When the next PING is due, ms; `Infinity` while one waits to be written. */
  at: number = Number.POSITIVE_INFINITY;
  /** Smoothed round trip, ms; `undefined` before the first PONG. */
  rtt: number | undefined;
  /** Its mean deviation, ms. */
  rttVar = 0;
  #pongs: number[] = [];
  /** How many they are: the usual case is none, and then the list need not be looked at. */
  #owed = 0;
  #token = 0;
  #pingedAt: number | undefined;

  /** Whether no PONG is owed. */
  get quiet(): boolean {
    return this.#owed === 0;
  }

  /** A new link: nothing is owed on it, the next PING is due at `at`. */
  start(at: number): void {
    this.at = at;
    this.#pongs = [];
    this.#owed = 0;
    this.#pingedAt = undefined;
  }

  /** A PING came in. */
  pinged(token: number): void {
    if (this.#pongs.push(token) > MOST_PONGS) this.#pongs.shift();
    this.#owed = this.#pongs.length;
  }

  /** A PONG came in; one that answers nothing means nothing. */
  ponged(token: number, now: number): void {
    if (token !== this.#token || this.#pingedAt === undefined) return;
    const sample = now - this.#pingedAt;
    this.#pingedAt = undefined;
    if (this.rtt === undefined) {
      this.rtt = sample;
      this.rttVar = sample / 2;
    } else {
      // The weights of RFC 6298.
      this.rttVar += (Math.abs(this.rtt - sample) - this.rttVar) / 4;
      this.rtt += (sample - this.rtt) / 8;
    }
  }

  /** Writes the PONGs owed and, when it is due, a PING; the next one comes `heartbeatMs` later. */
  write(out: Writer, now: number, heartbeatMs: number): void {
    while (this.#owed > 0 && out.frame(encode(PONG, this.#pongs[0] as number))) {
      this.#pongs.shift();
      this.#owed--;
    }
    if (this.at <= now && out.frame(encode(PING, this.#token + 1))) {
      this.#token++;
      this.#pingedAt = now;
      this.at = now + heartbeatMs;
    }
  }
}
