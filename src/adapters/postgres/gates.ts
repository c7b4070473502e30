import type { EntityManager } from 'typeorm';
import type { Approval } from '../../core/approval.js';
import type { Gate } from '../../core/review.js';
import type { Step } from '../../core/step.js';
import type { Submission } from '../../core/submission.js';
import { asJson, storable } from './storable.js';
import { select } from './transaction.js';

/** Writes the terms on which a revision waits from now on. */
export async function writeGate(tx: EntityManager, step: Step, gate: Gate): Promise<void> {
  await tx.query(
    `insert into gate (submission_id, revision, stage, lane, risks, approvals_needed, promise_hours, escalate_at_share, evidence_until, promotion)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      step.submissionId,
      step.revision,
      step.stage,
      gate.lane,
      asJson(storable(gate.risks)),
      gate.approvalsNeeded,
      gate.promiseHours,
      gate.escalateAtShare,
      gate.evidenceUntil,
      asJson(gate.promotion),
    ],
  );
}

/** The terms on which a revision waits or waited; null when it has not come to its gate. */
export async function findGate(tx: EntityManager, submissionId: string, revision: number): Promise<Gate | null> {
  const [gate] = await select<Omit<Gate, 'evidenceUntil'> & { evidenceUntil: Date }>(
    tx,
    `select lane, risks, approvals_needed as "approvalsNeeded", promise_hours::float8 as "promiseHours",
            escalate_at_share::float8 as "escalateAtShare", evidence_until as "evidenceUntil", promotion
       from gate where (submission_id, revision) = ($1, $2) order by at desc limit 1`,
    [submissionId, revision],
  );
  return gate === undefined ? null : { ...gate, evidenceUntil: gate.evidenceUntil.toISOString() };
}

/** The approvals of a submission’s newest revision at the stage where it is, oldest first. */
export async function findApprovalsOf(tx: EntityManager, { id, revision, stage }: Submission): Promise<Approval[]> {
  const rows = await select<Omit<Approval, 'at'> & { at: Date }>(
    tx,
    `select account_id as account, digest, ruleset_digest as "rulesetDigest", comment, at
       from decision where (submission_id, revision, stage, kind) = ($1, $2, $3, 'approve') order by id`,
    [id, revision, stage],
  );
  return rows.map(row => ({ ...row, at: row.at.toISOString() }));
}
