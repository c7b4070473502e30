import fc from 'fast-check';
import type { Answer, Failure } from './exchange.js';
import { failureReasons } from './exchange.js';
import { defaultRetryLimits, nextAttempt, retryAfterMs } from './retry.js';

const answer = (status: number, ...headers: [string, string][]): Answer => ({
  kind: 'answer',
  status,
  headers,
  body: new Uint8Array(),
});
const failure = (reason: Failure['reason']): Failure => ({ kind: 'failure', reason, text: '' });
const at = Date.UTC(2026, 0, 1);
const next = (method: string, result: Answer | Failure, made = 1, random = 0.5) =>
  nextAttempt({ method, made, result, at }, defaultRetryLimits, () => random);

describe('runtime/retry', () => {
  it.each(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'get'])('repeats %s after what may pass', method => {
    for (const result of [
      answer(502),
      answer(503),
      answer(504),
      answer(429),
      failure('reset'),
      failure('not-connected'),
    ])
      expect(next(method, result).afterMs).toBe(125);
  });

  it.each(['POST', 'PATCH'])('repeats %s only when nothing was sent or the API says when to come back', method => {
    for (const result of [answer(502), answer(503), answer(504), answer(429), failure('reset'), failure('timeout')])
      expect(next(method, result).afterMs).toBeNull();
    for (const result of [failure('not-connected'), failure('name-not-resolved')])
      expect(next(method, result).afterMs).toBe(125);
    for (const status of [429, 503]) expect(next(method, answer(status, ['retry-after', '2'])).afterMs).toBe(2_125);
    expect(next(method, answer(502, ['retry-after', '2'])).afterMs).toBeNull();
  });

  it('repeats nothing that will not be otherwise', () => {
    for (const status of [100, 200, 204, 301, 400, 401, 404, 408, 500, 501, 505])
      expect(next('GET', answer(status)).afterMs).toBeNull();
    const lasting = failureReasons.filter(reason => !['name-not-resolved', 'not-connected', 'reset'].includes(reason));
    for (const reason of lasting) expect(next('GET', failure(reason)).afterMs).toBeNull();
  });

  it('holds every call back when the API has had too many', () => {
    expect(next('GET', answer(429)).holdMs).toBe(125);
    expect(next('POST', answer(429)).holdMs).toBe(125);
    expect(next('GET', answer(429, ['retry-after', '60']), 4).holdMs).toBe(61_000);
    expect(next('GET', answer(503, ['retry-after', '60'])).holdMs).toBe(60_125);
    expect(next('GET', answer(503)).holdMs).toBeNull();
    expect(next('GET', failure('reset')).holdMs).toBeNull();
  });

  it('never repeats more often than it may, and pauses between nothing and the doubled limit', () =>
    fc.assert(
      fc.property(
        fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE'),
        fc.integer({ min: 1, max: 50 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        fc.option(fc.nat({ max: 100_000 })),
        fc.integer({ min: 100, max: 599 }),
        (method, made, random, seconds, status) => {
          const headers: [string, string][] = seconds === null ? [] : [['retry-after', String(seconds)]];
          const { afterMs } = next(method, answer(status, ...headers), made, random);

          if (made >= defaultRetryLimits.attempts) expect(afterMs).toBeNull();
          if (afterMs === null) return;
          const asked = (seconds ?? 0) * 1000;
          expect(afterMs).toBeGreaterThanOrEqual(asked);
          expect(afterMs - asked).toBeLessThanOrEqual(Math.min(4_000, 250 * 2 ** (made - 1)));
          expect([429, 502, 503, 504]).toContain(status);
        },
      ),
    ));
});

describe('runtime/retry, Retry-After', () => {
  it.each([
    ['0', 0],
    ['120', 120_000],
    [' 5 ', 5_000],
    ['999999999999', 999_999_999_999_000],
    ['Thu, 01 Jan 2026 00:01:00 GMT', 60_000],
    ['Thursday, 01-Jan-26 00:01:00 GMT', 60_000],
    ['Thu Jan  1 00:01:00 2026', 60_000],
    ['Wed, 31 Dec 2025 00:00:00 GMT', 0],
  ])('reads %j', (value, expected) => expect(retryAfterMs([['retry-after', value]], at)).toBe(expected));

  it.each(['', 'soon', '-1', '1.5', '1e3', '0x10', '9'.repeat(400), '2026-01-01', 'Thu, 41 Jan 2026 00:01:00 GMT'])(
    'takes %j for nothing that was said',
    value => expect(retryAfterMs([['retry-after', value]], at)).toBeNull(),
  );

  it('counts a date from the date of the answer, whose clock may be another', () =>
    expect(
      retryAfterMs(
        [
          ['date', 'Thu, 01 Jan 2026 05:00:00 GMT'],
          ['retry-after', 'Thu, 01 Jan 2026 05:00:10 GMT'],
        ],
        at,
      ),
    ).toBe(10_000));

  it('believes the longest of several', () =>
    expect(
      retryAfterMs(
        [
          ['retry-after', '1'],
          ['retry-after', '7'],
        ],
        at,
      ),
    ).toBe(7_000));

  it('survives whatever else stands there', () =>
    fc.assert(
      fc.property(fc.string(), value => {
        const waits = retryAfterMs([['retry-after', value]], at);

        expect(waits === null || waits >= 0).toBe(true);
      }),
    ));
});
