// The round trip as ENet smooths it, and the throttle that follows from it (ENetPeer.roundTripTime, enet_peer_throttle).
// Must not know of commands.
import { DEFAULT_RTT, THROTTLE_COUNTER, THROTTLE_SCALE } from './constants.ts';

/** Round trip and throttle of one connection. Fractions are kept, where ENet's whole numbers stand still for deviations under 8 ms. */
export class RoundTrip {
  /** Smoothed round trip, ms. */
  rtt: number = DEFAULT_RTT;
  /** Its mean deviation, ms. */
  variance = 0;
  /** How many of 32 unreliable packets are sent. */
  throttle: number = THROTTLE_SCALE;
  /** What the throttle may not exceed; bandwidth limits set it. */
  limit: number = THROTTLE_SCALE;
  /** How often stock is taken, ms. */
  interval: number;
  /** How fast the throttle opens. */
  acceleration: number;
  /** How fast it closes. */
  deceleration: number;
  #measured = false;
  #counter = 0;
  #epoch = 0;
  #lastRtt: number = DEFAULT_RTT;
  #lastVariance = 0;
  #lowestRtt: number = DEFAULT_RTT;
  #highestVariance = 0;

  /** @param interval - ms. @param acceleration - of 32. @param deceleration - of 32. */
  constructor(interval: number, acceleration: number, deceleration: number) {
    this.interval = interval;
    this.acceleration = acceleration;
    this.deceleration = deceleration;
  }

  /** Whether a round trip was measured. */
  get measured(): boolean {
    return this.#measured;
  }

  /** A round trip of `ms` was measured at `time`. */
  sample(ms: number, time: number): void {
    if (this.#measured) {
      this.#adapt(ms);
      const off = ms - this.rtt;
      this.variance += (Math.abs(off) - this.variance) / 4;
      this.rtt += off / 8;
    } else {
      this.#measured = true;
      this.rtt = ms;
      this.variance = (ms + 1) / 2;
    }
    if (this.rtt < this.#lowestRtt) this.#lowestRtt = this.rtt;
    if (this.variance > this.#highestVariance) this.#highestVariance = this.variance;
    if (time - this.#epoch < this.interval && this.#epoch !== 0) return;
    this.#lastRtt = this.#lowestRtt;
    this.#lastVariance = Math.max(this.#highestVariance, 1);
    this.#lowestRtt = this.rtt;
    this.#highestVariance = this.variance;
    this.#epoch = time;
  }

  /** Whether the next unreliable packet may be sent; each question counts. */
  admits(): boolean {
    this.#counter = (this.#counter + THROTTLE_COUNTER) % THROTTLE_SCALE;
    return this.#counter <= this.throttle;
  }

  /** Sets the upper limit, 1 to 32. */
  confine(limit: number): void {
    this.limit = limit;
    if (this.throttle > limit) this.throttle = limit;
  }

  #adapt(ms: number): void {
    if (this.#lastRtt <= this.#lastVariance) this.throttle = this.limit;
    else if (ms <= this.#lastRtt) this.throttle = Math.min(this.throttle + this.acceleration, this.limit);
    else if (ms > this.#lastRtt + 2 * this.#lastVariance)
      this.throttle = Math.max(this.throttle - this.deceleration, 0);
  }
}
