import type { DataSource, EntityManager } from 'typeorm';
import { missingWords } from '../../core/acknowledgement.js';
import type { Acknowledgement, BreakingChange } from '../../core/acknowledgement.js';
import type { Approval } from '../../core/approval.js';
import { Ledger } from '../../core/ports/ledger.js';
import type {
  Acknowledging,
  Bell,
  Change,
  Channel,
  ChannelEntry,
  ClaimedStep,
  Ending,
  Opening,
  PublicationIntent,
  Standing,
  SubmissionFilter,
  SubmissionSummary,
  Upload,
} from '../../core/ports/ledger.js';
import type { AcceptedPackage } from '../../core/outcome.js';
import { problem } from '../../core/problems.js';
import type { Promotion } from '../../core/promotion.js';
import type { Gate } from '../../core/review.js';
import type { Step, TimelineEntry } from '../../core/step.js';
import type { Revision, Submission } from '../../core/submission.js';
import { findAcknowledgements, findBreakingChanges, writeAcknowledgements } from './acknowledgements.js';
import { appendAudit, assay } from './audit.js';
import { addComments } from './comments.js';
import { findApprovalsOf, findGate, writeGate } from './gates.js';
import { findPromotion, listMeasuring, setMeasuring, writePromotion } from './promotions.js';
import { verifyPublication, writeIntent } from './publications.js';
import { asJson, storable } from './storable.js';
import {
  claimStep,
  endOpenStep,
  endStep,
  findTimeline,
  handBackStep,
  moveSubmission,
  queueStep,
  renewLease,
  retryStep,
  saveSubmission,
} from './steps.js';
import {
  findApprovals,
  findRevision,
  findRevisions,
  findSubmission,
  listChannel,
  listSubmissions,
  namesEvidence,
  submissionOf,
} from './submissions.js';
import { change, inTransaction, select, withProblems } from './transaction.js';
import { findEndedWaivers } from './waivers.js';

/** The ledger in PostgreSQL. All times are the database's, so that the clocks of the workers do not matter. */
export class PostgresLedger extends Ledger {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  open(opening: Opening): Promise<Submission> {
    return inTransaction(this.dataSource, tx => openSubmission(tx, opening));
  }

  get(id: string): Promise<SubmissionSummary> {
    return this.read(db => findSubmission(db, id));
  }

  revisions(id: string): Promise<Revision[]> {
    return this.read(db => findRevisions(db, id));
  }

  timeline(id: string): Promise<TimelineEntry[]> {
    return this.read(db => findTimeline(db, id));
  }

  approvals(id: string): Promise<Approval[]> {
    return this.read(db => findApprovals(db, id));
  }

  acknowledgements(id: string): Promise<Acknowledgement[]> {
    return this.read(db => findAcknowledgements(db, id));
  }

  acknowledge(
    id: string,
    decide: (current: Submission, revision: Revision, changes: readonly BreakingChange[]) => Acknowledging,
  ): Promise<void> {
    return inTransaction(this.dataSource, tx => writeAcknowledgements(tx, id, decide));
  }

  namesEvidence(id: string, digest: string): Promise<boolean> {
    return this.read(db => namesEvidence(db, id, digest));
  }

  channel(
    channel: Channel,
    page: Pick<SubmissionFilter, 'limit' | 'cursor'>,
  ): Promise<{ items: ChannelEntry[]; next: string | null }> {
    return this.read(db => listChannel(db, channel, page));
  }

  list(filter: SubmissionFilter): Promise<{ items: SubmissionSummary[]; next: string | null }> {
    return this.read(db => listSubmissions(db, filter));
  }

  gate(id: string): Promise<Gate | null> {
    return this.read(async db => {
      const { revision } = await findSubmission(db, id);
      return findGate(db, id, revision);
    });
  }

  change(
    id: string,
    decide: (current: Submission, revision: Revision, standing: Standing) => Change | null,
  ): Promise<Submission> {
    return inTransaction(this.dataSource, tx => changeSubmission(tx, id, decide));
  }

  promotion(id: string): Promise<Promotion | null> {
    return this.read(async db => {
      const submission = await findSubmission(db, id);
      return findPromotion(db, submission, await findGate(db, id, submission.revision));
    });
  }

  measuring(after: string | null, limit: number): Promise<string[]> {
    return this.read(db => listMeasuring(db, after, limit));
  }

  claim(worker: string, leaseSeconds: number): Promise<ClaimedStep | null> {
    return withProblems(() => claimStep(this.dataSource, worker, leaseSeconds));
  }

  renew(step: Step, leaseSeconds: number): Promise<boolean> {
    return this.read(db => renewLease(db, step, leaseSeconds));
  }

  finish(step: Step, ending: Ending, moved: Submission): Promise<boolean> {
    return inTransaction(this.dataSource, tx => finishStep(tx, step, ending, moved));
  }

