import type { SubmissionSummary } from '../core/ports/ledger.js';
import type { TimelineEntry } from '../core/step.js';
import { submissionView } from './schemas.js';
import { viewOf } from './view.js';

const at = '2026-11-02T10:00:00.000Z';
const summary: SubmissionSummary = {
  id: '0192d3f4-5a6b-4c8d-9e0f-1a2b3c4d5e6f',
  publisher: 'acme',
  connector: 'library',
  profile: 'verified',
  stage: 'lint',
  state: 'running',
  revision: 1,
  version: '1.0.0',
  digest: `sha256:${'a'.repeat(64)}`,
  createdAt: at,
  updatedAt: at,
  measuringSince: null,
};
const entry: TimelineEntry = {
  revision: 1,
  stage: 'lint',
  state: 'LEASED',
  verdict: null,
  report: null,
  receipt: null,
  note: null,
  attempts: 1,
  queuedAt: at,
  startedAt: at,
  finishedAt: null,
};
const finding = {
  rule: 'x',
  severity: 'error',
  blocks: true,
  file: 'README.md',
  line: null,
  column: null,
  pointer: null,
  message: 'm',
  fix: 'f',
  docs: 'd',
  fingerprint: '0',
  status: 'new',
} as const;
const receipt = { target: 't', commit: 'c', mergeCommit: 'm', folder: 'f', certificate: '{}' };

const nextFor = (changes: Partial<SubmissionSummary>, last: Partial<TimelineEntry> = {}) =>
  viewOf({ ...summary, ...changes }, [{ ...entry, ...last }]).next;

describe('api/view', () => {
  it('is what the API’s document says', () =>
    expect(submissionView.parse(viewOf(summary, [entry]))).toEqual(viewOf(summary, [entry])));

  it('says what Assay is doing', () => {
    expect(nextFor({})).toBe('Assay’s turn: Assay is judging it by the rules. There is nothing to do but wait.');
    expect(nextFor({}, { state: 'READY', attempts: 2 })).toBe(
      'Assay’s turn: Assay will be judging it by the rules as soon as a worker is free, attempt 2 of 3. There is nothing to do but wait.',
    );
  });

  it('sends the submitter to the findings', () => {
    const report = { checks: [], evidence: [], findings: [finding, { ...finding, blocks: false }] };

    expect(nextFor({ state: 'returned' }, { report })).toBe(
      'The submitter’s turn: fix the finding of lint that blocks, then upload revision 2.',
    );
  });

  it('counts what intake and lint have found of the newest revision, and nothing of the earlier ones', () => {
    const report = { checks: [], evidence: [], findings: [finding] };
    const timeline = (['intake', 'lint'] as const).flatMap(stage =>
      [1, 2].map(revision => ({ ...entry, stage, revision, report })),
    );

    expect(viewOf({ ...summary, state: 'returned', revision: 2 }, timeline).next).toBe(
      'The submitter’s turn: fix the 2 findings of intake and lint that block, then upload revision 3.',
    );
  });

  it('sends the submitter to the reviewer’s words', () =>
    expect(nextFor({ stage: 'preview', state: 'returned', revision: 3 }, { note: 'Say which plan is needed.' })).toBe(
      'The submitter’s turn: answer the reviewer (“Say which plan is needed.”), then upload revision 4.',
    ));

  it('tells the operator why a stage stopped', () =>
    expect(nextFor({ stage: 'publish', state: 'stopped' }, { note: 'The repository does not answer.' })).toContain(
      'publish could not be finished (The repository does not answer). Remove the cause, then run it again',
    ));

  it.each(['waiting', 'rejected', 'withdrawn', 'public'] as const)('names whose turn it is when %s', state =>
    expect(nextFor({ state })).toMatch(/^(A reviewer’s turn|Nobody’s turn): .+\.$/),
  );

  it('shows the newest receipt of any revision', () =>
    expect(
      viewOf({ ...summary, state: 'public' }, [entry, { ...entry, stage: 'publish', receipt }, entry]).receipt,
    ).toEqual(receipt));

  describe('for who asks', () => {
    const ahead = { queue: { position: 3, of: 7 }, expected: { fromMs: 200, toMs: 900, samples: 12 } };
    const nextTo = (turns: ('submitter' | 'reviewer' | 'operator')[], its: Partial<SubmissionSummary>) =>
      viewOf({ ...summary, ...its }, [{ ...entry, note: 'The disk is full.' }], { turns, outlook: ahead, changes: [] })
        .next;

    it('calls the asker’s own turn so', () => {
      expect(nextTo(['reviewer'], { stage: 'preview', state: 'waiting' })).toMatch(/^Your turn: look at the evidence/);
      expect(nextTo(['submitter'], { state: 'returned' })).toMatch(/^Your turn: .+ upload revision 2\.$/);
      expect(nextTo(['operator'], { state: 'stopped' })).toMatch(/^Your turn: lint could not be finished/);
    });

    it('tells a submitter that there is nothing to do while others have the turn', () => {
      expect(nextTo(['submitter'], { stage: 'preview', state: 'waiting' })).toMatch(
        /^A reviewer’s .+ nothing to do\.$/,
      );
      expect(nextTo(['submitter'], { state: 'stopped' })).toMatch(/disk is full\)\. You have nothing to do/);
    });

    it('shows the queue and the expectation as they were looked up', () =>
      expect(viewOf(summary, [entry], { turns: [], outlook: ahead, changes: [] })).toMatchObject(ahead));
  });

  it('says whose fault a step is, and how long it took', () => {
    const line = (its: Partial<TimelineEntry>) => viewOf(summary, [{ ...entry, ...its }]).timeline[0];
    const notRun = { id: 'c', state: 'not-run', reason: 'r', fault: 'upstream' } as const;

    expect(line({ fault: 'ours' })).toMatchObject({ fault: 'ours', durationMs: null });
    expect(line({ verdict: 'inconclusive', report: { checks: [notRun], findings: [], evidence: [] } })).toMatchObject({
      fault: 'upstream',
    });
    expect(line({ verdict: 'fail', finishedAt: '2026-11-02T10:00:02.500Z' })).toMatchObject({
      fault: 'yours',
      durationMs: 2500,
    });
    expect(line({ verdict: 'pass' })).toMatchObject({ fault: null });
  });
});
