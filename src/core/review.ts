import { noPromotionRule } from './promotion.js';
import type { PromotionRule, PromotionTerms } from './promotion.js';

/** How a version is reviewed. `careful`: two different reviewers have to approve; `fast`: one, on a shorter promise. */
export const lanes = ['fast', 'normal', 'careful'] as const;
export type Lane = (typeof lanes)[number];

/** What makes a version worth a closer look. */
export const riskKinds = [
  'first-version',
  'new-host',
  'sign-in-changed',
  'script-changed',
  'new-permission',
  'breaking-change',
] as const;
export type RiskKind = (typeof riskKinds)[number];

/** One reason to look closer, in a sentence that names what differs from the public version. */
export interface Risk {
  readonly kind: RiskKind;
  readonly detail: string;
}

/** What a programme decided about reviews. */
export interface ReviewPolicy {
  /** Hours of our own time, round the clock, within which a submission is promised to be through, by lane. */
  readonly promiseHours: Readonly<Record<Lane, number>>;
  /** The share of the promise, above 0 and below 1, after which a submission is escalated. */
  readonly escalateAtShare: number;
  /** Days after which the evidence of a revision is too old to be approved on. */
  readonly evidenceDays: number;
  /** Whether the fast lane is open. */
  readonly fastLane: boolean;
  /** The risks that need two reviewers. */
  readonly carefulFor: readonly RiskKind[];
}

/** For programmes that decide nothing otherwise: two working days for an answer, three for what two people have to look at. */
export const defaultReviewPolicy: ReviewPolicy = {
  promiseHours: { fast: 24, normal: 48, careful: 72 },
  escalateAtShare: 0.75,
  evidenceDays: 30,
  fastLane: true,
  carefulFor: ['new-host', 'sign-in-changed', 'script-changed', 'new-permission'],
};

/** What a version has to show in preview before it is promoted, by lane. */
export type PromotionPolicy = Readonly<Record<Lane, PromotionRule>>;

/** For programmes that decide nothing otherwise: that the functional stage passed, and reviewers approved, is enough. */
export const defaultPromotionPolicy: PromotionPolicy = {
  fast: noPromotionRule,
  normal: noPromotionRule,
  careful: noPromotionRule,
};

/** The terms on which a revision waits for reviewers: worked out once, when it comes to the gate, and then a fact. */
export interface Gate {
  readonly lane: Lane;
  readonly risks: readonly Risk[];
  /** How many different reviewers have to approve: 1 or 2. */
  readonly approvalsNeeded: number;
  readonly promiseHours: number;
  readonly escalateAtShare: number;
  /** RFC 3339; an approval is possible, and counts, until then. */
  readonly evidenceUntil: string;
  /** What it has to show by its own numbers, beside the approvals. */
  readonly promotion: PromotionTerms;
}

/** What the terms follow from. */
export interface GateFacts {
  readonly risks: readonly Risk[];
  /** True for a version that the public one is updated to without a new major number and without anything that breaks. */
  readonly minorUpdate: boolean;
  /** True when the publisher answers for the API as its verified owner. */
  readonly verified: boolean;
  /** True when every check passed and nobody had to accept or except anything. */
  readonly green: boolean;
  /** When the oldest evidence of the revision was made, RFC 3339. */
  readonly evidenceSince: string;
}

const dayMs = 86_400_000;

/** The terms for what is known of a revision, by the programme's policies. Pure. */
export function gateOf(facts: GateFacts, policy: ReviewPolicy, promotion: PromotionPolicy): Gate {
  const lane = laneOf(facts, policy);
  return {
    lane,
    risks: facts.risks,
    approvalsNeeded: lane === 'careful' ? 2 : 1,
    promiseHours: policy.promiseHours[lane],
    escalateAtShare: policy.escalateAtShare,
    evidenceUntil: new Date(Date.parse(facts.evidenceSince) + policy.evidenceDays * dayMs).toISOString(),
    promotion: { ...promotion[lane], evidenceDays: policy.evidenceDays },
  };
}

function laneOf({ risks, minorUpdate, verified, green }: GateFacts, { fastLane, carefulFor }: ReviewPolicy): Lane {
  if (risks.some(({ kind }) => carefulFor.includes(kind))) return 'careful';
  return fastLane && risks.length === 0 && minorUpdate && verified && green ? 'fast' : 'normal';
}

/** An approval as it counts today: `void` says why it does not. */
export interface CountedApproval {
  readonly account: string;
  readonly digest: string;
  readonly rulesetDigest: string;
  readonly at: string;
  readonly void: string | null;
}

/**
 * Which approvals count for these bytes under this ruleset at this time (RFC 3339), in their order. An approval belongs to a digest and a
 * ruleset, and the evidence that it rests on ages. Pure.
 */
export function countApprovals(
  approvals: readonly { account: string; digest: string; rulesetDigest: string; at: string }[],
  current: { readonly digest: string | null; readonly rulesetDigest: string; readonly at: string },
  gate: Pick<Gate, 'evidenceUntil'> | null,
): CountedApproval[] {
  const why = (digest: string, rulesetDigest: string): string | null => {
    if (digest !== current.digest) return 'It is about other bytes than the current ones.';
    if (rulesetDigest !== current.rulesetDigest) return 'It was given under another ruleset.';
    if (gate === null) return 'The revision that it is about does not wait at a gate.';
    if (isAged(gate, current.at)) return `The evidence that it rests on was good until ${gate.evidenceUntil}.`;
    return null;
  };
  return approvals.map(({ account, digest, rulesetDigest, at }) => ({
    account,
    digest,
    rulesetDigest,
    at,
    void: why(digest, rulesetDigest),
  }));
}

/** True when the evidence of a revision is too old to be approved on at this time (RFC 3339). */
export function isAged({ evidenceUntil }: Pick<Gate, 'evidenceUntil'>, at: string): boolean {
  return Date.parse(at) > Date.parse(evidenceUntil);
}
