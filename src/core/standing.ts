import { catalogPaths } from './catalog-paths.js';
import { newestVersion, parseIndexEntry } from './index-entry.js';
import { packageOf } from './package-content.js';
import type { Sha256 } from './package-content.js';
import type { PackageContent } from './package.js';
import { problem } from './problems.js';
import type { PublicationPlan, Published } from './publication.js';

/** How a plan and a catalogue stand to each other: nothing was done yet, or it is done already. */
export type Standing = 'open' | 'published';

/**
 * Compares a plan with what the catalogue holds, before and after every effect. `held` names what stands in the connector's folder
 * and at every path that the plan writes or replaces; `nameOf` gives the name that bytes have there. Both may use any name for
 * content that differs when the content differs (an object id of git, a hash).
 *
 * `published`: the folder holds exactly the plan's files and the version has its certificate. `open`: everything is as it was when
 * the plan was made. Throws `publication-conflict` for anything else: somebody else wrote there, and nothing may be overwritten.
 */
export function standingOf(
  plan: PublicationPlan,
  held: ReadonlyMap<string, string>,
  nameOf: (bytes: Uint8Array) => string,
): Standing {
  if (held.has(plan.certificate)) {
    if (holdsExactlyThePackage(plan, held, nameOf)) return 'published';
    throw conflict(
      plan,
      plan.certificate,
      'this version was published before, and other files stand in its folder now',
    );
  }
  for (const [path, name] of held) {
    const before = plan.replaces.get(path);
    if (before !== undefined && nameOf(before) === name) continue;
    const after = inFolder(plan, path) ? undefined : plan.files.get(path);
    if (before === undefined && after !== undefined && nameOf(after) === name) continue;
    throw conflict(plan, path, before === undefined ? 'it should not be there yet' : 'its content was changed');
  }
  for (const path of plan.replaces.keys()) {
    if (!held.has(path)) throw conflict(plan, path, 'it was removed');
  }
  return 'open';
}

/**
 * The public version among what stands for a connector (path in the catalogue → bytes), or null when the index lists none. Throws
 * `publication-mismatch` when the folder does not hold what the index lists.
 */
export function publishedIn(
  standing: ReadonlyMap<string, Uint8Array>,
  publisher: string,
  connector: string,
  sha256: Sha256,
): Published | null {
  const { index, folder } = catalogPaths(publisher, connector);
  const bytes = standing.get(index);
  if (bytes === undefined) return null;
  const entry = parseIndexEntry(bytes);
  if (entry === null) throw mismatch(publisher, connector, `${index} cannot be read`);
  const { version, digest } = newestVersion(entry);
  const content = packageIn(standing, folder, sha256);
  if (content.digest !== digest) {
    throw mismatch(
      publisher,
      connector,
      `${folder} hashes to ${content.digest}; ${index} lists ${digest} for ${version}`,
    );
  }
  return { version: { publisher, connector, version, digest }, content };
}

/** The package that the files of a folder of the catalogue make. */
export function packageIn(standing: ReadonlyMap<string, Uint8Array>, folder: string, sha256: Sha256): PackageContent {
  const files = [...standing].filter(([path]) => path.startsWith(`${folder}/`));
  return packageOf(new Map(files.map(([path, bytes]) => [path.slice(folder.length + 1), bytes])), sha256);
}

/** The problem of a catalogue that does not hold what was certified. */
export function mismatch(publisher: string, connector: string, reason: string) {
  return problem('publication-mismatch', { publisher, connector, reason });
}

/** Paths that stand in the catalogue and that the plan takes away: files of the folder that the new version no longer has. */
export function removedPaths(plan: PublicationPlan): string[] {
  return [...plan.replaces.keys()].filter(path => inFolder(plan, path) && !plan.files.has(path));
}

/** True for a path in the connector's own folder. */
export function inFolder({ folder }: PublicationPlan, path: string): boolean {
  return path.startsWith(`${folder}/`);
}

/** The problem of a catalogue that holds something unexpected at a path of the plan. */
export function conflict(plan: PublicationPlan, path: string, reason: string) {
  const { publisher, connector, version } = plan;
  return problem('publication-conflict', { publisher, connector, version, path, reason });
}

function holdsExactlyThePackage(
  plan: PublicationPlan,
  held: ReadonlyMap<string, string>,
  nameOf: (bytes: Uint8Array) => string,
): boolean {
  const planned = [...plan.files].filter(([path]) => inFolder(plan, path));
  const standing = [...held.keys()].filter(path => inFolder(plan, path));
  return planned.length === standing.length && planned.every(([path, bytes]) => held.get(path) === nameOf(bytes));
}
