import { randomUUID } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';
import type { Ending, ClaimedStep } from '../../core/ports/ledger.js';
import { asWaiver } from '../../core/given-waiver.js';
import type { Receipt } from '../../core/publication.js';
import { stageNames } from '../../core/stage-names.js';
import { maxAttempts, startsStep } from '../../core/step.js';
import type { Step, TimelineEntry } from '../../core/step.js';
import { stop } from '../../core/submission.js';
import type { Revision, Submission } from '../../core/submission.js';
import type { Report } from '../../core/verdict.js';
import { appendAudit, assay } from './audit.js';
import { asJson, storable } from './storable.js';
import { findApprovals, findRevision, findSubmission, submissionOf } from './submissions.js';
import { change, inTransaction, select } from './transaction.js';
import { findReachingWaivers } from './waiver-rows.js';

// Steps: the work itself. Locks are always taken in the order submission, step, audit trail; a claim locks steps and publishers
// only, and waits for neither of the others.

const stepColumns = `id, submission_id as "submissionId", revision, stage, state, fence, attempts`;

/** Queues the step that this move of a submission asks for, and its bell; does nothing when the move asks for none. */
export async function queueStep(
  tx: EntityManager,
  before: Submission | null,
  after: Submission,
  revision: Revision,
): Promise<void> {
  if (!startsStep(before, after)) return;
  const id = randomUUID();
  await tx.query(
    `insert into step (id, submission_id, revision, publisher, stage, round, input_digest, state)
     select $1, $2, $3, $4, $5, 1 + count(*), $6, 'READY' from step where (submission_id, revision, stage) = ($2, $3, $5)`,
    [
      id,
      after.id,
      after.revision,
      after.publisher,
      after.stage,
      revision.package?.digest ?? `sha256:${revision.uploadSha256}`,
    ],
  );
  await tx.query('insert into outbox (step_id) values ($1)', [id]);
}

/** Ends the work that is under way on a submission because a person decided otherwise; its worker can write nothing any more. */
export async function endOpenStep(tx: EntityManager, submissionId: string, note: string): Promise<void> {
  await change(
    tx,
    `update step set state = 'DEAD', fence = fence + 1, lease_until = null, note = $2, finished_at = now()
      where submission_id = $1 and state in ('READY', 'LEASED')`,
    [submissionId, note],
  );
}

/** See Ledger.claim. */
export async function claimStep(
  dataSource: DataSource,
  worker: string,
  leaseSeconds: number,
): Promise<ClaimedStep | null> {
  await buryExhausted(dataSource);
  return inTransaction(dataSource, async tx => {
    const [step] = await change<Step>(
      tx,
      `with due as (
         select s.id, s.publisher from step s join publisher p on p.slug = s.publisher
          where (s.state = 'READY' and s.run_after <= now())
             or (s.state = 'LEASED' and s.lease_until < now() and s.attempts < $3)
          order by p.last_served_at, s.run_after, s.position
          limit 1 for update of s skip locked),
       served as (update publisher set last_served_at = clock_timestamp() from due where slug = due.publisher),
       heard as (delete from outbox using due where step_id = due.id)
       update step set state = 'LEASED', fence = fence + 1, attempts = attempts + 1, worker = $1,
              lease_until = now() + make_interval(secs => $2), started_at = coalesce(started_at, now())
         from due where step.id = due.id
       returning step.id, submission_id as "submissionId", revision, stage, state, fence, attempts`,
      [worker, leaseSeconds, maxAttempts],
    );
    return step === undefined ? null : withSubject(tx, step);
  });
}

async function withSubject(tx: EntityManager, step: Step): Promise<ClaimedStep> {
  const submission = submissionOf(await findSubmission(tx, step.submissionId));
  const revisionRecord = await findRevision(tx, step.submissionId, step.revision);
  const timeline = await findTimeline(tx, step.submissionId, step.revision);
  const ended = timeline.filter(entry => entry.finishedAt !== null);
  const history = stageNames
    .map(stage => ended.findLast(entry => entry.stage === stage))
    .filter(entry => entry !== undefined)
    .filter(entry => entry.stage !== step.stage);
  const digest = revisionRecord.package?.digest;
  const approvals = digest === undefined ? [] : await findApprovals(tx, step.submissionId, digest);
  const given = await findReachingWaivers(tx, submission);
  const waivers = given.filter(({ revoked }) => revoked === null).map(asWaiver);
  return { ...step, submission, revisionRecord, history, approvals, waivers };
}

/** Ends the steps whose last lease ran out on their last attempt: whatever kills every worker must not kill workers for ever. */
async function buryExhausted(dataSource: DataSource): Promise<void> {
  const exhausted = await select<{ id: string; submissionId: string }>(
    dataSource.manager,
    `select id, submission_id as "submissionId" from step
      where state = 'LEASED' and lease_until < now() and attempts >= $1 order by lease_until limit 10`,
    [maxAttempts],
  );
  for (const { id, submissionId } of exhausted) {
    await inTransaction(dataSource, async tx => {
      const submission = submissionOf(await findSubmission(tx, submissionId, true));
      const [dead] = await change<Step>(
        tx,
        `update step set state = 'DEAD', fence = fence + 1, lease_until = null, finished_at = now(), note = $3, fault = 'ours'
          where id = $1 and state = 'LEASED' and lease_until < now() and attempts >= $2 returning ${stepColumns}`,
        [id, maxAttempts, `Every worker that ran this stage died (${maxAttempts} attempts).`],
      );
      if (dead === undefined) return;
      await moveSubmission(tx, submission, stop(submission), dead, 'stage.dead', {});
    });
  }
}

