import { parseExact, plainScalar, textOfExact } from './json-text.js';

describe('runtime/policies/json-text', () => {
  it.each([
    '{"id":12345678901234567891,"a":[-0.12345678901234567,1e400]}',
    '[1234567890123456]',
    '{"s":"12345678901234567891, \\" 99999999999999999999"}',
    '{"mark":"\\u0000x","id":1}',
  ])('gives %s back as it was', text => expect(textOfExact(parseExact(text))).toBe(text));

  it('shows a long number as text', () => {
    const parsed = parseExact('[12345678901234567891]') as unknown[];

    expect(plainScalar(parsed[0])).toBe('12345678901234567891');
  });

  it.each(['', '{', '[1-2-3-4-5-6-7-8-9-0]', '[01234567890123456]', `${'['.repeat(101)}${']'.repeat(101)}`])(
    'does not read %s',
    text => expect(parseExact(text)).toBeUndefined(),
  );

  it('reads a text without end in a moment', () => {
    const started = performance.now();

    parseExact(`"${'\\'.repeat(1_000_000)}`);

    expect(performance.now() - started).toBeLessThan(1_000);
  });
});
