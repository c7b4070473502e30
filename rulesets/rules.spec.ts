import { readdirSync } from 'node:fs';
import { profiles } from '../src/core/finding.js';
import * as connector from './connector/index.js';
import { severityFor } from './define-rule.js';
import type { Example, ExpectedPlace, PackageReport, Rule } from './define-rule.js';
import { filesOf } from './examples.js';
import { pointerOf } from './functions/path.js';
import { openPackage } from './opened-package.js';
import type { OpenedPackage } from './opened-package.js';
import { rules, rulesetVersion } from './rules.js';

const folder = new URL('connector/', import.meta.url);
const files = readdirSync(folder)
  .filter(name => name !== 'index.ts')
  .map(name => name.replace(/\.ts$/, ''));

async function reportsOf(rule: Rule, example: Example): Promise<PackageReport[]> {
  return told(rule, openPackage(filesOf(example.content()), example.profile));
}

async function told(rule: Rule, opened: OpenedPackage): Promise<PackageReport[]> {
  if (rule.on === 'definition') return [...rule.check(opened.definition, rule.limits)];
  return [...(await rule.check(opened, rule.limits))];
}

/** A report's place and an expected place in one form. */
function placeOf(rule: Rule, { file, at, place }: PackageReport): string {
  const pointer = at ? pointerOf(at) : (place?.pointer ?? null);
  return JSON.stringify([file ?? rule.file, pointer, place?.line ?? null]);
}

function expectedOf(rule: Rule, reported: string, place: ExpectedPlace): string {
  const [, pointer, line] = JSON.parse(reported) as [string, string | null, number | null];
  if (typeof place === 'string') return JSON.stringify([rule.file, place, line]);
  return JSON.stringify([
    place.file,
    place.pointer ?? pointer,
    place.line ?? (place.pointer === undefined ? null : line),
  ]);
}

describe('rulesets/rules', () => {
  it('lists exactly the files of the folder', () => {
    expect(rules.map(rule => rule.id)).toEqual(files.sort());
    expect(Object.keys(connector)).toHaveLength(files.length);
  });

  it('has a version that is a date', () => {
    expect(rulesetVersion).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    expect(Number.isNaN(Date.parse(rulesetVersion))).toBe(false);
  });

  it.each(rules.map(rule => [rule.id, rule] as const))('%s says why, what to do and where it comes from', (_, rule) => {
    const sentences = [rule.description, rule.docs.why, rule.docs.fix, rule.docs.source];

    for (const sentence of sentences) expect(sentence).toMatch(/^\S.*[.?]$/);
    expect(profiles.some(profile => severityFor(rule, profile) !== 'off')).toBe(true);
  });

  it.each(rules.map(rule => [rule.id, rule] as const))('%s finds nothing in its good examples', async (_, rule) => {
    for (const example of rule.good) expect(await reportsOf(rule, example)).toEqual([]);
  });

  it.each(rules.map(rule => [rule.id, rule] as const))(
    '%s finds exactly what its bad examples say',
    async (_, rule) => {
      for (const example of rule.bad) {
        const reports = await reportsOf(rule, example);
        const found = reports.map(report => placeOf(rule, report));

        expect(found).toEqual(example.at.map((place, position) => expectedOf(rule, found[position] ?? '[]', place)));
        expect(example.at.length).toBeGreaterThan(0);
        for (const { message, fix } of reports) {
          expect(message).toMatch(/^\S.*\.$/s);
          if (fix !== undefined) expect(fix).toMatch(/\.$/);
        }
      }
    },
  );

  it.each(profiles)(
    'finds nothing at all in the package that examples start from, for a %s publisher',
    async profile => {
      const example = rules.find(rule => rule.id === 'package-api-definition-required')?.good[0];
      const content = new Map(example?.content());
      if (profile === 'independent') content.delete('icon.png');
      const opened = openPackage(filesOf(content), profile);

      const found: PackageReport[] = [];
      for (const rule of rules) {
        if (severityFor(rule, profile) === 'off' || rule.id === 'icon-brand-color-ip') continue;
        found.push(...(await told(rule, opened)));
      }

      expect(found).toEqual([]);
    },
  );
});
