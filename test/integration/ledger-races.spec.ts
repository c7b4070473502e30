import { setTimeout as sleep } from 'node:timers/promises';
import { jest } from '@jest/globals';
import type { ClaimedStep } from '../../src/core/ports/ledger.js';
import { Problem } from '../../src/core/problems.js';
import { verifyAudit } from '../../src/adapters/postgres/audit.js';
import { claimAt, decision, end, openingOf, outcomeOf } from '../contracts/ledger.contract.js';
import { createWorld } from '../support/world.js';
import type { World } from '../support/world.js';

/** Thousands of transactions: seconds on a quiet machine, more on a busy one. */
jest.setTimeout(60_000);

describe('the ledger under contention', () => {
  let world: World;
  beforeAll(async () => (world = await createWorld(20)));
  afterAll(() => world.database.close());

  const open = (connector: string, publisher: string) =>
    world.ledger.open(openingOf({ connector, publisher, by: world.people.submitter }));

  it('gives each step to exactly one of twenty workers, and runs each stage of each submission once', async () => {
    const opened = await Promise.all([...Array(30).keys()].map(n => open(`one-${n}`, n % 2 ? 'acme' : 'globex')));
    const claimed: ClaimedStep[] = [];
    const work = async (worker: string) => {
      for (let idle = 0; idle < 5;) {
        const step = await world.ledger.claim(worker, 60);
        if (step === null) {
          idle += 1;
          await sleep(10);
          continue;
        }
        claimed.push(step);
        expect(await end(world.ledger, step, outcomeOf(step))).toBe(true);
      }
    };

    await Promise.all([...Array(20).keys()].map(n => work(`worker-${n}`)));

    const stages = claimed.map(step => `${step.submissionId} ${step.stage}`);
    expect(stages).toHaveLength(opened.length * 5);
    expect(new Set(stages).size).toBe(stages.length);
    for (const { id } of opened)
      expect(await world.ledger.get(id)).toMatchObject({ stage: 'preview', state: 'waiting' });
    for (const { id } of opened)
      await world.ledger.change(id, decision('reject', world.people.reviewer, await digest(id)));
  });

  it('opens one submission of twenty for the same connector, and one for a repeated request', async () => {
    const different = await Promise.allSettled([...Array(20).keys()].map(() => open('two', 'acme')));
    const opening = openingOf({ connector: 'three', publisher: 'acme', by: world.people.submitter });
    const same = await Promise.all([...Array(20).keys()].map(() => world.ledger.open(opening)));

    const refused = different.flatMap(result => (result.status === 'rejected' ? [result.reason] : []));
    expect(different.filter(result => result.status === 'fulfilled')).toHaveLength(1);
    expect(refused.map(reason => reason instanceof Problem && reason.code)).toEqual(
      Array(19).fill('submission-already-open'),
    );
    expect(new Set(same.map(({ id }) => id))).toEqual(new Set([opening.id]));
    expect(await world.ledger.timeline(opening.id)).toHaveLength(1);
    await withdrawAll();
  });

  it('counts one of a thousand approvals that race, and not one that is illegal', async () => {
    const { id } = await open('four', 'acme');
    const step = await claimAt(world.ledger, 'preview');
    await end(world.ledger, step, outcomeOf(step));
    const { reviewer, colleague, submitter, administrator } = world.people;
    const current = await digest(id);
    const callers = [submitter, colleague, administrator, reviewer];

    const results = await Promise.allSettled(
      [...Array(1000).keys()].map(n => world.ledger.change(id, decision('approve', callers[n % 4] ?? '', current))),
    );

    const codes = results.flatMap(({ status, ...rest }) => ('reason' in rest ? [rest.reason.code] : [status]));
    expect(codes.filter(code => code === 'fulfilled')).toHaveLength(1);
    // On a busy machine a caller may wait too long for a connection; it is then told so.
    const told = ['fulfilled', 'four-eyes', 'submission-not-waiting', 'database-unreachable'];
    expect(codes.filter(code => !told.includes(code))).toEqual([]);
    expect((await world.ledger.approvals(id)).map(({ account }) => account)).toEqual([reviewer]);
    const { rows } = await world.database.query(
      `select count(*)::int as approved from audit where submission_id = $1 and action = 'submission.approve'`,
      [id],
    );
    expect(rows).toEqual([{ approved: 1 }]);
  });

  it('lets only the newest holder of a fence finish, when both try at the same moment', async () => {
    await withdrawAll();
    for (let round = 0; round < 10; round += 1) {
      const { id } = await open(`five-${round}`, 'acme');
      const slow = await world.ledger.claim('slow', 0.001);
      await sleep(20);
      const quick = await world.ledger.claim('quick', 60);
      if (slow === null || quick === null) throw new Error('Nothing was due.');
      expect(slow.submissionId).toBe(id);

      const ended = await Promise.all([slow, quick].map(step => end(world.ledger, step, outcomeOf(step))));

      expect(ended).toEqual([false, true]);
      await withdrawAll();
    }
  });

  it('keeps one unbroken audit trail through all of this', async () => {
    expect(await verifyAudit(world.database.dataSource)).toBeNull();
  });

  const digest = async (id: string) => (await world.ledger.get(id)).digest ?? '';

  async function withdrawAll(): Promise<void> {
    const open = { publishers: null, stage: null, limit: 200, cursor: null };
    const { items } = await world.ledger.list({ ...open, state: 'running' });
    for (const { id, stage } of items) {
      if (stage === 'publish') {
        const step = await claimAt(world.ledger, 'publish');
        await end(world.ledger, step, outcomeOf(step));
        continue;
      }
      await world.ledger.change(id, current => ({
        to: { ...current, state: 'withdrawn' },
        actor: world.people.submitter,
        action: 'submission.withdrawn',
        details: {},
        upload: null,
        decision: null,
      }));
    }
  }
});
