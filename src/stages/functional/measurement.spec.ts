import type { Report } from '../../core/verdict.js';
import type { Exchange, FailureReason } from '../../runtime/exchange.js';
import type { Judgement } from './judgement.js';
import { measurementOf } from './measurement.js';
import type { RunOutcome } from './run-suite.js';

const answered = (caseId: string, durationMs: number) =>
  ({
    caseId,
    durationMs,
    result: { kind: 'answer', status: 200, headers: [], body: new Uint8Array() },
  }) as unknown as Exchange;
const failed = (caseId: string, reason: FailureReason) =>
  ({ caseId, durationMs: 9_000, result: { kind: 'failure', reason, text: '' } }) as unknown as Exchange;
const runOf = (exchanges: readonly Exchange[]) =>
  ({ name: 'main', summary: null, record: { exchanges, refused: 0 } }) as unknown as RunOutcome;
const good: Judgement = { check: { id: 'c', state: 'ran' }, faults: [] };
const wrong: Judgement = {
  ...good,
  faults: [{ rule: 'r', severity: 'error', pointer: '', message: 'It is wrong.', fix: 'Mend it.' }],
};
const unheard: Judgement = {
  check: { id: 'c', state: 'not-run', reason: 'No answer.', fault: 'upstream' },
  faults: [],
};
const report = (checks: Report['checks'] = [good.check]): Report => ({ checks, findings: [], evidence: [] });
const measured = (exchanges: readonly Exchange[], judgements: Record<string, Judgement>, its = report()) =>
  measurementOf(its, { runs: [runOf(exchanges)], triggers: [], judgements: new Map(Object.entries(judgements)) });

describe('stages/functional/measurement', () => {
  it('counts what was called, once each, and what of that was answered as certified', () => {
    const calls = [answered('a', 10), answered('b', 20), answered('b-again-2', 20), failed('c', 'timeout')];

    expect(measured(calls, { a: good, b: wrong, c: unheard, d: good })).toMatchObject({ calls: 3, goodCalls: 1 });
  });

  it('counts nothing that was not sent', () =>
    expect(measured([failed('a', 'value-missing'), failed('b', 'stopped')], { a: unheard, b: unheard })).toMatchObject({
      calls: 0,
      goodCalls: 0,
    }));

  it('takes the 95th percentile of the answers alone', () => {
    const calls = Array.from({ length: 100 }, (_, position) => answered(`case-${position}`, position + 1));

    expect(measured(calls.reverse(), {}).p95Ms).toBe(95);
    expect(measured([failed('a', 'timeout')], {}).p95Ms).toBeNull();
  });

  it('says whose fault it is that nothing was proved, ours before another’s', () => {
    const ours = { ...unheard.check, fault: 'ours' } as Report['checks'][number];

    expect(measured([], {}).fault).toBeNull();
    expect(measured([], {}, report([unheard.check])).fault).toBe('upstream');
    expect(measured([], {}, report([unheard.check, ours])).fault).toBe('ours');
    expect(measured([], {}, report([])).fault).toBe('ours');
  });
});
