import { newestOf } from '../core/packet.js';
import { packageFileNames } from '../core/package.js';
import type { Blobs } from '../core/ports/blobs.js';
import type { Ledger } from '../core/ports/ledger.js';
import { Problem } from '../core/problems.js';
import type { Measurement } from '../core/tier.js';
import { readRecord } from '../stages/functional/replay/read-record.js';

/** Problems by which evidence itself tells nothing, today and later. Any other, as a store that is away, is tried again. */
const lasting: readonly string[] = ['blob-missing', 'blob-damaged', 'evidence-unreadable', 'evidence-version-unknown'];

/**
 * Works out from a public version's reports and evidence what its certification measured, or why that cannot be told. Throws
 * `submission-not-found`, and what keeps the evidence from being read for now.
 */
export async function measure(
  submissionId: string,
  { ledger, blobs }: { readonly ledger: Ledger; readonly blobs: Blobs },
): Promise<Measurement | { readonly unreadable: string }> {
  const { revision } = await ledger.get(submissionId);
  const [timeline, revisions] = await Promise.all([ledger.timeline(submissionId), ledger.revisions(submissionId)]);
  const newest = newestOf(timeline, revision);
  const files = revisions.find(({ number }) => number === revision)?.package?.files ?? [];
  const open = newest
    .flatMap(({ report }) => report?.findings ?? [])
    .filter(({ status, blocks }) => status !== 'waived' && !blocks);
  const [digest] = newest.find(({ stage }) => stage === 'functional')?.report?.evidence ?? [];
  if (digest === undefined) return { unreadable: 'Its functional test left no record.' };
  try {
    const { coverage, strength } = readRecord(await blobs.get(digest.replace(/^sha256:/, '')));
    return {
      operations: coverage.totals.operations,
      called: coverage.totals.tested,
      mutations: strength.judged,
      noticed: strength.noticed,
      warnings: open.filter(({ severity }) => severity !== 'info').length,
      readmeFindings: open.filter(({ file }) => file === packageFileNames.readme).length,
      ownTests: files.some(({ path }) => path.startsWith('tests/')),
    };
  } catch (error) {
    if (!(error instanceof Problem) || !lasting.includes(error.code)) throw error;
    return { unreadable: `${error.title} ${error.detail}`.slice(0, 2_000) };
  }
}
