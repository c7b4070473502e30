import { afterAttempt } from './webhook.js';
import type { Sent } from './webhook.js';

const answered = (status: number): Sent => ({ status, failure: null, answer: '', ms: 1 });
const unanswered: Sent = { status: null, failure: 'No connection could be made.', answer: '', ms: 1 };

describe('core/webhook', () => {
  it.each([200, 202, 204, 299])('takes %d as delivered', status =>
    expect(afterAttempt(answered(status), 1, 0)).toEqual({ state: 'delivered' }),
  );

  it.each([199, 301, 302, 308, 400, 429, 500, 503])('tries again after %d', status =>
    expect(afterAttempt(answered(status), 1, 0)).toEqual({ state: 'due', pauseSeconds: 5 }),
  );

  it('waits longer each time, and parks after the last', () => {
    const waits = [];
    for (let attempts = 1; ; attempts += 1) {
      const after = afterAttempt(unanswered, attempts, 60);
      if (after.state !== 'due') {
        expect(after).toEqual({ state: 'parked', disable: null });
        break;
      }
      waits.push(after.pauseSeconds);
    }

    expect(waits).toHaveLength(8);
    expect(waits).toEqual([...waits].sort((a, b) => a - b));
  });

  it('disables what took nothing for half a day', () =>
    expect(afterAttempt(unanswered, 9, 50_000)).toEqual({
      state: 'parked',
      disable: 'The receiver took nothing for 13 hours.',
    }));

  it('disables at once what says that it is gone', () =>
    expect(afterAttempt(answered(410), 1, 0)).toMatchObject({
      state: 'parked',
      disable: expect.stringContaining('410'),
    }));
});
