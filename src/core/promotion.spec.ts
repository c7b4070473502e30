import fc from 'fast-check';
import { missingFor, noPromotionRule, promotionOf } from './promotion.js';
import type { Criterion, PromotionFacts, PromotionTerms } from './promotion.js';
import { lowerBoundOf, passesMissing } from './wilson.js';

const nothing: PromotionFacts = {
  waitedMs: 0,
  passed: 0,
  failed: 0,
  inconclusive: 0,
  aged: 0,
  p95Ms: null,
  openWarnings: null,
  testersWorking: 0,
  testersFailing: 0,
};
const terms = (known: Partial<PromotionTerms>): PromotionTerms => ({ ...noPromotionRule, evidenceDays: 30, ...known });
const judged = (known: Partial<PromotionTerms>, facts: Partial<PromotionFacts>) =>
  promotionOf(terms(known), { ...nothing, ...facts });
const only = (known: Partial<PromotionTerms>, facts: Partial<PromotionFacts>): Criterion => {
  const [criterion] = judged(known, facts).criteria;
  if (criterion === undefined) throw new Error('Nothing is asked for');
  return criterion;
};

const counts = fc.nat({ max: 5_000 });
const shares = fc.double({ min: 0.01, max: 0.999, noNaN: true });
const someTerms: fc.Arbitrary<PromotionTerms> = fc.record({
  soakHours: fc.nat({ max: 700 }),
  runs: fc.nat({ max: 500 }),
  successLowerBound: fc.option(shares),
  p95Ms: fc.option(fc.integer({ min: 1, max: 10_000 })),
  openWarnings: fc.option(fc.nat({ max: 20 })),
  testersWorking: fc.nat({ max: 10 }),
  evidenceDays: fc.integer({ min: 1, max: 365 }),
});
const someFacts: fc.Arbitrary<PromotionFacts> = fc.record({
  waitedMs: fc.nat(),
  passed: counts,
  failed: counts,
  inconclusive: counts,
  aged: counts,
  p95Ms: fc.option(fc.nat({ max: 20_000 })),
  openWarnings: fc.option(fc.nat({ max: 50 })),
  testersWorking: fc.nat({ max: 20 }),
  testersFailing: fc.nat({ max: 3 }),
});

describe('core/wilson', () => {
  it.each([
    // By the formula, worked out to 30 digits with another program.
    [1, 0, 0.2698548],
    [50, 0, 0.9486641],
    [95, 5, 0.9008371],
    [0, 10, 0],
  ])('has %i passed and %i failed at a bound of %d', (passed, failed, bound) =>
    expect(lowerBoundOf(passed, failed)).toBeCloseTo(bound, 6),
  );

  it('is exactly 0 where nothing has passed, however much was seen', () => {
    for (let failed = 1; failed <= 5_000; failed += 1) expect(lowerBoundOf(0, failed)).toBe(0);
  });

  it('has no bound where nothing was seen', () => expect(lowerBoundOf(0, 0)).toBeNull());

  it('rises with what passes and falls with what fails, and stays below what was seen', () =>
    fc.assert(
      fc.property(counts, counts, (passed, failed) => {
        const bound = lowerBoundOf(passed, failed) ?? 0;
        expect(lowerBoundOf(passed + 1, failed)).toBeGreaterThan(bound);
        expect(lowerBoundOf(passed, failed + 1)).toBeLessThanOrEqual(bound);
        expect(bound).toBeLessThanOrEqual(passed / Math.max(1, passed + failed) + 1e-12);
      }),
    ));

  it('tells exactly the smallest number that suffices', () =>
    fc.assert(
      fc.property(counts, counts, shares, (passed, failed, wanted) => {
        const more = passesMissing(passed, failed, wanted);
        expect(lowerBoundOf(passed + more, failed)).toBeGreaterThanOrEqual(wanted);
        if (more > 0) expect(lowerBoundOf(passed + more - 1, failed) ?? -1).toBeLessThan(wanted);
      }),
    ));
});

