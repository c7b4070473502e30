import fc from 'fast-check';
import type { Finding } from './finding.js';
import type { Outcome } from './outcome.js';
import { Problem } from './problems.js';
import { stageNames } from './stage-names.js';
import type { StageName } from './stage-names.js';
import { startsStep } from './step.js';
import {
  advance,
  decide,
  edges,
  isFinal,
  retry,
  revise,
  stop,
  submissionStates,
  turnOf,
  withdraw,
} from './submission.js';
import type { Submission } from './submission.js';
import { verdictOf } from './verdict.js';
import type { Verdict } from './verdict.js';
import { gateWith } from '../../test/support/review.js';

const opened: Submission = {
  id: 's',
  publisher: 'acme',
  connector: 'weather',
  profile: 'verified',
  stage: 'intake',
  state: 'running',
  revision: 1,
  version: null,
};
const everywhere = stageNames.flatMap(stage => submissionStates.map(state => ({ ...opened, stage, state })));

const finding = (blocks: boolean): Finding => ({
  rule: 'a-rule',
  severity: blocks ? 'error' : 'warning',
  blocks,
  file: 'README.md',
  line: 1,
  column: 1,
  pointer: null,
  message: '',
  fix: '',
  docs: '',
  fingerprint: '',
  status: 'new',
});
const checked = (blocks: boolean, ran = true) => ({
  kind: 'checked' as const,
  report: {
    checks: [
      ran
        ? { id: 'a', state: 'ran' as const }
        : { id: 'a', state: 'not-run' as const, reason: 'down', fault: 'ours' as const },
    ],
    findings: [finding(blocks)],
    evidence: [],
  },
});
const passed = checked(false);
const failed = checked(true);
const unclear = checked(false, false);
const accepted = { digest: `sha256:${'a'.repeat(64)}`, files: [], version: '1.0.0' };
/** What only intake gives: a package, whatever else it found. */
const failedWithPackage = { ...failed, package: accepted };
const waiting: Outcome = { kind: 'waiting', reason: 'A reviewer decides.', gate: gateWith() };
const done: Outcome = {
  kind: 'done',
  receipt: { target: '', commit: '', mergeCommit: '', folder: '', certificate: '' },
};

/** What each stage gave on the current revision. */
type History = readonly { readonly stage: StageName; readonly verdict: Verdict }[];

const outcomes: Record<string, Outcome> = { passed, failed, failedWithPackage, unclear, waiting };

/** Everything that can happen to a submission. A command that is refused throws a problem and leaves it where it was. */
const commands: Record<string, (submission: Submission, history: History) => Submission> = {
  ...Object.fromEntries(
    Object.entries(outcomes).map(([name, outcome]) => [
      name,
      (submission: Submission, history: History) => advance(submission, outcome, before(submission, history)),
    ]),
  ),
  // Only an effect is ever done.
  done: submission => (submission.stage === 'publish' ? advance(submission, done, []) : submission),
  approve: submission => decide(submission, { kind: 'approve', comment: '' }),
  return: submission => decide(submission, { kind: 'return', comment: '' }),
  reject: submission => decide(submission, { kind: 'reject', comment: '' }),
  revise,
  retry,
  withdraw,
  stop,
};
const names = Object.keys(commands);
const at = ({ stage, state }: Pick<Submission, 'stage' | 'state'>) => `${stage}/${state}`;
const arrow = (from: string, to: string) => `${from} → ${to}`;
const allowed = new Set(edges().map(({ from, to }) => arrow(at(from), at(to))));

