import { openPackage } from '../opened-package.js';
import { filesOf, packageWith } from '../examples.js';
import { ownRule } from './own-rule.js';

const written = {
  on: 'definition',
  id: 'contoso-tag',
  severity: 'warning',
  description: 'Every connector says which team owns it.',
  docs: { why: 'Nobody else answers.', fix: 'Add the member `x-team`.', source: 'Handbook of Contoso.' },
  limits: { fewest: 3 },
  *check(
    { root }: { root: Record<string, unknown> },
    { fewest }: { fewest: number },
    { shown }: { shown: (value: unknown) => string },
  ) {
    const team = root['x-team'];
    if (typeof team === 'string' && team.length >= fewest) return;
    yield { at: team === undefined ? [] : ['x-team'], message: `The team is ${shown(team)}.` };
  },
  examples: {
    of: 'definition',
    good: [{ 'x-team': 'stock' }],
    bad: [
      { part: {}, at: [''] },
      { part: { 'x-team': 'me' }, at: ['/x-team'] },
    ],
  },
};

const faultsOf = async (changes: object) => {
  const made = await ownRule({ ...written, ...changes });
  return 'faults' in made ? made.faults : [];
};

describe('rulesets/programme/own-rule', () => {
  it('makes a rule that is like every other', async () => {
    const made = await ownRule(written);

    if ('faults' in made) throw new Error(made.faults.join());
    const { definition } = openPackage(filesOf(packageWith({})), 'verified');
    expect(made.rule.limits).toEqual({ fewest: 3 });
    expect(made.rule.on === 'definition' && [...made.rule.check(definition, {})]).toEqual([
      { at: [], message: 'The team is nothing.' },
    ]);
  });

  it.each([
    ['no rule at all', undefined],
    ['a text', 'rule'],
  ])('refuses %s', async (_, exported) => {
    expect(await ownRule(exported)).toMatchObject({ faults: [expect.stringContaining('The default export')] });
  });

  it('refuses what is missing or wrong, by its name', async () => {
    expect(await faultsOf({ id: 'Contoso Tag' })).toEqual([expect.stringMatching(/^id: words of lower-case/)]);
    expect(await faultsOf({ docs: { ...written.docs, why: 'no period' } })).toEqual([
      'docs.why: a sentence that ends in a period.',
    ]);
    expect(await faultsOf({ check: 'x' })).toEqual(['check: a generator function.']);
    expect(await faultsOf({ colour: 'red' })).toHaveLength(1);
  });

  it('runs the examples, so that a rule does what it says', async () => {
    expect(await faultsOf({ examples: { ...written.examples, good: [{ 'x-team': 'me' }] } })).toEqual([
      'The good example 1 should be found nowhere; it is found at apiDefinition.swagger.json#/x-team.',
    ]);
    expect(await faultsOf({ examples: { ...written.examples, bad: [{ part: {}, at: ['/x-team'] }] } })).toHaveLength(1);
  });

  it('tells of a check that fails', async () => {
    const check = () => {
      throw new TypeError('x is undefined');
    };

    expect(await faultsOf({ check })).toEqual(['The check failed over its examples: x is undefined.']);
  });
});
