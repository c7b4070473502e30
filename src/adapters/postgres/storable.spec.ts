import { asJson, storable } from './storable.js';

describe('adapters/postgres/storable', () => {
  it('replaces only what the database refuses, however deep it is', () => {
    const value = { 'na\0me': ['a\0b', { half: '\uD83D', other: '\uDD11x', whole: '🔑' }], n: 1, t: true, z: null };

    expect(storable(value)).toEqual({
      'na\uFFFDme': ['a\uFFFDb', { half: '\uFFFD', other: '\uFFFDx', whole: '🔑' }],
      n: 1,
      t: true,
      z: null,
    });
  });

  it('writes JSON, and leaves null to SQL', () => {
    expect(asJson({ a: ['\0'] })).toBe('{"a":["\uFFFD"]}');
    expect(asJson(null)).toBeNull();
  });
});
