import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { zipTree } from '../../../../test/support/solution-zip.js';
import type { Finding } from '../../../core/finding.js';
import { verdictOf } from '../../../core/verdict.js';
import { exampleName, exampleNow, packageTree } from './example.js';
import type { Example } from './example.js';
import { judgeSolutionPackage } from './judge-solution-package.js';
import { readSolutionPackage } from './read-solution-package.js';
import { solutionRules } from './rules.js';

async function reportOn({ tree, plugin = false, source, address }: Example) {
  const reading = await readSolutionPackage(zipTree(tree), exampleName);
  const asked = { plugin, now: exampleNow, source, ...(address === undefined ? {} : { address }) };
  return judgeSolutionPackage(reading, asked, exampleName);
}

describe('stages/intake/solution/rules', () => {
  it('lists exactly the rules that have a file', () => {
    const folder = join(process.cwd(), 'src/stages/intake/solution/rules');

    expect(solutionRules.map(({ id }) => `${id}.ts`)).toEqual(readdirSync(folder).sort());
  });

  it('finds nothing in a faultless package', async () => {
    const report = await reportOn({ tree: packageTree({}) });

    expect(report.findings).toEqual([]);
    expect(verdictOf(report)).toBe('pass');
  });

  for (const rule of solutionRules) {
    const found = async (example: Example) =>
      (await reportOn(example)).findings.filter(finding => finding.rule === rule.id);
    const placeOf = ({ file, pointer }: Finding) => (pointer === null ? file : `${file}#${pointer}`);

    describe(rule.id, () => {
      it.each(rule.examples.good)('finds nothing in good example %#', async example => {
        expect(await found(example)).toEqual([]);
      });

      it.each(rule.examples.bad)('finds bad example %# at its place', async ({ at, ...example }) => {
        const findings = await found(example);

        expect(findings.map(placeOf)).toEqual(at);
        for (const { message, fix, severity, blocks } of findings) {
          expect(message).toMatch(/^[A-Z].*\.$/);
          expect(fix).toMatch(/^[A-Z].*\.$/);
          expect([rule.severity, 'warning']).toContain(severity);
          expect(blocks).toBe(severity === 'error');
        }
      });

      it('says what holds, why, and what to do', () => {
        for (const sentence of [rule.description, rule.docs.why, rule.docs.fix, rule.docs.source])
          expect(sentence).toMatch(/^[A-Z].*\.$/);
      });
    });
  }
});
