import { readJson } from '../core/json-text.js';
import { packageFileNames } from '../core/package.js';
import type { Blobs } from '../core/ports/blobs.js';
import type { Ledger } from '../core/ports/ledger.js';
import { readDefinition } from '../runtime/definition.js';
import type { Definition } from '../runtime/definition.js';
import { loadPackage } from './load-package.js';

/** A connector as calls need it. */
export interface ReadConnector {
  readonly definition: Definition;
  /** Parsed JSON of apiProperties.json. */
  readonly properties: unknown;
  readonly hasScript: boolean;
}

/** Reads the package of a submission's newest revision. Throws `blob-missing`, `blob-damaged`. */
export type ConnectorReader = (submission: { id: string; digest: string | null }) => Promise<ReadConnector>;

/** Connectors that are kept as read. At 10 MiB of JSON each, the very worst is bearable; most have some 100 KiB. */
const mostKept = 8;

/** A reader that keeps what it read last: a digest always means the same bytes. */
export function createConnectorReader({ ledger, blobs }: { ledger: Ledger; blobs: Blobs }): ConnectorReader {
  const kept = new Map<string, Promise<ReadConnector>>();

  const read = async (id: string, digest: string): Promise<ReadConnector> => {
    const accepted = (await ledger.revisions(id)).find(revision => revision.package?.digest === digest)?.package;
    if (!accepted) throw new Error(`Submission ${id} has no revision with the package ${digest}.`);
    const content = await loadPackage(accepted, blobs);
    const json = (name: string): unknown => readJson(content.read(name) ?? new Uint8Array()).value;
    return {
      definition: readDefinition(json(packageFileNames.definition)),
      properties: json(packageFileNames.properties),
      hasScript: content.read(packageFileNames.script) !== undefined,
    };
  };

  return ({ id, digest }) => {
    if (digest === null) throw new Error(`Submission ${id} has no package to read.`);
    const known = kept.get(digest) ?? read(id, digest);
    // Put at the end again: the first is then the one that was not asked for the longest.
    kept.delete(digest);
    kept.set(digest, known);
    for (const oldest of kept.keys()) if (kept.size > mostKept) kept.delete(oldest);
    known.catch(() => kept.delete(digest));
    return known;
  };
}
