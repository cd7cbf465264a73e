// Who is meant by an address and a number: connections, unproven ones and graves; and how many there are of an IP address.
// Must not know what is done with them.
import type { Connection } from './connection.ts';
import { NO_PEER } from './constants.ts';
import type { Grave } from './graves.ts';
import type { HalfOpen } from './handshake.ts';

/** Whatever a datagram may be for. */
export type Place = Connection | HalfOpen | Grave;

/** The IP address in an address of the shell's: all before the last colon. */
export function hostOf(address: string): string {
  const colon = address.lastIndexOf(':');
  return colon < 0 ? address : address.slice(0, colon);
}

/**
 * All places. Our numbers are given by lot and have to differ only for one address: they are no indices into a table, so a stranger has to guess
 * one, and unproven connections take no seat away.
 */
export class Directory {
  readonly #places = new Map<string, Place[]>();
  readonly #perHost = new Map<string, number>();

  /** The place that a datagram with this number from this address is for. */
  find(address: string, id: number): Place | undefined {
    const here = this.#places.get(address);
    if (here === undefined) return undefined;
    for (const place of here) if (place.localId === id) return place;
    return undefined;
  }

  /** All places of an address. */
  at(address: string): readonly Place[] {
    return this.#places.get(address) ?? [];
  }

  /** A number that nothing at this address has; -1 when there are too many. */
  freeId(address: string, chance: () => number): number {
    const here = this.#places.get(address);
    for (let i = 0; i < 16; i++) {
      const id = Math.floor(chance() * NO_PEER);
      if (here === undefined || !here.some((place) => place.localId === id)) return id;
    }
    return -1;
  }

  /** Enters a place. */
  add(place: Place): void {
    const here = this.#places.get(place.address);
    if (here) here.push(place);
    else this.#places.set(place.address, [place]);
    if (place.place === 'connection') this.#count(place.address, 1);
  }

  /** Takes it out. */
  remove(place: Place): void {
    const here = this.#places.get(place.address);
    const at = here?.indexOf(place) ?? -1;
    if (here === undefined || at < 0) return;
    here.splice(at, 1);
    if (here.length === 0) this.#places.delete(place.address);
    if (place.place === 'connection') this.#count(place.address, -1);
  }

  /** Connections of the IP address that an address has. */
  ofHost(address: string): number {
    return this.#perHost.get(hostOf(address)) ?? 0;
  }

  #count(address: string, by: number): void {
    const host = hostOf(address);
    const now = (this.#perHost.get(host) ?? 0) + by;
    if (now > 0) this.#perHost.set(host, now);
    else this.#perHost.delete(host);
  }
}
