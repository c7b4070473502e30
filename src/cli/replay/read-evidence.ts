import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { problem } from '../../core/problems.js';
import { mostEvidenceBytes, readRecord } from '../../stages/functional/replay/read-record.js';
import type { StoredRecord } from '../../stages/functional/replay/stored-record.js';
import { unreadable } from '../check/find-packages.js';

/** A record as it was handed in, and the digest that the service names it by. */
export interface Evidence {
  readonly record: StoredRecord;
  /** `sha256:` and 64 hex digits over the file. */
  readonly digest: string;
}

/** Reads evidence from a file. Throws `path-not-found`, `path-not-readable`, `evidence-unreadable`, `evidence-version-unknown`. */
export async function readEvidence(path: string): Promise<Evidence> {
  const found = await stat(path).catch((error: unknown) => {
    throw unreadable(path, error);
  });
  if (!found.isFile()) throw problem('evidence-unreadable', { reason: `${path} is no file.` });
  // Before it is in memory: a mistaken path may be a disk image.
  if (found.size > mostEvidenceBytes) {
    const size = Math.ceil(found.size / 1_048_576);
    throw problem('evidence-unreadable', { reason: `${path} has ${size} MiB, which no record has.` });
  }
  const bytes = await readFile(path).catch((error: unknown) => {
    throw unreadable(path, error);
  });
  return { record: readRecord(bytes), digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}` };
}
