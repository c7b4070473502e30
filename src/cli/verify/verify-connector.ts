import { catalogPaths } from '../../core/catalog-paths.js';
import type { PublicKey } from '../../core/certificate.js';
import { indexMediaType, newestVersion, parseIndexEntry } from '../../core/index-entry.js';
import type { IndexEntry, IndexVersion } from '../../core/index-entry.js';
import { openEnvelope } from '../../stages/publish/envelope.js';
import { verifyCertificate } from '../../stages/publish/verify-certificate.js';
import type { Tree } from './tree.js';

/** One thing that was looked at: whether it holds, and what was found. */
export interface Proof {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

/** What could be proven of one connector. */
export interface VerifiedConnector {
  /** `publisher/connector`. */
  readonly name: string;
  /** The version whose files stand there; null when the index does not say. */
  readonly version: string | null;
  readonly ok: boolean;
  readonly proofs: readonly Proof[];
}

/**
 * Verifies a connector of a catalogue: its signed index entry, the certificate of the version that stands in its folder over the
 * files as they are, and the signatures of the versions before it.
 */
export async function verifyConnector(
  tree: Tree,
  { publisher, connector }: { readonly publisher: string; readonly connector: string },
  keys: readonly PublicKey[],
  now: Date,
): Promise<VerifiedConnector> {
  const name = `${publisher}/${connector}`;
  const paths = catalogPaths(publisher, connector);
  const indexed = await readIndex(tree, paths, keys);
  if (indexed.entry === null) return { name, version: null, ok: false, proofs: [indexed.proof] };
  const newest = newestVersion(indexed.entry);
  const proofs = [
    indexed.proof,
    aboutIt(indexed.entry, { publisher, connector, folder: paths.folder }),
    ...(await standing(tree, { publisher, connector, folder: paths.folder, newest }, keys, now)),
    ...(await before(tree, indexed.entry, newest, keys)),
  ];
  return { name, version: newest.version, ok: proofs.every(proof => proof.ok), proofs };
}

async function readIndex(
  tree: Tree,
  { index, indexSignature }: { readonly index: string; readonly indexSignature: string },
  keys: readonly PublicKey[],
): Promise<{ entry: IndexEntry | null; proof: Proof }> {
  const [bytes, signature] = [await tree.read(index), await tree.read(indexSignature)];
  const fails = (detail: string) => ({ entry: null, proof: { name: 'index', ok: false, detail } });
  if (bytes === null) return fails('The index does not list it: nobody certified what stands there.');
  const entry = parseIndexEntry(bytes);
  if (entry === null) return fails('Its entry in the index cannot be read.');
  const opened = signature === null ? null : openEnvelope(Buffer.from(signature).toString('utf8'), keys);
  const holds =
    opened?.signedBy != null && opened.payloadType === indexMediaType && Buffer.from(opened.payload).equals(bytes);
  const detail = holds ? 'Its entry in the index is signed.' : 'Its entry in the index is not what was signed.';
  return { entry, proof: { name: 'index', ok: holds, detail } };
}

function aboutIt(entry: IndexEntry, expected: Pick<IndexEntry, 'publisher' | 'connector' | 'folder'>): Proof {
  const ok =
    entry.publisher === expected.publisher &&
    entry.connector === expected.connector &&
    entry.folder === expected.folder;
  const detail = ok ? `It stands in ${entry.folder}.` : 'Its entry in the index is about another connector.';
  return { name: 'place', ok, detail };
}

async function standing(
  tree: Tree,
  {
    publisher,
    connector,
    folder,
    newest,
  }: { publisher: string; connector: string; folder: string; newest: IndexVersion },
  keys: readonly PublicKey[],
  now: Date,
): Promise<Proof[]> {
  const certificate = await tree.read(newest.certificate);
  if (certificate === null) {
    return [{ name: 'certificate', ok: false, detail: `Version ${newest.version} has no certificate.` }];
  }
  const files = new Map<string, Uint8Array>();
  for (const path of await tree.list([folder])) {
    // What cannot be read hashes to nothing that was certified.
    files.set(path.slice(folder.length + 1), (await tree.read(path)) ?? new Uint8Array());
  }
  const { results, statement } = verifyCertificate(Buffer.from(certificate).toString('utf8'), keys, files, now);
  const claimed = statement?.predicate;
  const same =
    claimed?.publisher === publisher &&
    claimed.connector === connector &&
    claimed.version === newest.version &&
    `sha256:${statement?.subject[0].digest.sha256}` === newest.digest;
  const detail = same
    ? `The certificate is for ${publisher}/${connector} ${newest.version}.`
    : 'The certificate is for something else than the index says.';
  return [...results, { name: 'identity', ok: same, detail }];
}

/** Versions before the newest: their files are in the history only, so their signatures are what can be proven here. */
async function before(
  tree: Tree,
  { versions }: IndexEntry,
  newest: IndexVersion,
  keys: readonly PublicKey[],
): Promise<Proof[]> {
  const older = versions.filter(version => version !== newest);
  const unsigned: string[] = [];
  for (const { version, certificate } of older) {
    const text = await tree.read(certificate);
    const opened = text === null ? null : openEnvelope(Buffer.from(text).toString('utf8'), keys);
    if (opened?.signedBy == null) unsigned.push(version);
  }
  if (older.length === 0) return [];
  const detail =
    unsigned.length === 0
      ? `The certificates of ${older.length} earlier versions are signed.`
      : `Certificates of earlier versions are missing or not signed: ${unsigned.join(', ')}.`;
  return [{ name: 'earlier-versions', ok: unsigned.length === 0, detail }];
}
