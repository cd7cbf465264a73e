// A steady beat for those who bring no clock of their own: setInterval drifts, and who ticks less does less work.
// Knows no contender.

/** Calls `run` `rate` times a second on an absolute schedule. @param {number} rate @param {() => void} run */
export function pace(rate, run) {
  const begin = performance.now();
  let ticks = 0;
  const next = () => {
    ticks++;
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
