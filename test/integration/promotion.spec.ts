import { randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import { PostgresReviews } from '../../src/adapters/postgres/reviews.js';
import { packet, submissionView } from '../../src/api/schemas.js';
import { noPromotionRule } from '../../src/core/promotion.js';
import type { PromotionTerms } from '../../src/core/promotion.js';
import type { Gate } from '../../src/core/review.js';
import { lowerBoundOf } from '../../src/core/wilson.js';
import { decide } from '../../src/pipeline/decide.js';
import { promoteDue } from '../../src/pipeline/promote.js';
import { claimAt, decision, digestOf, end } from '../contracts/ledger.contract.js';
import { createApiWorld } from '../support/api-world.js';
import type { ApiWorld } from '../support/api-world.js';
import { emptied } from '../support/emptied.js';
import { gateWith } from '../support/review.js';
import { formOf } from '../support/service.js';
import { addRuns, addVerdict } from '../support/signals.js';

jest.setTimeout(240_000);

/** A version in preview that has to earn its way to public. */
describe('a version in preview', () => {
  let its: ApiWorld;
  let reviews: PostgresReviews;
  beforeAll(async () => {
    its = await createApiWorld();
    reviews = new PostgresReviews(its.database.dataSource);
  }, 240_000);
  afterAll(() => its.close());

  const sql = (text: string, values: unknown[] = []) => its.database.query(text, values);
  const rules = digestOf('rules');
  /** A submission that waits at the gate, for these numbers. */
  const waiting = async (asked: Partial<PromotionTerms>, known: Partial<Gate> = {}) => {
    const body = formOf({ publisher: 'acme', connector: `c-${randomUUID()}` }, Buffer.from('PK'));
    const answer = await its.service.ask('/submissions', its.tokens.acme, { method: 'POST', body });
    const { id } = (await answer.json()) as { id: string };
    const step = await claimAt(its.ledger, 'preview');
    const promotion = { ...noPromotionRule, evidenceDays: 30, ...asked };
    const gate = gateWith({ promotion, ...known });
    await end(its.ledger, step, { kind: 'waiting', reason: 'A reviewer decides.', gate });
    const { digest } = await its.ledger.get(id);
    return { id, digest: digest ?? '' };
  };
  const approve = (id: string, digest: string, account = its.people.reviewer, rulesetDigest = rules) =>
    decide(
      id,
      { kind: 'approve', comment: '', digest, rulesetDigest, at: new Date().toISOString() },
      {
        account: { id: account, name: account, roles: ['reviewer'], publishers: [] },
        tokenId: 'token',
        scopes: ['read', 'review'],
      },
      its,
    );
  const care = (rulesetDigest = rules) => promoteDue({ rulesetDigest }, its.ledger);
  const view = async (id: string, token = its.tokens.acme) =>
    submissionView.parse(await (await its.service.ask(`/submissions/${id}`, token)).json());
  const entries = async (id: string, action: string) =>
    (await sql('select from audit where submission_id = $1 and action = $2', [id, action])).rows.length;
  const turn = async (id: string) =>
    (await sql('select ours from turn where submission_id = $1 order by number desc limit 1', [id])).rows[0]?.ours;

  it('is held back by its numbers, says what is missing, and is promoted by itself once it is there', async () => {
    const { id, digest } = await waiting({ runs: 50, successLowerBound: 0.95, p95Ms: 500 });
    await addRuns(its.database, id, 9);
    await addRuns(its.database, id, 1, { verdict: 'fail' });
    await addRuns(its.database, id, 3, { verdict: 'inconclusive' });

    const answer = await its.service.ask(`/submissions/${id}/decisions`, its.tokens.reviewer, {
      json: { kind: 'approve', digest },
    });
    const missing =
      'needs 40 more runs, has 10 of 50 (not counted: 3 inconclusive); lower bound 65.2 %, wanted 95 %: 77 more passing runs would do';
    const held = submissionView.parse(await answer.json());
    expect(held).toMatchObject({
      stage: 'preview',
      state: 'waiting',
      turn: 'ours',
      measuringSince: expect.any(String),
      promotion: { met: false, facts: { passed: 9, failed: 1, inconclusive: 3, p95Ms: 100 } },
    });
    expect(held.next).toContain(missing);
    expect(held.since).toBe(held.measuringSince);
    const shown = await its.service.ask(`/submissions/${id}/packet`, its.tokens.reviewer);
    expect(packet.parse(await shown.json()).promotion).toEqual(held.promotion);
    const [{ rulesetDigest = '' } = {}] = await its.ledger.approvals(id);

    await addRuns(its.database, id, 76);
    expect(await care(rulesetDigest)).toEqual({ promoted: [], reopened: [] });
    expect((await view(id)).next).toContain('1 more passing run would do');
    await addRuns(its.database, id, 1);

    expect(await care(rulesetDigest)).toEqual({ promoted: [id], reopened: [] });
    expect(await view(id)).toMatchObject({ stage: 'publish', state: 'running', measuringSince: null, promotion: null });
    const { rows } = await sql('select digest, facts, criteria from promotion where submission_id = $1', [id]);
    expect(rows).toMatchObject([
      { digest, facts: { passed: 86, failed: 1 }, criteria: [{ name: 'runs', met: true }, { name: 'success' }, {}] },
    ]);
    expect(await entries(id, 'submission.promoted')).toBe(1);
  });

  it('is promoted by the approval itself where nothing is missing, and where nothing is asked for', async () => {
    const [asked, unasked] = [await waiting({ runs: 2 }), await waiting({})];
    await addRuns(its.database, asked.id, 2);

    for (const { id, digest } of [asked, unasked]) {
      expect(await approve(id, digest)).toMatchObject({ stage: 'publish', state: 'running' });
      expect((await sql('select from promotion where submission_id = $1', [id])).rows).toHaveLength(1);
    }
  });

  it('never takes no signal for a pass', async () => {
    const { id, digest } = await waiting({ successLowerBound: 0.01, p95Ms: 600_000 });
    await approve(id, digest);
    await addRuns(its.database, id, 200, { verdict: 'inconclusive' });
    await addRuns(its.database, id, 200, { daysAgo: 31 });
    await care();

    expect(await view(id)).toMatchObject({
      state: 'waiting',
      promotion: { met: false, facts: { inconclusive: 200, aged: 200, passed: 0, p95Ms: null } },
    });
  });

  it('counts only what was said of exactly its bytes', async () => {
    const { id, digest } = await waiting({ runs: 1, testersWorking: 1 });
    await addRuns(its.database, id, 5);
    await addVerdict(its.database, id, its.people.reviewer, 'works');
    await its.service.ask(`/submissions/${id}/revisions`, its.tokens.acme, {
      method: 'POST',
      body: formOf({}, Buffer.from('PK2')),
    });
    const step = await claimAt(its.ledger, 'preview');
    const gate = gateWith({ promotion: { ...noPromotionRule, evidenceDays: 30, runs: 1, testersWorking: 1 } });
    await end(its.ledger, step, { kind: 'waiting', reason: 'Again.', gate });
    const again = await view(id);

    expect(again.digest).not.toBe(digest);
    expect(again.promotion).toMatchObject({ met: false, facts: { passed: 0, testersWorking: 0 } });
  });

  it('is held by a tester for whom it fails, whatever is asked for, until that tester says otherwise', async () => {
    const { id, digest } = await waiting({});
    const { administrator, reviewer } = its.people;
    await addVerdict(its.database, id, administrator, 'fails');
    await addVerdict(its.database, id, reviewer, 'works');
    expect(await approve(id, digest)).toMatchObject({ state: 'waiting' });
    expect((await view(id)).next).toContain('fails for 1 tester');

    await sql('update tester set removed_at = now() where submission_id = $1', [id]);
    expect((await care()).promoted).not.toContain(id);
    expect(await view(id)).toMatchObject({ promotion: { facts: { testersWorking: 0, testersFailing: 1 } } });

    await addVerdict(its.database, id, administrator, 'works');
    expect((await care()).promoted).toContain(id);
  });

  it('is held by more open warnings than are wanted; waived ones are none', async () => {
    const { id, digest } = await waiting({ openWarnings: 1 });
    const finding = (status: string) => ({ rule: 'r', severity: 'warning', status, fingerprint: status });
    const find = async (...statuses: string[]) => {
      await sql('alter table step disable trigger guard_step');
      await sql(
        `update step set report = jsonb_set(report, '{findings}', $2) where submission_id = $1 and stage = 'lint'`,
        [id, JSON.stringify(statuses.map(finding))],
      );
      await sql('alter table step enable trigger guard_step');
    };
    await find('new', 'carried', 'waived');
    await approve(id, digest);
    await care();
    expect(await its.ledger.promotion(id)).toMatchObject({ met: false, facts: { openWarnings: 2 } });

    await find('new', 'waived', 'waived');
    expect((await care()).promoted).toContain(id);
  });

  it('soaks from the moment at which it came to its gate', async () => {
    const { id, digest } = await waiting({ soakHours: 4 });
    await approve(id, digest);
    expect((await view(id)).next).toContain('soaks for 4 h more');

    await sql('alter table gate disable trigger keep_gate');
    await sql(`update gate set at = at - interval '4 hours' where submission_id = $1`, [id]);
    await sql('alter table gate enable trigger keep_gate');

    expect((await care()).promoted).toContain(id);
  });

  it('is nobody’s turn while it is measured: no clock, no queue, no reviewer; and it never expires', async () => {
    const { id, digest } = await waiting({ runs: 1 });
    await reviews.take(id, its.people.reviewer, null);
    expect(await turn(id)).toBe(true);
    await approve(id, digest);

    expect(await turn(id)).toBe(false);
    expect(await reviews.line(id)).toBeNull();
    expect((await reviews.lookAfter()).assigned).not.toContain(id);
    await expect(reviews.take(id, its.people.reviewer, null)).rejects.toMatchObject({ code: 'submission-not-waiting' });
    await care();
    expect(await view(id)).toMatchObject({ state: 'waiting', expected: null });

    await its.ledger.change(id, decision('return', its.people.reviewer, digest));
    expect(await view(id)).toMatchObject({ state: 'returned', turn: 'submitter', measuringSince: null });
  });

  it('goes back to the reviewers when their approvals count no more, with the clock where it stood', async () => {
    const { id, digest } = await waiting({ runs: 1 });
    await approve(id, digest);
    expect((await care(digestOf('other rules'))).reopened).toContain(id);

    expect(await view(id)).toMatchObject({ state: 'waiting', turn: 'reviewer', measuringSince: null });
    expect(await turn(id)).toBe(true);
    expect(await reviews.line(id)).toMatchObject({ id, promise: { state: 'kept' } });
    expect(await entries(id, 'review.reopened')).toBe(1);
    await addRuns(its.database, id, 1);
    expect((await care()).promoted).not.toContain(id);
  });

  it('is not promoted on evidence that has aged while it was measured', async () => {
    const { id, digest } = await waiting({ runs: 1 });
    await approve(id, digest);
    await addRuns(its.database, id, 1);
    await sql('alter table gate disable trigger keep_gate');
    await sql(`update gate set evidence_until = now() - interval '1 hour' where submission_id = $1`, [id]);
    await sql('alter table gate enable trigger keep_gate');

    expect((await care()).reopened).toContain(id);
    expect(await its.ledger.get(id)).toMatchObject({ stage: 'preview', state: 'waiting' });
  });

  it('waits for the second reviewer first where it takes two', async () => {
    const { id, digest } = await waiting({ runs: 1 }, { lane: 'careful', approvalsNeeded: 2 });
    await addRuns(its.database, id, 1);
    await approve(id, digest);

    expect(await view(id)).toMatchObject({ turn: 'reviewer', measuringSince: null, promotion: { met: true } });
    expect((await care()).promoted).not.toContain(id);
  });

  it('is promoted exactly once when 100 approvals race with caretakers, and never after it was returned', async () => {
    const people = await Promise.all(
      Array.from(
        { length: 10 },
        async (_, n) =>
          (await its.accounts.createAccount({ name: `r${n}`, roles: ['reviewer'], publishers: [] }, 'assay')).id,
      ),
    );
    const { id, digest } = await waiting({ runs: 1 });
    await approve(id, digest);
    const racing = [
      ...Array.from({ length: 100 }, (_, n) => approve(id, digest, people[n % people.length])),
      addRuns(its.database, id, 1),
      ...Array.from({ length: 10 }, () => care()),
    ];
    await Promise.allSettled(racing);
    await care();

    expect(await its.ledger.get(id)).toMatchObject({ stage: 'publish', state: 'running' });
    expect((await sql('select from promotion where submission_id = $1', [id])).rows).toHaveLength(1);
    expect((await sql(`select from step where submission_id = $1 and stage = 'publish'`, [id])).rows).toHaveLength(1);

    const other = await waiting({ runs: 1 });
    await approve(other.id, other.digest);
    await addRuns(its.database, other.id, 1);
    const [, returned] = await Promise.allSettled([
      care(),
      its.ledger.change(other.id, decision('return', its.people.reviewer, other.digest)),
    ]);
    const expected = returned.status === 'fulfilled' ? ['preview', 'returned', 0] : ['publish', 'running', 1];
    const { stage, state } = await its.ledger.get(other.id);
    const recorded = (await sql('select from promotion where submission_id = $1', [other.id])).rows.length;
    expect([stage, state, recorded]).toEqual(expected);
  });

  it('is promoted by nobody past the record: the database refuses it', async () => {
    const { id, digest } = await waiting({ runs: 2 });
    const measure = `update submission set measuring_since = now() where id = $1`;
    await expect(sql(measure, [id])).rejects.toMatchObject({ code: 'ZA001', message: /waits for reviewers/ });
    await approve(id, digest);
    await addRuns(its.database, id, 1);
    const facts = { passed: 1, failed: 0, p95Ms: null, openWarnings: null, testersWorking: 0, testersFailing: 0 };
    const record = (known: object, of = digest) =>
      sql(`insert into promotion (submission_id, revision, digest, facts, criteria) values ($1, 1, $2, $3, '[]')`, [
        id,
        of,
        JSON.stringify({ ...facts, ...known }),
      ]);
    const move = `update submission set stage = 'publish', state = 'running' where id = $1`;

    await expect(sql(move, [id])).rejects.toMatchObject({ code: 'ZA001', message: /no record of its promotion/ });
    await expect(record({})).rejects.toMatchObject({ code: 'ZA001', message: /do not meet its terms/ });
    await expect(record({ passed: 2 })).rejects.toMatchObject({ code: 'ZA001' });
    await expect(record({ passed: null })).rejects.toMatchObject({ code: 'ZA001' });
    await addRuns(its.database, id, 1);
    await expect(record({ passed: 2, testersFailing: 1 })).rejects.toMatchObject({ code: 'ZA001' });
    await expect(record({ passed: 2 }, digestOf('other'))).rejects.toMatchObject({ code: 'ZA001' });
    await record({ passed: 2 });
    // A record of another transaction says nothing of now.
    await expect(sql(move, [id])).rejects.toMatchObject({ code: 'ZA001', message: /no record of its promotion/ });
    for (const change of [`update promotion set facts = '{}'`, 'delete from promotion']) {
      await expect(sql(change)).rejects.toMatchObject({ code: 'ZA001' });
    }
    await emptied(its.database);
  });

  it('has its lower bound worked out by the database as by core', async () => {
    const { rows } = await sql(
      `select passed, failed, lower_bound(passed, failed) as bound from unnest(array[1, 50, 95, 0, 9], array[0, 0, 5, 10, 1]) as t (passed, failed)`,
    );
    expect(rows).toHaveLength(5);
    for (const { passed, failed, bound } of rows) {
      expect(bound).toBeCloseTo(lowerBoundOf(Number(passed), Number(failed)) ?? -1, 9);
    }
    expect((await sql('select lower_bound(0, 0) as bound')).rows).toEqual([{ bound: null }]);
  });
});
