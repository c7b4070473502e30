import fc from 'fast-check';
import type { Answer, Failure } from './exchange.js';
import { openPatience } from './patience.js';
import type { Clock } from './patience.js';
import { defaultRetryLimits } from './retry.js';

const answer = (status: number, retryAfter?: number): Answer => ({
  kind: 'answer',
  status,
  headers: retryAfter === undefined ? [] : [['retry-after', String(retryAfter)]],
  body: new Uint8Array(),
});
const reset: Failure = { kind: 'failure', reason: 'reset', text: '' };
const { signal } = new AbortController();

/** A clock that only goes on when somebody waits. */
function testClock(random = 0): Clock & { passed(): number; spend(ms: number): void } {
  let now = 1_000_000;
  return {
    now: () => now,
    wait(ms) {
      now += ms;
      return Promise.resolve();
    },
    random: () => random,
    passed: () => now - 1_000_000,
    spend: ms => (now += ms),
  };
}

/** A patience, and a way to make calls whose attempts end as listed. The last one repeats. */
function run(clock: ReturnType<typeof testClock>, limits = defaultRetryLimits) {
  const patiently = openPatience(limits, clock);
  return async (
    results: (Answer | Failure)[],
    { method = 'GET', origin = 'https://a.example', lastsMs = 0, until = signal } = {},
  ) => {
    let sent = 0;
    const result = await patiently({
      method,
      origin,
      signal: until,
      attempt: () => {
        clock.spend(lastsMs);
        sent += 1;
        return Promise.resolve(results[Math.min(sent, results.length) - 1] ?? reset);
      },
    });
    return { result, sent };
  };
}

describe('runtime/patience', () => {
  it('says nothing of attempts when the first one was enough', async () => {
    const { result } = await run(testClock())([answer(200)]);

    expect(result).toEqual(answer(200));
  });

  it('takes no longer than is left for it, pauses and attempts together', async () => {
    const clock = testClock(1);
    const given: number[] = [];

    await openPatience(
      defaultRetryLimits,
      clock,
    )({
      method: 'GET',
      origin: 'https://a.example',
      signal,
      withinMs: 1_000,
      attempt: withinMs => {
        given.push(withinMs);
        clock.spend(300);
        return Promise.resolve(reset);
      },
    });

    // 300 ms, a pause of 250, 300 ms; the next pause of 500 would not leave any time.
    expect(given).toEqual([1_000, 450]);
    expect(clock.passed()).toBeLessThanOrEqual(1_000);
  });

  it('makes no call for which a late timer has left no time', async () => {
    const clock = testClock();
    const late = {
      ...clock,
      async wait(ms: number) {
        await clock.wait(ms + 2_000, signal);
      },
    };
    const given: number[] = [];

    const result = await openPatience(
      defaultRetryLimits,
      late,
    )({
      method: 'GET',
      origin: 'https://a.example',
      signal,
      withinMs: 1_000,
      attempt: withinMs => {
        given.push(withinMs);
        return Promise.resolve(reset);
      },
    });

    expect(given).toEqual([1_000]);
    expect(result).toEqual(reset);
  });

  it('repeats until there is an answer, and says what came before', async () => {
    const { result, sent } = await run(testClock(0.5))([answer(503), reset, answer(200)], { lastsMs: 10 });

    expect(sent).toBe(3);
    expect(result).toMatchObject({
      status: 200,
      attempts: [
        { outcome: 503, durationMs: 10, waitedMs: 125 },
        { outcome: 'reset', durationMs: 10, waitedMs: 250 },
      ],
    });
  });

  it('gives back the last result when none was better', async () => {
    const { result, sent } = await run(testClock())([answer(503)]);

    expect(sent).toBe(4);
    expect(result).toMatchObject({ status: 503, attempts: [{ outcome: 503 }, { outcome: 503 }, { outcome: 503 }] });
  });

  it('waits as long as the API asks', async () => {
    const clock = testClock();

    expect(await run(clock)([answer(429, 7), answer(200)])).toMatchObject({ sent: 2, result: { status: 200 } });
    expect(clock.passed()).toBe(7_000);
  });

  it('does not wait for longer than a call may, and leaves the API alone all the same', async () => {
    const clock = testClock();
    const call = run(clock);

    expect(await call([answer(429, 60)])).toMatchObject({ sent: 1, result: { status: 429 } });
    expect(await call([answer(200)])).toMatchObject({
      sent: 0,
      result: {
        reason: 'rate-limited',
        text: 'The API asked for no more calls for 60 seconds, which is longer than this run waits.',
      },
    });
    expect(clock.passed()).toBe(0);
    clock.spend(60_000);
    expect(await call([answer(200)])).toMatchObject({ sent: 1, result: { status: 200 } });
  });

  it('holds every call to the same API back, and none to another', async () => {
    const call = run(testClock(), { ...defaultRetryLimits, attempts: 1 });
    await call([answer(429, 5)], { method: 'POST' });

    const other = await call([answer(200)], { origin: 'https://b.example' });
    const same = await call([answer(200)]);

    expect(other.result).toEqual(answer(200));
    expect(same.result).toMatchObject({
      status: 200,
      attempts: [{ outcome: 'rate-limited', durationMs: 0, waitedMs: 5_000 }],
    });
  });

  it('believes the first result of a DELETE when the repeated one finds nothing left', async () => {
    const call = run(testClock());

    expect(await call([answer(502), answer(404)], { method: 'DELETE' })).toMatchObject({
      result: { status: 502, attempts: [{ outcome: 502 }, { outcome: 404 }] },
    });
    expect(await call([answer(429), answer(404)], { method: 'DELETE' })).toMatchObject({ result: { status: 404 } });
    expect(await call([answer(502), answer(404)], { method: 'GET' })).toMatchObject({ result: { status: 404 } });
  });

  it('repeats no call that was stopped', async () => {
    const stop = new AbortController();
    stop.abort();

    expect(await run(testClock())([reset], { until: stop.signal })).toMatchObject({ sent: 1, result: reset });
  });

  it('ends every call in its time, and all waiting of a run in its own, whatever the API says', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            results: fc.array(
              fc.oneof(
                fc.constant(reset),
                fc
                  .record({ status: fc.constantFrom(200, 429, 502, 503), wait: fc.option(fc.nat({ max: 200 })) })
                  .map(({ status, wait }) => answer(status, wait ?? undefined)),
              ),
              { minLength: 1, maxLength: 5 },
            ),
            method: fc.constantFrom('GET', 'POST', 'DELETE'),
            lastsMs: fc.nat({ max: 30_000 }),
          }),
          { maxLength: 30 },
        ),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        async (calls, random) => {
          const clock = testClock(random);
          const call = run(clock);
          let first = 0;
          let sentInAll = 0;
          for (const { results, method, lastsMs } of calls) {
            const began = clock.passed();
            const { sent } = await call(results, { method, lastsMs });
            sentInAll += sent;
            first += sent > 0 ? lastsMs : 0;
            expect(sent).toBeLessThanOrEqual(defaultRetryLimits.attempts);
            // The attempts of this test take no notice of the time that they are given.
            expect(clock.passed() - began).toBeLessThanOrEqual(defaultRetryLimits.callMs + lastsMs);
          }
          const longestRepeat = 4 * 30_000;
          expect(clock.passed() - first).toBeLessThanOrEqual(defaultRetryLimits.extraPerRunMs + longestRepeat);
          expect(sentInAll).toBeLessThanOrEqual(calls.length * defaultRetryLimits.attempts);
        },
      ),
    ));
});
