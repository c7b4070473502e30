import { z } from 'zod';
import { noPromotionRule } from '../../src/core/promotion.js';
import type { PromotionRule } from '../../src/core/promotion.js';
import type { PromotionPolicy } from '../../src/core/review.js';

const hoursError = { error: 'hours, from 0 to 8760' };
const countError = { error: 'a whole number from 0 to 10000' };
const boundError = { error: 'a share above 0 and up to 0.9999, or null' };
const msError = { error: 'whole milliseconds, from 1 to 600000, or null' };
const warningsError = { error: 'a whole number from 0 to 10000, or null' };
const testersError = { error: 'a whole number from 0 to 100' };

const ruleText = z
  .strictObject({
    soakHours: z.number(hoursError).min(0, hoursError).max(8760, hoursError),
    runs: z.int(countError).min(0, countError).max(10_000, countError),
    // No number of runs has a lower bound of 1.
    successLowerBound: z.number(boundError).gt(0, boundError).max(0.9999, boundError).nullable(),
    p95Ms: z.int(msError).min(1, msError).max(600_000, msError).nullable(),
    openWarnings: z.int(warningsError).min(0, warningsError).max(10_000, warningsError).nullable(),
    testersWorking: z.int(testersError).min(0, testersError).max(100, testersError),
  })
  .partial();

/** What a programme's file says about promotion, by lane. */
export const promotionText = z.strictObject({ fast: ruleText, normal: ruleText, careful: ruleText }).partial();

type PromotionText = z.output<typeof promotionText>;

/** The rule of each lane: what is not said is not asked for. */
export function promotionPolicyOf({ fast, normal, careful }: PromotionText): PromotionPolicy {
  return { fast: ruleOf(fast), normal: ruleOf(normal), careful: ruleOf(careful) };
}

/**
 * The lanes in which a version would have to soak for longer than its evidence is good: it could never be promoted. `evidenceDays` as the
 * programme has it.
 */
export function endlessSoaks(text: PromotionText, evidenceDays: number): (keyof PromotionText)[] {
  return (['fast', 'normal', 'careful'] as const).filter(lane => (text[lane]?.soakHours ?? 0) >= evidenceDays * 24);
}

function ruleOf(text: NonNullable<PromotionText['fast']> = {}): PromotionRule {
  const usual = noPromotionRule;
  return {
    soakHours: text.soakHours ?? usual.soakHours,
    runs: text.runs ?? usual.runs,
    successLowerBound: text.successLowerBound ?? usual.successLowerBound,
    p95Ms: text.p95Ms ?? usual.p95Ms,
    openWarnings: text.openWarnings ?? usual.openWarnings,
    testersWorking: text.testersWorking ?? usual.testersWorking,
  };
}
