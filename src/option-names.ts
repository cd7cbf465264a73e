// Misspelt options, told at once: a misspelt `admit` would leave a server open to all. Knows names only.
import { UsageError } from './errors.ts';

/**
 * @param where - where they are listed, if they are too many to be named.
 * @throws UsageError for an option of `given` whose name `known` has not, whatever its value. @internal
 */
export function checkNames(what: string, given: object, known: object, where?: string): void {
  for (const name in given)
    if (!(name in known))
      throw new UsageError(`${what} has no option "${name}"; ${where ?? `it has ${Object.keys(known).join(', ')}`}`);
}

/** Without the options whose value is `undefined`: over defaults they are to change nothing. @internal */
export function given<T extends object>(options: T): Partial<T> {
  const set: Partial<T> = {};
  for (const name in options) if (options[name] !== undefined) set[name] = options[name];
  return set;
}