describe('core/promotion', () => {
  it('asks for nothing where the programme says nothing', () =>
    expect(judged({}, {})).toMatchObject({ met: true, criteria: [] }));

  it.each<[string, Partial<PromotionTerms>, Partial<PromotionFacts>]>([
    ['soaks for 3 h 12 min more', { soakHours: 24 }, { waitedMs: 20.8 * 3_600_000 }],
    ['soaks for 1 min more', { soakHours: 24 }, { waitedMs: 24 * 3_600_000 - 1 }],
    ['needs 41 more runs, has 9 of 50', { runs: 50 }, { passed: 8, failed: 1 }],
    [
      'needs 1 more run, has 49 of 50 (not counted: 3 inconclusive, 2 older than 30 days)',
      { runs: 50 },
      { passed: 49, inconclusive: 3, aged: 2 },
    ],
    ['lower bound 96.4 %, wanted 98 %: 60 more passing runs would do', { successLowerBound: 0.98 }, { passed: 73 }],
    [
      'no run to judge success by (not counted: 7 inconclusive): 133 more passing runs would do',
      { successLowerBound: 0.98 },
      { inconclusive: 7 },
    ],
    ['no run has timed an answer, wanted within 500 ms', { p95Ms: 500 }, { passed: 9 }],
    ['95 % of answers come within 501 ms, wanted 500 ms', { p95Ms: 500 }, { p95Ms: 501 }],
    ['no report to count warnings in', { openWarnings: 3 }, {}],
    ['4 open warnings, at most 3 wanted', { openWarnings: 3 }, { openWarnings: 4 }],
    ['works for 1 tester, 2 wanted', { testersWorking: 2 }, { testersWorking: 1 }],
    ['fails for 1 tester', {}, { testersFailing: 1 }],
    [
      'fails for 2 testers, works for 5 testers, 2 wanted',
      { testersWorking: 2 },
      { testersWorking: 5, testersFailing: 2 },
    ],
  ])('holds it back and says why: %s', (sentence, asked, known) => {
    expect(only(asked, known)).toMatchObject({ met: false, sentence });
    expect(missingFor(judged(asked, known))).toBe(sentence);
  });

  it.each<[string, Partial<PromotionTerms>, Partial<PromotionFacts>]>([
    ['has soaked for 24 h', { soakHours: 24 }, { waitedMs: 24 * 3_600_000 }],
    ['has run 50 times, 50 wanted', { runs: 50 }, { failed: 50 }],
    ['lower bound 98 %, wanted 98 %', { successLowerBound: 0.98 }, { passed: 133 }],
    ['95 % of answers come within 500 ms, wanted 500 ms', { p95Ms: 500 }, { p95Ms: 500 }],
    ['0 open warnings, at most 0 wanted', { openWarnings: 0 }, { openWarnings: 0 }],
    ['works for 1 tester, 1 wanted', { testersWorking: 1 }, { testersWorking: 1 }],
  ])('is content: %s', (sentence, asked, known) => {
    expect(only(asked, known)).toMatchObject({ met: true, sentence });
    expect(missingFor(judged(asked, known))).toBeNull();
  });

  it('never shows what falls short as if it sufficed', () =>
    expect(only({ successLowerBound: 0.98 }, { passed: 132 }).sentence).toBe(
      'lower bound 97.9 %, wanted 98 %: 1 more passing run would do',
    ));

  it('never takes no signal for a pass', () =>
    fc.assert(
      fc.property(someTerms, someFacts, (asked, facts) => {
        const silent = { ...facts, passed: 0, failed: 0, p95Ms: null, openWarnings: null, testersWorking: 0 };
        for (const { name, met } of promotionOf(asked, silent).criteria) {
          if (name !== 'soak') expect(met).toBe(false);
        }
      }),
    ));

  it('is never spoilt by another run that passes', () =>
    fc.assert(
      fc.property(someTerms, someFacts, (asked, facts) => {
        const [before, after] = [facts, { ...facts, passed: facts.passed + 1 }].map(its => promotionOf(asked, its));
        if (before?.met) expect(after?.met).toBe(true);
      }),
    ));

  it('counts inconclusive and aged runs for nothing', () =>
    fc.assert(
      fc.property(someTerms, someFacts, counts, (asked, facts, more) => {
        const padded = { ...facts, inconclusive: facts.inconclusive + more, aged: facts.aged + more };
        const verdicts = (of: PromotionFacts) => promotionOf(asked, of).criteria.map(({ name, met }) => [name, met]);
        expect(verdicts(padded)).toEqual(verdicts(facts));
      }),
    ));

  it('is held by every tester who says that it fails, whatever else is known', () =>
    fc.assert(
      fc.property(someTerms, someFacts, (asked, facts) =>
        expect(promotionOf(asked, { ...facts, testersFailing: facts.testersFailing + 1 }).met).toBe(false),
      ),
    ));

  it('says of the runs that are missing exactly how many would do', () =>
    fc.assert(
      fc.property(someTerms, someFacts, (asked, facts) => {
        for (const { name, moreRuns, met } of promotionOf(asked, facts).criteria) {
          if (moreRuns === null) continue;
          const metWith = (more: number) =>
            promotionOf(asked, { ...facts, passed: facts.passed + more }).criteria.find(one => one.name === name)?.met;
          expect(metWith(moreRuns)).toBe(true);
          expect(met).toBe(moreRuns === 0);
          if (moreRuns > 0) expect(metWith(moreRuns - 1)).toBe(false);
        }
      }),
    ));
});
