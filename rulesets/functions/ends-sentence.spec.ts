import { endsSentence, withPeriod } from './ends-sentence.js';

describe('rulesets/functions/ends-sentence', () => {
  it.each(['Its color.', 'Which color? ', 'Red (or "blue.")', 'And so on…'])('takes %j for a sentence', text => {
    expect(endsSentence(text)).toBe(true);
  });

  it.each(['Its color', 'One of:', 'Red (or blue)', ''])('does not take %j for a sentence', text => {
    expect(endsSentence(text)).toBe(false);
  });

  it.each([
    ['Its color ', 'Its color.'],
    ['Its color (or none)', 'Its color (or none).'],
    ['The item’s', 'The item’s.'],
    ['See https://contoso.com/a', null],
    ['At most 10', null],
    ['Such as item_id', null],
    ['One of:', null],
    ['', null],
  ])('ends %j as %j', (text, repaired) => {
    expect(withPeriod(text)).toBe(repaired);
  });
});
