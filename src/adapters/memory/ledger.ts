/* eslint-disable @typescript-eslint/require-await -- the port answers with promises; in memory nothing is waited for, and what is thrown has to reject */
import { randomUUID } from 'node:crypto';
import { breakingChangesOf, missingWords } from '../../core/acknowledgement.js';
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
import { problem } from '../../core/problems.js';
import { promotionOf } from '../../core/promotion.js';
import type { Promotion } from '../../core/promotion.js';
import type { Gate } from '../../core/review.js';
import { stageNames } from '../../core/stage-names.js';
import { maxAttempts, openStepStates, startsStep } from '../../core/step.js';
import type { Step, TimelineEntry } from '../../core/step.js';
import { edges, isFinal, stop } from '../../core/submission.js';
import type { Revision, Submission } from '../../core/submission.js';
import { MemoryPublications } from './publications.js';

interface StepRecord {
  step: Step;
  entry: TimelineEntry;
  publisher: string;
  runAfter: number;
  leaseUntil: number;
}

interface SubmissionRecord {
  summary: SubmissionSummary;
  revisions: Revision[];
  steps: StepRecord[];
  approvals: (Approval & { readonly revision: number })[];
  gates: Map<number, Gate>;
  gateAt: number;
  acknowledgements: Acknowledgement[];
}

/**
 * The ledger in this process's memory, for a run that ends with it: `assay check` and tests. Nothing in it waits, so every method
 * happens at once. It keeps no comments and no waivers. It knows no accounts: of the four eyes it sees only that an uploader does not approve, and it takes any
 * publisher. It keeps no audit trail.
 */
export class MemoryLedger extends Ledger {
  private readonly submissions = new Map<string, SubmissionRecord>();
  private readonly publications = new MemoryPublications();
  private readonly served = new Map<string, number>();
  private bells: (Bell & { dueAt: number })[] = [];
  private servings = 0;

  /** `now` gives milliseconds since 1970, as Date.now does. */
  constructor(private readonly now: () => number = Date.now) {
    super();
  }

  async open(opening: Opening): Promise<Submission> {
    const { id, publisher, connector, profile } = opening;
    const same = this.submissions.get(id);
    if (same?.revisions[0]?.uploadSha256 === opening.uploadSha256) return submissionOf(same.summary);
    if (same !== undefined) throw new Error(`There is another submission ${id}.`);
    const standing = [...this.submissions.values()].find(
      ({ summary }) => summary.publisher === publisher && summary.connector === connector && !isFinal(summary),
    )?.summary;
    if (standing !== undefined) {
      throw problem('submission-already-open', {
        id: standing.id,
        publisher,
        connector,
        stage: standing.stage,
        state: standing.state,
      });
    }
    const at = this.time();
    const submission = {
      id,
      publisher,
      connector,
      profile,
      stage: stageNames[0],
      state: 'running',
      revision: 1,
      version: null,
    } as const satisfies Submission;
    const summary = { ...submission, digest: null, measuringSince: null, createdAt: at, updatedAt: at };
    const record: SubmissionRecord = {
      summary,
      revisions: [],
      steps: [],
      approvals: [],
      gates: new Map(),
      gateAt: 0,
      acknowledgements: [],
    };
    this.submissions.set(id, record);
    addRevision(record, submission, opening);
    this.queue(record, null, submission);
    return submission;
  }

  async get(id: string): Promise<SubmissionSummary> {
    return this.find(id).summary;
  }

  async revisions(id: string): Promise<Revision[]> {
    return [...(this.submissions.get(id)?.revisions ?? [])];
  }

  async timeline(id: string): Promise<TimelineEntry[]> {
    return (this.submissions.get(id)?.steps ?? []).map(({ entry }) => entry);
  }

  async approvals(id: string): Promise<Approval[]> {
    return (this.submissions.get(id)?.approvals ?? []).map(approvalOf);
  }

  async acknowledgements(id: string): Promise<Acknowledgement[]> {
    return [...(this.submissions.get(id)?.acknowledgements ?? [])];
  }

