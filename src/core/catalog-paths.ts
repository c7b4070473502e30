import { slugPattern } from './package.js';
import { problem } from './problems.js';
import type { PublicationPlan } from './publication.js';

/** A version as it may stand in a path and in a commit message: what a definition's `info.version` may hold to be published. */
export const publishableVersion = /^[0-9A-Za-z](?:[0-9A-Za-z.+-]{0,62}[0-9A-Za-z])?$/;

/** The folder that holds those of all connectors. */
export const catalogFolder = 'certified-connectors';

/** Where everything of one connector stands in the catalogue's repository. Paths have no slash at either end. */
export interface CatalogPaths {
  /** Holds exactly the files of the public package. */
  readonly folder: string;
  /** All public versions, newest last, in plain JSON. */
  readonly index: string;
  /** DSSE envelope whose payload is exactly the index file. */
  readonly indexSignature: string;
}

/**
 * The paths of a connector. Throws `publication-path-refused` unless both names are slugs: nothing else may reach a path of the
 * catalogue, because a path is also what decides which folder a publication may change.
 */
export function catalogPaths(publisher: string, connector: string): CatalogPaths {
  const name = connectorPath(publisher, connector);
  return {
    folder: `${catalogFolder}/${name}`,
    index: `index/${name}.json`,
    indexSignature: `index/${name}.dsse.json`,
  };
}

/** Path of a version's certificate. Throws `publication-path-refused`, `publication-version-unusable`. */
export function certificatePath(publisher: string, connector: string, version: string): string {
  const name = connectorPath(publisher, connector);
  if (!publishableVersion.test(version)) {
    throw problem('publication-version-unusable', { version: version.slice(0, 100) });
  }
  return `certificates/${name}/${version}.dsse.json`;
}

/** Path of a public key. `keyid` is a SHA-256 in hex. Throws `publication-path-refused` for anything else. */
export function keyPath(keyid: string): string {
  if (!/^[0-9a-f]{64}$/.test(keyid)) throw refused(keyid, 'a key id is 64 hex digits');
  return `keys/${keyid}.json`;
}

/** What the full names of all refs begin with on which a connector's publications are prepared; no slash at its end. */
export function publicationBranches(publisher: string, connector: string): string {
  return `refs/heads/publish/${connectorPath(publisher, connector)}`;
}

/** Full name of the ref that a publication of this digest (`sha256:` and 64 hex digits) is prepared on. */
export function publicationBranch(publisher: string, connector: string, digest: string): string {
  const branches = publicationBranches(publisher, connector);
  const hex = /^sha256:([0-9a-f]{64})$/.exec(digest)?.[1];
  if (hex === undefined) throw refused(digest, 'a digest is sha256: and 64 hex digits');
  return `${branches}/${hex.slice(0, 16)}`;
}

/**
 * Throws `publication-path-refused` when a path inside a package cannot stand in a git tree that people check out on any system:
 * empty, `.` or `..` components, anything that begins like `.git` in any case, backslashes, colons, control characters.
 */
export function assertPlainPath(path: string): void {
  for (const name of path.split('/')) {
    if (name === '' || name === '.' || name === '..') throw refused(path, 'a component is empty or made of dots');
    if (/^\.git/i.test(name) || /^git~\d/i.test(name)) throw refused(path, 'git reads files of that name');
    // eslint-disable-next-line no-control-regex -- control characters are what is refused
    if (/[\\:\u0000-\u001f\u007f]/.test(name)) throw refused(path, 'it holds a backslash, colon or control character');
  }
}

/**
 * Throws `publication-path-refused` (or `publication-version-unusable`) unless a plan stays where its names allow: its own folder, its
 * own branch, and files of the catalogue that are made of the same names. Every catalogue asks this before it acts on a plan.
 */
export function assertOwnPaths(plan: PublicationPlan): void {
  const { publisher, connector, version, digest } = plan;
  const { folder, index, indexSignature } = catalogPaths(publisher, connector);
  const certificate = certificatePath(publisher, connector, version);
  if (
    plan.folder !== folder ||
    plan.certificate !== certificate ||
    plan.branch !== publicationBranch(publisher, connector, digest)
  ) {
    throw refused(plan.folder, 'folder, branch and certificate have to be made of the plan’s own names');
  }
  const own = [index, indexSignature, certificate];
  for (const path of [...plan.files.keys(), ...plan.replaces.keys()]) {
    const isOwn = path.startsWith(`${folder}/`) || own.includes(path) || /^keys\/[0-9a-f]{64}\.json$/.test(path);
    if (!isOwn) throw refused(path, 'the plan reaches outside its connector');
  }
  for (const path of plan.files.keys()) assertPlainPath(path);
}

function connectorPath(publisher: string, connector: string): string {
  for (const slug of [publisher, connector]) {
    if (!slugPattern.test(slug)) throw refused(slug, 'a short name is lower-case letters, digits and inner hyphens');
  }
  return `${publisher}/${connector}`;
}

function refused(path: string, reason: string) {
  return problem('publication-path-refused', { path: JSON.stringify(path.slice(0, 200)), reason });
}
