import { intakeChecks, intakeRules } from './rules.js';
import type { IntakeRule } from './rules.js';

describe('stages/intake/rules', () => {
  it.each(Object.entries<IntakeRule>(intakeRules))(
    '%s says what, why and what to do, in whole sentences',
    (id, rule) => {
      for (const sentence of [rule.what, rule.why, rule.fix]) expect(sentence).toMatch(/^[A-Z].*\.$/);
      expect(id).toMatch(/^(?:archive|package|json)-[a-z0-9]+(?:-[a-z0-9]+)*$/);
      expect(intakeChecks).toContain(rule.check);
    },
  );

  it('refuses nothing that it does not also block', () => {
    for (const rule of Object.values<IntakeRule>(intakeRules)) if (rule.refuses) expect(rule.severity).toBe('error');
  });
});
