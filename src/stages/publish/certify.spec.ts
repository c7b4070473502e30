import type { Approval } from '../../core/approval.js';
import { packageOf } from '../../core/package-content.js';
import type { Subject } from '../../core/stage.js';
import type { TimelineEntry } from '../../core/step.js';
import { notRun } from '../../../test/support/claimed-step.js';
import { filesOf, subjectOf, terms } from '../../../test/support/publication.js';
import { certify } from './certify.js';
import { sha256 } from './sha256.js';

const { ruleset } = terms;
const subject = subjectOf();
const [approval] = subject.approvals;

describe('stages/publish/certify', () => {
  it('certifies what passed every check and was approved', () => {
    const certified = certify(subject, ruleset);

    expect(certified).toMatchObject({
      publisher: 'acme',
      connector: 'widgets',
      version: '1.0.0',
      digest: subject.package?.digest,
    });
    expect(certified.verdicts.map(({ stage }) => stage)).toEqual(['intake', 'lint', 'compare', 'functional']);
    expect(certified.approvedAt).toBe('2026-02-03T04:05:06.789Z');
  });

  it('takes its date from the last approval, whatever their order', () => {
    const early: Approval = { ...must(approval), account: 'zoe', at: '2026-02-01T00:00:00Z' };
    const both = [must(approval), early];

    const dates = [both, both.toReversed()].map(approvals => certify({ ...subject, approvals }, ruleset));

    expect(dates[0]).toEqual(dates[1]);
    expect(dates[0]?.approvedAt).toBe('2026-02-03T04:05:06.789Z');
    expect(dates[0]?.approvals.map(({ account }) => account)).toEqual(['zoe', 'rita']);
  });

  const withEntry = (stage: string, change: Partial<TimelineEntry>): Subject => ({
    ...subject,
    history: subject.history.map(entry => (entry.stage === stage ? { ...entry, ...change } : entry)),
  });
  const ranNothing = { checks: [], findings: [], evidence: [] };
  const other = packageOf(filesOf({ 'README.md': 'other' }), sha256);

  it.each<[string, Subject]>([
    ['a check that failed', withEntry('lint', { verdict: 'fail' })],
    ['a fault that intake found, though lint passed', withEntry('intake', { verdict: 'fail' })],
    ['a check that was inconclusive', withEntry('functional', { verdict: 'inconclusive' })],
    ['a check without a verdict', withEntry('compare', { verdict: null })],
    ['a verdict that is none', withEntry('lint', { verdict: 'passed' as never })],
    ['a pass of which one check did not run', withEntry('lint', { report: notRun('It broke.', 'ours') })],
    ['a pass whose report does not say so', withEntry('functional', { report: ranNothing })],
    ['a pass without a report', withEntry('intake', { report: null })],
    ['a check that is still under way', withEntry('lint', { state: 'LEASED' })],
    ['a check of an earlier revision', withEntry('lint', { revision: 0 })],
    ['a stage that never ran', { ...subject, history: subject.history.filter(({ stage }) => stage !== 'compare') }],
    [
      'a later run that failed',
      { ...subject, history: [...subject.history, { ...must(subject.history[1]), verdict: 'fail' as const }] },
    ],
    ['no approval', { ...subject, approvals: [] }],
    ['an approval of other bytes', { ...subject, approvals: [{ ...must(approval), digest: other.digest }] }],
    [
      'an approval under another ruleset',
      { ...subject, approvals: [{ ...must(approval), rulesetDigest: 'sha256:0' }] },
    ],
    ['bytes that are not those that were judged', { ...subject, package: other }],
    ['bytes that only claim to be', { ...subject, package: { ...other, digest: must(subject.package).digest } }],
    ['bytes that are missing', { ...subject, package: { ...must(subject.package), read: () => undefined } }],
    ['no package', { ...subject, package: null }],
    ['a version that is not known', { ...subject, submission: { ...subject.submission, version: null } }],
    ['a revision that is not the newest', { ...subject, submission: { ...subject.submission, revision: 2 } }],
    ['a revision of another submission', { ...subject, revision: { ...subject.revision, submissionId: 'other' } }],
  ])('A47, A52, A53: refuses %s', (_, wrong) => {
    expect(() => certify(wrong, ruleset)).toThrow(expect.objectContaining({ code: 'publication-not-certified' }));
  });
});

function must<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error('missing');
  return value;
}
