// Middle, smallest, largest; ratios round by round. Knows no contender.

/** @param {readonly number[]} values @returns {number} the middle one; the mean of the middle two; NaN of none */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? Number.NaN) + upper) / 2;
}

/** @param {Float64Array} sorted @param {number} share 0 to 1 */
export function percentile(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** @param {readonly number[]} values at least one */
export function spread(values) {
  return { min: Math.min(...values), median: median(values), max: Math.max(...values) };
}

/**
 * The middle of the ratios of each round: what slows a whole round down, on a machine with other work, drops out of it.
 * @param {readonly number[]} values @param {readonly number[]} reference of the same rounds
 */
export function ratio(values, reference) {
  // A round in which one of the two failed tells nothing.
  return median(values.map((value, round) => value / (reference[round] ?? Number.NaN)).filter(Number.isFinite));
}
