import { failing, notRun, passing } from '../../test/support/claimed-step.js';
import { verdictOf, withEveryCheck } from './verdict.js';

describe('core/verdict', () => {
  it('A48: never passes where no check was expected', () =>
    expect(verdictOf({ ...passing, checks: [] })).toBe('inconclusive'));

  it.each(['ours', 'upstream', 'yours'] as const)('passes nothing of which a check did not run, by %s fault', fault =>
    expect(verdictOf(notRun('It broke.', fault))).toBe('inconclusive'),
  );

  it('A52: is no pass when a check that was expected is missing from the report', () => {
    const lacking = withEveryCheck(passing, ['rule', 'another']);

    expect(lacking.checks).toEqual([
      { id: 'rule', state: 'ran' },
      { id: 'another', state: 'not-run', reason: 'It gave no result.', fault: 'ours' },
    ]);
    expect(verdictOf(lacking)).toBe('inconclusive');
    expect(verdictOf(withEveryCheck(failing, ['rule', 'another']))).toBe('inconclusive');
    expect(withEveryCheck(passing, ['rule'])).toBe(passing);
  });
});
