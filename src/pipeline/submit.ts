import type { Principal, Publisher } from '../core/account.js';
import type { ProfileName } from '../core/finding.js';
import type { Accounts } from '../core/ports/accounts.js';
import type { Blobs } from '../core/ports/blobs.js';
import type { Connection, Connections } from '../core/ports/connections.js';
import type { Ledger } from '../core/ports/ledger.js';
import { problem } from '../core/problems.js';
import type { Submission } from '../core/submission.js';
import { actsFor } from './access.js';

/** What a submitter hands in for a new submission. */
export interface Handover {
  readonly publisher: string;
  readonly connector: string;
  /** The zip as it was uploaded. */
  readonly bytes: Uint8Array;
  readonly uploadName: string;
  /** Credentials for the functional test; null when the connector needs none. */
  readonly connection: Connection | null;
}

export interface SubmitTools {
  readonly accounts: Accounts;
  readonly blobs: Blobs;
  readonly connections: Connections;
  readonly ledger: Ledger;
  /** The profile that the programme judges a publisher's connectors by. */
  readonly profileOf: (publisher: Publisher) => ProfileName;
}

/**
 * Opens a submission under this new id; done twice with the same id and bytes it is one. The bytes are durable before the ledger
 * knows of them, so that what is accepted is never lost. Throws `publisher-not-found` (also for a publisher of others), `submission-already-open`, `storage-full`.
 */
export async function submit(
  id: string,
  handover: Handover,
  by: Principal,
  { accounts, blobs, connections, ledger, profileOf }: SubmitTools,
): Promise<Submission> {
  const publisher = await publisherFor(handover.publisher, by, accounts);
  const uploadSha256 = await blobs.put(handover.bytes);
  if (handover.connection) await connections.put(id, handover.connection);
  return ledger.open({
    id,
    publisher: publisher.slug,
    connector: handover.connector,
    profile: profileOf(publisher),
    uploadSha256,
    uploadName: handover.uploadName,
    by: by.account.id,
  });
}

async function publisherFor(slug: string, by: Principal, accounts: Accounts): Promise<Publisher> {
  const publisher = (await accounts.publishers()).find(known => known.slug === slug);
  if (publisher === undefined || !actsFor(by, slug)) throw problem('publisher-not-found', { publisher: slug });
  return publisher;
}
