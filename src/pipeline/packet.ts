import type { Principal } from '../core/account.js';
import { holds } from '../core/given-waiver.js';
import { readJson } from '../core/json-text.js';
import { operationChangesOf } from '../core/operation-changes.js';
import type { OperationChanges } from '../core/operation-changes.js';
import { packageFileNames } from '../core/package.js';
import type { PackageFile } from '../core/package.js';
import { evidenceOf, fileChangesOf, mostShownComments, newestOf, sortBeside, sortFindings } from '../core/packet.js';
import type { Packet, TestStrength } from '../core/packet.js';
import type { Blobs } from '../core/ports/blobs.js';
import type { Comments } from '../core/ports/comments.js';
import { breakingChangesOf } from '../core/acknowledgement.js';
import { consumersHit } from '../core/consumer.js';
import type { Consumers } from '../core/ports/consumers.js';
import type { Ledger } from '../core/ports/ledger.js';
import type { Reviews } from '../core/ports/reviews.js';
import type { Waivers } from '../core/ports/waivers.js';
import { Problem } from '../core/problems.js';
import { countApprovals } from '../core/review.js';
import type { TimelineEntry } from '../core/step.js';
import { readRecord } from '../stages/functional/replay/read-record.js';
import { requireVisible } from './access.js';
import { listComments, readsNotes } from './comments.js';

/** Where a packet is put together from. */
export interface PacketTools {
  readonly ledger: Ledger;
  readonly reviews: Reviews;
  readonly blobs: Blobs;
  readonly comments: Comments;
  readonly waivers: Waivers;
  readonly consumers: Consumers;
}

/**
 * Everything that a decision about the newest revision of a submission rests on, for those who may see it: reviewers, and the publisher,
 * who is to know what he is judged by. `at` is RFC 3339. Throws `submission-not-found`.
 */
export async function packetOf(
  id: string,
  { rulesetDigest, at }: { readonly rulesetDigest: string; readonly at: string },
  by: Principal,
  { ledger, reviews, blobs, comments, waivers, consumers }: PacketTools,
): Promise<Packet> {
  const submission = await ledger.get(id);
  requireVisible(submission, by);
  const shown = { open: true, limit: mostShownComments, cursor: null };
  const [timeline, revisions, approvals, gate, promotion, published, counts, said, { given, today }, users] =
    await Promise.all([
      ledger.timeline(id),
      ledger.revisions(id),
      ledger.approvals(id),
      ledger.gate(id),
      ledger.promotion(id),
      reviews.publishedBefore(id),
      comments.counts(id, readsNotes(by, submission.publisher)),
      listComments(id, shown, by, { ledger, comments, blobs }),
      waivers.reaching(id),
      consumers.of(submission.publisher, submission.connector),
    ]);
  const { revision, digest } = submission;
  const files = revisions.find(({ number }) => number === revision)?.package?.files ?? [];
  const before = revisions.findLast(({ number, package: content }) => number < revision && content !== null);
  const newest = newestOf(timeline, revision);
  const compared = newest.find(({ stage }) => stage === 'compare')?.report ?? null;
  const then = published && newestOf(await ledger.timeline(published.submissionId), published.revision);
  const beside = (entry: TimelineEntry) => entry.stage !== 'compare';
  return {
    id,
    revision,
    digest,
    gate,
    promotion,
    approvals: countApprovals(approvals, { digest, rulesetDigest, at }, gate),
    sincePublished: published && {
      version: published.version,
      digest: published.digest,
      files: digest === null ? [] : fileChangesOf(published.files, files),
      findings: compared?.findings ?? [],
      sorted: sortBeside(newest.filter(beside), (then ?? []).filter(beside)),
      operations: digest === null ? null : await operationsBetween(published.files, files, blobs),
    },
    sinceRevision: before?.package
      ? { revision: before.number, files: digest === null ? [] : fileChangesOf(before.package.files, files) }
      : null,
    findings: sortFindings(timeline, revision),
    evidence: evidenceOf(timeline, revision, at),
    strength: await strengthOf(newest, blobs),
    waivers: given.map(one => ({ ...one, holds: holds(one, today) })).reverse(),
    comments: { open: counts.open, newest: said.items },
    hits: breakingChangesOf(timeline, revision, []).flatMap(({ finding }) => {
      const hits = consumersHit(finding, users);
      const { fingerprint, message } = finding;
      return hits.count === 0 ? [] : [{ fingerprint, message, hits }];
    }),
  };
}

/** Which operations differ between two packages; null where one has no definition that can be read: that must not keep people from all the rest. */
async function operationsBetween(
  before: readonly PackageFile[],
  after: readonly PackageFile[],
  blobs: Blobs,
): Promise<OperationChanges | null> {
  const definitionOf = async (files: readonly PackageFile[]) => {
    const file = files.find(({ path }) => path === packageFileNames.definition);
    return file === undefined ? undefined : readJson(await blobs.get(file.sha256)).value;
  };
  try {
    const [was, is] = [await definitionOf(before), await definitionOf(after)];
    return was === undefined || is === undefined ? null : operationChangesOf(was, is);
  } catch (error) {
    if (error instanceof Problem) return null;
    throw error;
  }
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
