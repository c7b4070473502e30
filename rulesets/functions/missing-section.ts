import type { PackageReport } from '../define-rule.js';
import type { OpenedPackage } from '../opened-package.js';
import { readmeOutline } from './readme-outline.js';

/** A report when no heading of the readme, of any level, is about this. Nothing where there is no readme, which another rule says. */
export function* missingSection(opened: OpenedPackage, heading: RegExp, name: string): Iterable<PackageReport> {
  const readme = readmeOutline(opened);
  if (readme === null || readme.sections.some(section => heading.test(section.heading))) return;
  yield { file: readme.path, message: `The readme has no section "${name}".` };
}
