import { withoutCode } from './without-code.js';

describe('rulesets/functions/without-code', () => {
  it.each([
    ['Use `<b>` here.', 'Use `   ` here.'],
    ['`` a`b `` and `c`', '``     `` and ` `'],
    ['no code', 'no code'],
    ['a < b and `<b>`', 'a < b and `   `'],
    ['<i title="x">`<b>`</i>', '<i title="x">`   `</i>'],
  ])('blanks out what is shown as code: %s', (line, shown) => {
    expect(withoutCode(line)).toBe(shown);
  });

  it.each([
    '\\`<b>\\`',
    '`` <b> `',
    '<!-- > ` --><b><!-- ` -->',
    '<i title="`"><b><i title="`">',
    "<i title='>`'><b>`",
    '<i title="`><b>`',
    '<!-- `<b>`',
  ])('leaves what is none: %s', line => {
    expect(withoutCode(line)).toBe(line);
  });

  it.each(['`', '``x`', '<a "', '<a ="', '<!-- `', '\\`', '<'])('is not slowed down by 200,000 of %s', mark => {
    const start = performance.now();

    withoutCode(mark.repeat(200_000));

    expect(performance.now() - start).toBeLessThan(2000);
  });
});
