import { claimedStep, failing, notRun, passing, timelineEntry } from '../../test/support/claimed-step.js';
import { problem } from '../core/problems.js';
import { maxAttempts } from '../core/step.js';
import { conclude, pauseAfter } from './ending.js';
import type { Attempt } from './ending.js';
import { gateWith } from '../../test/support/review.js';

const outcome = (report: typeof passing): Attempt => ({ kind: 'outcome', outcome: { kind: 'checked', report } });
const thrown = (code: Parameters<typeof problem>[0]): Attempt => ({ kind: 'problem', problem: problem(code) });
const lastAttempt = claimedStep({ attempts: maxAttempts });

describe('pipeline/ending', () => {
  it('moves a check that passed to the next stage', () => {
    const { ending, moved } = conclude(claimedStep(), outcome(passing));

    expect(ending).toMatchObject({ state: 'DONE', verdict: 'pass', retryAfterSeconds: null });
    expect(moved).toMatchObject({ stage: 'compare', state: 'running' });
  });

  it('gives a check that failed back to the submitter', () => {
    const { ending, moved } = conclude(claimedStep({ stage: 'compare' }), outcome(failing));

    expect(ending).toMatchObject({ state: 'DONE', verdict: 'fail', retryAfterSeconds: null });
    expect(moved).toMatchObject({ stage: 'compare', state: 'returned' });
  });

  it('takes over the package and the version that intake found', () => {
    const accepted = { digest: `sha256:${'b'.repeat(64)}`, files: [], version: '1.2.0' };
    const attempt: Attempt = { kind: 'outcome', outcome: { kind: 'checked', report: passing, package: accepted } };

    const { ending, moved } = conclude(claimedStep({ stage: 'intake' }), attempt);

    expect(ending.package).toBe(accepted);
    expect(moved).toMatchObject({ stage: 'lint', version: '1.2.0' });
  });

  it('lets lint and compare look at what failed at intake but is a package, and then gives it back whatever they say', () => {
    const accepted = { digest: `sha256:${'b'.repeat(64)}`, files: [], version: '1.2.0' };
    const attempt: Attempt = { kind: 'outcome', outcome: { kind: 'checked', report: failing, package: accepted } };

    const intake = conclude(claimedStep({ stage: 'intake' }), attempt);
    const history = [timelineEntry({ stage: 'intake', verdict: 'fail' })];
    const lint = conclude(claimedStep({ history }), outcome(passing));
    const compare = conclude(claimedStep({ history, stage: 'compare' }), outcome(passing));

    expect(intake.ending).toMatchObject({ state: 'DONE', verdict: 'fail', package: accepted });
    expect(intake.moved).toMatchObject({ stage: 'lint', state: 'running', version: '1.2.0' });
    expect(lint.ending).toMatchObject({ state: 'DONE', verdict: 'pass' });
    expect(lint.moved).toMatchObject({ stage: 'compare', state: 'running' });
    expect(compare.moved).toMatchObject({ stage: 'compare', state: 'returned' });
  });

  it('tries lint again when it could not run, also on what failed at intake, and then waits for the operator', () => {
    const history = [timelineEntry({ stage: 'intake', verdict: 'fail' })];
    const unable = outcome(notRun('A thread died', 'ours'));

    const first = conclude(claimedStep({ history }), unable);
    const last = conclude(claimedStep({ history, attempts: maxAttempts }), unable);

    expect(first).toMatchObject({ ending: { retryAfterSeconds: 2 }, moved: { stage: 'lint', state: 'running' } });
    expect(last).toMatchObject({ ending: { state: 'DEAD' }, moved: { stage: 'lint', state: 'stopped' } });
  });

  it('waits at a gate with the reason', () => {
    const attempt: Attempt = {
      kind: 'outcome',
      outcome: { kind: 'waiting', reason: 'A reviewer decides.', gate: gateWith() },
    };

    const { ending, moved } = conclude(claimedStep({ stage: 'preview' }), attempt);

    expect(ending).toMatchObject({ state: 'DONE', verdict: null, note: 'A reviewer decides.' });
    expect(moved.state).toBe('waiting');
  });

  it('tries an inconclusive check again, and stops after the last attempt with the report', () => {
    const inconclusive = outcome(notRun('The API did not answer', 'upstream'));

    const first = conclude(claimedStep(), inconclusive);
    const last = conclude(lastAttempt, inconclusive);

    expect(first.ending).toMatchObject({ retryAfterSeconds: 2, verdict: 'inconclusive' });
    expect(first.moved.state).toBe('running');
    expect(last.ending).toMatchObject({ state: 'DEAD', verdict: 'inconclusive', retryAfterSeconds: null });
    expect(last.ending.outcome).not.toBeNull();
    expect(last.ending.note).toMatch(/The API did not answer.*Given up after 3 attempts/);
    expect(last.moved.state).toBe('stopped');
  });

  it('gives back what can no longer be published as it was approved, for a new revision', () => {
    const { ending, moved } = conclude(claimedStep({ stage: 'publish' }), thrown('publication-not-certified'));

    expect(ending).toMatchObject({ state: 'FAILED', verdict: 'fail', retryAfterSeconds: null });
    expect(moved).toMatchObject({ stage: 'publish', state: 'returned' });
  });

  it('does not try again what can only stay inconclusive', () => {
    const { ending, moved } = conclude(claimedStep(), outcome(notRun('No operation is described', 'yours')));

    expect(ending.retryAfterSeconds).toBeNull();
    expect(moved.state).toBe('stopped');
  });

  it('A48: never lets a stage pass that expected no check', () => {
    const { ending, moved } = conclude(claimedStep(), outcome({ ...passing, checks: [] }));

    expect(ending).toMatchObject({ verdict: 'inconclusive', retryAfterSeconds: null });
    expect(moved.state).toBe('stopped');
  });

  it('tries again what was our fault, with growing pauses, and stops after the last attempt', () => {
    const pauses = [1, 2].map(attempts => conclude(claimedStep({ attempts }), thrown('blob-missing')).ending);
    const last = conclude(lastAttempt, thrown('blob-missing'));

    expect(pauses.map(ending => ending.retryAfterSeconds)).toEqual([2, 4]);
    expect(last).toMatchObject({ ending: { state: 'DEAD', retryAfterSeconds: null }, moved: { state: 'stopped' } });
    expect(last.ending.note).toContain('Restore the store from its backup');
  });

  it('gives back to the submitter, at once, what is the submitter’s fault', () => {
    const { ending, moved } = conclude(claimedStep(), thrown('path-not-a-package'));

    expect(ending).toMatchObject({ state: 'FAILED', verdict: 'fail', retryAfterSeconds: null });
    expect(ending.note).toContain('This is not a connector package.');
    expect(moved.state).toBe('returned');
  });

  it('tells of a bug where the log explains it, and nothing of its insides', () => {
    const { ending } = conclude(lastAttempt, { kind: 'bug', reference: 'step-1-3' });

    expect(ending.note).toBe(
      'Assay failed at this stage; its log explains it under step-1-3. Given up after 3 attempts; an operator can run it again.',
    );
  });

  it('never waits longer than a minute between attempts', () => {
    expect([1, 2, 5, 6, 100].map(pauseAfter)).toEqual([2, 4, 32, 60, 60]);
  });

  it.each(['publication-waiting', 'github-refuses'] as const)(
    'puts back what others have to act on, however often, and counts no attempt: %s',
    code => {
      const why = { why: 'a person has to merge it', url: 'https://github.com/acme/c/pull/7', afterSeconds: 60 };

      const { ending, moved } = conclude(lastAttempt, { kind: 'problem', problem: problem(code, why) });

      expect(ending).toMatchObject({ state: 'FAILED', retryAfterSeconds: 60, uncounted: true });
      expect(moved).toBe(lastAttempt.submission);
    },
  );

  it('says for what a publication waits, and where', () => {
    const why = { why: 'a person has to merge it', url: 'https://github.com/acme/c/pull/7', afterSeconds: 60 };

    const { ending } = conclude(claimedStep(), { kind: 'problem', problem: problem('publication-waiting', why) });

    expect(ending.note).toContain('https://github.com/acme/c/pull/7: a person has to merge it.');
  });

  it('F31: gives back what was turned down in the repository', () => {
    const { ending, moved } = conclude(claimedStep(), thrown('publication-closed'));

    expect(ending).toMatchObject({ state: 'FAILED', verdict: 'fail', retryAfterSeconds: null });
    expect(moved.state).toBe('returned');
  });
});
