import type { Principal } from '../core/account.js';
import { evidenceOf, fileChangesOf, newestOf, sortFindings } from '../core/packet.js';
import type { Packet, TestStrength } from '../core/packet.js';
import type { Blobs } from '../core/ports/blobs.js';
import type { Ledger } from '../core/ports/ledger.js';
import type { Reviews } from '../core/ports/reviews.js';
import { Problem } from '../core/problems.js';
import { countApprovals } from '../core/review.js';
import type { TimelineEntry } from '../core/step.js';
import { readRecord } from '../stages/functional/replay/read-record.js';
import { requireVisible } from './access.js';

/** Where a packet is put together from. */
export interface PacketTools {
  readonly ledger: Ledger;
  readonly reviews: Reviews;
  readonly blobs: Blobs;
}

/**
 * Everything that a decision about the newest revision of a submission rests on, for those who may see it: reviewers, and the publisher,
 * who is to know what he is judged by. `at` is RFC 3339. Throws `submission-not-found`.
 */
export async function packetOf(
  id: string,
  { rulesetDigest, at }: { readonly rulesetDigest: string; readonly at: string },
  by: Principal,
  { ledger, reviews, blobs }: PacketTools,
): Promise<Packet> {
  const submission = await ledger.get(id);
  requireVisible(submission, by);
  const [timeline, revisions, approvals, gate, published] = await Promise.all([
    ledger.timeline(id),
    ledger.revisions(id),
    ledger.approvals(id),
    ledger.gate(id),
    reviews.publishedBefore(id),
  ]);
  const { revision, digest } = submission;
  const files = revisions.find(({ number }) => number === revision)?.package?.files ?? [];
  const before = revisions.findLast(({ number, package: content }) => number < revision && content !== null);
  const compared = newestOf(timeline, revision).find(({ stage }) => stage === 'compare')?.report ?? null;
  return {
    id,
    revision,
    digest,
    gate,
    approvals: countApprovals(approvals, { digest, rulesetDigest, at }, gate),
    sincePublished: published && {
      version: published.version,
      digest: published.digest,
      files: digest === null ? [] : fileChangesOf(published.files, files),
      findings: compared?.findings ?? [],
    },
    sinceRevision: before?.package
      ? { revision: before.number, files: digest === null ? [] : fileChangesOf(before.package.files, files) }
      : null,
    findings: sortFindings(timeline, revision),
    evidence: evidenceOf(timeline, revision, at),
    strength: await strengthOf(newestOf(timeline, revision), blobs),
  };
}

/** A record that another version of Assay wrote, or that is damaged, says nothing; it must not keep people from all the rest. */
async function strengthOf(newest: readonly TimelineEntry[], blobs: Blobs): Promise<Packet['strength']> {
  const [digest] = newest.find(({ stage }) => stage === 'functional')?.report?.evidence ?? [];
  if (digest === undefined) return null;
  try {
    const { coverage, strength } = readRecord(await blobs.get(digest.replace(/^sha256:/, '')));
    const { operations, tested, documentedStatuses, seenStatuses } = coverage.totals;
    const { judged: mutations, noticed } = strength;
    return { operations, tested, documentedStatuses, seenStatuses, mutations, noticed } satisfies TestStrength;
  } catch (error) {
    if (error instanceof Problem) return { unreadable: `${error.title} ${error.detail}` };
    throw error;
  }
}
