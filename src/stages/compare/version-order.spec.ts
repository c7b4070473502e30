import { compareVersions } from './version-order.js';

describe('stages/compare/version-order', () => {
  it('puts versions in the order of Semantic Versioning 2.0.0 §11', () => {
    const order = [
      '0.9',
      '1.0.0-alpha',
      '1.0.0-alpha.1',
      '1.0.0-alpha.beta',
      '1.0.0-beta',
      '1.0.0-beta.2',
      '1.0.0-beta.11',
      '1.0.0-rc.1',
      '1.0.0',
      '1.0.1',
      '1.2',
      '1.10',
      '2',
      '99999999999999999999999999',
    ];

    for (const [index, version] of order.entries()) {
      expect(Math.sign(compareVersions(version, order[index + 1] ?? '999999999999999999999999999') ?? NaN)).toBe(-1);
      expect(compareVersions(version, version)).toBe(0);
    }
  });

  it('takes missing numbers, leading zeros and build data for nothing', () => {
    expect(compareVersions('1', '1.0.0')).toBe(0);
    expect(compareVersions('1.02', '1.2+build.7')).toBe(0);
    expect(compareVersions('v1.2', '1.2')).toBe(0);
  });

  it('does not guess at what is not made of numbers', () => {
    expect(compareVersions('spring', '1.0')).toBeNull();
    expect(compareVersions('1.0', '')).toBeNull();
  });
});
