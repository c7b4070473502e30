import {
  assertPlainPath,
  catalogPaths,
  certificatePath,
  keyPath,
  publicationBranch,
} from '../../core/catalog-paths.js';
import type { Signer } from '../../core/certificate.js';
import { indexBytes, indexMediaType, parseIndexEntry } from '../../core/index-entry.js';
import type { IndexEntry, IndexVersion } from '../../core/index-entry.js';
import type { Problem } from '../../core/problems.js';
import { problem } from '../../core/problems.js';
import type { PublicationPlan } from '../../core/publication.js';
import { publishedIn } from '../../core/standing.js';
import { makeCertificate } from './certificate.js';
import type { Terms } from './certificate.js';
import type { Certified } from './certify.js';
import { openEnvelope, sealEnvelope } from './envelope.js';
import { publicKeyBytes } from './public-key.js';
import { sha256 } from './sha256.js';

/**
 * Everything that the commit will contain, decided before git is touched: same input, same plan, byte for byte. `standing` is what
 * the catalogue holds for the connector now. Throws `publication-conflict` when its index was not signed by us or already lists this
 * version otherwise, `publication-mismatch` when the folder is not what the index lists, `publication-path-refused` and `publication-version-unusable` for names that may not stand in a path.
 */
export function planPublication(
  certified: Certified,
  standing: ReadonlyMap<string, Uint8Array>,
  terms: Terms,
  signer: Signer,
): PublicationPlan {
  const { publisher, connector, version, digest, approvedAt } = certified;
  const paths = catalogPaths(publisher, connector);
  const certificate = certificatePath(publisher, connector, version);
  const listed = versionsListed(certified, standing, signer);
  const versions = withVersion(listed, { version, digest, date: approvedAt, certificate }, certified);
  const index = indexBytes({ publisher, connector, folder: paths.folder, versions });

  const files = new Map<string, Uint8Array>();
  for (const [path, bytes] of certified.files) {
    assertPlainPath(path);
    files.set(`${paths.folder}/${path}`, bytes);
  }
  files.set(certificate, Buffer.from(makeCertificate(certified, terms, signer)));
  files.set(paths.index, index);
  files.set(paths.indexSignature, Buffer.from(sealEnvelope(indexMediaType, index, signer)));
  files.set(keyPath(signer.keyid), publicKeyBytes(signer.keys[0]));
  return {
    publisher,
    connector,
    version,
    digest,
    folder: paths.folder,
    branch: publicationBranch(publisher, connector, digest),
    message: `Publish ${publisher}/${connector} ${version}\n\nDigest: ${digest}\n`,
    date: approvedAt,
    files,
    certificate,
    replaces: standing,
  };
}

/** The versions that the catalogue's index lists already, believed only when we signed them. */
function versionsListed(
  certified: Certified,
  standing: ReadonlyMap<string, Uint8Array>,
  signer: Signer,
): readonly IndexVersion[] {
  const { publisher, connector } = certified;
  const paths = catalogPaths(publisher, connector);
  const bytes = standing.get(paths.index);
  const signature = standing.get(paths.indexSignature);
  if (bytes === undefined && signature === undefined) {
    const foreign = [...standing.keys()][0];
    if (foreign === undefined) return [];
    throw conflict(certified, foreign, 'files stand in the folder, but no index entry lists them');
  }
  const entry = bytes === undefined ? null : parseIndexEntry(bytes);
  if (bytes === undefined || signature === undefined || entry === null) {
    throw conflict(certified, paths.index, 'the index entry or its signature is missing or cannot be read');
  }
  const opened = openEnvelope(Buffer.from(signature).toString('utf8'), signer.keys);
  if (
    !opened?.signedBy ||
    opened.payloadType !== indexMediaType ||
    !Buffer.from(opened.payload).equals(bytes) ||
    !isAbout(entry, certified)
  ) {
    throw conflict(certified, paths.index, 'its signature is not one of this service’s keys over these bytes');
  }
  // The folder has to be what the index says, or a change by hand would be overwritten unseen.
  publishedIn(standing, publisher, connector, sha256);
  return entry.versions;
}

function isAbout(entry: IndexEntry, { publisher, connector }: Certified): boolean {
  return entry.publisher === publisher && entry.connector === connector;
}

/** The list with this version at its end. A repeat finds it there already and changes nothing. */
function withVersion(
  listed: readonly IndexVersion[],
  added: IndexVersion,
  certified: Certified,
): readonly [IndexVersion, ...IndexVersion[]] {
  const [first, ...rest] = listed;
  if (first === undefined) return [added];
  const same = listed.find(({ version, digest }) => version === added.version || digest === added.digest);
  if (same === undefined) return [first, ...rest, added];
  if (same.version !== added.version || same.digest !== added.digest) {
    throw conflict(certified, added.certificate, `${same.version} is public with the digest ${same.digest}`);
  }
  if (same !== listed.at(-1)) {
    throw conflict(certified, added.certificate, 'it is public already, and newer versions followed it');
  }
  return [first, ...rest];
}

function conflict({ publisher, connector, version }: Certified, path: string, reason: string): Problem {
  return problem('publication-conflict', { publisher, connector, version, path, reason });
}
