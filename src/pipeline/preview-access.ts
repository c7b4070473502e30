import type { Principal } from '../core/account.js';
import { own } from '../core/json-value.js';
import type { Connection } from '../core/ports/connections.js';
import type { PreviewConnections } from '../core/ports/preview-connections.js';
import type { Operation } from '../runtime/definition.js';
import { textOf } from '../runtime/json.js';
import { parameterNames } from './call-preview.js';
import type { ConnectorReader } from './read-connector.js';
import { requireGuest, requireMoreThanReading } from './testers.js';
import type { TesterTools } from './testers.js';

/** What one person needs to know to call a version in preview. */
export interface PreviewAccess {
  readonly submissionId: string;
  readonly publisher: string;
  readonly connector: string;
  readonly version: string | null;
  readonly digest: string | null;
  readonly stage: string;
  readonly state: string;
  /** Whether it can be called now. */
  readonly open: boolean;
  /** Path that operations are called below. */
  readonly gateway: string;
  readonly operations: readonly {
    readonly operationId: string;
    readonly method: string;
    readonly path: string;
    readonly summary: string | null;
  }[];
  /** The person's own connection: which values it takes, and whether one is held. The values are never given out. */
  readonly connection: { readonly names: readonly string[]; readonly held: boolean };
}

export interface PreviewAccessTools extends TesterTools {
  readonly previewConnections: PreviewConnections;
  readonly readConnector: ConnectorReader;
}

/** Characters of a summary that are shown; the rules allow fewer. */
const shownSummary = 200;

/** Shows how to call a submission's version in preview. Throws `submission-not-found`, `blob-missing`, `blob-damaged`. */
export async function previewAccess(id: string, by: Principal, tools: PreviewAccessTools): Promise<PreviewAccess> {
  const submission = await requireGuest(id, by, tools);
  const { publisher, connector, version, digest, stage, state } = submission;
  const open = stage === 'preview' && state === 'waiting';
  // Before it has come to preview, its operations are the publisher's business.
  const read = open ? await tools.readConnector(submission) : null;
  return {
    submissionId: id,
    publisher,
    connector,
    version,
    digest,
    stage,
    state,
    open,
    gateway: `/gateway/preview/${publisher}/${connector}`,
    operations: read?.definition.operations.map(shown) ?? [],
    connection: {
      names: read === null ? [] : parameterNames(read.properties),
      held: await tools.previewConnections.has({ submissionId: id, account: by.account.id }),
    },
  };
}

/**
 * Puts a person's own connection for a submission into the vault, in the place of what was there. Throws `submission-not-found`,
 * `scope-missing`, `invitation-too-late`, `vault-key-retired`.
 */
export async function handInConnection(
  id: string,
  connection: Connection,
  by: Principal,
  tools: Omit<PreviewAccessTools, 'readConnector'>,
): Promise<void> {
  await requireGuest(id, by, tools);
  requireMoreThanReading(by);
  await tools.previewConnections.put({ submissionId: id, account: by.account.id }, connection);
}

/** Forgets a person's own connection for a submission. Throws `submission-not-found`, `scope-missing`. */
export async function forgetConnection(
  id: string,
  by: Principal,
  tools: Omit<PreviewAccessTools, 'readConnector'>,
): Promise<void> {
  await requireGuest(id, by, tools);
  requireMoreThanReading(by);
  await tools.previewConnections.delete({ submissionId: id, account: by.account.id });
}

function shown({ operationId, method, path, declaration }: Operation): PreviewAccess['operations'][number] {
  const summary = textOf(own(declaration, 'summary'))?.slice(0, shownSummary).toWellFormed() ?? null;
  return { operationId, method: method.toUpperCase(), path, summary };
}
