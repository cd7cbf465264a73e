// The page's side of all contenders: counts what comes, in order, and says when so many are there. Knows no network.

let next = 0;
let wanted = Number.POSITIVE_INFINITY;
/** @type {() => void} */
let enough = () => {};

/** A message came. @param {number} seq */
export function got(seq) {
  if (seq !== next) throw new Error(`message ${seq} came, not ${next}`);
  if (++next === wanted) enough();
}

/** When so many have come in all. @param {number} count @returns {Promise<void>} */
export const heard = (count) =>
  new Promise((resolve) => {
    wanted = count;
    enough = resolve;
    if (next >= count) resolve();
  });
