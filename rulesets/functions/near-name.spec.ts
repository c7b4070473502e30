import { nearName } from './near-name.js';

const known = ['x-ms-summary', 'x-ms-visibility', 'x-ms-enum', 'x-ms-enum-values', 'in', 'items'];

describe('rulesets/functions/near-name', () => {
  it.each([
    ['x-ms-summmary', 'x-ms-summary'],
    ['x-ms-sumamry', 'x-ms-summary'],
    ['X-MS-Summary', 'x-ms-summary'],
    ['x-ms-visiblity', 'x-ms-visibility'],
    ['x-ms-visibiltiy', 'x-ms-visibility'],
    ['x-ms-enum-value', 'x-ms-enum-values'],
    ['x-ms-enums', 'x-ms-enum'],
    ['item', 'items'],
  ])('knows what %s was meant to be', (name, meant) => expect(nearName(name, known)).toBe(meant));

  it.each(['x-ms-title', 'x-ms-summary title', 'on', '', 'x'.repeat(100_000)])('does not guess at %.20s', name =>
    expect(nearName(name, known)).toBeNull(),
  );

  it('does not choose between two that are as near', () => expect(nearName('cola', ['cold', 'colt'])).toBeNull());

  it('takes the nearer of two', () => expect(nearName('colorx', ['color', 'colo'])).toBe('color'));
});