  async acknowledge(
    id: string,
    decide: (current: Submission, revision: Revision, changes: readonly BreakingChange[]) => Acknowledging,
  ): Promise<void> {
    const record = this.find(id);
    const changes = changesOf(record);
    const revision = newestRevision(record);
    const { fingerprints, ...given } = decide(submissionOf(record.summary), revision, changes);
    const uploaded = record.revisions.some(({ uploadedBy }) => uploadedBy === given.account);
    if (given.side === 'reviewer' && uploaded) {
      throw problem('four-eyes', { reason: 'you uploaded a revision of it yourself.' });
    }
    for (const fingerprint of new Set(fingerprints)) {
      const known = record.acknowledgements.filter(one => one.fingerprint === fingerprint);
      if (known.some(({ side }) => side === given.side)) continue;
      if (known.some(({ account }) => account === given.account)) {
        throw problem('four-eyes', { reason: 'you acknowledged it for the other side.' });
      }
      record.acknowledgements.push({ ...given, name: given.account, fingerprint, at: this.time() });
    }
  }

  async namesEvidence(id: string, digest: string): Promise<boolean> {
    return (await this.timeline(id)).some(({ report }) => report?.evidence.includes(digest));
  }

  async channel(
    channel: Channel,
    { limit, cursor }: Pick<SubmissionFilter, 'limit' | 'cursor'>,
  ): Promise<{ items: ChannelEntry[]; next: string | null }> {
    const offered = channel === 'preview' ? this.inPreview() : this.inPublic();
    return page(offered, ({ since, submissionId }) => `${since} ${submissionId}`, limit, cursor);
  }

  async list({ publishers, state, stage, limit, cursor }: SubmissionFilter) {
    const shown = [...this.submissions.values()]
      .map(({ summary }) => summary)
      .filter(summary => publishers === null || publishers.includes(summary.publisher))
      .filter(summary => (state === null || state === summary.state) && (stage === null || stage === summary.stage));
    return page(shown, ({ createdAt, id }) => `${createdAt} ${id}`, limit, cursor);
  }

  async gate(id: string): Promise<Gate | null> {
    const { gates, summary } = this.find(id);
    return gates.get(summary.revision) ?? null;
  }

  async change(
    id: string,
    decide: (current: Submission, revision: Revision, standing: Standing) => Change | null,
  ): Promise<Submission> {
    const record = this.find(id);
    const before = submissionOf(record.summary);
    const current = newestRevision(record);
    const promotion = this.promotionOf(record);
    const changed = decide(before, current, {
      gate: before.state === 'waiting' ? (record.gates.get(current.number) ?? null) : null,
      approvals: record.approvals.filter(({ revision }) => revision === current.number).map(approvalOf),
      promotion,
      measuring: record.summary.measuringSince !== null,
      at: this.time(),
    });
    if (changed === null) return before;
    const { to, action, upload, decision } = changed;
    requireEdge(before, to);
    if (decision !== null) this.decide(record, current, decision);
    if (before.stage === 'preview' && to.stage === 'publish') {
      requireApprovals(record, current.number);
      if (promotion?.met !== true) throw new Error(`The numbers of submission ${id} do not meet its terms.`);
    }
    if (before.state === 'running' && to.state !== 'running') this.endOpenStep(record, `Ended by: ${action}.`);
    if (upload !== null) addRevision(record, to, upload);
    this.save(record, to, changed.measuring);
    this.queue(record, before, to);
    return to;
  }

  async promotion(id: string): Promise<Promotion | null> {
    return this.promotionOf(this.find(id));
  }

  async measuring(after: string | null, limit: number): Promise<string[]> {
    const all = [...this.submissions.values()].map(({ summary }) => summary);
    const ids = all.flatMap(({ id, measuringSince }) => (measuringSince === null ? [] : id)).sort();
    return ids.filter(id => after === null || id > after).slice(0, limit);
  }

