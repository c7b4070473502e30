import fc from 'fast-check';
import { compareVersions } from './version-order.js';
import { risesEnough, wantedAfter } from './wanted-version.js';

const fix = { breaks: false, adds: false };
const addition = { breaks: false, adds: true };
const breaking = { breaks: true, adds: true };

describe('stages/compare/wanted-version', () => {
  it.each([
    ['1.2.3', '1.2.4', '1.3.0', '2.0.0'],
    ['1.2', '1.2.1', '1.3.0', '2.0.0'],
    ['v1', '1.0.1', '1.1.0', '2.0.0'],
    ['0.4.1', '0.4.2', '0.5.0', '1.0.0'],
    ['1.2.3.9', '1.2.4', '1.3.0', '2.0.0'],
    ['2.0.0+7', '2.0.1', '2.1.0', '3.0.0'],
    ['2.0.0-beta.1+7', '2.0.0', '2.0.0', '2.0.0'],
    ['2.1.0-beta.1', '2.1.0', '2.1.0', '3.0.0'],
  ])('says what may follow %s: a correction %s, an addition %s, a break %s', (published, ...wanted) => {
    expect([fix, addition, breaking].map(step => wantedAfter(published, step))).toEqual(wanted);
  });

  it.each(['spring', '', '1.x', '1.2.3beta', '9'.repeat(40)])('does not count on what is no number: %s', published => {
    expect(wantedAfter(published, breaking)).toBeNull();
  });

  it('takes the wanted version with a label, and every higher one', () => {
    expect(['2.0.0', '2.0', '2', '2.0.0-beta.1', '3.1'].map(now => risesEnough(now, '2.0.0'))).not.toContain(false);
    expect(['1.9.9', '1.99', '0.1'].map(now => risesEnough(now, '2.0.0'))).not.toContain(true);
  });

  it('wants what is always higher, and is enough', () => {
    const number = fc.nat({ max: 1_000 });
    const flags = fc.record({ breaks: fc.boolean(), adds: fc.boolean() });
    fc.assert(
      fc.property(number, number, number, flags, (major, minor, patch, step) => {
        const published = `${major}.${minor}.${patch}`;
        const wanted = wantedAfter(published, step) ?? '';
        expect(compareVersions(wanted, published)).toBeGreaterThan(0);
        expect(risesEnough(wanted, wanted)).toBe(true);
        expect(risesEnough(published, wanted)).toBe(false);
      }),
    );
  });
});
