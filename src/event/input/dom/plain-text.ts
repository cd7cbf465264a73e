// Pasted and dropped text as a game wants it. Knows strings only.

/** Line ends as `\n`, without control characters other than line ends and tabs; at most `limit` UTF-16 units of it. */
export function plainText(text: string, limit: number): string {
  let kept = text.slice(0, limit);
  // Not half a character.
  if (kept.length < text.length && /[\ud800-\udbff]$/.test(kept)) kept = kept.slice(0, -1);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it is control characters that are taken out
  return kept.replace(/\r\n?/g, '\n').replace(/[\0-\x08\x0b-\x1f\x7f-\x9f]/g, '');
}
