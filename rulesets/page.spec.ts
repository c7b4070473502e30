import { explainedAt, ruleLine, rulePage, rulesPage } from './page.js';
import { rules } from './rules.js';

const rule = rules.find(one => one.id === 'operation-summary-max-80');
if (!rule) throw new Error('The rule of this test is gone');

describe('rulesets/page', () => {
  it('shows a rule with its reason, its fix, its source and its examples', () => {
    const page = rulePage(rule);

    for (const part of [rule.docs.why, rule.docs.fix, rule.docs.source, rule.description]) expect(page).toContain(part);
    expect(page).toContain('**Good**');
    expect(page).toContain('Found at `/paths/~1items~1{id}/get/summary`.');
  });

  it('leads from a finding to the heading of its rule', () => {
    expect(explainedAt(rule.id)).toBe('reference/rules.md#operation-summary-max-80');
    expect(rulesPage(rules)).toContain('\n## operation-summary-max-80\n');
  });

  it('gives a rule in one line, with the profiles where they differ', () => {
    const icon = rules.find(one => one.id === 'icon-required');

    expect(ruleLine(rule)).toBe('operation-summary-max-80  error  An operation’s summary has at most 80 characters.');
    expect(icon && ruleLine(icon)).toContain('verified: error, independent: off');
  });

  it('shows every rule', () => {
    const page = rulesPage(rules);

    for (const { id } of rules) expect(page).toContain(`[${id}](#${id})`);
  });
});
