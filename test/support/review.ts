import { noPromotionRule } from '../../src/core/promotion.js';
import type { Gate } from '../../src/core/review.js';

/** Terms on which a revision waits, with nothing risky about it; name only what matters to the test. */
export function gateWith(known: Partial<Gate> = {}): Gate {
  return {
    lane: 'normal',
    risks: [],
    approvalsNeeded: 1,
    promiseHours: 48,
    escalateAtShare: 0.75,
    evidenceUntil: '2999-01-01T00:00:00.000Z',
    promotion: { ...noPromotionRule, evidenceDays: 30 },
    ...known,
  };
}
