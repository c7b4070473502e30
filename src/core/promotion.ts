import { lowerBoundOf, passesMissing } from './wilson.js';

/** What a version in preview has to show before it is promoted to public. What is 0 or null is not asked for. */
export interface PromotionRule {
  /** Hours since it came to its gate. */
  readonly soakHours: number;
  /** How many runs of its monitor have to have passed or failed: an inconclusive run is none. */
  readonly runs: number;
  /** What the lower 95 % confidence bound of the share of passing runs has to reach; below 1. */
  readonly successLowerBound: number | null;
  /** Milliseconds within which its API has to have answered, by the 95th percentile. */
  readonly p95Ms: number | null;
  /** How many findings of weight `warning` may be open at most. */
  readonly openWarnings: number | null;
  /** How many testers have to say that it works. Whatever is asked: one who says that it fails holds it back. */
  readonly testersWorking: number;
}

/** The rule as it stood when a revision came to its gate. */
export interface PromotionTerms extends PromotionRule {
  /** Days after which a run is too old to count. */
  readonly evidenceDays: number;
}

/** Asks for nothing: the functional stage's own pass is the signal. */
export const noPromotionRule: PromotionRule = {
  soakHours: 0,
  runs: 0,
  successLowerBound: null,
  p95Ms: null,
  openWarnings: null,
  testersWorking: 0,
};

/** What is known of a revision, of exactly its bytes. Runs that are too old are in `aged` alone. */
export interface PromotionFacts {
  /** Milliseconds since it came to its gate, in whole minutes: nobody soaks by the second. */
  readonly waitedMs: number;
  readonly passed: number;
  readonly failed: number;
  readonly inconclusive: number;
  readonly aged: number;
  /** The 95th percentile of the counted runs' own 95th percentiles, in milliseconds; null where no run has timed an answer. */
  readonly p95Ms: number | null;
  /** Null where nothing has looked for findings. */
  readonly openWarnings: number | null;
  /** Testers by their newest verdict. */
  readonly testersWorking: number;
  readonly testersFailing: number;
}

export const criterionNames = ['soak', 'runs', 'success', 'latency', 'warnings', 'testers'] as const;

/** One thing that is asked of a version. */
export interface Criterion {
  readonly name: (typeof criterionNames)[number];
  readonly met: boolean;
  /** In hours, runs, a share from 0 to 1, milliseconds, findings or testers; null where there is nothing to measure it by. */
  readonly is: number | null;
  readonly wanted: number;
  /** How many more passing runs would do, where runs are what is missing; null elsewhere. */
  readonly moreRuns: number | null;
  /** What is missing, or that nothing is. A clause: it begins with a small letter and has no full stop. */
  readonly sentence: string;
}

/** What a version's own numbers say. `met` once nothing is missing. */
export interface Promotion {
  readonly met: boolean;
  /** Only what is asked for. */
  readonly criteria: readonly Criterion[];
  readonly facts: PromotionFacts;
}

const hourMs = 3_600_000;

/** Judges what is known of a version by the terms on which it waits. Without a signal nothing is met. Pure. */
export function promotionOf(terms: PromotionTerms, facts: PromotionFacts): Promotion {
  const criteria = [
    soak(terms, facts),
    runs(terms, facts),
    success(terms, facts),
    latency(terms, facts),
    warnings(terms, facts),
    testers(terms, facts),
  ].filter(criterion => criterion !== null);
  return { met: criteria.every(({ met }) => met), criteria, facts };
}

/** What is missing, in one line; null where nothing is. */
export function missingFor({ criteria }: Pick<Promotion, 'criteria'>): string | null {
  const missing = criteria.flatMap(({ met, sentence }) => (met ? [] : [sentence]));
  return missing.length === 0 ? null : missing.join('; ');
}

function soak({ soakHours }: PromotionTerms, { waitedMs }: PromotionFacts): Criterion | null {
  if (soakHours === 0) return null;
  const leftMs = soakHours * hourMs - waitedMs;
  const sentence = leftMs > 0 ? `soaks for ${timeText(leftMs)} more` : `has soaked for ${timeText(soakHours * hourMs)}`;
  return { name: 'soak', met: leftMs <= 0, is: waitedMs / hourMs, wanted: soakHours, moreRuns: null, sentence };
}

