import { failing, passing, timelineEntry } from '../../test/support/claimed-step.js';
import { evidenceOf, fileChangesOf, sortFindings } from './packet.js';

const file = (path: string, sha256: string) => ({ path, size: 1, sha256 });
const found = (fingerprint: string, status: 'new' | 'carried' | 'waived' = 'new') => ({
  ...failing.findings[0]!,
  fingerprint,
  status,
});
const entry = (
  revision: number,
  stage: 'lint' | 'functional',
  findings: ReturnType<typeof found>[],
  known: { finishedAt?: string } = {},
) => timelineEntry({ revision, stage, report: { ...passing, findings, evidence: ['sha256:e'] }, ...known });

describe('core/packet', () => {
  it('names the files that came, went and changed', () =>
    expect(
      fileChangesOf([file('a', '1'), file('b', '1'), file('c', '1')], [file('b', '1'), file('c', '2'), file('d', '1')]),
    ).toEqual([
      { path: 'a', change: 'removed' },
      { path: 'c', change: 'changed' },
      { path: 'd', change: 'added' },
    ]));

  it('sorts findings by what became of them since the revision before', () => {
    const sorted = sortFindings(
      [
        entry(1, 'lint', [found('old'), found('gone')]),
        entry(1, 'functional', [found('unseen')]),
        entry(2, 'lint', [found('old'), found('fresh'), found('excepted', 'waived'), found('public', 'carried')]),
      ],
      2,
    );
    const prints = Object.fromEntries(
      Object.entries(sorted).map(([name, list]) => [
        name,
        list.map(({ fingerprint }: { fingerprint: string }) => fingerprint),
      ]),
    );

    // The functional test has not looked at revision 2: nobody knows whether its finding is gone.
    expect(prints).toEqual({ fixed: ['gone'], new: ['fresh'], carried: ['old', 'public'], waived: ['excepted'] });
  });

  it('counts the newest report of a stage that ran twice', () =>
    expect(sortFindings([entry(1, 'lint', [found('first')]), entry(1, 'lint', [])], 1).new).toEqual([]));

  it('tells how old evidence is, and never that it comes from the future', () => {
    const timeline = [
      entry(1, 'lint', [], { finishedAt: '2026-01-01T12:00:00.000Z' }),
      entry(1, 'functional', [], { finishedAt: '2026-03-01T00:00:00.000Z' }),
    ];

    expect(evidenceOf(timeline, 1, '2026-01-11T11:59:59.000Z')).toMatchObject([
      { stage: 'lint', verdict: 'pass', evidence: ['sha256:e'], ageDays: 9 },
      { stage: 'functional', ageDays: 0 },
    ]);
  });
});
