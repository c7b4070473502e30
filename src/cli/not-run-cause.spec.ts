import { causeOf } from './not-run-cause.js';

const cause = (check: string, reason: string, stage = 'functional') => causeOf({ stage, check, reason } as never);

describe('cli/not-run-cause', () => {
  it.each([
    [
      'functional/GetBook',
      'GetBook was not called: the connection does not work.',
      'was not called: the connection does not work.',
    ],
    ['functional/GetBook', 'GetBook: No connection could be made.', 'No connection could be made.'],
    ['functional/GetBook/unknown-id', 'GetBook with an unknown `id`: its call did not.', 'its call did not.'],
    [
      'functional/Add/required-missing',
      'Add without `a` was answered 503: the API itself is in trouble',
      'was answered 503: the API itself is in trouble',
    ],
    [
      'functional/GET /books',
      'GET /books needs a value that Add did not give.',
      'needs a value that Add did not give.',
    ],
    ['functional/@connection', 'GetBook: No connection could be made.', 'GetBook: No connection could be made.'],
    ['functional/@own/tests/a.json', 'tests/a.json was not run: why.', 'tests/a.json was not run: why.'],
  ])('of %s: %s', (check, reason, expected) => expect(cause(check, reason)).toBe(expected));

  it('leaves the reasons of other stages as they are', () =>
    expect(cause('lint/a', 'a was not looked at: b.', 'lint')).toBe('a was not looked at: b.'));
});
