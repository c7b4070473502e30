import { readJson } from '../../core/json-text.js';
import type { JsonText } from '../../core/json-text.js';
import { packageFileNames } from '../../core/package.js';
import type { PackageContent } from '../../core/package.js';
import type { Catalog } from '../../core/ports/catalog.js';
import type { Stage, Subject } from '../../core/stage.js';
import type { Report } from '../../core/verdict.js';
import { isObject } from '../../core/json-value.js';
import { compareDefinitions, notCompared, nothingToCompare } from './compare.js';

/** Compares the package with the public version of its connector. */
export function compareStage(catalog: Catalog): Stage {
  return {
    name: 'compare',
    kind: 'check',
    offline: false,
    async run(subject) {
      return { kind: 'checked', report: await compareWithPublic(subject, catalog) };
    },
  };
}

async function compareWithPublic({ submission, package: content }: Subject, catalog: Catalog): Promise<Report> {
  if (content === null) throw new Error(`Submission ${submission.id} came to compare without a package`);
  const published = await catalog.published(submission.publisher, submission.connector);
  if (published === null) return nothingToCompare();

  const { definition } = packageFileNames;
  const before = definitionIn(published.content);
  if (before === null) {
    return notCompared('ours', `${definition} of the public version ${published.version.version} cannot be read.`);
  }
  const after = definitionIn(content);
  if (after === null) return notCompared('yours', `${definition} cannot be read; lint says why.`);
  return compareDefinitions(before, after);
}

function definitionIn(content: PackageContent): JsonText | null {
  const bytes = content.read(packageFileNames.definition);
  const json = bytes === undefined ? null : readJson(bytes);
  return json !== null && isObject(json.value) ? json : null;
}
