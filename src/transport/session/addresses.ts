// What each remote address may do: how many links, how fast, and what it has spoiled (section 10).
// Must not know sessions or frames.

import type { LinkInfo } from './link.ts';
import type { ServerLimits } from './options.ts';

/** Addresses remembered at most; idle ones are forgotten, oldest first. */
const MOST = 8192;
const MINUTE = 60000;

/** What is known about one address. */
export interface Place {
  /** What it is called here. */
  readonly key: string;
  /** Links whose handshake is not complete. */
  links: number;
  /** Sessions that began here. */
  sessions: number;
  /** Links it may open now. */
  tokens: number;
  /** When that was true, ms. */
  tokensAt: number;
  /** Failed RESUMEs in the minute that began at `failuresAt`. */
  failures: number;
  /** When counting began, ms. */
  failuresAt: number;
  /** Until when nothing is taken from it, ms. */
  blockedUntil: number;
}

/** Why a link was refused before a byte of it was read. */
export type RefusalCause = 'links' | 'address' | 'rate' | 'blocked';

/** The addresses of one server. */
export class Addresses {
  readonly #limits: ServerLimits;
  readonly #places = new Map<string, Place>();

  /** @param limits - the server's. */
  constructor(limits: ServerLimits) {
    this.#limits = limits;
  }

  /** How many addresses are known. */
  get size(): number {
    return this.#places.size;
  }

  /** A link wants in, `links` are in handshake already: its place, counted there, or why not. */
  enter(info: LinkInfo, links: number, now: number): Place | RefusalCause {
    const limits = this.#limits;
    if (links >= limits.linksInHandshake) return 'links';
    const place = this.#place(info, now);
    if (!this.#exempt(info)) {
      if (now < place.blockedUntil) return 'blocked';
      if (place.links >= limits.linksInHandshakePerAddress) return 'address';
      const earned = ((now - place.tokensAt) * limits.newLinksPerSecond) / 1000;
      place.tokens = Math.min(limits.newLinksBurst, place.tokens + earned);
      place.tokensAt = now;
      if (place.tokens < 1) return 'rate';
      place.tokens--;
    }
    place.links++;
    return place;
  }

  /** Whether it may have one more session. */
  mayHaveSession(info: LinkInfo, place: Place): boolean {
    return this.#exempt(info) || place.sessions < this.#limits.sessionsPerAddress;
  }

  /** A RESUME of it failed. */
  failed(place: Place, now: number): void {
    if (now - place.failuresAt >= MINUTE) {
      place.failures = 0;
      place.failuresAt = now;
    }
    if (++place.failures >= this.#limits.failedResumesPerMinute) place.blockedUntil = now + MINUTE;
  }

  #exempt(info: LinkInfo): boolean {
    return info.loopback && this.#limits.exemptLoopback;
  }

  #place(info: LinkInfo, now: number): Place {
    const key = addressKey(info.address);
    let place = this.#places.get(key);
    if (place === undefined) {
      if (this.#places.size >= MOST) this.#forget();
      place = {
        key,
        links: 0,
        sessions: 0,
        tokens: this.#limits.newLinksBurst,
        tokensAt: now,
        failures: 0,
        failuresAt: now,
        blockedUntil: 0,
      };
      this.#places.set(key, place);
    }
    return place;
  }

  // In the order of their coming; those in use are few, because links and sessions are bounded.
  #forget(): void {
    for (const place of this.#places.values()) {
      if (place.links + place.sessions > 0) continue;
      this.#places.delete(place.key);
      return;
    }
  }
}

/** What counts as one address: an IPv4 address, the /64 of an IPv6 one, or the text itself. */
export function addressKey(address: string): string {
  const text = address.toLowerCase().replace(/^\[|\]$|%.*$/g, '');
  if (!text.includes(':')) return text;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  if (mapped) return mapped[1] as string;
  const [left = '', right] = text.split('::');
  const groups = left === '' ? [] : left.split(':');
  const tail = right ? right.split(':') : [];
  // An IPv4 address at the end stands for two groups.
  const zeros = right === undefined ? 0 : 8 - groups.length - tail.length - (text.includes('.') ? 1 : 0);
  for (let i = 0; i < zeros; i++) groups.push('0');
  groups.push(...tail);
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}
