import { afterMailAttempt, composeMail, isMailAddress } from './mail.js';
import type { MailLine } from './mail.js';

const sender = { from: 'assay@example.com', publicUrl: 'https://assay.example.com' };
const line = (known: Partial<MailLine> = {}): MailLine => ({
  event: 'submission.returned',
  submissionId: 's-1',
  publisher: 'acme',
  connector: 'library',
  version: '1.2.0',
  revision: 1,
  stage: 'lint',
  detail: '',
  blocking: 3,
  at: '2026-01-02T03:04:05.678Z',
  ...known,
});
const compose = (...lines: MailLine[]) => composeMail('m-1', 'ada@example.com', lines, sender);

describe('core/mail', () => {
  it('says what happened, whose turn it is, what to do, and where', () => {
    const { text, ...head } = compose(line());

    expect(head).toEqual({
      from: 'assay@example.com',
      to: 'ada@example.com',
      subject: '[Assay] acme/library 1.2.0: returned to you',
      messageId: '<m-1@example.com>',
      thread: '<s-1@example.com>',
      settingsUrl: 'https://assay.example.com/#/mail',
    });
    expect(text).toBe(
      [
        'acme/library 1.2.0 (revision 1)',
        'lint found what has to be fixed. 2026-01-02 03:04 UTC.',
        '',
        'Next: your turn: fix the 3 findings that block, then hand in revision 2 with `assay submit`.',
        'https://assay.example.com/#/submissions/s-1',
        '',
        '-- ',
        'Assay wrote this because you asked to be told. Choose what you get, or nothing: https://assay.example.com/#/mail',
        '',
      ].join('\n'),
    );
  });

  it('tells of each submission the newest, and counts what was before it', () => {
    const { subject, text, thread } = compose(
      line({ event: 'submission.opened' }),
      line({ event: 'submission.advanced' }),
      line({ event: 'submission.waiting', submissionId: 's-2', connector: 'shop' }),
      line({ event: 'submission.public' }),
    );

    expect(subject).toBe('[Assay] 2 submissions changed');
    expect(thread).toBeNull();
    expect(text).toContain('It is public. 2026-01-02 03:04 UTC. 2 changes before it.');
    expect(text).toContain('acme/shop 1.2.0');
    expect(text).not.toContain('It was submitted.');
  });

  it('stays short, however much happened', () => {
    const { text } = compose(...Array.from({ length: 300 }, (_, index) => line({ submissionId: `s-${index}` })));

    expect(text).toContain('And 280 more submissions');
    expect(text.length).toBeLessThan(10_000);
  });

  it('lets no stranger’s text end a line, colour it, or look like ours', () => {
    const { subject, text } = compose(
      line({
        version: '1\r\nBcc: eve@example.com',
        detail: 'Fine.\r\nNext: pay\u2028here\u202Eereh\u0000\n.\nhttps://evil.example',
      }),
    );

    expect(subject).toBe('[Assay] acme/library 1 Bcc: eve@example.com: returned to you');
    expect(text).toContain('> Fine.\n> Next: pay\n> here ereh \n> .\n> https://evil.example\n'.replace(' \n', '\n'));
    expect(text.split('\n').filter(one => /^(Next: pay|https:\/\/evil|Bcc)/.test(one))).toEqual([]);
    expect(/[^\P{Cc}\n]|\p{Cf}/u.test(text)).toBe(false);
  });

  it('quotes no more than a page of a comment', () => {
    const { text } = compose(line({ detail: 'x'.repeat(2_000) }));

    expect(text).toContain(`> ${'x'.repeat(600)}\n> …`);
    expect(text).not.toContain('x'.repeat(601));
  });

  it('is the same for the same facts', () => expect(compose(line())).toEqual(compose(line())));

  it.each([
    ['taken', 1, { state: 'sent' }],
    ['refused', 1, { state: 'parked' }],
    ['later', 1, { state: 'due', pauseSeconds: 60 }],
    ['later', 7, { state: 'due', pauseSeconds: 43_200 }],
    ['later', 8, { state: 'parked' }],
  ] as const)('after %s, attempt %d: %j', (kind, attempts, after) =>
    expect(afterMailAttempt({ kind, words: '' }, attempts)).toEqual(after),
  );

  it.each(['ada@example.com', "o'hara+x@mail.example.co", 'a@localhost'])('takes the address %s', address =>
    expect(isMailAddress(address)).toBe(true),
  );

  it.each([
    '',
    'ada',
    '@example.com',
    'ada@',
    'a b@example.com',
    'ada@example.com\r\nBcc: eve@example.com',
    'ada@example.com\n',
    'ada@example.com, eve@example.com',
    'Ada <ada@example.com>',
    '"a b"@example.com',
    'ada@-example.com',
    'ada@example..com',
    'ädä@example.com',
    `${'a'.repeat(250)}@example.com`,
  ])('refuses the address %j', address => expect(isMailAddress(address)).toBe(false));
});
