import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readJson } from '../../core/json-text.js';
import { compareDefinitions } from './compare.js';
import type { Example } from './compare-rule.js';
import { compareRules } from './rules.js';

describe('stages/compare/rules', () => {
  it('lists exactly the rules that have a file', () => {
    const files = readdirSync(join(process.cwd(), 'src/stages/compare/rules')).map(name => name.replace(/\.ts$/, ''));

    expect(compareRules.map(({ id }) => id)).toEqual(files.sort());
  });

  for (const rule of compareRules) {
    const found = ({ before, after }: Example) =>
      compareDefinitions(json(before), json(after)).findings.filter(finding => finding.rule === rule.id);

    describe(rule.id, () => {
      it.each(rule.examples.good)('finds nothing in good example %#', example => {
        expect(found(example)).toEqual([]);
      });

      it.each(rule.examples.bad)('finds bad example %# at its place', ({ at, ...example }) => {
        const findings = found(example);

        expect(findings.map(({ pointer }) => pointer)).toEqual(at);
        for (const finding of findings) {
          expect(finding).toMatchObject({
            severity: rule.severity,
            blocks: true,
            file: 'apiDefinition.swagger.json',
            fix: rule.docs.fix,
          });
          expect(finding.line).toBeGreaterThan(0);
        }
      });

      it('says what holds, why, and what to do', () => {
        for (const sentence of [rule.description, rule.docs.why, rule.docs.fix])
          expect(sentence).toMatch(/^[A-Z].*\.$/);
      });
    });
  }
});

function json(value: unknown) {
  return readJson(Buffer.from(JSON.stringify(value, null, 2)));
}
