import type { Finding } from './finding.js';
import { asWaiver, endedWaivers, holds, latestExpiry, whyNotWaivable, worthRechecking } from './given-waiver.js';
import type { GivenWaiver } from './given-waiver.js';
import { applyWaivers } from './waiver.js';
import { timelineEntry } from '../../test/support/claimed-step.js';

const today = '2026-11-23';
const given = (known: Partial<GivenWaiver> = {}): GivenWaiver => ({
  id: 'w1',
  submissionId: 's',
  revision: 1,
  digest: 'sha256:',
  publisher: 'acme',
  connector: 'weather',
  scope: 'submission',
  fingerprint: 'f',
  rule: 'a-rule',
  file: 'README.md',
  pointer: null,
  message: 'Wrong.',
  reason: 'It is a mark.',
  account: 'r',
  name: 'Robin',
  expires: '2026-12-31',
  at: '2026-11-01T00:00:00.000Z',
  revoked: null,
  ...known,
});
const finding = (known: Partial<Finding> = {}): Finding => ({
  rule: 'a-rule',
  severity: 'error',
  blocks: true,
  file: 'README.md',
  line: 1,
  column: 1,
  pointer: null,
  message: 'Wrong.',
  fix: 'Mend it.',
  docs: '',
  fingerprint: 'f',
  status: 'new',
  ...known,
});
const report = (findings: readonly Finding[]) => ({
  checks: [{ id: 'a-rule', state: 'ran' as const }],
  findings,
  evidence: [],
});
const timeline = (...findings: Finding[]) => [timelineEntry({ stage: 'lint', report: report(findings) })];
const revoked = { account: 'r', name: 'Robin', reason: 'No.', at: '2026-11-02T00:00:00.000Z' };

describe('core/given-waiver', () => {
  it('sets its finding aside, with by whom, why and until when', () => {
    const subject = { publisher: 'acme', connector: 'weather', today };
    const applied = applyWaivers(
      report([finding(), finding({ fingerprint: 'g' })]),
      [asWaiver(given())],
      subject,
      String,
    );

    expect(applied.findings).toMatchObject([
      {
        status: 'waived',
        blocks: false,
        waiver: { id: 'w1', by: 'Robin', reason: 'It is a mark.', until: '2026-12-31' },
      },
      { status: 'new', blocks: true },
    ]);
    expect(applied.findings[1]).not.toHaveProperty('waiver');
  });

  it('never sets a breaking change aside, and is told of when it covers nothing or has expired', () => {
    const subject = { publisher: 'acme', connector: 'weather', today };
    const of = (findings: readonly Finding[], known: Partial<GivenWaiver> = {}) =>
      applyWaivers(report(findings), [asWaiver(given(known))], subject, String).findings.map(one => [
        one.rule,
        one.blocks,
      ]);

    expect(of([finding({ severity: 'ack' })])).toEqual([
      ['a-rule', true],
      ['waiver-unmatched', false],
    ]);
    expect(of([])).toEqual([['waiver-unmatched', false]]);
    expect(of([finding()], { expires: '2026-11-22' })).toEqual([
      ['a-rule', true],
      ['waiver-expired', false],
    ]);
  });

  it('holds to the end of its last day, unless it is revoked', () => {
    expect(holds(given({ expires: today }), today)).toBe(true);
    expect(holds(given({ expires: '2026-11-22' }), today)).toBe(false);
    expect(holds(given({ revoked }), today)).toBe(false);
  });

  it('ends a year ahead at the latest, as the database counts years', () => {
    expect(latestExpiry('2026-11-23')).toBe('2027-11-23');
    expect(latestExpiry('2028-02-29')).toBe('2029-02-28');
  });

  it('covers nothing that has to be acknowledged, holds for everybody, or blocks nothing', () => {
    const fixed = new Map([['archive-empty', 'it protects everybody who reads the upload.']]);

    expect(whyNotWaivable(finding(), fixed)).toBeNull();
    expect(whyNotWaivable(finding({ blocks: false, status: 'waived' }), fixed)).toBeNull();
    expect(whyNotWaivable(finding({ severity: 'ack' }), fixed)).toContain('acknowledge');
    expect(whyNotWaivable(finding({ rule: 'archive-empty' }), fixed)).toContain('protects everybody');
    expect(whyNotWaivable(finding({ blocks: false, severity: 'warning' }), fixed)).toContain('blocks nothing');
  });

  it('lets a returned revision run again only once all that blocks it is covered', () => {
    const returned = { state: 'returned', revision: 1 };
    const both = timeline(finding(), finding({ fingerprint: 'g' }));

    expect(worthRechecking(returned, both, [given()], today)).toBe(false);
    expect(worthRechecking(returned, both, [given(), given({ id: 'w2', fingerprint: 'g' })], today)).toBe(true);
    expect(worthRechecking(returned, timeline(finding()), [given({ revoked })], today)).toBe(false);
    expect(worthRechecking(returned, timeline(finding()), [given({ rule: 'other' })], today)).toBe(false);
    // What a reviewer returned has nothing that blocks: it is for the submitter to answer.
    expect(worthRechecking(returned, timeline(finding({ blocks: false })), [given()], today)).toBe(false);
    expect(worthRechecking({ state: 'stopped', revision: 1 }, timeline(finding()), [given()], today)).toBe(false);
  });

  it('lets a waiting one run again once what it rests on has ended', () => {
    const rests = timeline(
      finding({ status: 'waived', blocks: false, waiver: { id: 'w1', by: 'x', reason: 'y', until: 'z' } }),
    );

    expect(endedWaivers(rests, 1, [given()], today)).toEqual([]);
    expect(endedWaivers(rests, 1, [given({ revoked })], today)).toHaveLength(1);
    expect(worthRechecking({ state: 'waiting', revision: 1 }, rests, [given()], today)).toBe(false);
    expect(worthRechecking({ state: 'waiting', revision: 1 }, rests, [given({ expires: '2026-11-22' })], today)).toBe(
      true,
    );
  });
});
