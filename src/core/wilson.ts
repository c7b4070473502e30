/** The normal distribution leaves 5 % above so many standard deviations. */
const oneSided95 = 1.6449;

/**
 * The lower 95 % confidence bound of a share of which `passed` out of `passed + failed` were seen: the one-sided Wilson score interval
 * (E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the American Statistical Association
 * 22 (1927), pages 209–212). From 0 to below 1; null where nothing was seen.
 */
export function lowerBoundOf(passed: number, failed: number): number | null {
  const seen = passed + failed;
  if (seen === 0) return null;
  const square = oneSided95 * oneSided95;
  // The usual form, share + square / 2 seen - spread, loses its digits near 0; multiplied by its other root nothing is taken away.
  const spread = oneSided95 * Math.sqrt((passed * failed) / seen + square / 4);
  return (passed * passed) / seen / (passed + square / 2 + spread);
}

/** How many more have to pass, at least, for the lower bound to reach `wanted`, which is below 1. */
export function passesMissing(passed: number, failed: number, wanted: number): number {
  const suffices = (more: number) => (lowerBoundOf(passed + more, failed) ?? -1) >= wanted;
  if (suffices(0)) return 0;
  let enough = 1;
  while (!suffices(enough)) enough *= 2;
  // Half of it was too few: the bound rises with every one that passes.
  let tooFew = Math.floor(enough / 2);
  while (enough - tooFew > 1) {
    const middle = Math.floor((enough + tooFew) / 2);
    if (suffices(middle)) enough = middle;
    else tooFew = middle;
  }
  return enough;
}
