import fc from 'fast-check';
import { noticeDays, phaseOf, requireNotice } from './deprecation.js';

const day = (text: string, days: number) =>
  new Date(Date.parse(`${text}T00:00:00.000Z`) + days * 86_400_000).toISOString().slice(0, 10);
const anyDay = fc.integer({ min: 0, max: 40_000 }).map(days => day('2000-01-01', days));

describe('core/deprecation', () => {
  it.each([
    ['2026-11-30', 'announced'],
    ['2026-12-01', 'deprecated'],
    ['2027-01-14', 'deprecated'],
    ['2027-01-15', 'ended'],
  ])('on %s is %s', (today, phase) =>
    expect(phaseOf({ from: '2026-12-01', endOfLife: '2027-01-15' }, today)).toBe(phase),
  );

  it('leaves users every day that they are promised, and refuses one less', () => {
    fc.assert(
      fc.property(anyDay, fc.nat(1_000), (today, ahead) => {
        const from = day(today, ahead);
        expect(() => requireNotice({ from, endOfLife: day(from, noticeDays) }, today)).not.toThrow();
        expect(() => requireNotice({ from, endOfLife: day(from, noticeDays - 1) }, today)).toThrow(
          /users have 30 days/,
        );
      }),
    );
  });

  it('does not begin in the past', () =>
    expect(() => requireNotice({ from: '2026-11-22', endOfLife: '2027-11-22' }, '2026-11-23')).toThrow(/today is/));
});
