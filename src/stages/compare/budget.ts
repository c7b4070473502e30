/** Thrown inside the comparison when it would cost too much; the check is then reported as not run. Never leaves this folder. */
export class ComparisonTooLarge extends Error {}

/**
 * The dearest definition of the public connectors takes 14,239 steps; this many take less than a second. Two definitions whose
 * references run in circles of different lengths could otherwise cost the product of both.
 */
const mostSteps = 250_000;

/** Counts the steps of one comparison. */
export interface Budget {
  /** Takes one step. Throws {@link ComparisonTooLarge} after the last. */
  spend(): void;
}

export function createBudget(steps: number = mostSteps): Budget {
  let left = steps;
  return {
    spend() {
      left -= 1;
      if (left < 0) throw new ComparisonTooLarge();
    },
  };
}
