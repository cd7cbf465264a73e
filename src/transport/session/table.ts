// The channel table: its canonical form (section 3.4), what it may contain, and how two of them differ, in words.
// Must not know frames or sessions.

import { UsageError } from '../../errors.ts';
import { utf8Decode, utf8Encode } from '../../platform.ts';

/** How a channel delivers unless a message says otherwise: reliable, lossy in order, lossy in any order. */
export type ChannelKind = 'r' | 'l' | 'u';

/** One entry of the channel table; its place in the table is its number. */
export interface ChannelEntry {
  /** 1 to 32 characters of `A-Z a-z 0-9 _ -`, used once. */
  readonly name: string;
  /** How it delivers. */
  readonly kind: ChannelKind;
}

/** The table as it goes on the wire, UTF-8. Throws `UsageError` for names, kinds or sizes that section 3.4 does not allow. */
export function encodeTable(channels: readonly ChannelEntry[]): Uint8Array {
  const names = new Set<string>();
  for (const { name, kind } of channels) {
    if (!/^[\w-]{1,32}$/.test(name) || !/^[rlu]$/.test(kind) || names.has(name))
      throw new UsageError(`channel ${JSON.stringify(name)}: use another name, 1 to 32 of A-Z a-z 0-9 _ -`);
    names.add(name);
  }
  const bytes = utf8Encode(channels.map(({ name, kind }) => `${name}:${kind}`).join());
  if (channels.length < 1 || channels.length > 127 || bytes.length > 2048)
    throw new UsageError(
      'the channel table needs 1 to 127 channels and at most 2048 bytes: use fewer or shorter names',
    );
  return bytes;
}

/** What differs first between the application and table of the server and those of a client, for that client to read; `undefined` if nothing does. */
export function firstDifference(
  app: Uint8Array,
  table: Uint8Array,
  theirApp: Uint8Array,
  theirTable: Uint8Array,
): string | undefined {
  if (!same(app, theirApp)) return `app: the server has ${readable(app)}, the client ${readable(theirApp)}`;
  if (same(table, theirTable)) return undefined;
  const ours = readable(table).split(',');
  const theirs = readable(theirTable).split(',');
  let i = 0;
  while (i < ours.length && ours[i] === theirs[i]) i++;
  return `channel ${i}: the server has ${ours[i] ?? 'none'}, the client ${theirs[i] ?? 'none'}`;
}

/** Whether two byte strings are equal; takes its time from where they differ, so not for secrets. */
export const same = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, i) => byte === b[i]);

function readable(bytes: Uint8Array): string {
  try {
    return utf8Decode(bytes);
  } catch {
    return 'no UTF-8';
  }
}
