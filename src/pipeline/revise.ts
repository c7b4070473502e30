import type { Principal } from '../core/account.js';
import type { Blobs } from '../core/ports/blobs.js';
import type { Connections } from '../core/ports/connections.js';
import type { Ledger } from '../core/ports/ledger.js';
import { revise as revised } from '../core/submission.js';
import type { Submission } from '../core/submission.js';
import { requireSubmitter } from './access.js';
import type { Handover } from './submit.js';

export interface ReviseTools {
  readonly blobs: Blobs;
  readonly connections: Connections;
  readonly ledger: Ledger;
}

/**
 * Hands in a new revision: the flow starts over with these bytes. A connection that is not given again stays.
 * Throws `submission-not-found`, `publisher-not-yours`, `submission-not-revisable`, `storage-full`.
 */
export async function revise(
  id: string,
  { bytes, uploadName, connection }: Pick<Handover, 'bytes' | 'uploadName' | 'connection'>,
  by: Principal,
  { blobs, connections, ledger }: ReviseTools,
): Promise<Submission> {
  const move = (current: Submission) => {
    requireSubmitter(current, by);
    return revised(current);
  };
  // Asked before anything is stored, and again under the lock.
  move(await ledger.get(id));
  const uploadSha256 = await blobs.put(bytes);
  if (connection) await connections.put(id, connection);
  return ledger.change(id, current => ({
    to: move(current),
    actor: by.account.id,
    action: 'submission.revised',
    details: { revision: current.revision + 1, uploadSha256 },
    upload: { uploadSha256, uploadName, by: by.account.id },
    decision: null,
  }));
}