  async claim(_worker: string, leaseSeconds: number): Promise<ClaimedStep | null> {
    const now = this.now();
    this.buryExhausted(now);
    const due = [...this.submissions.values()]
      .flatMap(record => record.steps.map(its => ({ record, its })))
      .filter(({ its: { step, runAfter, leaseUntil } }) =>
        step.state === 'READY' ? runAfter <= now : step.state === 'LEASED' && leaseUntil < now,
      )
      .sort((a, b) => this.lastServed(a.its) - this.lastServed(b.its) || a.its.runAfter - b.its.runAfter)[0];
    if (due === undefined) return null;
    const { record, its } = due;
    const { step } = its;
    this.servings += 1;
    this.served.set(its.publisher, this.servings);
    this.bells = this.bells.filter(bell => bell.stepId !== step.id);
    its.leaseUntil = now + leaseSeconds * 1000;
    update(its, { state: 'LEASED', fence: step.fence + 1, attempts: step.attempts + 1 });
    its.entry = { ...its.entry, startedAt: its.entry.startedAt ?? this.time() };

    const revisionRecord = newestRevision(record);
    const ended = record.steps.map(({ entry }) => entry).filter(entry => entry.finishedAt !== null);
    const history = stageNames
      .filter(stage => stage !== step.stage)
      .map(stage => ended.findLast(entry => entry.stage === stage && entry.revision === step.revision))
      .filter(entry => entry !== undefined);
    const approvals = record.approvals
      .filter(({ digest }) => digest === revisionRecord.package?.digest)
      .map(approvalOf);
    return { ...its.step, submission: submissionOf(record.summary), revisionRecord, history, approvals, waivers: [] };
  }

  async renew(step: Step, leaseSeconds: number): Promise<boolean> {
    const held = this.held(step);
    if (held !== null) held.its.leaseUntil = this.now() + leaseSeconds * 1000;
    return held !== null;
  }

  async finish(step: Step, ending: Ending, moved: Submission): Promise<boolean> {
    const held = this.held(step);
    if (held === null) return false;
    const { record, its } = held;
    const { state, verdict, outcome, retryAfterSeconds, package: accepted } = ending;
    if (retryAfterSeconds !== null) {
      if (ending.uncounted === true) update(its, { attempts: Math.max(its.step.attempts - 1, 0) });
      this.putBack(its, retryAfterSeconds);
      its.entry = { ...its.entry, note: ending.note, fault: ending.fault ?? null };
      return true;
    }
    const before = submissionOf(record.summary);
    const after = { ...moved, version: accepted?.version ?? moved.version };
    requireEdge(before, after);
    if (accepted !== null) {
      const { digest, files } = accepted;
      record.revisions = record.revisions.map(revision =>
        revision.number === step.revision ? { ...revision, package: { digest, files } } : revision,
      );
    }
    if (outcome?.kind === 'waiting' && after.state === 'waiting') {
      record.gates.set(step.revision, outcome.gate);
      record.gateAt = this.now();
    }
    if (outcome?.kind === 'done') this.verifyPublication(after, newestRevision(record), outcome.receipt.target);
    update(its, { state });
    its.entry = {
      ...its.entry,
      verdict,
      report: outcome?.kind === 'checked' ? outcome.report : null,
      receipt: outcome?.kind === 'done' ? outcome.receipt : null,
      note: ending.note ?? (outcome?.kind === 'waiting' ? outcome.reason : null),
      fault: ending.fault ?? null,
      finishedAt: this.time(),
    };
    this.save(record, after);
    this.queue(record, before, after);
    return true;
  }

  async handBack(step: Step): Promise<void> {
    const held = this.held(step);
    if (held === null) return;
    const attempts = Math.max(held.its.step.attempts - 1, 0);
    update(held.its, { attempts });
    if (attempts === 0) held.its.entry = { ...held.its.entry, startedAt: null };
    this.putBack(held.its, 0);
  }

  async dueBells(limit: number): Promise<Bell[]> {
    const due = this.bells.filter(bell => bell.dueAt <= this.now());
    return due.slice(0, limit).map(({ id, stepId }) => ({ id, stepId }));
  }

  async markRung(bells: readonly Bell[]): Promise<void> {
    this.bells = this.bells.filter(bell => !bells.some(rung => rung.id === bell.id));
  }

  async intendPublication(intent: PublicationIntent): Promise<void> {
    this.publications.intend(intent);
  }

  private verifyPublication(submission: Submission, revision: Revision, target: string): void {
    const { id, publisher, connector, version } = submission;
    if (revision.package === null || version === null) throw new Error('What intake never accepted was published.');
    const { digest } = revision.package;
    this.publications.verify({ target, publisher, connector, version, digest, submissionId: id }, this.time());
  }

