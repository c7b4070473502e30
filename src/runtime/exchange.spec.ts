import { restoredExchange, storedExchange } from './exchange.js';
import type { Exchange } from './exchange.js';

const exchange: Exchange = {
  caseId: 'case-1',
  operationId: 'A',
  startedAt: '2024-01-01T00:00:00.000Z',
  request: { method: 'GET', url: 'https://x.example/', headers: [], body: null },
  route: 'direct',
  connectedTo: 'https://x.example',
  result: { kind: 'answer', status: 200, headers: [], body: Buffer.from('ä') },
  durationMs: 1,
  secretsInAnswer: 0,
};

describe('runtime/exchange', () => {
  it('stores an exchange that no policy touched as it always did', () =>
    expect(JSON.parse(JSON.stringify(storedExchange(exchange)))).toEqual({
      ...exchange,
      result: {
        kind: 'answer',
        status: 200,
        headers: [],
        body: { encoding: 'utf-8', text: 'ä', size: 2, cut: false },
      },
    }));

  it('stores what the consumer got beside it, and which attempt it was', () =>
    expect(
      storedExchange({
        ...exchange,
        attempt: 2,
        attempts: 2,
        answered: { kind: 'answer', status: 200, headers: [['x-a', '1']], body: Buffer.from([0xff]) },
      }),
    ).toMatchObject({
      attempt: 2,
      attempts: 2,
      answered: { headers: [['x-a', '1']], body: { encoding: 'base64', text: '/w==', size: 1, cut: false } },
    }));

  it('stores why the consumer got nothing', () => {
    const answered = { kind: 'failure', reason: 'policy-failed', text: 'No.' } as const;

    expect(storedExchange({ ...exchange, answered }).answered).toEqual(answered);
  });

  it('cuts what is too long without cutting a character in two', () => {
    const body = Buffer.from(`x${'ä'.repeat(2_097_152)}`);

    expect(storedExchange({ ...exchange, request: { ...exchange.request, body } }).request.body).toEqual({
      encoding: 'utf-8',
      text: `x${'ä'.repeat(2_097_151)}`,
      size: 4_194_305,
      cut: true,
    });
  });

  it.each([
    ['text', Buffer.from('{"a":"ä"}')],
    ['text with a byte order mark', Buffer.from([0xef, 0xbb, 0xbf, 0x7b, 0x7d])],
    ['bytes', Buffer.from([0xff, 0x00, 0x80])],
    ['nothing', Buffer.alloc(0)],
  ])('gives back what it stored: %s', (_what, body) => {
    const whole: Exchange = {
      ...exchange,
      request: { ...exchange.request, body },
      result: { kind: 'answer', status: 201, headers: [['a', 'b']], body },
      answered: { kind: 'failure', reason: 'policy-failed', text: 'No.' },
    };

    const stored: unknown = JSON.parse(JSON.stringify(storedExchange(whole)));

    expect(restoredExchange(stored as ReturnType<typeof storedExchange>)).toEqual(whole);
  });
});
