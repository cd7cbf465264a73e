// Which unsequenced packets have come before: a window over the last 1024 group numbers.
// Must not know what is in them.

const SIZE = 1024;

/**
 * The groups that were seen. ENet looks at one aligned block of 1024 at a time and drops what comes late across its boundary; this window slides,
 * so that late ones are still taken, and each only once.
 */
export class UnsequencedWindow {
  readonly #seen = new Uint32Array(SIZE / 32);
  #newest = 0;

  /** Whether a group number is new, which then is remembered. */
  take(group: number): boolean {
    const ahead = (group - this.#newest) & 0xffff;
    if (ahead > 0 && ahead < 0x8000) {
      if (ahead >= SIZE) this.#seen.fill(0);
      else for (let i = 1; i < ahead; i++) this.#set((this.#newest + i) & 0xffff, false);
      this.#newest = group;
      this.#set(group, true);
      return true;
    }
    if (((this.#newest - group) & 0xffff) >= SIZE) return false;
    // No packet has the number 0 before the first round is over; then it stands in the window like any other.
    const word = this.#seen[(group % SIZE) >>> 5] as number; // Inside: group % SIZE is below SIZE.
    if (word & (1 << (group & 31))) return false;
    this.#set(group, true);
    return true;
  }

  #set(group: number, seen: boolean): void {
    const word = (group % SIZE) >>> 5;
    const bit = 1 << (group & 31);
    const old = this.#seen[word] as number; // Inside, as above.
    this.#seen[word] = seen ? old | bit : old & ~bit;
  }
}
