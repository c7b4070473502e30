import { problem } from './problems.js';

export const deprecationPhases = ['announced', 'deprecated', 'ended'] as const;

/** `announced` until its first day, `deprecated` from then on, `ended` from its end of life on. */
export type DeprecationPhase = (typeof deprecationPhases)[number];

/**
 * Days between the first day of a deprecation and the end of life, at least: what the reference programme demands
 * (microsoft/powerplatform-developerhub, docs/custom-connectors/deprecate-operation.md).
 */
export const noticeDays = 30;

const dayMs = 86_400_000;

/** What is announced of a connector. Days are `YYYY-MM-DD` in UTC. */
export interface NewDeprecation {
  /** Null for all versions, those that come later too. */
  readonly versions: readonly string[] | null;
  readonly reason: string;
  readonly from: string;
  readonly endOfLife: string;
  /** What to use instead: a public connector. */
  readonly replacement: { readonly publisher: string; readonly connector: string } | null;
}

/** A deprecation that stands. */
export interface Deprecation extends NewDeprecation {
  readonly id: string;
  /** RFC 3339. */
  readonly announcedAt: string;
  readonly phase: DeprecationPhase;
}

/** Where a deprecation stands on a day. Days compare as texts. Pure. */
export function phaseOf(
  { from, endOfLife }: Pick<NewDeprecation, 'from' | 'endOfLife'>,
  today: string,
): DeprecationPhase {
  if (today >= endOfLife) return 'ended';
  return today >= from ? 'deprecated' : 'announced';
}

/**
 * Throws `deprecation-dates-refused` unless users are told in time: it may not begin before today, nor end sooner than
 * {@link noticeDays} days after it began.
 */
export function requireNotice({ from, endOfLife }: Pick<NewDeprecation, 'from' | 'endOfLife'>, today: string): void {
  if (from < today) throw problem('deprecation-dates-refused', { reason: `\`from\` is ${from}; today is ${today}.` });
  const earliest = new Date(Date.parse(`${from}T00:00:00.000Z`) + noticeDays * dayMs).toISOString().slice(0, 10);
  if (endOfLife < earliest) {
    const reason = `\`endOfLife\` is ${endOfLife}; users have ${noticeDays} days from ${from} on, until ${earliest}.`;
    throw problem('deprecation-dates-refused', { reason });
  }
}
