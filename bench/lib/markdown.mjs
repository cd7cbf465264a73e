// Numbers and tables as Markdown. Knows no suite.

/** @param {number | undefined} value @returns {string} three digits that mean something; a dash for what was not measured */
export function short(value) {
  if (value === undefined || !Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  if (size >= 1e6) return `${short(value / 1e6)} M`;
  if (size >= 10_000) return `${Math.round(value / 1000)} k`;
  if (size >= 1000) return `${(value / 1000).toFixed(1)} k`;
  if (size >= 100) return value.toFixed(0);
  return value.toFixed(size >= 10 ? 1 : 2);
}

/** @param {{ min: number, median: number, max: number } | undefined} spread the middle, and in brackets from where to where */
export const range = (spread) =>
  spread === undefined ? '–' : `${short(spread.median)} (${short(spread.min)} .. ${short(spread.max)})`;

/** @param {number | undefined} ratio */
export const times = (ratio) => (ratio === undefined ? '–' : `${short(ratio)}x`);

/** @param {readonly string[]} head @param {readonly (readonly string[])[]} rows the first column left, the others right */
export function table(head, rows) {
  const line = (/** @type {readonly string[]} */ cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, i) => (i === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}
