import { createHash, randomUUID } from 'node:crypto';
import type { ClaimedStep, Ending, Ledger, Opening } from '../../src/core/ports/ledger.js';
import type { Outcome } from '../../src/core/outcome.js';
import type { Receipt } from '../../src/core/publication.js';
import { maxAttempts } from '../../src/core/step.js';
import type { StageName } from '../../src/core/stage-names.js';
import { advance, decide, retry, revise, withdraw } from '../../src/core/submission.js';
import type { Submission } from '../../src/core/submission.js';
import { verdictOf } from '../../src/core/verdict.js';
import type { Report } from '../../src/core/verdict.js';
import { gateWith } from '../support/review.js';

/** An implementation under test, and the people and publishers that exist there. */
export interface LedgerUnderTest {
  readonly ledger: Ledger;
  readonly submitter: string;
  readonly reviewer: string;
  readonly publishers: readonly [string, string];
  /** Lets this much time pass for the ledger's clock. */
  pass(seconds: number): Promise<void>;
}

export const digestOf = (text: string) => `sha256:${createHash('sha256').update(text).digest('hex')}`;
export const sha256Of = (text: string) => digestOf(text).slice('sha256:'.length);
export const evidence = digestOf('evidence');

const clean: Report = { checks: [{ id: 'read', state: 'ran' }], findings: [], evidence: [evidence] };
const fault = {
  rule: 'a-rule',
  severity: 'error',
  blocks: true,
  file: 'README.md',
  line: 1,
  column: 1,
  pointer: null,
  message: 'It quotes \0 and \uD800 from the submitter.',
  fix: 'Mend it.',
  docs: 'rules/a-rule.md',
  fingerprint: sha256Of('fault'),
  status: 'new',
} as const;
const broken: Report = { ...clean, findings: [fault] };
const unclear: Report = {
  checks: [{ id: 'read', state: 'not-run', reason: 'It was interrupted.', fault: 'ours' }],
  findings: [],
  evidence: [],
};

export const receiptOf = (connector: string): Receipt => ({
  target: 'repository',
  commit: 'c'.repeat(40),
  mergeCommit: 'd'.repeat(40),
  folder: `connectors/${connector}`,
  certificate: '{}',
});

export function openingOf(known: Partial<Opening> & Pick<Opening, 'publisher' | 'by'>): Opening {
  const connector = known.connector ?? `weather-${randomUUID().slice(0, 8)}`;
  return {
    id: randomUUID(),
    connector,
    profile: 'verified',
    uploadSha256: sha256Of(connector),
    uploadName: `${connector}.zip`,
    ...known,
  };
}

/** Ends a claimed step as the kernel would. */
export async function end(ledger: Ledger, step: ClaimedStep, outcome: Outcome, known: Partial<Ending> = {}) {
  const verdict = outcome.kind === 'checked' ? verdictOf(outcome.report) : null;
  const accepted = outcome.kind === 'checked' ? (outcome.package ?? null) : null;
  const ending = {
    state: 'DONE',
    verdict,
    outcome,
    note: null,
    retryAfterSeconds: null,
    package: accepted,
    ...known,
  } as const;
  return ledger.finish(step, ending, advance(step.submission, outcome, step.history));
}

/** What a stage gives when all is well with it. */
export function outcomeOf(step: ClaimedStep): Outcome {
  const { stage, connector, revision } = { ...step.submission, stage: step.stage };
  if (stage === 'preview') return { kind: 'waiting', reason: 'A reviewer decides.', gate: gateWith() };
  if (stage === 'publish') return { kind: 'done', receipt: receiptOf(connector) };
  if (stage !== 'intake') return { kind: 'checked', report: clean };
  const files = [{ path: 'README.md', size: 3, sha256: sha256Of(`${connector} ${revision}`) }];
  const accepted = { digest: digestOf(`${connector} ${revision}`), files, version: `1.0.${revision}` };
  return { kind: 'checked', report: clean, package: accepted };
}

/** Claims and ends steps until one is at this stage, and gives that one. */
export async function claimAt(ledger: Ledger, stage: StageName): Promise<ClaimedStep> {
  for (;;) {
    const step = await ledger.claim('worker', 60);
    if (step === null) throw new Error(`Nothing came to ${stage}.`);
    if (step.stage === stage) return step;
    expect(await end(ledger, step, outcomeOf(step))).toBe(true);
  }
}

