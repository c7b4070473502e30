import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { gradeOf, lowerBound, tierItems, tiers } from './tier.js';
import type { Measurement, TierFacts } from './tier.js';

const best: Measurement = {
  operations: 20,
  called: 20,
  mutations: 100,
  noticed: 90,
  warnings: 0,
  readmeFindings: 0,
  ownTests: true,
};
const facts = (known: Partial<TierFacts> = {}, measurement: Partial<Measurement> = {}): TierFacts => ({
  certificate: 'valid',
  withdrawn: false,
  deprecated: false,
  measurement: { ...best, ...measurement },
  monitor: { calls: 1_000, good: 1_000 },
  lateAnswers: 0,
  ...known,
});

describe('core/tier', () => {
  it('is platinum where nothing is missing', () =>
    expect(gradeOf(facts())).toEqual({ tier: 'platinum', next: null, missing: [] }));

  it.each<[string, TierFacts, string | null, string[]]>([
    ['an expired certificate', facts({ certificate: 'expired' }), null, ['certificate is expired']],
    ['a withdrawn version', facts({ withdrawn: true }), null, ['withdrawn']],
    ['a deprecated one', facts({ deprecated: true }), 'bronze', ['It is deprecated.']],
    ['one warning', facts({}, { warnings: 1 }), 'bronze', ['1 warning is open']],
    ['too few operations', facts({}, { called: 15 }), 'bronze', ['called 15 of 20 operations; 80 % are wanted']],
    ['weak tests', facts({}, { noticed: 49 }), 'bronze', ['notice 49 of 100', '50 % are wanted']],
    ['no measurement', facts({ measurement: null }), 'bronze', ['not measured yet']],
    ['no monitor', facts({ monitor: { calls: 0, good: 0 } }), 'bronze', ['made no call']],
    ['few calls, all good', facts({ monitor: { calls: 20, good: 20 } }), 'bronze', ['lower bound 88.0 %, wanted 95 %']],
    ['no tests of its own', facts({}, { ownTests: false }), 'silver', ['no tests of its own']],
    [
      'a remark about its readme',
      facts({}, { readmeFindings: 2 }),
      'silver',
      ['2 findings about its README.md are open'],
    ],
    ['a late answer', facts({ lateAnswers: 1 }), 'silver', ['1 returned submission of the last year']],
    ['an end that is near', facts({ certificate: 'near-end' }), 'gold', ['end of its certificate is near']],
    ['one operation uncalled', facts({}, { called: 19 }), 'gold', ['called 19 of 20 operations; 100 % are wanted']],
    ['a good monitor', facts({ monitor: { calls: 1_000, good: 995 } }), 'gold', ['wanted 99 %']],
  ])('with %s names what is missing', (_, known, tier, missing) => {
    const grade = gradeOf(known);

    expect(grade.tier).toBe(tier);
    expect(grade.missing).toHaveLength(1);
    for (const words of missing) expect(grade.missing[0]).toContain(words);
  });

  it('names everything that is missing for the next tier, and nothing of later ones', () =>
    expect(gradeOf(facts({ lateAnswers: 3 }, { ownTests: false, warnings: 2, called: 0 })).missing).toEqual([
      '2 warnings are open: mend or have them waived.',
      'The functional test called 0 of 20 operations; 80 % are wanted.',
    ]));

  const anyFacts = fc.record<TierFacts>({
    certificate: fc.constantFrom('valid', 'near-end', 'expired', 'unreadable'),
    withdrawn: fc.boolean(),
    deprecated: fc.boolean(),
    measurement: fc.option(
      fc.record({
        operations: fc.constant(20),
        called: fc.nat(20),
        mutations: fc.constant(100),
        noticed: fc.nat(100),
        warnings: fc.nat(2),
        readmeFindings: fc.nat(2),
        ownTests: fc.boolean(),
      }),
    ),
    monitor: fc.record({ calls: fc.constant(500), good: fc.nat(500) }),
    lateAnswers: fc.nat(1),
  });

  it('of any facts is a tier whose items all hold, and says why it is not the next', () => {
    fc.assert(
      fc.property(anyFacts, known => {
        const { tier, next, missing } = gradeOf(known);
        const reached = tier === null ? [] : tiers.slice(0, tiers.indexOf(tier) + 1);
        for (const item of tierItems) if (reached.includes(item.tier)) expect(item.missing(known)).toBeNull();
        expect(next).toBe(tiers[reached.length] ?? null);
        expect(missing.length > 0).toBe(next !== null);
      }),
    );
  });

  it('never falls when more calls are good', () => {
    const rank = (good: number) =>
      tiers.findIndex(tier => tier === gradeOf(facts({ monitor: { calls: 500, good } })).tier);
    fc.assert(fc.property(fc.nat(499), good => expect(rank(good + 1)).toBeGreaterThanOrEqual(rank(good))));
  });

  it.each([
    [0, 0, 0],
    [52, 52, 0.9505],
    [51, 51, 0.9496],
    [100, 95, 0.9008],
  ])('of %d calls, %d good, has the lower bound that Wilson gives', (calls, good, bound) =>
    expect(lowerBound({ calls, good })).toBeCloseTo(bound, 3),
  );

  it('is documented item by item', () => {
    const page = readFileSync('docs/reference/tiers.md', 'utf8');

    for (const { tier, asks } of tierItems) expect(page.replaceAll(/ +/g, ' ')).toContain(`| ${tier} | ${asks} |`);
  });
});
