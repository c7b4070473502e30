import { inTitleCase } from './title-case.js';

describe('rulesets/functions/title-case', () => {
  it.each([
    ['item color', 'Item Color'],
    ['the Color', 'The Color'],
    ['Color (optional)', 'Color (Optional)'],
    ['Date to list from', 'Date to List from'],
    ['élan', 'Élan'],
  ])('writes %j as %j', (text, titled) => {
    expect(inTitleCase(text)).toBe(titled);
  });

  it.each(['Color of the Item', 'Color (e.g. Red)', 'iPhone', '2nd Item', 'ID', '项目'])('leaves %j', text => {
    expect(inTitleCase(text)).toBeNull();
  });
});
