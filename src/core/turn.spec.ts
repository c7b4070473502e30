import { turnSince } from './turn.js';

const at = (minute: number) => `2026-11-02T10:0${minute}:00.000Z`;
const step = (queued: number, finished: number | null) => ({
  queuedAt: at(queued),
  finishedAt: finished === null ? null : at(finished),
});

describe('core/turn', () => {
  it('is ours since the first step of an unbroken row', () =>
    expect(turnSince({ state: 'running', updatedAt: at(5) }, [step(1, 2), step(2, 4), step(4, null)])).toBe(at(1)));

  it('is ours since work went on after somebody else’s turn', () =>
    expect(turnSince({ state: 'running', updatedAt: at(6) }, [step(1, 2), step(2, 3), step(5, null)])).toBe(at(5)));

  it('is a person’s since the change that gave it to them', () =>
    expect(turnSince({ state: 'waiting', updatedAt: at(3) }, [step(1, 2), step(2, 3)])).toBe(at(3)));

  it('is ours since the submission was opened while it has no step yet', () =>
    expect(turnSince({ state: 'running', updatedAt: at(1) }, [])).toBe(at(1)));
});