function attempt(name: string, submission: Submission, history: History = []): Submission | Problem {
  try {
    return commands[name]?.(submission, history) ?? submission;
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}

/** What the stages before the current one gave. */
function before({ stage }: Submission, history: History): History {
  return history.filter(entry => entry.stage !== stage);
}

/** The history once this has happened: a new revision has none, and a check that ran again counts as it ran last. */
function after(name: string, submission: Submission, history: History): History {
  if (name === 'revise') return [];
  const outcome = outcomes[name];
  if (outcome?.kind !== 'checked' || submission.state !== 'running') return history;
  return [...before(submission, history), { stage: submission.stage, verdict: verdictOf(outcome.report) }];
}

const beyondCompare = (stage: StageName) => stageNames.indexOf(stage) > stageNames.indexOf('compare');

describe('core/submission', () => {
  it('never leaves the edges, a final state or what a submission is about, whatever happens in whatever order', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...names), { maxLength: 60 }), happening => {
        let current = opened;
        let history: History = [];
        for (const name of happening) {
          const next = attempt(name, current, history);
          if (next instanceof Problem) {
            expect(next.fault).toBe('yours');
            continue;
          }
          if (at(next) !== at(current)) expect(allowed).toContain(arrow(at(current), at(next)));
          if (isFinal(current)) expect(next).toEqual(current);
          expect(next).toMatchObject({ id: 's', publisher: 'acme', connector: 'weather', profile: 'verified' });
          expect(next.revision - current.revision).toBe(name === 'revise' ? 1 : 0);
          history = after(name, current, history);
          if (beyondCompare(next.stage))
            expect(before(next, history).map(({ verdict }) => verdict)).not.toContain('fail');
          current = next;
        }
      }),
      { numRuns: 500 },
    );
  });

  it('takes every edge, so that none is allowed without a use', () => {
    const histories: History[] = [[], [{ stage: 'intake', verdict: 'fail' }]];
    const taken = everywhere.flatMap(from =>
      names
        .flatMap(name => histories.map(history => attempt(name, from, history)))
        .flatMap(to => (to instanceof Problem ? [] : [arrow(at(from), at(to))])),
    );
    const moves = new Set(taken.filter(edge => edge.split(' → ')[0] !== edge.split(' → ')[1]));
    expect([...moves].sort()).toEqual([...allowed].sort());
  });

  it('leads from everywhere to an end: no submission is stuck for ever', () => {
    const ends = new Set(everywhere.filter(isFinal).map(at));
    for (let growing = true; growing;) {
      const size = ends.size;
      for (const { from, to } of edges()) if (ends.has(at(to))) ends.add(at(from));
      growing = ends.size > size;
    }
    const reachable = new Set(['intake/running', ...edges().map(({ to }) => at(to))]);
    expect([...reachable].filter(place => !ends.has(place))).toEqual([]);
  });

  it('begins work exactly when it begins to run somewhere', () => {
    expect(startsStep(null, opened)).toBe(true);
    expect(startsStep(opened, opened)).toBe(false);
    expect(startsStep(opened, advance(opened, passed, []))).toBe(true);
    expect(startsStep(opened, advance(opened, failed, []))).toBe(false);
    const stopped = stop(opened);
    expect(startsStep(stopped, retry(stopped))).toBe(true);
    expect(startsStep(stopped, revise(stopped))).toBe(true);
  });

  it('passes on only what every expected check has passed', () => {
    expect(advance(opened, passed, [])).toMatchObject({ stage: 'lint', state: 'running' });
    expect(advance(opened, failed, [])).toMatchObject({ stage: 'intake', state: 'returned' });
    expect(advance(opened, unclear, [])).toMatchObject({ stage: 'intake', state: 'stopped' });
    const nothing: Outcome = { kind: 'checked', report: { checks: [], findings: [], evidence: [] } };
    expect(advance(opened, nothing, [])).toMatchObject({ state: 'stopped' });
  });

  it('lets lint look at a package that intake has made, whatever else intake found', () => {
    expect(advance(opened, failedWithPackage, [])).toMatchObject({ stage: 'lint', state: 'running' });
    expect(advance(opened, { ...unclear, package: accepted }, [])).toMatchObject({ stage: 'intake', state: 'stopped' });
  });

  it.each([
    ['passes', passed],
    ['fails', failed],
    ['is inconclusive', unclear],
    ['has to wait', waiting],
  ])('returns what failed before once compare has looked, also when compare %s', (_, outcome) => {
    const atCompare: Submission = { ...opened, stage: 'compare' };

    expect(advance(atCompare, outcome, [{ verdict: 'fail' }])).toMatchObject({ stage: 'compare', state: 'returned' });
  });

  it.each([
    ['lint fails', failed, []],
    ['intake has failed and lint passes', passed, [{ verdict: 'fail' }]],
    ['both fail', failed, [{ verdict: 'fail' }]],
  ] as const)('lets compare look as well when %s', (_, outcome, history) => {
    const atLint: Submission = { ...opened, stage: 'lint' };

    expect(advance(atLint, outcome, history)).toMatchObject({ stage: 'compare', state: 'running' });
  });

  it('goes on with a breaking change, which blocks the approval and no check', () => {
    const ack = { ...finding(true), severity: 'ack' as const };
    const breaking: Outcome = { kind: 'checked', report: { ...passed.report, findings: [ack] } };

    expect(advance({ ...opened, stage: 'compare' }, breaking, [])).toMatchObject({ stage: 'functional' });
  });

  it('starts a new revision at intake, without a version', () => {
    const returned: Submission = { ...opened, stage: 'lint', state: 'returned', version: '1.0.0' };
    expect(revise(returned)).toEqual({ ...opened, revision: 2 });
  });

  it('lets nobody touch what is being published, and gives it back when publishing does', () => {
    for (const state of ['running', 'waiting', 'stopped'] as const) {
      const publishing: Submission = { ...opened, stage: 'publish', state };
      expect(() => revise(publishing)).toThrow(Problem);
      expect(() => withdraw(publishing)).toThrow(Problem);
    }
    const returned: Submission = { ...opened, stage: 'publish', state: 'returned' };
    expect(revise(returned)).toMatchObject({ stage: 'intake', state: 'running', revision: 2 });
    expect(withdraw(returned)).toMatchObject({ state: 'withdrawn' });
  });

  it('says whose turn it is', () => {
    const turns = submissionStates.map(state => [state, turnOf({ ...opened, state })]);
    expect(Object.fromEntries(turns)).toEqual({
      running: 'ours',
      waiting: 'reviewer',
      returned: 'submitter',
      stopped: 'operator',
      rejected: 'nobody',
      withdrawn: 'nobody',
      public: 'nobody',
    });
  });
});
