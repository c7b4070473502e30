import { judgedElsewhere } from '../rulesets/judged-elsewhere.js';
import { validatorCodes } from '../rulesets/validator-codes.js';
import { listRules } from './rulebook.js';
import { rulePage, rulesIndexPage, validatorCodesPage } from './rulebook-page.js';

const rules = listRules();
const ids = rules.map(rule => rule.id);

describe('rulebook', () => {
  it('has every rule once, and none that is judged elsewhere', () => {
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter(id => Object.hasOwn(judgedElsewhere, id))).toEqual([]);
  });

  it('has a rule behind each of the 174 codes of the reference programme’s validator', () => {
    expect(Object.keys(validatorCodes)).toHaveLength(174);
    const known = new Set([...ids, ...Object.keys(judgedElsewhere)]);

    for (const list of Object.values(validatorCodes)) {
      expect(list.length).toBeGreaterThan(0);
      for (const id of list) expect(known).toContain(id);
    }
  });

  it('shows a rule with its reason, its fix, its source, its codes and its examples', () => {
    const rule = rules.find(({ id }) => id === 'operation-summary-max-80');
    const page = rule ? rulePage(rule) : '';

    for (const part of [rule?.why, rule?.fix, rule?.source, rule?.description]) expect(page).toContain(part);
    for (const part of [
      '## Good',
      '## Bad',
      'Found at `/paths/~1items~1{id}/get/summary`.',
      'OperationSummaryTooLong',
    ]) {
      expect(page).toContain(part);
    }
  });

  it('leads from the list to each rule’s page, and from each code to its rules', () => {
    const index = rulesIndexPage(rules);

    for (const id of ids) expect(index).toContain(`[${id}](${id}.md)`);
    expect(validatorCodesPage(validatorCodes, rules)).toContain('[schema-bounds](rules/schema-bounds.md)');
  });

  it('hides nothing in a page: what cannot be seen is written as its code', () => {
    for (const rule of rules) expect(rulePage(rule)).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200b]/);
  });
});
