// What stands behind the `?` of an address, read strictly: an unknown name or a value that can not be throws. Knows no wire.
import { UsageError } from '../../errors.ts';
import type { Address } from '../address.ts';

/** The values of a query. @internal */
export interface Query {
  /** A whole number in that range. */
  number(name: string, least: number, most: number): number | undefined;
  /** `1`, `0`, or the bare name for 1. */
  flag(name: string): boolean | undefined;
  /** What stands there, unless it is empty. */
  text(name: string): string | undefined;
}

/** Reads the query of an address. @throws UsageError `ERR_ADDRESS` for a name that is not among `names`. @internal */
export function queryOf({ uri, query }: Address, names: readonly string[]): Query {
  const wrong = (what: string): UsageError => new UsageError(`"${uri}": ${what}`, 'ERR_ADDRESS');
  for (const name of query.keys()) {
    if (names.includes(name)) continue;
    throw wrong(`?${name} means nothing here; ${names.length > 0 ? `there is ${names.join(', ')}` : 'take it away'}`);
  }
  return {
    number(name, least, most) {
      const text = query.get(name);
      if (text === undefined) return undefined;
      const value = Number(text);
      if (!/^\d+$/.test(text) || value < least || value > most)
        throw wrong(`${name} has to be a whole number from ${least} to ${most}`);
      return value;
    },
    flag(name) {
      const text = query.get(name);
      if (text === undefined) return undefined;
      if (!/^[01]?$/.test(text)) throw wrong(`${name} has to be 0 or 1`);
      return text !== '0';
    },
    text: (name) => query.get(name) || undefined,
  };
}
