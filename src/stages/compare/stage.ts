import { readJson } from '../../core/json-text.js';
import type { JsonText } from '../../core/json-text.js';
import { packageFileNames } from '../../core/package.js';
import type { PackageContent } from '../../core/package.js';
import type { Catalog } from '../../core/ports/catalog.js';
import type { Stage, Subject } from '../../core/stage.js';
import type { Submission } from '../../core/submission.js';
import type { Report } from '../../core/verdict.js';
import { isObject } from '../../core/json-value.js';
import type { ProfileName, Severity } from '../../core/finding.js';
import { compareConnector, judgeFirstVersion, notCompared, nothingToCompare } from './compare.js';
import type { Weigh } from './compare.js';
import { writtenChangelog } from './written-changelog.js';

/** What a programme decided about a rule for a profile; undefined where it decided nothing. */
export type Decided = (profile: ProfileName, ruleId: string) => Severity | 'off' | undefined;

/**
 * Compares the package with the public version of its connector. `decided` is what the programme decided otherwise about the weights
 * of rules, by profile and rule.
 */
export function compareStage(catalog: Catalog, decided: Decided = () => undefined): Stage {
  return {
    name: 'compare',
    kind: 'check',
    offline: false,
    async run(subject) {
      const report = await compareWithPublic(subject, catalog, decided);
      return { kind: 'checked', report: withAuthorsWords(report, subject.package) };
    },
  };
}

/** What the author wrote of this version in CHANGELOG.md stands instead of what was generated. */
function withAuthorsWords(report: Report, content: PackageContent | null): Report {
  const { changelog } = report;
  if (changelog === undefined || content === null) return report;
  const text = writtenChangelog(content.read(packageFileNames.changelog), changelog.version);
  return text === null ? report : { ...report, changelog: { ...changelog, source: 'package', text } };
}

async function compareWithPublic(
  { submission, package: content }: Subject,
  catalog: Catalog,
  decided: Decided,
): Promise<Report> {
  const weigh: Weigh = rule => decided(submission.profile, rule.id) ?? rule.severity;
  if (content === null) throw new Error(`Submission ${submission.id} came to compare without a package`);
  const published = await catalog.published(submission.publisher, submission.connector);
  const titles = await otherTitles(submission, catalog);
  const after = jsonIn(content, packageFileNames.definition);
  if (published === null) {
    return after === null ? nothingToCompare(weigh) : judgeFirstVersion(after, { titles, weigh });
  }

  const { definition, properties } = packageFileNames;
  const before = jsonIn(published.content, definition);
  if (before === null) {
    const reason = `${definition} of the public version ${published.version.version} cannot be read.`;
    return notCompared({ fault: 'ours', reason }, weigh);
  }
  if (after === null)
    return notCompared({ fault: 'yours', reason: `${definition} cannot be read; lint says why.` }, weigh);
  return compareConnector(
    { definition: before, properties: jsonIn(published.content, properties) },
    { definition: after, properties: jsonIn(content, properties) },
    { titles, weigh },
  );
}

async function otherTitles({ publisher, connector }: Submission, catalog: Catalog): Promise<string[]> {
  const titles = await catalog.titles();
  return titles.flatMap(one => (one.publisher === publisher && one.connector === connector ? [] : [one.title]));
}

function jsonIn(content: PackageContent, file: string): JsonText | null {
  const bytes = content.read(file);
  const json = bytes === undefined ? null : readJson(bytes);
  return json !== null && isObject(json.value) ? json : null;
}