  private decide(record: SubmissionRecord, revision: Revision, decision: NonNullable<Change['decision']>): void {
    const { kind, account, digest, rulesetDigest, comment } = decision;
    const current = revision.package?.digest ?? 'nothing yet';
    if (digest !== current) throw problem('decision-stale', { decided: digest, current });
    if (kind !== 'approve') return;
    if (record.revisions.some(({ uploadedBy }) => uploadedBy === account)) {
      throw problem('four-eyes', { reason: 'you uploaded a revision of it yourself.' });
    }
    if (record.approvals.some(given => given.revision === revision.number && given.account === account)) {
      throw problem('decision-already-made', { id: record.summary.id });
    }
    const missing = missingWords(changesOf(record));
    if (missing !== null) throw problem('acknowledgement-missing', { id: record.summary.id, missing });
    record.approvals.push({ account, digest, rulesetDigest, comment, at: this.time(), revision: revision.number });
  }

  private queue(record: SubmissionRecord, before: Submission | null, after: Submission): void {
    if (!startsStep(before, after)) return;
    const { id: submissionId, revision, stage, publisher } = after;
    const step: Step = { id: randomUUID(), submissionId, revision, stage, state: 'READY', fence: 0, attempts: 0 };
    const entry: TimelineEntry = {
      revision,
      stage,
      state: step.state,
      verdict: null,
      report: null,
      receipt: null,
      note: null,
      attempts: 0,
      queuedAt: this.time(),
      startedAt: null,
      finishedAt: null,
    };
    record.steps.push({ step, entry, publisher, runAfter: this.now(), leaseUntil: 0 });
    this.ringLater(step.id, this.now());
  }

  private putBack(its: StepRecord, afterSeconds: number): void {
    update(its, { state: 'READY' });
    its.runAfter = this.now() + afterSeconds * 1000;
    this.ringLater(its.step.id, its.runAfter);
  }

  private ringLater(stepId: string, dueAt: number): void {
    this.bells.push({ id: randomUUID(), stepId, dueAt });
  }

  private endOpenStep(record: SubmissionRecord, note: string): void {
    for (const its of record.steps) {
      if (!openStepStates.some(state => state === its.step.state)) continue;
      update(its, { state: 'DEAD', fence: its.step.fence + 1 });
      its.entry = { ...its.entry, note, finishedAt: this.time() };
    }
  }

  private buryExhausted(now: number): void {
    for (const record of this.submissions.values()) {
      for (const { step, leaseUntil } of record.steps) {
        if (step.state !== 'LEASED' || leaseUntil >= now || step.attempts < maxAttempts) continue;
        this.endOpenStep(record, `Every worker that ran this stage died (${maxAttempts} attempts).`);
        this.save(record, stop(submissionOf(record.summary)));
      }
    }
  }

  private lastServed({ publisher }: StepRecord): number {
    return this.served.get(publisher) ?? 0;
  }

  private held(step: Step): { record: SubmissionRecord; its: StepRecord } | null {
    const record = this.submissions.get(step.submissionId);
    const its = record?.steps.find(candidate => candidate.step.id === step.id);
    if (record === undefined || its === undefined) return null;
    return its.step.state === 'LEASED' && its.step.fence === step.fence ? { record, its } : null;
  }

  private find(id: string): SubmissionRecord {
    const record = this.submissions.get(id);
    if (record === undefined) throw problem('submission-not-found', { id });
    return record;
  }

  private save(record: SubmissionRecord, to: Submission, measuring?: boolean): void {
    const digest = newestRevision(record).package?.digest ?? null;
    const { measuringSince: before, createdAt } = record.summary;
    const goesOn = to.state === 'waiting' && (measuring ?? before !== null);
    const measuringSince = goesOn ? (before ?? this.time()) : null;
    record.summary = { ...to, digest, measuringSince, createdAt, updatedAt: this.time() };
  }