/** A reviewer's decision as the pipeline asks for it. */
export function decision(kind: 'approve' | 'return' | 'reject', account: string, digest: string) {
  return (current: Submission) => ({
    to: decide(current, { kind, comment: 'Seen.' }),
    actor: account,
    action: `submission.${kind}`,
    details: {},
    upload: null,
    decision: {
      kind,
      account,
      digest,
      rulesetDigest: digestOf('rules'),
      comment: 'Seen.',
      at: new Date().toISOString(),
    },
  });
}

/** Runs one suite of promises on an implementation of the ledger. */
export function describeLedger(name: string, start: () => Promise<LedgerUnderTest>): void {
  describe(`${name} keeps what a ledger promises`, () => {
    let its: LedgerUnderTest;
    beforeEach(async () => (its = await start()));

    const open = (known: Partial<Opening> = {}) =>
      its.ledger.open(openingOf({ publisher: its.publishers[0], by: its.submitter, ...known }));
    const act = (to: (current: Submission) => Submission, action: string) => (current: Submission) => ({
      to: to(current),
      actor: its.submitter,
      action,
      details: {},
      upload: null,
      decision: null,
    });
    const newBytes = (current: Submission) => ({
      ...act(revise, 'submission.revised')(current),
      upload: { uploadSha256: sha256Of('again'), uploadName: 'again.zip', by: its.submitter },
    });
    const claim = async () => {
      const step = await its.ledger.claim('worker', 60);
      if (step === null) throw new Error('Nothing was due.');
      return step;
    };
    const inPreview = async () => {
      const { id } = await open();
      const step = await claimAt(its.ledger, 'preview');
      await end(its.ledger, step, outcomeOf(step));
      return its.ledger.get(id);
    };
    const approve = async (submission: { id: string; digest: string | null }, by = its.reviewer) =>
      its.ledger.change(submission.id, decision('approve', by, submission.digest ?? ''));

    describe('opening', () => {
      it('starts at intake, with the upload as revision 1 and one step that is due', async () => {
        const opened = await open({ connector: 'weather' });

        expect(opened).toMatchObject({
          connector: 'weather',
          stage: 'intake',
          state: 'running',
          revision: 1,
          version: null,
        });
        expect(await its.ledger.get(opened.id)).toMatchObject({ ...opened, digest: null });
        expect(await its.ledger.revisions(opened.id)).toEqual([
          {
            submissionId: opened.id,
            number: 1,
            uploadSha256: sha256Of('weather'),
            uploadName: 'weather.zip',
            uploadedBy: its.submitter,
            package: null,
          },
        ]);
        expect(await its.ledger.timeline(opened.id)).toMatchObject([
          { stage: 'intake', state: 'READY', revision: 1, attempts: 0, startedAt: null, finishedAt: null },
        ]);
      });

      it('is refused while the connector has another submission that is not final', async () => {
        const first = await open({ connector: 'weather' });

        await expect(open({ connector: 'weather' })).rejects.toMatchObject({
          code: 'submission-already-open',
          context: { id: first.id },
        });

        await its.ledger.change(first.id, act(withdraw, 'submission.withdrawn'));
        expect(await open({ connector: 'weather' })).toMatchObject({ state: 'running' });
      });

      it('may be repeated under the same id, also when the submission has ended meanwhile', async () => {
        const opening = openingOf({ publisher: its.publishers[0], by: its.submitter });
        const first = await its.ledger.open(opening);
        expect(await its.ledger.open(opening)).toEqual(first);

        await its.ledger.change(first.id, act(withdraw, 'submission.withdrawn'));

        expect(await its.ledger.open(opening)).toMatchObject({ id: first.id, state: 'withdrawn' });
        expect(await its.ledger.timeline(first.id)).toHaveLength(1);
      });

      it('does not know what was never opened', async () => {
        for (const id of [randomUUID(), '', 'no such\0thing', 'x'.repeat(500)]) {
          await expect(its.ledger.get(id)).rejects.toMatchObject({ code: 'submission-not-found' });
          await expect(its.ledger.change(id, act(withdraw, ''))).rejects.toMatchObject({
            code: 'submission-not-found',
          });
        }
      });
    });

    describe('claiming', () => {
      it('gives a step once, with what its stage needs', async () => {
        const opened = await open();

        const step = await claim();

        expect(step).toMatchObject({
          submissionId: opened.id,
          stage: 'intake',
          state: 'LEASED',
          fence: 1,
          attempts: 1,
        });
        expect(step).toMatchObject({
          submission: opened,
          revisionRecord: { number: 1, package: null },
          history: [],
          approvals: [],
        });
        expect(await its.ledger.claim('another', 60)).toBeNull();
        expect(await its.ledger.timeline(opened.id)).toMatchObject([
          { state: 'LEASED', startedAt: expect.any(String) },
        ]);
      });

      it('hands later stages the package and what was found before, the approval included', async () => {
        const submission = await inPreview();
        await approve(submission);

        const step = await claim();

        expect(step).toMatchObject({ stage: 'publish', submission: { version: '1.0.1' } });
        expect(step.revisionRecord.package?.digest).toBe(submission.digest);
        expect(step.history.map(({ stage, verdict }) => [stage, verdict])).toEqual([
          ['intake', 'pass'],
          ['lint', 'pass'],
          ['compare', 'pass'],
          ['functional', 'pass'],
          ['preview', null],
        ]);
        expect(step.history[1]?.report).toEqual(clean);
        expect(step.history[4]?.note).toBe('A reviewer decides.');
        expect(step.approvals).toMatchObject([{ account: its.reviewer, digest: submission.digest, comment: 'Seen.' }]);
      });

      it('serves the publisher that waited longest', async () => {
        for (let flood = 0; flood < 5; flood += 1) await open();
        await its.pass(0.01);
        await open({ publisher: its.publishers[1] });

        const served = [(await claim()).submission.publisher, (await claim()).submission.publisher];

        expect(served.sort()).toEqual([...its.publishers].sort());
      });

      it('takes the steps of one publisher in the order they became due', async () => {
        const opened = [];
        for (let count = 0; count < 3; count += 1) {
          opened.push((await open()).id);
          await its.pass(0.01);
        }

        const claimed = [(await claim()).submissionId, (await claim()).submissionId, (await claim()).submissionId];

        expect(claimed).toEqual(opened);
      });
    });

    describe('a lease', () => {
      const claimFor = (seconds: number) => its.ledger.claim('worker', seconds);

      it('that ran out lets another worker in, and voids what the first one still writes', async () => {
        const { id } = await open();
        const slow = await claimFor(0.05);
        await its.pass(0.2);
        const quick = await claimFor(60);
        if (slow === null || quick === null) throw new Error('Nothing was due.');

        expect(quick).toMatchObject({ id: slow.id, attempts: 2 });
        expect(quick.fence).toBeGreaterThan(slow.fence);
        expect(await its.ledger.renew(slow, 60)).toBe(false);
        expect(await end(its.ledger, slow, { kind: 'checked', report: broken })).toBe(false);
        await its.ledger.handBack(slow);
        expect(await its.ledger.get(id)).toMatchObject({ stage: 'intake', state: 'running' });

        expect(await end(its.ledger, quick, outcomeOf(quick))).toBe(true);
        expect(await end(its.ledger, quick, outcomeOf(quick))).toBe(false);
      });

      it('that is renewed keeps others out', async () => {
        await open();
        const step = await claimFor(0.05);
        if (step === null) throw new Error('Nothing was due.');

        expect(await its.ledger.renew(step, 60)).toBe(true);
        await its.pass(0.2);

        expect(await claimFor(60)).toBeNull();
      });

      it('handed back is free at once and does not count as an attempt', async () => {
        const { id } = await open();
        await its.ledger.handBack(await claim());

        expect(await its.ledger.timeline(id)).toMatchObject([{ state: 'READY', attempts: 0, startedAt: null }]);
        expect(await claim()).toMatchObject({ attempts: 1, fence: 2 });
      });

      it('put back because others have to act first counts no attempt, however often, and says why', async () => {
        const { id } = await open();
        const waits = { state: 'FAILED', verdict: null, outcome: null, package: null, fault: 'upstream' } as const;
        for (let looks = 0; looks <= maxAttempts; looks += 1) {
          const step = await claim();
          expect(step.attempts).toBe(1);
          const ending = { ...waits, note: 'A person has to merge it.', retryAfterSeconds: 0, uncounted: true };
          expect(await its.ledger.finish(step, ending, step.submission)).toBe(true);
        }

        expect(await its.ledger.timeline(id)).toMatchObject([
          { state: 'READY', attempts: 0, note: 'A person has to merge it.', fault: 'upstream' },
        ]);
      });

      it(`that ran out ${maxAttempts} times ends the step and stops the submission: nobody else is killed by it`, async () => {
        const { id } = await open();
        for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
          expect(await claimFor(0.05)).toMatchObject({ attempts: attempt });
          await its.pass(0.2);
        }

        expect(await claimFor(60)).toBeNull();

        expect(await its.ledger.get(id)).toMatchObject({ stage: 'intake', state: 'stopped' });
        expect(await its.ledger.timeline(id)).toMatchObject(
          [{ state: 'DEAD', attempts: maxAttempts, note: /died/ }].map(entry => ({
            ...entry,
            note: expect.stringMatching(entry.note),
          })),
        );
      });
    });

    describe('finishing', () => {
      it('moves on with the next step, its package, its version and its report', async () => {
        const { id, connector } = await open();
        const step = await claim();

        expect(await end(its.ledger, step, outcomeOf(step))).toBe(true);

        expect(await its.ledger.get(id)).toMatchObject({
          stage: 'lint',
          state: 'running',
          version: '1.0.1',
          digest: digestOf(`${connector} 1`),
        });
        expect((await its.ledger.revisions(id))[0]?.package).toMatchObject({
          digest: digestOf(`${connector} 1`),
          files: [{ path: 'README.md', size: 3 }],
        });
        expect(await its.ledger.timeline(id)).toMatchObject([
          { stage: 'intake', state: 'DONE', verdict: 'pass', report: clean, finishedAt: expect.any(String) },
          { stage: 'lint', state: 'READY', verdict: null, report: null },
        ]);
      });

      it('gives findings back to the submitter, whatever characters they quote', async () => {
        const { id } = await open();
        const step = await claim();

        await end(its.ledger, step, { kind: 'checked', report: broken }, { note: 'A note with \0 in it.' });

        expect(await its.ledger.get(id)).toMatchObject({ state: 'returned' });
        const [entry] = await its.ledger.timeline(id);
        expect(entry?.report?.findings).toMatchObject([
          { rule: 'a-rule', message: expect.stringContaining('It quotes') },
        ]);
        expect(await its.ledger.claim('worker', 60)).toBeNull();
      });

      it('takes a package that intake found faults in on to lint, which knows of them', async () => {
        const { id } = await open();
        const intake = await claim();
        const accepted = outcomeOf(intake);
        await end(its.ledger, intake, { ...accepted, kind: 'checked', report: broken });
        expect(await its.ledger.get(id)).toMatchObject({ stage: 'lint', state: 'running', version: '1.0.1' });

        const lint = await claim();
        expect(lint.history).toMatchObject([{ stage: 'intake', verdict: 'fail' }]);
        await end(its.ledger, lint, outcomeOf(lint));
        const compare = await claim();
        expect(compare).toMatchObject({ stage: 'compare', history: [{ verdict: 'fail' }, { verdict: 'pass' }] });
        await end(its.ledger, compare, outcomeOf(compare));

        expect(await its.ledger.get(id)).toMatchObject({ stage: 'compare', state: 'returned' });
        expect(await its.ledger.timeline(id)).toMatchObject([
          { stage: 'intake', state: 'DONE', verdict: 'fail', report: { findings: [{ rule: 'a-rule' }] } },
          { stage: 'lint', state: 'DONE', verdict: 'pass', report: clean },
          { stage: 'compare', state: 'DONE', verdict: 'pass', report: clean },
        ]);
        expect(await its.ledger.claim('worker', 60)).toBeNull();
      });

      it('can put the step back for later', async () => {
        const { id } = await open();
        const step = await claim();
        const later: Ending = {
          state: 'FAILED',
          verdict: null,
          outcome: null,
          note: 'Busy.',
          retryAfterSeconds: 0.3,
          package: null,
        };

        expect(await its.ledger.finish(step, later, step.submission)).toBe(true);

        expect(await its.ledger.claim('worker', 60)).toBeNull();
        expect(await its.ledger.timeline(id)).toMatchObject([
          { state: 'READY', note: 'Busy.', attempts: 1, finishedAt: null },
        ]);
        await its.pass(0.5);
        expect(await claim()).toMatchObject({ id: step.id, attempts: 2 });
        expect(await its.ledger.finish(step, later, step.submission)).toBe(false);
      });

      it('keeps the earlier round when a stopped stage is run again', async () => {
        const { id } = await open();
        await end(its.ledger, await claim(), { kind: 'checked', report: unclear }, { state: 'DEAD' });
        expect(await its.ledger.get(id)).toMatchObject({ state: 'stopped' });

        await its.ledger.change(id, act(retry, 'submission.retried'));
        const step = await claim();
        await end(its.ledger, step, outcomeOf(step));

        expect((await its.ledger.timeline(id)).map(({ stage, state }) => [stage, state])).toEqual([
          ['intake', 'DEAD'],
          ['intake', 'DONE'],
          ['lint', 'READY'],
        ]);
        expect((await claim()).history).toMatchObject([{ stage: 'intake', verdict: 'pass' }]);
      });
    });

    describe('changing', () => {
      it('saves nothing when the decision is refused', async () => {
        const { id } = await open();
        const before = await its.ledger.get(id);

        await expect(its.ledger.change(id, act(retry, 'submission.retried'))).rejects.toMatchObject({
          code: 'submission-not-stopped',
        });

        expect(await its.ledger.get(id)).toEqual(before);
      });

      it('takes the work from a worker when the submission is withdrawn', async () => {
        const { id } = await open();
        const step = await claim();

        await its.ledger.change(id, act(withdraw, 'submission.withdrawn'));

        expect(await its.ledger.renew(step, 60)).toBe(false);
        expect(await end(its.ledger, step, outcomeOf(step))).toBe(false);
        expect(await its.ledger.get(id)).toMatchObject({ state: 'withdrawn' });
        expect(await its.ledger.timeline(id)).toMatchObject([
          { state: 'DEAD', note: 'Ended by: submission.withdrawn.' },
        ]);
      });

      it('starts over with a new revision, which has no approvals', async () => {
        const submission = await inPreview();

        await its.ledger.change(submission.id, newBytes);

        expect(await its.ledger.get(submission.id)).toMatchObject({
          stage: 'intake',
          state: 'running',
          revision: 2,
          version: null,
          digest: null,
        });
        expect(await its.ledger.revisions(submission.id)).toMatchObject([
          { number: 1, package: { digest: submission.digest } },
          { number: 2, package: null, uploadName: 'again.zip' },
        ]);
        const step = await claimAt(its.ledger, 'preview');
        await end(its.ledger, step, outcomeOf(step));
        await expect(approve(submission)).rejects.toMatchObject({ code: 'decision-stale' });
      });

      it('records an approval and goes on to publish', async () => {
        const submission = await inPreview();

        expect(await approve(submission)).toMatchObject({ stage: 'publish', state: 'running' });

        expect(await its.ledger.approvals(submission.id)).toEqual([
          {
            account: its.reviewer,
            digest: submission.digest,
            rulesetDigest: digestOf('rules'),
            comment: 'Seen.',
            at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
          },
        ]);
      });

      it('refuses the approval of an uploader', async () => {
        const submission = await inPreview();

        await expect(approve(submission, its.submitter)).rejects.toMatchObject({
          code: 'four-eyes',
          fault: 'yours',
        });

        expect(await its.ledger.get(submission.id)).toMatchObject({ stage: 'preview', state: 'waiting' });
        expect(await its.ledger.approvals(submission.id)).toEqual([]);
      });
    });

    describe('publishing', () => {
      const intentOf = (submission: Submission & { digest: string | null }) => ({
        target: 'repository',
        publisher: submission.publisher,
        connector: submission.connector,
        version: submission.version ?? '',
        digest: submission.digest ?? '',
        submissionId: submission.id,
      });

      it('makes the version public with its receipt', async () => {
        const submission = await inPreview();
        const firstPage = { limit: 10, cursor: null };
        expect((await its.ledger.channel('preview', firstPage)).items).toMatchObject([
          { submissionId: submission.id, version: '1.0.1', digest: submission.digest, receipt: null },
        ]);
        await approve(submission);
        const step = await claim();
        await its.ledger.intendPublication(intentOf(submission));

        expect(await end(its.ledger, step, outcomeOf(step))).toBe(true);

        expect(await its.ledger.get(submission.id)).toMatchObject({ stage: 'publish', state: 'public' });
        expect((await its.ledger.channel('preview', firstPage)).items).toEqual([]);
        expect(await its.ledger.channel('public', firstPage)).toEqual({
          items: [
            {
              publisher: submission.publisher,
              connector: submission.connector,
              version: '1.0.1',
              digest: submission.digest,
              submissionId: submission.id,
              since: expect.any(String),
              receipt: receiptOf(submission.connector),
            },
          ],
          next: null,
        });
      });

      it('may intend the same again, and nothing else under the same version or the same digest', async () => {
        const submission = await inPreview();
        const intent = intentOf(submission);
        await its.ledger.intendPublication(intent);
        await its.ledger.intendPublication(intent);

        await expect(its.ledger.intendPublication({ ...intent, digest: digestOf('other') })).rejects.toMatchObject({
          code: 'version-already-published',
        });
        await expect(its.ledger.intendPublication({ ...intent, version: '9.9.9' })).rejects.toMatchObject({
          code: 'version-already-published',
        });
      });

      it('never leaves the final state', async () => {
        const submission = await inPreview();
        await approve(submission);
        const step = await claim();
        await end(its.ledger, step, outcomeOf(step));

        await expect(its.ledger.change(submission.id, act(withdraw, ''))).rejects.toMatchObject({
          code: 'submission-not-withdrawable',
        });
        await expect(
          its.ledger.change(
            submission.id,
            act(current => ({ ...current, state: 'running' }), 'forced'),
          ),
        ).rejects.toThrow();
        expect(await its.ledger.get(submission.id)).toMatchObject({ state: 'public' });
      });
    });

    describe('telling', () => {
      it('lists the newest first, in pages that neither skip nor repeat', async () => {
        const opened = [];
        for (let count = 0; count < 5; count += 1) {
          opened.push((await open()).id);
          await its.pass(0.005);
        }
        const all = { publishers: null, state: null, stage: null, limit: 2 };

        const first = await its.ledger.list({ ...all, cursor: null });
        const second = await its.ledger.list({ ...all, cursor: first.next });
        const third = await its.ledger.list({ ...all, cursor: second.next });

        expect([first, second, third].map(({ items }) => items.map(({ id }) => id))).toEqual([
          [opened[4], opened[3]],
          [opened[2], opened[1]],
          [opened[0]],
        ]);
        expect(third.next).toBeNull();
      });

      it('lists only what is asked for', async () => {
        const ours = await open();
        const theirs = await open({ publisher: its.publishers[1] });
        await its.ledger.change(theirs.id, act(withdraw, 'submission.withdrawn'));
        const filter = { publishers: null, state: null, stage: null, limit: 10, cursor: null };
        const ids = async (known: object) => (await its.ledger.list({ ...filter, ...known })).items.map(({ id }) => id);

        expect(await ids({ publishers: [its.publishers[0]] })).toEqual([ours.id]);
        expect(await ids({ publishers: [] })).toEqual([]);
        expect(await ids({ state: 'withdrawn' })).toEqual([theirs.id]);
        expect(await ids({ state: 'running', stage: 'intake' })).toEqual([ours.id]);
        expect(await ids({ stage: 'lint' })).toEqual([]);
      });

      it('refuses a cursor that it did not give', async () => {
        const filter = { publishers: null, state: null, stage: null, limit: 10, cursor: 'made up' };
        await expect(its.ledger.list(filter)).rejects.toMatchObject({ code: 'cursor-invalid' });
        await expect(its.ledger.channel('public', filter)).rejects.toMatchObject({ code: 'cursor-invalid' });
      });

      it('knows whose evidence a digest is', async () => {
        const mine = await inPreview();
        const other = await open();

        expect(await its.ledger.namesEvidence(mine.id, evidence)).toBe(true);
        expect(await its.ledger.namesEvidence(mine.id, digestOf('unknown'))).toBe(false);
        expect(await its.ledger.namesEvidence(other.id, evidence)).toBe(false);
      });

      it('keeps a bell for every step that nobody was told of, until it is rung or claimed', async () => {
        await open();
        await open();
        const bells = await its.ledger.dueBells(10);
        expect(bells).toHaveLength(2);

        await its.ledger.markRung(bells.slice(0, 1));
        expect(await its.ledger.dueBells(10)).toEqual(bells.slice(1));

        await claim();
        await claim();
        expect(await its.ledger.dueBells(10)).toEqual([]);
      });
    });
  });
}
