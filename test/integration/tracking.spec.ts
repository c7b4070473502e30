import { jest } from '@jest/globals';
import { PostgresTracking } from '../../src/adapters/postgres/tracking.js';
import { claimAt, decision, end, openingOf, outcomeOf } from '../contracts/ledger.contract.js';
import { createWorld, renewedWorld } from '../support/world.js';
import type { World } from '../support/world.js';

jest.setTimeout(60_000);

describe('what lies ahead of a submission', () => {
  let its: World;
  let tracking: PostgresTracking;
  beforeAll(async () => (its = await createWorld()));
  beforeEach(async () => {
    its = await renewedWorld(its);
    tracking = new PostgresTracking(its.database.dataSource);
  });
  afterAll(() => its.database.close());

  const open = (publisher: string) => its.ledger.open(openingOf({ publisher, by: its.people.submitter }));
  const place = async (id: string) => (await tracking.outlook(await its.ledger.get(id))).queue;

  it('is its place in the queue, in the order in which steps are really claimed', async () => {
    const opened = [];
    for (const publisher of ['acme', 'acme', 'acme', 'globex', 'globex']) opened.push(await open(publisher));
    const places = await Promise.all(opened.map(({ id }) => place(id)));
    const claimed = [];
    while (claimed.length < opened.length) claimed.push((await its.ledger.claim('worker', 60))?.submissionId);

    expect(places.map(found => found?.of)).toEqual([5, 5, 5, 5, 5]);
    const byPlace = opened.map(({ id }, index) => ({ id, position: places[index]?.position ?? 0 }));
    expect(byPlace.sort((a, b) => a.position - b.position).map(({ id }) => id)).toEqual(claimed);
  });

  it('has no place once it is claimed, and none while it waits for its next attempt', async () => {
    const { id } = await open('acme');
    const step = await claimAt(its.ledger, 'intake');
    expect(await place(id)).toBeNull();

    await end(its.ledger, step, outcomeOf(step), { state: 'FAILED', retryAfterSeconds: 60, note: 'x', fault: 'ours' });
    expect(await place(id)).toBeNull();
    expect(await its.ledger.timeline(id)).toMatchObject([{ state: 'READY', fault: 'ours' }]);
  });

  it('is expected to take what the same stage took, and unknown below five of them', async () => {
    for (let index = 0; index < 5; index += 1) {
      const { id } = await open('acme');
      expect((await tracking.outlook(await its.ledger.get(id))).expected).toBeNull();
      const step = await claimAt(its.ledger, 'intake');
      await its.database.query(`update step set started_at = now() - make_interval(secs => $2) where id = $1`, [
        step.id,
        10 * (index + 1),
      ]);
      await end(
        its.ledger,
        step,
        { kind: 'checked', report: { checks: [], findings: [], evidence: [] } },
        { verdict: 'fail' },
      );
    }
    const { id } = await open('globex');
    const { expected } = await tracking.outlook(await its.ledger.get(id));

    expect(expected?.samples).toBe(5);
    expect(Math.round((expected?.fromMs ?? 0) / 1000)).toBe(30);
    expect(Math.round((expected?.toMs ?? 0) / 1000)).toBe(46);
  });

  it('is expected to be reviewed in the time that reviews took', async () => {
    for (let index = 0; index < 6; index += 1) {
      const { id } = await open('acme');
      for (;;) {
        const step = await claimAt(its.ledger, 'preview');
        await end(its.ledger, step, outcomeOf(step));
        if (step.submissionId === id) break;
      }
      const waiting = await its.ledger.get(id);
      const { expected } = await tracking.outlook(waiting);
      expect(expected === null).toBe(index < 5);
      await its.ledger.change(id, decision('reject', its.people.reviewer, waiting.digest ?? ''));
    }
  });
});
