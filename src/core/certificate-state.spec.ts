import fc from 'fast-check';
import { certificateStateAt, nearEndDays } from './certificate-state.js';

const now = '2026-11-23T12:00:00.000Z';
const moment = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
  .map(date => date.toISOString());

describe('core/certificate-state', () => {
  it.each([
    ['2027-11-23T12:00:00.000Z', 'valid'],
    ['2026-12-23T12:00:00.001Z', 'valid'],
    ['2026-12-23T12:00:00.000Z', 'near-end'],
    ['2026-11-23T12:00:00.001Z', 'near-end'],
    ['2026-11-23T12:00:00.000Z', 'expired'],
    ['2020-01-01T00:00:00.000Z', 'expired'],
    ['some day', 'unreadable'],
    [null, 'unreadable'],
  ])('calls a certificate that ends %s %s', (expiresAt, state) =>
    expect(certificateStateAt(expiresAt, now)).toBe(state),
  );

  it('only ever goes from valid over near its end to expired, as time passes', () => {
    const order = ['valid', 'near-end', 'expired'];
    fc.assert(
      fc.property(moment, moment, moment, (expiresAt, one, other) => {
        const [early, late] = [one, other].sort();
        const states = [early, late].map(at => order.indexOf(certificateStateAt(expiresAt, at ?? '')));
        expect(states[0]).toBeGreaterThanOrEqual(0);
        expect(states[1]).toBeGreaterThanOrEqual(states[0] ?? 0);
      }),
    );
  });

  it('gives as many days as it says', () => {
    const end = new Date(Date.parse(now) + nearEndDays * 86_400_000).toISOString();

    expect(certificateStateAt(end, now)).toBe('near-end');
  });
});