/** See Ledger.renew. */
export async function renewLease(tx: EntityManager, step: Step, leaseSeconds: number): Promise<boolean> {
  const renewed = await change(
    tx,
    `update step set lease_until = now() + make_interval(secs => $3)
      where id = $1 and fence = $2 and state = 'LEASED' returning id`,
    [step.id, step.fence, leaseSeconds],
  );
  return renewed.length === 1;
}

/** See Ledger.handBack. */
export async function handBackStep(dataSource: DataSource, step: Step): Promise<void> {
  await inTransaction(dataSource, async tx => {
    const returned = await change(
      tx,
      `update step set state = 'READY', lease_until = null, run_after = now(), attempts = greatest(attempts - 1, 0),
              started_at = case when attempts > 1 then started_at end
        where id = $1 and fence = $2 and state = 'LEASED' returning id`,
      [step.id, step.fence],
    );
    if (returned.length === 1) await tx.query('insert into outbox (step_id) values ($1)', [step.id]);
  });
}

/** Puts a claimed step back for later. False when the fence no longer matches. */
export async function retryStep(
  tx: EntityManager,
  step: Step,
  { note, fault = null, uncounted = false }: Pick<Ending, 'note' | 'fault' | 'uncounted'>,
  afterSeconds: number,
): Promise<boolean> {
  const [due] = await change<{ at: Date }>(
    tx,
    `update step set state = 'READY', lease_until = null, note = $3, run_after = now() + make_interval(secs => $4), fault = $5,
            attempts = greatest(attempts - $6::int, 0)
      where id = $1 and fence = $2 and state = 'LEASED' returning run_after as at`,
    [step.id, step.fence, storable(note), afterSeconds, fault, uncounted ? 1 : 0],
  );
  if (due === undefined) return false;
  await tx.query('insert into outbox (step_id, due_at) values ($1, $2)', [step.id, due.at]);
  return true;
}

/** Ends a claimed step with what it found. False when the fence no longer matches. */
export async function endStep(
  tx: EntityManager,
  step: Step,
  { state, verdict, outcome, note, fault = null }: Ending,
): Promise<boolean> {
  const report = outcome?.kind === 'checked' ? outcome.report : null;
  const receipt = outcome?.kind === 'done' ? outcome.receipt : null;
  const reason = outcome?.kind === 'waiting' ? outcome.reason : null;
  const ended = await change(
    tx,
    `update step set state = $3, lease_until = null, verdict = $4, report = $5, receipt = $6, note = $7, fault = $8, finished_at = now()
      where id = $1 and fence = $2 and state = 'LEASED' returning id`,
    [step.id, step.fence, state, verdict, asJson(report), asJson(receipt), storable(note ?? reason), fault],
  );
  return ended.length === 1;
}

/** Saves where a submission goes because a step of it ended, queues what follows, and writes it to the trail. */
export async function moveSubmission(
  tx: EntityManager,
  before: Submission,
  after: Submission,
  step: Step,
  action: string,
  details: Readonly<Record<string, unknown>>,
): Promise<void> {
  await saveSubmission(tx, after);
  await queueStep(tx, before, after, await findRevision(tx, after.id, after.revision));
  await appendAudit(tx, {
    actor: assay,
    action,
    submissionId: after.id,
    details: {
      stage: step.stage,
      revision: step.revision,
      attempts: step.attempts,
      from: `${before.stage}/${before.state}`,
      to: `${after.stage}/${after.state}`,
      ...details,
    },
  });
}

/** Writes what may change of a submission. The database refuses every move that is not an edge of the flow. */
export async function saveSubmission(tx: EntityManager, to: Submission): Promise<void> {
  await tx.query(
    `update submission set stage = $2, state = $3, revision = $4, version = $5,
            digest = (select digest from revision where submission_id = $1 and number = $4)
      where id = $1`,
    [to.id, to.stage, to.state, to.revision, storable(to.version)],
  );
}

interface TimelineRow extends Omit<TimelineEntry, 'queuedAt' | 'startedAt' | 'finishedAt' | 'report' | 'receipt'> {
  readonly report: Report | null;
  readonly receipt: Receipt | null;
  readonly queuedAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
}

/** The steps of a submission in the order they were queued: of all revisions, or of one. */
export async function findTimeline(
  tx: EntityManager,
  submissionId: string,
  revision: number | null = null,
): Promise<TimelineEntry[]> {
  const rows = await select<TimelineRow>(
    tx,
    `select revision, stage, state, verdict, report, receipt, note, fault, attempts, queued_at as "queuedAt",
            started_at as "startedAt", finished_at as "finishedAt"
       from step where submission_id = $1 and revision = coalesce($2, revision) order by position`,
    [submissionId, revision],
  );
  return rows.map(row => ({
    ...row,
    queuedAt: row.queuedAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
  }));
}
