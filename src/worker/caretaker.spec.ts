import type { Reviews } from '../core/ports/reviews.js';
import { createCaretaker } from './caretaker.js';

describe('worker/caretaker', () => {
  const told: string[] = [];
  const say = (_facts: object, message: string) => void told.push(message);
  const log = { info: say, warn: say, error: say };
  const nothing = { lapsed: [], assigned: [], escalated: [] };
  const queue = (lookAfter: () => Promise<typeof nothing>) => ({ lookAfter }) as unknown as Reviews;
  const oneRound = async (reviews: Reviews, promote: Parameters<typeof createCaretaker>[0]['promote']) => {
    const caretaker = createCaretaker({ reviews, promote, everySeconds: 3600, log });
    caretaker.start();
    await caretaker.stop();
    return told.splice(0);
  };

  it('looks after the queue and after versions that wait for their numbers, and tells what it did', async () =>
    expect(
      await oneRound(
        queue(() => Promise.resolve(nothing)),
        () => Promise.resolve({ promoted: ['one'], reopened: ['two'] }),
      ),
    ).toEqual([
      'A version was promoted: its numbers are there',
      'A version waits for reviewers again: approvals are void',
    ]));

  it('does the one also when the other fails', async () => {
    const fails = () => Promise.reject(new Error('no database'));
    const done = () => Promise.resolve({ promoted: ['one'], reopened: [] });

    expect(await oneRound(queue(fails), done)).toContain('A version was promoted: its numbers are there');
    expect(
      await oneRound(
        queue(() => Promise.resolve(nothing)),
        fails,
      ),
    ).toEqual(['Versions that wait for their numbers could not be looked after; trying again']);
  });
});
