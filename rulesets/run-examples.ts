import type { Example, ExpectedPlace, PackageReport, Rule } from './define-rule.js';
import { filesOf } from './examples.js';
import { pointerOf } from './functions/path.js';
import { openPackage } from './opened-package.js';

/** What a rule reports about one of its examples. */
export async function reportsOn(rule: Rule, example: Example): Promise<PackageReport[]> {
  const opened = openPackage(filesOf(example.content()), example.profile);
  const reports: PackageReport[] = [];
  const checked =
    rule.on === 'definition' ? rule.check(opened.definition, rule.limits) : rule.check(opened, rule.limits);
  for (const report of await checked) reports.push(report);
  return reports;
}

/** What of a rule's examples is not as they say: nothing may be found in a good one, and exactly what it says in a bad one. */
export async function exampleFaults(rule: Rule): Promise<string[]> {
  const faults: string[] = [];
  for (const [position, example] of [...rule.good, ...rule.bad].entries()) {
    const isGood = position < rule.good.length;
    const name = isGood ? `good example ${position + 1}` : `bad example ${position - rule.good.length + 1}`;
    const reports = await reportsOn(rule, example);
    const found = reports.map(report => placeOf(rule, report));
    const expected = example.at.map((place, index) => expectedOf(rule, found[index] ?? '[]', place));
    if (found.join() !== expected.join()) {
      faults.push(`The ${name} should be found ${listed(expected)}; it is found ${listed(found)}.`);
    }
    if (!isGood && example.at.length === 0) faults.push(`The ${name} says nothing of where it is found.`);
  }
  return faults;
}

/** A report's place and an expected place in one form. */
function placeOf(rule: Rule, { file, at, place }: PackageReport): string {
  const pointer = at ? pointerOf(at) : (place?.pointer ?? null);
  return JSON.stringify([file ?? rule.file, pointer, place?.line ?? null]);
}

function expectedOf(rule: Rule, reported: string, place: ExpectedPlace): string {
  const [, pointer, line] = JSON.parse(reported) as [string, string | null, number | null];
  if (typeof place === 'string') return JSON.stringify([rule.file, place, line ?? null]);
  return JSON.stringify([
    place.file,
    place.pointer ?? pointer ?? null,
    place.line ?? (place.pointer === undefined ? null : (line ?? null)),
  ]);
}

function listed(places: readonly string[]): string {
  return places.length === 0 ? 'nowhere' : `at ${places.map(inWords).join(' and ')}`;
}

/** `apiDefinition.swagger.json#/info/title`, `README.md:3`, or a file alone. */
function inWords(place: string): string {
  const [file, pointer, line] = JSON.parse(place) as [string, string | null, number | null];
  return file + (line === null ? '' : `:${line}`) + (pointer === null ? '' : `#${pointer}`);
}
