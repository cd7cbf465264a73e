// Every bound of the network in one place: default, unit, what happens at it, and why. Knows the session's own tables.
import { UsageError } from '../errors.ts';
import { checkNames } from '../option-names.ts';
import {
  type ServerLimits,
  type SessionOptions,
  serverDefaults,
  serverLimits,
  sessionDefaults,
  sessionOptions,
} from './session/options.ts';

/** Bounds that are not the session's own. */
export interface OwnLimits {
  /** Messages that do not fit their channel, within `invalidMs`, that end a peer. Default 10. */
  invalidMessages: number;
  /** The time in which `invalidMessages` are too many, ms. Default 10,000. */
  invalidMs: number;
}

/** Every bound of a {@link Network}; each is an option of its constructor. The page on limits has them in one table. */
export interface NetworkLimits extends SessionOptions, ServerLimits, OwnLimits {}

/** The defaults of {@link OwnLimits}. */
export const ownDefaults: Readonly<OwnLimits> = { invalidMessages: 10, invalidMs: 10_000 };

/** The defaults of {@link NetworkLimits}. */
export const networkDefaults: Readonly<NetworkLimits> = { ...sessionDefaults, ...serverDefaults, ...ownDefaults };

/** Fills in the defaults. @throws UsageError for a name that is no limit, or a number that can not be. @internal */
export function checkedLimits(given: Partial<NetworkLimits>): Readonly<NetworkLimits> {
  checkNames('Network', given, networkDefaults, 'docs/limits.md lists them');
  const { invalidMessages, invalidMs } = { ...ownDefaults, ...given };
  if (!(invalidMessages >= 1 && invalidMs > 0)) throw new UsageError('invalidMessages and invalidMs must be above 0');
  return { ...sessionOptions(given), ...serverLimits(given), invalidMessages, invalidMs };
}
