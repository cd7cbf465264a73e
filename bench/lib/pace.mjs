// A steady beat for those who bring no clock of their own: setInterval drifts, and who ticks less does less work.
// Knows no contender.

/**
 * Calls `run` `rate` times a second on an absolute schedule. Who is late by more than a beat leaves the missed ones out, as `Clock` does.
 * @param {number} rate @param {() => void} run
 */
export function pace(rate, run) {
  const begin = performance.now();
  let ticks = 0;
  const next = () => {
    ticks = Math.max(ticks + 1, Math.floor(((performance.now() - begin) * rate) / 1000));
    setTimeout(
      () => {
        run();
        next();
      },
      Math.max(0, begin + (ticks * 1000) / rate - performance.now()),
    );
  };
  next();
}
