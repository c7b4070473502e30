import type { CertificateState } from './certificate-state.js';

/** From the least to the most. */
export const tiers = ['bronze', 'silver', 'gold', 'platinum'] as const;
export type Tier = (typeof tiers)[number];

/** What the certification of a version measured: facts of its bytes, which never change. */
export interface Measurement {
  /** Operations of the definition, and those of them that the functional test called as users do. */
  readonly operations: number;
  readonly called: number;
  /** Ways in which answers could be wrong that were tried on the tests, and those of them that the tests noticed. */
  readonly mutations: number;
  readonly noticed: number;
  /** Open findings that do not block, heavier than an information. */
  readonly warnings: number;
  /** Open findings about the readme, of any weight. */
  readonly readmeFindings: number;
  /** Whether the publisher handed in own collections or test values. */
  readonly ownTests: boolean;
}

/** What a tier is computed from. */
export interface TierFacts {
  readonly certificate: CertificateState;
  /** True while a withdrawal is in effect. */
  readonly withdrawn: boolean;
  /** True from the day on from which a deprecation holds. */
  readonly deprecated: boolean;
  /** Null until the version has been measured, and where its evidence cannot be read. */
  readonly measurement: Measurement | null;
  /** Calls of the public version's monitor in the last {@link monitorDays} days, and those answered as certified. */
  readonly monitor: { readonly calls: number; readonly good: number };
  /** Returned submissions of the connector that waited for the publisher for longer than {@link answerDays} days, in the last year. */
  readonly lateAnswers: number;
}

/** How a version is graded. */
export interface Grade {
  /** Null for one that is not certified now. */
  readonly tier: Tier | null;
  /** The tier above; null for the highest. */
  readonly next: Tier | null;
  /** What is missing for the next tier, a sentence each. */
  readonly missing: readonly string[];
}

export const monitorDays = 30;
export const answerDays = 14;

/** One thing that a tier asks for, and says when it is missing. `missing` is null where it is there. */
export interface TierItem {
  readonly tier: Tier;
  readonly asks: string;
  readonly missing: (facts: TierFacts) => string | null;
}

/** Every item of every tier. A tier asks for its own items and for those of the tiers below. */
export const tierItems: readonly TierItem[] = [
  {
    tier: 'bronze',
    asks: 'Its certificate is valid.',
    missing: ({ certificate }) =>
      certificate === 'valid' || certificate === 'near-end'
        ? null
        : `Its certificate is ${certificate}: have the connector certified again.`,
  },
  {
    tier: 'bronze',
    asks: 'It was not withdrawn.',
    missing: ({ withdrawn }) => (withdrawn ? 'It was withdrawn: publish a version that stands.' : null),
  },
  {
    tier: 'silver',
    asks: 'It is not deprecated.',
    missing: ({ deprecated }) => (deprecated ? 'It is deprecated.' : null),
  },
  {
    tier: 'silver',
    asks: 'No warning was open when it was certified.',
    missing: measured(({ warnings }) =>
      warnings === 0 ? null : `${count(warnings, 'warning is', 'warnings are')} open: mend or have them waived.`,
    ),
  },
  coverage('silver', 80),
  strength('silver', 50),
  monitored('silver', 95),
  {
    tier: 'gold',
    asks: 'The publisher handed in own collections or test values.',
    missing: measured(({ ownTests }) =>
      ownTests ? null : 'It has no tests of its own: hand in test values or a collection below `tests/`.',
    ),
  },
  {
    tier: 'gold',
    asks: 'No finding about its readme is open, information included.',
    missing: measured(({ readmeFindings }) =>
      readmeFindings === 0
        ? null
        : `${count(readmeFindings, 'finding', 'findings')} about its README.md ${readmeFindings === 1 ? 'is' : 'are'} open.`,
    ),
  },
  {
    tier: 'gold',
    asks: `In the last year, the publisher answered every returned submission within ${answerDays} days.`,
    missing: ({ lateAnswers }) =>
      lateAnswers === 0
        ? null
        : `${count(lateAnswers, 'returned submission', 'returned submissions')} of the last year waited for the publisher for more than ${answerDays} days.`,
  },
  coverage('gold', 95),
  strength('gold', 60),
  monitored('gold', 98),
  {
    tier: 'platinum',
    asks: 'The end of its certificate is not near.',
    missing: ({ certificate }) =>
      certificate === 'valid' ? null : 'The end of its certificate is near: publish a new version in time.',
  },
  coverage('platinum', 100),
  strength('platinum', 70),
  monitored('platinum', 99),
];

/** The tier of a version by its facts, and the exact items missing for the next. Pure. */
export function gradeOf(facts: TierFacts): Grade {
  let tier: Tier | null = null;
  for (const next of tiers) {
    // What is not known is missing once, however many items need it.
    const missing = new Set(tierItems.flatMap(item => (item.tier === next ? (item.missing(facts) ?? []) : [])));
    if (missing.size > 0) return { tier, next, missing: [...missing] };
    tier = next;
  }
  return { tier, next: null, missing: [] };
}

/** z of a one-sided 95 % bound. */
const z = 1.6449;

/**
 * The lower end of the one-sided 95 % confidence interval of a share, by Wilson (E. B. Wilson, JASA 22 (1927), 209–212): 0 where nothing was
 * tried, so that no signal is no success. 0 ≤ good ≤ calls.
 */
export function lowerBound({ calls, good }: { readonly calls: number; readonly good: number }): number {
  if (calls <= 0) return 0;
  const share = good / calls;
  const spread = z * Math.sqrt((share * (1 - share)) / calls + (z * z) / (4 * calls * calls));
  return Math.max(0, (share + (z * z) / (2 * calls) - spread) / (1 + (z * z) / calls));
}

function coverage(tier: Tier, percent: number): TierItem {
  return {
    tier,
    asks: `The functional test called at least ${percent} % of its operations.`,
    missing: measured(({ operations, called }) =>
      operations > 0 && called * 100 >= operations * percent
        ? null
        : `The functional test called ${called} of ${operations} operations; ${percent} % are wanted.`,
    ),
  };
}

function strength(tier: Tier, percent: number): TierItem {
  return {
    tier,
    asks: `The tests notice at least ${percent} % of the ways in which answers could be wrong.`,
    missing: measured(({ mutations, noticed }) =>
      mutations > 0 && noticed * 100 >= mutations * percent
        ? null
        : `The tests notice ${noticed} of ${mutations} ways in which answers could be wrong; ${percent} % are wanted.`,
    ),
  };
}

function monitored(tier: Tier, percent: number): TierItem {
  return {
    tier,
    asks: `Of its monitor’s calls in the last ${monitorDays} days, at least ${percent} % were answered as certified, by the lower end of the one-sided 95 % interval (Wilson).`,
    missing: ({ monitor }) => {
      const bound = lowerBound(monitor);
      if (bound * 100 >= percent) return null;
      const { calls, good } = monitor;
      // Rounded down, so that what is shown as missing is never as high as what is wanted.
      const shown = (Math.floor(bound * 1_000) / 10).toFixed(1);
      return calls === 0
        ? `Its monitor made no call in the last ${monitorDays} days; without a signal nothing is proven.`
        : `${good} of its monitor’s ${calls} calls of the last ${monitorDays} days were good: lower bound ${shown} %, wanted ${percent} %.`;
    },
  };
}

function measured(missing: (measurement: Measurement) => string | null): TierItem['missing'] {
  return ({ measurement }) =>
    measurement === null
      ? 'Its certification was not measured yet, or its evidence cannot be read.'
      : missing(measurement);
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}
