import { publishableVersion } from './catalog-paths.js';
import { isObject } from './json-value.js';

/** One public version as the catalogue's index lists it. */
export interface IndexVersion {
  readonly version: string;
  /** `sha256:` and 64 hex digits: names the package. */
  readonly digest: string;
  /** When it was approved for the public, RFC 3339. */
  readonly date: string;
  /** Path of its certificate in the repository. */
  readonly certificate: string;
}

/** What the catalogue's index says of one connector. */
export interface IndexEntry {
  readonly publisher: string;
  readonly connector: string;
  readonly folder: string;
  /** In the order of publication; the last is the one whose files stand in the folder. Never empty. */
  readonly versions: readonly [IndexVersion, ...IndexVersion[]];
}

/** Media type of an index entry inside its signature. */
export const indexMediaType = 'application/vnd.assay.index+json';

/** The bytes of an index entry: the same entry gives the same bytes. */
export function indexBytes({ publisher, connector, folder, versions }: IndexEntry): Uint8Array {
  const ordered = versions.map(({ version, digest, date, certificate }) => ({ version, digest, date, certificate }));
  return new TextEncoder().encode(`${JSON.stringify({ publisher, connector, folder, versions: ordered }, null, 2)}\n`);
}

/** Reads an index entry, or null when the bytes are not one. Members that are not known are left out. */
export function parseIndexEntry(bytes: Uint8Array): IndexEntry | null {
  const value = parse(bytes);
  if (!isObject(value)) return null;
  const { publisher, connector, folder, versions } = value;
  if (!isText(publisher) || !isText(connector) || !isText(folder) || !Array.isArray(versions)) return null;
  const read = versions.map(readVersion);
  const [first, ...rest] = read.filter(version => version !== null);
  if (first === undefined || rest.length + 1 !== read.length) return null;
  return { publisher, connector, folder, versions: [first, ...rest] };
}

/** The version whose files stand in the folder. */
export function newestVersion({ versions }: IndexEntry): IndexVersion {
  return versions.at(-1) ?? versions[0];
}

function readVersion(value: unknown): IndexVersion | null {
  if (!isObject(value)) return null;
  const { version, digest, date, certificate } = value;
  if (!isText(version) || !isText(digest) || !isText(date) || !isText(certificate)) return null;
  if (!publishableVersion.test(version) || !/^sha256:[0-9a-f]{64}$/.test(digest)) return null;
  return { version, digest, date, certificate };
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
