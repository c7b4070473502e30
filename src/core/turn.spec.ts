import { noPromotionRule, promotionOf } from './promotion.js';
import { measuringText, turnSince, unmeasuredText } from './turn.js';

const at = (minute: number) => `2026-11-02T10:0${minute}:00.000Z`;
const step = (queued: number, finished: number | null) => ({
  queuedAt: at(queued),
  finishedAt: finished === null ? null : at(finished),
});

describe('core/turn', () => {
  it('is ours since the first step of an unbroken row', () =>
    expect(turnSince({ state: 'running', updatedAt: at(5) }, [step(1, 2), step(2, 4), step(4, null)])).toBe(at(1)));

  it('is ours since work went on after somebody else’s turn', () =>
    expect(turnSince({ state: 'running', updatedAt: at(6) }, [step(1, 2), step(2, 3), step(5, null)])).toBe(at(5)));

  it('is a person’s since the change that gave it to them', () =>
    expect(turnSince({ state: 'waiting', updatedAt: at(3) }, [step(1, 2), step(2, 3)])).toBe(at(3)));

  it('is ours since the submission was opened while it has no step yet', () =>
    expect(turnSince({ state: 'running', updatedAt: at(1) }, [])).toBe(at(1)));

  it('is ours, measuring, since the last approval', () =>
    expect(turnSince({ state: 'waiting', updatedAt: at(5), measuringSince: at(4) }, [step(1, 2)])).toBe(at(4)));
});

describe('what is said of a version’s own numbers', () => {
  const rule = { ...noPromotionRule, evidenceDays: 30 };
  const facts = {
    waitedMs: 0,
    passed: 9,
    failed: 0,
    inconclusive: 0,
    aged: 0,
    p95Ms: null,
    openWarnings: null,
    testersWorking: 0,
    testersFailing: 0,
  };
  const held = promotionOf({ ...rule, runs: 50 }, facts);

  it('names what is missing, and that nobody has to do anything', () => {
    expect(measuringText(held)).toBe(
      'Assay’s turn: measuring. Reviewers have approved it. It is promoted by itself once nothing is missing (needs 41 more runs, has 9 of 50); there is nothing to do but wait.',
    );
    expect(measuringText(null)).toContain('once its numbers are there;');
  });

  it('tells those who decide, and says nothing where nothing is missing', () => {
    expect(unmeasuredText(held)).toContain('(needs 41 more runs, has 9 of 50)');
    expect(unmeasuredText(promotionOf(rule, facts))).toBe('');
    expect(unmeasuredText(null)).toBe('');
  });
});