  /** There are neither monitors nor testers in memory: time alone passes here. */
  private promotionOf({ summary, gates, gateAt }: SubmissionRecord): Promotion | null {
    const gate = gates.get(summary.revision);
    if (gate === undefined || summary.stage !== 'preview' || summary.state !== 'waiting') return null;
    return promotionOf(gate.promotion, {
      waitedMs: Math.max(0, this.now() - gateAt),
      passed: 0,
      failed: 0,
      inconclusive: 0,
      aged: 0,
      p95Ms: null,
      openWarnings: null,
      testersWorking: 0,
      testersFailing: 0,
    });
  }

  private time(): string {
    return new Date(this.now()).toISOString();
  }

  private inPreview(): ChannelEntry[] {
    return [...this.submissions.values()].flatMap(record => {
      const { id, publisher, connector, version, digest, stage, state, updatedAt } = record.summary;
      if (stage !== 'preview' || state !== 'waiting' || version === null || digest === null) return [];
      return [{ publisher, connector, version, digest, submissionId: id, since: updatedAt, receipt: null }];
    });
  }

  private inPublic(): ChannelEntry[] {
    return this.publications.verified().map(({ target: _target, submissionId, ...version }) => {
      const published = this.find(submissionId).steps.findLast(({ entry }) => entry.receipt !== null);
      return { ...version, submissionId, receipt: published?.entry.receipt ?? null };
    });
  }
}

function submissionOf(summary: SubmissionSummary): Submission {
  const { id, publisher, connector, profile, stage, state, revision, version } = summary;
  return { id, publisher, connector, profile, stage, state, revision, version };
}

function newestRevision({ revisions }: SubmissionRecord): Revision {
  const newest = revisions.at(-1);
  if (newest === undefined) throw new Error('A submission has no revision.');
  return newest;
}

function changesOf({ summary, steps, acknowledgements }: SubmissionRecord): BreakingChange[] {
  const timeline = steps.map(({ entry }) => entry);
  return breakingChangesOf(timeline, summary.revision, acknowledgements);
}

function addRevision(record: SubmissionRecord, submission: Submission, upload: Upload): void {
  record.revisions.push({
    submissionId: submission.id,
    number: submission.revision,
    uploadSha256: upload.uploadSha256,
    uploadName: upload.uploadName,
    uploadedBy: upload.by,
    package: null,
  });
}

function update(its: StepRecord, known: Partial<Step>): void {
  its.step = { ...its.step, ...known };
  its.entry = { ...its.entry, state: its.step.state, attempts: its.step.attempts };
}

const everyEdge = edges();

/** The same guard that the database has. */
function requireEdge(before: Submission, after: Submission): void {
  if (before.stage === after.stage && before.state === after.state) return;
  const known = everyEdge.some(
    ({ from, to }) =>
      from.stage === before.stage &&
      from.state === before.state &&
      to.stage === after.stage &&
      to.state === after.state,
  );
  if (!known) throw new Error(`No edge leads from ${before.stage}/${before.state} to ${after.stage}/${after.state}.`);
}

/** The same guard that the database has; without terms it takes two. */
function requireApprovals({ gates, approvals, summary: { id } }: SubmissionRecord, revision: number): void {
  const needed = gates.get(revision)?.approvalsNeeded ?? 2;
  const given = new Set(approvals.flatMap(one => (one.revision === revision ? one.account : []))).size;
  if (given < needed) throw new Error(`Submission ${id} has ${given} of ${needed} approvals.`);
}

function approvalOf({ revision: _revision, ...approval }: SubmissionRecord['approvals'][number]): Approval {
  return approval;
}

/** Newest first. A cursor is the sort key of the last line shown. */
function page<T>(all: readonly T[], keyOf: (line: T) => string, limit: number, cursor: string | null) {
  const before = cursor === null ? null : Buffer.from(cursor, 'base64url').toString('utf8');
  if (before !== null && !/^\S+ \S+$/.test(before)) throw problem('cursor-invalid');
  const lines = all
    .filter(line => before === null || keyOf(line) < before)
    .sort((a, b) => (keyOf(a) < keyOf(b) ? 1 : -1));
  const items = lines.slice(0, limit);
  const last = items.at(-1);
  const next = lines.length > limit && last !== undefined ? Buffer.from(keyOf(last)).toString('base64url') : null;
  return { items, next };
}
