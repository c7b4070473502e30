import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readJson } from '../../core/json-text.js';
import { compareConnector } from './compare.js';
import type { CompareRule, Example } from './compare-rule.js';
import { definitionOf } from './example-definition.js';
import { compareRules } from './rules.js';

describe('stages/compare/rules', () => {
  it('lists exactly the rules that have a file', () => {
    const files = readdirSync(join(process.cwd(), 'src/stages/compare/rules')).map(name => name.replace(/\.ts$/, ''));

    expect(compareRules.map(({ id }) => id)).toEqual(files.sort());
  });

  for (const rule of compareRules) {
    const found = ({ before, after }: Example) =>
      compareConnector(version(rule, before), version(rule, after), { titles: titlesIn(rule, before) }).findings.filter(
        finding => finding.rule === rule.id,
      );

    describe(rule.id, () => {
      it.each(rule.examples.good)('finds nothing in good example %#', example => {
        expect(found(example)).toEqual([]);
      });

      it.each(rule.examples.bad)('finds bad example %# at its place', ({ at, ...example }) => {
        const findings = found(example);

        expect(findings.map(({ pointer }) => pointer)).toEqual(at);
        for (const finding of findings) {
          expect(finding.message).toMatch(/^(?:["A-Z]|info\.version ).*\.$/);
          expect(finding).toMatchObject({
            severity: rule.severity,
            blocks: true,
            file: ['sign-in', 'properties'].includes(rule.on) ? 'apiProperties.json' : 'apiDefinition.swagger.json',
          });
          if (rule.on === 'version') expect(finding.fix).toMatch(/^Set `info.version` to [\d.]+ or higher: .+\.$/);
          else expect(finding.fix).toBe(rule.docs.fix);
          expect(finding.line).toBeGreaterThan(0);
        }
      });

      it('finds nothing else between a version and itself', () => {
        for (const { before, after } of [...rule.examples.good, ...rule.examples.bad]) {
          for (const same of [before, after]) {
            const { findings } = compareConnector(version(rule, same), version(rule, same));

            expect(findings.filter(finding => finding.rule !== 'update-bumps-version')).toEqual([]);
          }
        }
      });

      it('says what holds, why, and what to do', () => {
        for (const sentence of [rule.description, rule.docs.why, rule.docs.fix])
          expect(sentence).toMatch(/^[A-Z].*\.$/);
      });
    });
  }
});

/** A version in which the rule's own file is this; the other one holds nothing that it could look at. */
function version({ on }: CompareRule, example: unknown) {
  if (on === 'catalogue' && Array.isArray(example)) return { definition: json(definitionOf({})), properties: json({}) };
  return on === 'sign-in' || on === 'properties'
    ? { definition: json(definitionOf({})), properties: json(example) }
    : { definition: json(example), properties: json({}) };
}

/** The titles of the other connectors, for the rules that look at those. */
function titlesIn({ on }: CompareRule, before: unknown): string[] {
  return on === 'catalogue' && Array.isArray(before) ? before.map(String) : [];
}

function json(value: unknown) {
  return readJson(Buffer.from(JSON.stringify(value, null, 2)));
}