  handBack(step: Step): Promise<void> {
    return handBackStep(this.dataSource, step);
  }

  dueBells(limit: number): Promise<Bell[]> {
    return this.read(db =>
      select<Bell>(db, `select id::text, step_id as "stepId" from outbox where due_at <= now() order by id limit $1`, [
        limit,
      ]),
    );
  }

  async markRung(bells: readonly Bell[]): Promise<void> {
    const ids = bells.map(bell => bell.id);
    await this.read(db => change(db, 'delete from outbox where id = any($1::bigint[]) returning id', [ids]));
  }

  intendPublication(intent: PublicationIntent): Promise<void> {
    return inTransaction(this.dataSource, async tx => {
      if (!(await writeIntent(tx, intent))) return;
      const { submissionId, ...details } = intent;
      await appendAudit(tx, { actor: assay, action: 'publication.intended', submissionId, details });
    });
  }

  /** One statement, or several that need not agree. */
  private read<T>(work: (db: EntityManager) => Promise<T>): Promise<T> {
    return withProblems(() => work(this.dataSource.manager));
  }
}

async function openSubmission(tx: EntityManager, opening: Opening): Promise<Submission> {
  const { id, publisher, connector, profile, by } = opening;
  const known = await select(tx, 'select from publisher where slug = $1 for key share', [storable(publisher)]);
  if (known.length === 0) throw problem('publisher-not-found', { publisher });
  await tx.query('insert into connector (publisher, slug) values ($1, $2) on conflict do nothing', [
    publisher,
    connector,
  ]);
  // Whoever opens for the same connector at the same moment waits here, and then sees this submission.
  await tx.query('select from connector where (publisher, slug) = ($1, $2) for update', [publisher, connector]);

  const standing = await standingSubmission(tx, opening);
  if (standing?.id === id) return standing;
  if (standing !== null) {
    const { stage, state } = standing;
    throw problem('submission-already-open', { id: standing.id, publisher, connector, stage, state });
  }
  await tx.query(
    `insert into submission (id, publisher, connector, profile, stage, state, revision) values ($1, $2, $3, $4, 'intake', 'running', 1)`,
    [id, publisher, connector, profile],
  );
  const submission = submissionOf(await findSubmission(tx, id));
  const revision = await addRevision(tx, submission, opening);
  await queueStep(tx, null, submission, revision);
  await appendAudit(tx, {
    actor: by,
    action: 'submission.opened',
    submissionId: id,
    details: { publisher, connector, profile, uploadSha256: opening.uploadSha256, uploadName: opening.uploadName },
  });
  return submission;
}

/** The submission that stands in the way of this opening, or that is this opening, made before; null when there is none. */
async function standingSubmission(tx: EntityManager, opening: Opening): Promise<Submission | null> {
  const [standing] = await select<{ id: string }>(
    tx,
    `select s.id from submission s join revision r on r.submission_id = s.id and r.number = 1
      where (s.publisher, s.connector) = ($1, $2)
        and (s.state not in ('rejected', 'withdrawn', 'public') or (s.id, r.upload_sha256, r.uploaded_by) = ($3, $4, $5))
      order by s.id = $3 desc limit 1`,
    [opening.publisher, opening.connector, opening.id, opening.uploadSha256, opening.by],
  );
  return standing === undefined ? null : submissionOf(await findSubmission(tx, standing.id));
}

async function addRevision(tx: EntityManager, submission: Submission, upload: Upload): Promise<Revision> {
  await tx.query(
    'insert into revision (submission_id, number, upload_sha256, upload_name, uploaded_by) values ($1, $2, $3, $4, $5)',
    [submission.id, submission.revision, upload.uploadSha256, storable(upload.uploadName), upload.by],
  );
  return findRevision(tx, submission.id, submission.revision);
}

