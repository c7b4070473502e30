import { digestOf, rulesetIdentity } from './identity.js';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('rulesets/identity', () => {
  it('has the digest in the form that reports print', () => {
    const { digest } = rulesetIdentity;

    expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
  });

  it('depends on names and contents, not on the order in which the files were found', () => {
    const one = digestOf(
      new Map([
        ['a.js', bytes('1')],
        ['b.js', bytes('2')],
      ]),
    );

    expect(
      digestOf(
        new Map([
          ['b.js', bytes('2')],
          ['a.js', bytes('1')],
        ]),
      ),
    ).toBe(one);
    expect(
      digestOf(
        new Map([
          ['a.js', bytes('1')],
          ['b.js', bytes('3')],
        ]),
      ),
    ).not.toBe(one);
    expect(
      digestOf(
        new Map([
          ['a.js', bytes('1')],
          ['c.js', bytes('2')],
        ]),
      ),
    ).not.toBe(one);
    expect(
      digestOf(
        new Map([
          ['a.js', bytes('12')],
          ['b.js', bytes('')],
        ]),
      ),
    ).not.toBe(one);
  });

  it('stays what it was when this was written', () => {
    expect(digestOf(new Map([['rule.js', bytes('export {};\n')]]))).toBe(
      'sha256:ad5b4a1d894d41dafc1e726eaee449a25105cce4ae48c6cbc6f4aa2f2517a2a7',
    );
  });
});