function runs(terms: PromotionTerms, facts: PromotionFacts): Criterion | null {
  if (terms.runs === 0) return null;
  const is = facts.passed + facts.failed;
  const moreRuns = Math.max(0, terms.runs - is);
  const sentence =
    moreRuns === 0
      ? `has run ${count(is, 'time')}, ${terms.runs} wanted`
      : `needs ${moreRuns} more ${moreRuns === 1 ? 'run' : 'runs'}, has ${is} of ${terms.runs}${notCounted(terms, facts)}`;
  return { name: 'runs', met: moreRuns === 0, is, wanted: terms.runs, moreRuns, sentence };
}

function success(terms: PromotionTerms, facts: PromotionFacts): Criterion | null {
  const { successLowerBound: wanted } = terms;
  if (wanted === null) return null;
  const is = lowerBoundOf(facts.passed, facts.failed);
  const moreRuns = is === null || is < wanted ? passesMissing(facts.passed, facts.failed, wanted) : 0;
  const would = `${count(moreRuns, 'more passing run')} would do`;
  const base = { name: 'success', is, wanted, moreRuns } as const;
  if (is === null) {
    return { ...base, met: false, sentence: `no run to judge success by${notCounted(terms, facts)}: ${would}` };
  }
  // Rounded down what is, and up what is wanted: what falls short must not look as if it sufficed.
  const bounds = `lower bound ${percent(is, Math.floor)}, wanted ${percent(wanted, Math.ceil)}`;
  return { ...base, met: is >= wanted, sentence: is >= wanted ? bounds : `${bounds}: ${would}` };
}

function latency({ p95Ms: wanted }: PromotionTerms, { p95Ms: is }: PromotionFacts): Criterion | null {
  if (wanted === null) return null;
  const base = { name: 'latency', is, wanted, moreRuns: null } as const;
  if (is === null) return { ...base, met: false, sentence: `no run has timed an answer, wanted within ${wanted} ms` };
  return { ...base, met: is <= wanted, sentence: `95 % of answers come within ${is} ms, wanted ${wanted} ms` };
}

function warnings({ openWarnings: wanted }: PromotionTerms, { openWarnings: is }: PromotionFacts): Criterion | null {
  if (wanted === null) return null;
  const base = { name: 'warnings', is, wanted, moreRuns: null } as const;
  if (is === null) return { ...base, met: false, sentence: 'no report to count warnings in' };
  return { ...base, met: is <= wanted, sentence: `${count(is, 'open warning')}, at most ${wanted} wanted` };
}

function testers(
  { testersWorking: wanted }: PromotionTerms,
  { testersWorking: is, testersFailing: failing }: PromotionFacts,
): Criterion | null {
  if (wanted === 0 && failing === 0) return null;
  const fails = failing === 0 ? [] : [`fails for ${count(failing, 'tester')}`];
  const works = wanted === 0 ? [] : [`works for ${count(is, 'tester')}, ${wanted} wanted`];
  const met = is >= wanted && failing === 0;
  return { name: 'testers', met, is, wanted, moreRuns: null, sentence: [...fails, ...works].join(', ') };
}

/** What there is beside, so that nobody wonders why it does not count. */
function notCounted({ evidenceDays }: PromotionTerms, { inconclusive, aged }: PromotionFacts): string {
  const parts = [
    ...(inconclusive === 0 ? [] : [`${inconclusive} inconclusive`]),
    ...(aged === 0 ? [] : [`${aged} older than ${count(evidenceDays, 'day')}`]),
  ];
  return parts.length === 0 ? '' : ` (not counted: ${parts.join(', ')})`;
}

function count(many: number, what: string): string {
  return `${many} ${what}${many === 1 ? '' : 's'}`;
}

/** With as many digits as it takes to tell shares near to 1 apart. */
function percent(share: number, round: (value: number) => number): string {
  const digits = share > 0.999 ? 4 : 1;
  const scale = 10 ** digits;
  // What a product of decimals is off by must not count as a digit.
  const exact = Number((share * 100 * scale).toPrecision(12));
  return `${Number((round(exact) / scale).toFixed(digits))} %`;
}

/** Rounded up, so that what is left is never told as nothing. */
function timeText(ms: number): string {
  const minutes = Math.max(1, Math.ceil(ms / 60_000));
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  if (hours === 0) return `${rest} min`;
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}
