/** Thrown inside the comparison when it would cost too much; the checks are then reported as not run. Never leaves this folder. */
export class ComparisonTooLarge extends Error {}

/**
 * The dearest definition of the public connectors takes 32,750 steps when it is compared with itself, and 5,000 operations that fill
 * a definition to the limits of what is read take 320,000; this many take a second or two. Two definitions whose references run in
 * circles of different lengths could otherwise cost the product of both.
 */
const mostSteps = 1_000_000;

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
