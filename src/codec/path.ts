// Says where in a value something is, in a form that is safe to show and to log.
// Knows no codec; what it is given may come from a peer with bad intentions.

/** The longest text of foreign origin that an error carries, in UTF-16 code units. */
const LONGEST = 256;
/** The longest name of one field in a path. */
const LONGEST_KEY = 48;

/** Controls, line separators, bidirectional overrides, halves of pairs, byte order mark: all that forges or breaks a log line. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu;
const PLAIN_KEY = /^[A-Za-z_$][\w$]*$/;

/** A foreign text, cut to `longest` UTF-16 code units (default 256), with everything invisible or dangerous escaped. */
export function safeText(text: string, longest: number = LONGEST): string {
  // Cut before the search, so that the cost does not grow with what a peer sends; and again, since an escape is longer.
  const shown = text
    .slice(0, longest)
    .replace(UNSAFE, (each) => `\\u{${(each.codePointAt(0) ?? 0).toString(16)}}`)
    .slice(0, longest);
  return text.length > longest ? `${shown}...` : shown;
}

/** Keys from the outside in, as `player.name`, `items[3]` or `scores["a b"]`; cut and escaped. */
export function formatPath(keys: readonly PropertyKey[]): string {
  let path = '';
  for (const key of keys) {
    if (path.length > LONGEST) return `${path}...`;
    if (typeof key === 'number') path += `[${key}]`;
    else if (typeof key === 'symbol') path += `[${safeText(String(key), LONGEST_KEY)}]`;
    else if (key.length <= LONGEST_KEY && PLAIN_KEY.test(key)) path += path === '' ? key : `.${key}`;
    else path += `[${JSON.stringify(safeText(key, LONGEST_KEY))}]`;
  }
  return path;
}
