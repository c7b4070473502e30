import type { Finding } from './finding.js';
import { judgementOf, longestReason, nextAfterRecertification, provesNothing } from './recertification.js';
import type { CheckResult, Report } from './verdict.js';

const ran: Report = { checks: [{ id: 'a', state: 'ran' }], findings: [], evidence: [] };
const away = (fault: 'yours' | 'ours' | 'upstream', reason = 'The thread was ended.'): Report => {
  const check: CheckResult = { id: 'a', state: 'not-run', reason, fault };
  return { ...ran, checks: [check] };
};
const fault: Finding = {
  ...{ rule: 'a', severity: 'error', blocks: true, file: 'f', line: 1, column: 1, pointer: '' },
  ...{ message: 'm', fix: 'x', docs: 'd', fingerprint: 'p', status: 'new' },
};
const found = (...findings: Finding[]): Report => ({ ...ran, findings });

describe('core/recertification', () => {
  it('passes only when every check has run', () => {
    expect(judgementOf([ran, ran])).toMatchObject({ verdict: 'pass', reason: null, fault: null, blocking: 0 });
    expect(judgementOf([ran, away('ours')])).toMatchObject({
      verdict: 'inconclusive',
      reason: 'The thread was ended.',
      fault: 'ours',
    });
    expect(judgementOf([])).toMatchObject({ verdict: 'inconclusive', fault: 'ours' });
  });

  it('proves nothing where a check is away, whatever another one found, and names whose fault weighs most', () => {
    expect(judgementOf([found(fault), away('upstream')])).toMatchObject({ verdict: 'inconclusive', fault: 'upstream' });
    expect(judgementOf([away('yours'), away('ours')]).fault).toBe('ours');
    expect(judgementOf([away('yours')]).fault).toBe('yours');
  });

  it('counts what is open, not what is waived; breaking changes block no judgement', () => {
    const waived: Finding = { ...fault, blocks: false, status: 'waived' };
    const warning: Finding = { ...fault, severity: 'warning', blocks: false };

    expect(judgementOf([ran, found(fault, waived, warning)])).toMatchObject({
      verdict: 'fail',
      blocking: 1,
      counts: { error: 1, warning: 1, ratchet: 0, ack: 0, info: 0 },
    });
    expect(judgementOf([found(waived)])).toMatchObject({ verdict: 'pass', blocking: 0, counts: { error: 0 } });
    expect(judgementOf([found({ ...fault, severity: 'ack' })])).toMatchObject({ verdict: 'pass', blocking: 0 });
  });

  it('keeps a reason short', () => {
    const { reason } = provesNothing('ours', '𝒳'.repeat(3_000));

    expect([...(reason ?? '')]).toHaveLength(longestReason);
  });

  it.each([
    ['pass', 'valid', '2027-01-02T00:00:00.000Z', 'It would pass today: nothing is to do.'],
    [
      'pass',
      'near-end',
      '2027-01-02T00:00:00.000Z',
      'It would pass today. Its certificate ends on 2027-01-02: submit the same connector with a raised version; the fast lane renews it.',
    ],
    [
      'pass',
      'expired',
      '2027-01-02T00:00:00.000Z',
      'It would pass today. Its certificate is expired: submit the same connector with a raised version; the fast lane renews it.',
    ],
    [
      'fail',
      'valid',
      '2027-01-02T00:00:00.000Z',
      'It would not pass today: upload a version that mends 1 finding before 2027-01-02.',
    ],
    ['fail', 'expired', '2020-01-02T00:00:00.000Z', 'It would not pass today: upload a version that mends 1 finding.'],
    ['fail', 'unreadable', null, 'It would not pass today: upload a version that mends 1 finding.'],
  ] as const)('says what to do after a %s while the certificate is %s', (verdict, state, expiresAt, next) => {
    const judged = judgementOf([verdict === 'fail' ? found(fault) : ran]);

    expect(nextAfterRecertification(judged, { state, expiresAt })).toBe(next);
  });

  it('says whose fault it is that nothing was proved, and that it is tried again', () => {
    expect(
      nextAfterRecertification(provesNothing('ours', 'Bytes are missing.'), { state: 'valid', expiresAt: null }),
    ).toBe(
      'The rules of today could not be applied, and the fault is Assay’s: Bytes are missing. Assay tries again by itself.',
    );
  });
});