async function changeSubmission(
  tx: EntityManager,
  id: string,
  decide: (current: Submission, revision: Revision, standing: Standing) => Change | null,
): Promise<Submission> {
  const summary = await findSubmission(tx, id, true);
  const before = submissionOf(summary);
  const current = await findRevision(tx, id, before.revision);
  const gate = before.state === 'waiting' ? await findGate(tx, id, before.revision) : null;
  const approvals = await findApprovalsOf(tx, before);
  const [clock] = await select<{ at: Date }>(tx, 'select now() as at');
  if (clock === undefined) throw new Error('The database does not tell the time.');
  const promotion = await findPromotion(tx, before, gate);
  const measuring = summary.measuringSince !== null;
  const changed = decide(before, current, {
    ...{ gate, approvals, promotion, measuring },
    at: clock.at.toISOString(),
  });
  if (changed === null) return before;
  const { to, actor, action, details, upload, decision, comments = [] } = changed;
  if (decision !== null) await addDecision(tx, before, current, decision);
  await addComments(tx, id, comments);
  if (to.stage === 'publish' && promotion !== null && current.package !== null) {
    await writePromotion(tx, before, current.package.digest, promotion);
  }
  if (before.state === 'running' && to.state !== 'running') await endOpenStep(tx, id, `Ended by: ${action}.`);
  const revision = upload === null ? current : await addRevision(tx, to, upload);
  await saveSubmission(tx, to);
  if (to.state === 'waiting' && changed.measuring !== undefined) await setMeasuring(tx, id, changed.measuring);
  await queueStep(tx, before, to, revision);
  await appendAudit(tx, {
    actor,
    action,
    submissionId: id,
    details: {
      revision: to.revision,
      from: `${before.stage}/${before.state}`,
      to: `${to.stage}/${to.state}`,
      ...(upload !== null && { uploadSha256: upload.uploadSha256, uploadName: upload.uploadName }),
      ...(decision !== null && {
        digest: decision.digest,
        rulesetDigest: decision.rulesetDigest,
        comment: decision.comment,
      }),
      ...details,
    },
  });
  return to;
}

/** The database itself refuses a decision on other bytes, one that four eyes forbid, and an approval that lacks an acknowledgement. */
async function addDecision(
  tx: EntityManager,
  submission: Submission,
  revision: Revision,
  decision: NonNullable<Change['decision']>,
): Promise<void> {
  const current = revision.package?.digest ?? 'nothing yet';
  if (decision.digest !== current) throw problem('decision-stale', { decided: decision.digest, current });
  const approved = await select(
    tx,
    `select from decision where (submission_id, revision, stage, account_id, kind) = ($1, $2, $3, $4, 'approve')`,
    [submission.id, submission.revision, submission.stage, decision.account],
  );
  if (decision.kind === 'approve' && approved.length > 0) throw problem('decision-already-made', { id: submission.id });
  const missing = decision.kind === 'approve' ? missingWords(await findBreakingChanges(tx, submission)) : null;
  if (missing !== null) throw problem('acknowledgement-missing', { id: submission.id, missing });
  const [ended] = decision.kind === 'approve' ? await findEndedWaivers(tx, submission) : [];
  if (ended !== undefined) throw problem('waiver-ended', { id: ended.id, how: 'sets a finding of it aside no more' });
  await tx.query(
    `insert into decision (submission_id, revision, stage, kind, account_id, digest, ruleset_digest, comment)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      submission.id,
      submission.revision,
      submission.stage,
      decision.kind,
      decision.account,
      decision.digest,
      decision.rulesetDigest,
      storable(decision.comment),
    ],
  );
}

async function finishStep(tx: EntityManager, step: Step, ending: Ending, moved: Submission): Promise<boolean> {
  if (ending.retryAfterSeconds !== null) return retryStep(tx, step, ending, ending.retryAfterSeconds);
  const before = submissionOf(await findSubmission(tx, step.submissionId, true));
  if (!(await endStep(tx, step, ending))) return false;
  if (ending.package !== null) await acceptPackage(tx, step, ending.package);
  const after = { ...moved, version: ending.package?.version ?? moved.version };
  if (ending.outcome?.kind === 'waiting' && after.state === 'waiting') await writeGate(tx, step, ending.outcome.gate);
  if (ending.outcome?.kind === 'done') {
    const { receipt } = ending.outcome;
    const { package: published } = await findRevision(tx, step.submissionId, step.revision);
    if (published === null || after.version === null)
      throw new Error(`Step ${step.id} published what intake never accepted.`);
    const { publisher, connector, version } = { ...after, version: after.version };
    const intent = {
      target: receipt.target,
      publisher,
      connector,
      version,
      digest: published.digest,
      submissionId: after.id,
    };
    await verifyPublication(tx, intent, receipt);
  }
  await moveSubmission(tx, before, after, step, 'stage.finished', {
    state: ending.state,
    verdict: ending.verdict,
    ...(ending.note !== null && { note: ending.note }),
    ...(ending.package !== null && { digest: ending.package.digest }),
    ...(ending.outcome?.kind === 'checked' && { evidence: ending.outcome.report.evidence }),
    ...(ending.outcome?.kind === 'waiting' && { lane: ending.outcome.gate.lane }),
    ...(ending.outcome?.kind === 'done' && {
      commit: ending.outcome.receipt.commit,
      target: ending.outcome.receipt.target,
    }),
  });
  return true;
}

async function acceptPackage(tx: EntityManager, step: Step, accepted: AcceptedPackage): Promise<void> {
  await tx.query('update revision set digest = $3, files = $4 where (submission_id, number) = ($1, $2)', [
    step.submissionId,
    step.revision,
    accepted.digest,
    asJson(accepted.files),
  ]);
}
