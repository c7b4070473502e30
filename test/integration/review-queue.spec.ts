import { randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import { PostgresReviews } from '../../src/adapters/postgres/reviews.js';
import { packet, queueLine, queuePage } from '../../src/api/schemas.js';
import type { Gate } from '../../src/core/review.js';
import { decide } from '../../src/pipeline/decide.js';
import { claimAt, decision, digestOf, end } from '../contracts/ledger.contract.js';
import { createApiWorld, renewed } from '../support/api-world.js';
import type { ApiWorld } from '../support/api-world.js';
import { gateWith } from '../support/review.js';
import { formOf } from '../support/service.js';

jest.setTimeout(120_000);

interface Line {
  readonly id: string;
  readonly lane: string;
  readonly promise: { readonly state: string; readonly usedHours: number };
  readonly assignment: { readonly account: string; readonly name: string } | null;
}

describe('the queue of reviews', () => {
  let its: ApiWorld;
  let reviews: PostgresReviews;
  let second: string;
  beforeAll(async () => {
    its = await createApiWorld();
    reviews = new PostgresReviews(its.database.dataSource);
  });
  beforeEach(async () => {
    its = await renewed(its);
    second = await person('second');
  });
  afterAll(() => its.close());

  const person = async (name: string) =>
    (await its.accounts.createAccount({ name, roles: ['reviewer'], publishers: [] }, 'assay')).id;
  const principal = (id: string) => ({
    account: { id, name: id, roles: ['reviewer'] as const, publishers: [] },
    tokenId: 'token',
    scopes: ['read', 'review'] as const,
  });
  const submit = async (publisher: 'acme' | 'globex' = 'acme') => {
    const body = formOf({ publisher, connector: `c-${randomUUID()}` }, Buffer.from('PK'));
    const answer = await its.service.ask('/submissions', its.tokens[publisher], { method: 'POST', body });
    return ((await answer.json()) as { id: string }).id;
  };
  /** A submission that waits at the gate on these terms. */
  const waiting = async (known: Partial<Gate> = {}, publisher: 'acme' | 'globex' = 'acme') => {
    const id = await submit(publisher);
    const step = await claimAt(its.ledger, 'preview');
    await end(its.ledger, step, { kind: 'waiting', reason: 'A reviewer decides.', gate: gateWith(known) });
    return its.ledger.get(id);
  };
  const careful = { lane: 'careful', approvalsNeeded: 2 } as const;
  /** As if our turn had begun so many hours earlier. */
  const age = async (id: string, hours: number) => {
    await its.database.query('alter table turn disable trigger keep_turn');
    await its.database.query(
      'update turn set began_at = began_at - make_interval(hours => $2) where submission_id = $1',
      [id, hours],
    );
    await its.database.query('alter table turn enable trigger keep_turn');
    await its.database.query(
      `update queue set due_at = due_at - make_interval(hours => $2), near_at = near_at - make_interval(hours => $2)
        where submission_id = $1`,
      [id, hours],
    );
  };
  const queue = async (query = '', token = its.tokens.reviewer) => {
    const answer = await its.service.ask(`/review/queue${query}`, token);
    expect(answer.status).toBe(200);
    return queuePage.parse(await answer.json()) as { items: Line[]; next: string | null };
  };
  const approve = (id: string, digest: string | null, account: string, rulesetDigest = digestOf('rules')) =>
    decide(
      id,
      { kind: 'approve', comment: '', digest: digest ?? '', rulesetDigest, at: new Date().toISOString() },
      principal(account),
      its,
    );
  const entries = async (id: string, action: string) =>
    (await its.database.query('select from audit where submission_id = $1 and action = $2', [id, action])).rows;

  describe('its order', () => {
    it('has the promise that breaks first at the top, whatever came first', async () => {
      const normal = await waiting({ promiseHours: 48 });
      const late = await waiting({ promiseHours: 72 });
      const fast = await waiting({ lane: 'fast', promiseHours: 8 });
      await age(late.id, 70);

      expect((await queue()).items.map(({ id }) => id)).toEqual([late.id, fast.id, normal.id]);
    });

    it('is told in pages without a gap or a repeat', async () => {
      const made: string[] = [];
      for (let count = 1; count <= 5; count += 1) made.push((await waiting({ promiseHours: count * 10 })).id);
      const seen: string[] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const page = await queue(`?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`);
        seen.push(...page.items.map(({ id }) => id));
        cursor = page.next;
      }

      expect(seen).toEqual(made);
    });

    it('shows the part that is asked for', async () => {
      const [ours, theirs] = [await waiting({}, 'acme'), await waiting(careful, 'globex')];
      await reviews.take(ours.id, its.people.reviewer, null);
      await age(theirs.id, 40);
      const ids = async (query: string) => (await queue(query)).items.map(({ id }) => id);

      expect(await ids('?lane=careful')).toEqual([theirs.id]);
      expect(await ids('?publisher=acme')).toEqual([ours.id]);
      expect(await ids('?assigned=me')).toEqual([ours.id]);
      expect(await ids('?assigned=nobody')).toEqual([theirs.id]);
      expect(await ids('?promise=near')).toEqual([theirs.id]);
      expect((await its.service.ask('/review/queue?lane=slow', its.tokens.reviewer)).status).toBe(400);
      expect((await its.service.ask('/review/queue?cursor=x', its.tokens.reviewer)).status).toBe(400);
      expect((await its.service.ask('/review/queue', its.tokens.acme)).status).toBe(403);
    });

    it('answers at once with 10,000 submissions that wait', async () => {
      await its.database.query(`
        begin;
        set local session_replication_role = replica;
        insert into connector (publisher, slug) select 'acme', 'n' || n from generate_series(1, 10000) n;
        insert into submission (id, publisher, connector, profile, stage, state, revision, version, digest)
          select 'n' || n, 'acme', 'n' || n, 'verified', 'preview', 'waiting', 1, '1.0.0', 'sha256:' || repeat('a', 64)
            from generate_series(1, 10000) n;
        insert into revision (submission_id, number, upload_sha256, upload_name, uploaded_by, digest, files)
          select 'n' || n, 1, repeat('a', 64), 'a.zip', '${its.people.submitter}', 'sha256:' || repeat('a', 64), '[]'
            from generate_series(1, 10000) n;
        insert into turn (submission_id, number, ours, began_at, used_ms)
          select 'n' || n, k, k % 2 = 1, now() - make_interval(mins => n % 3000), n * 1000
            from generate_series(1, 10000) n, generate_series(1, 3) k;
        insert into gate (submission_id, revision, stage, lane, risks, approvals_needed, promise_hours, escalate_at_share, evidence_until)
          select 'n' || n, 1, 'preview', 'normal', '[]', 1, 24 + n % 48, 0.75, now() from generate_series(1, 10000) n;
        insert into queue (submission_id, due_at, near_at)
          select 'n' || n, now() + make_interval(mins => n % 3000 - 500), now() + make_interval(mins => n % 3000 - 1000)
            from generate_series(1, 10000) n;
        commit;
        analyze;`);
      const times: number[] = [];
      for (let count = 0; count < 40; count += 1) {
        const began = performance.now();
        const page = await reviews.queue({
          lane: count % 2 === 0 ? null : 'normal',
          publisher: null,
          promise: count % 4 === 3 ? 'broken' : null,
          assigned: count % 3 === 0 ? 'nobody' : null,
          limit: 50,
          cursor: null,
        });
        times.push(performance.now() - began);
        expect(page.items).toHaveLength(50);
      }
      times.sort((a, b) => a - b);

      // The slowest ones tell how busy the machine is; a plan that reads all that waits is slow every time.
      expect(times[Math.floor(times.length / 2)]).toBeLessThanOrEqual(300);
    });
  });

  describe('the clock', () => {
    it('stands while it is the submitter’s turn, and goes on where it stood', async () => {
      const { id, digest } = await waiting();
      await age(id, 10);
      await its.ledger.change(id, decision('return', its.people.reviewer, digest ?? ''));
      await age(id, 100);
      await its.service.ask(`/submissions/${id}/revisions`, its.tokens.acme, {
        method: 'POST',
        body: formOf({}, Buffer.from('PK2')),
      });
      const step = await claimAt(its.ledger, 'preview');
      await end(its.ledger, step, { kind: 'waiting', reason: 'Again.', gate: gateWith() });

      // Aged after the return, the first row went back too: 100 hours more of the submitter's turn are no hours of ours.
      const [line] = (await queue()).items;
      expect(line?.promise.usedHours).toBeGreaterThanOrEqual(10);
      expect(line?.promise.usedHours).toBeLessThan(10.1);
    });

    it('cannot be set back', async () => {
      const { id } = await waiting();

      await expect(
        its.database.query('update turn set used_ms = 0 where submission_id = $1', [id]),
      ).rejects.toMatchObject({ code: 'ZA001' });
    });

    it('marks what came near its promise or broke it, and writes each once', async () => {
      const [kept, near, broken] = [await waiting(), await waiting(), await waiting()];
      await age(near.id, 37);
      await age(broken.id, 49);
      const all = await Promise.all([reviews.lookAfter(), reviews.lookAfter(), reviews.lookAfter()]);
      const escalated = all.flatMap(care => care.escalated);

      expect(escalated).toHaveLength(3);
      expect(escalated).toEqual(
        expect.arrayContaining([
          { id: near.id, level: 'near' },
          { id: broken.id, level: 'near' },
          { id: broken.id, level: 'broken' },
        ]),
      );
      expect((await reviews.lookAfter()).escalated).toEqual([]);
      expect(await entries(broken.id, 'review.escalated')).toHaveLength(2);
      expect(await entries(kept.id, 'review.escalated')).toHaveLength(0);
      expect(new Map((await queue()).items.map(({ id, promise }) => [id, promise.state]))).toEqual(
        new Map([
          [broken.id, 'broken'],
          [near.id, 'near'],
          [kept.id, 'kept'],
        ]),
      );
    });

    it('never ends what waits for us: it waits on, however late', async () => {
      const { id } = await waiting();
      await age(id, 8_000);
      await reviews.lookAfter();

      expect(await its.ledger.get(id)).toMatchObject({ stage: 'preview', state: 'waiting' });
    });
  });

  describe('an assignment', () => {
    const held = async () =>
      new Map((await queue('?limit=100')).items.map(({ id, assignment }) => [id, assignment?.account ?? null]));

    it('goes to whoever has the fewest, and not to members of the publisher', async () => {
      const made = [await waiting(), await waiting(), await waiting(), await waiting()];
      const [one, two] = await Promise.all([reviews.lookAfter(), reviews.lookAfter()]);
      const counts = [...(await held()).values()].sort();

      expect([...one.assigned, ...two.assigned].sort()).toEqual(made.map(({ id }) => id).sort());
      expect(counts).toEqual([its.people.reviewer, its.people.reviewer, second, second].sort());
    });

    it('goes to whoever was given nothing for longest, when all have the same', async () => {
      const first = await waiting();
      await reviews.lookAfter();
      const before = (await held()).get(first.id);
      await its.ledger.change(first.id, decision('return', its.people.reviewer, first.digest ?? ''));
      const next = await waiting();
      await reviews.lookAfter();

      expect((await held()).get(next.id)).not.toBe(before);
    });

    it('is taken over from whom one saw it with, and by exactly one of two at once', async () => {
      const { id } = await waiting();
      const tokens = [its.tokens.reviewer, await its.tokenFor(second, ['read', 'review'])];
      const answers = await Promise.all(
        tokens.map(token => its.service.ask(`/submissions/${id}/assignment`, token, { json: { from: null } })),
      );
      const moved = answers.find(({ status }) => status === 409);

      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
      expect(await moved?.json()).toMatchObject({ code: 'assignment-moved' });
      const won = queueLine.parse(await answers.find(({ status }) => status === 200)?.json());
      const other = won.assignment?.account === second ? its.people.reviewer : second;
      await reviews.take(id, other, won.assignment?.account ?? null);
      expect((await held()).get(id)).toBe(other);
      expect(await entries(id, 'review.taken')).toHaveLength(2);
    });

    it('is refused to a member of the publisher (A55)', async () => {
      const { id } = await waiting();
      const answer = await its.service.ask(`/submissions/${id}/assignment`, its.tokens.colleague, { json: {} });

      expect(answer.status).toBe(403);
      expect(await answer.json()).toMatchObject({ code: 'four-eyes' });
    });

    it('is handed back to the next one, by its holder alone', async () => {
      const { id } = await waiting();
      await reviews.take(id, its.people.reviewer, null);

      await expect(reviews.handBack(id, second)).rejects.toMatchObject({ code: 'assignment-moved' });
      const answer = await its.service.ask(`/submissions/${id}/assignment/hand-back`, its.tokens.reviewer, {
        method: 'POST',
      });
      expect(await answer.json()).toMatchObject({ id, assignment: { account: second, name: 'second' } });
      expect(await entries(id, 'review.handed-back')).toHaveLength(1);
    });

    it('is given to another when the role is lost (A56)', async () => {
      const { id } = await waiting();
      await reviews.take(id, its.people.reviewer, null);
      await its.accounts.setRoles(its.people.reviewer, ['submitter'], 'assay');

      expect(await reviews.lookAfter()).toMatchObject({ lapsed: [id], assigned: [id] });
      expect((await reviews.line(id))?.assignment).toMatchObject({ account: second });
      await expect(reviews.take(id, its.people.reviewer, second)).rejects.toMatchObject({ code: 'four-eyes' });
      expect(await entries(id, 'review.lapsed')).toHaveLength(1);
    });

    it('ends with the waiting, and goes on to a second reviewer where two are needed', async () => {
      const { id, digest } = await waiting(careful);
      await reviews.take(id, its.people.reviewer, null);
      await approve(id, digest, its.people.reviewer);

      expect(await reviews.lookAfter()).toMatchObject({ lapsed: [id], assigned: [id] });
      expect(await reviews.line(id)).toMatchObject({
        approvalsGiven: 1,
        approvalsNeeded: 2,
        assignment: { account: second },
      });
      await approve(id, digest, second);
      expect(await reviews.line(id)).toBeNull();
      expect((await its.database.query('select from assignment')).rows).toHaveLength(0);
    });
  });

  describe('a packet', () => {
    const packetFor = async (id: string, token: string) => {
      const answer = await its.service.ask(`/submissions/${id}/packet`, token);
      return answer.status === 200 ? packet.parse(await answer.json()) : answer.status;
    };

    it('shows what changed, the terms, and which approvals count', async () => {
      const { id, digest } = await waiting(careful);
      await approve(id, digest, its.people.reviewer);
      await its.ledger.change(id, decision('return', second, digest ?? ''));
      await its.service.ask(`/submissions/${id}/revisions`, its.tokens.acme, {
        method: 'POST',
        body: formOf({}, Buffer.from('PK2')),
      });
      const step = await claimAt(its.ledger, 'preview');
      const risks = [{ kind: 'new-host', detail: 'It sends data to b.example, which it did not.' }] as const;
      await end(its.ledger, step, { kind: 'waiting', reason: 'Again.', gate: gateWith({ ...careful, risks }) });
      const shown = await packetFor(id, its.tokens.reviewer);

      expect(shown).toMatchObject({
        id,
        revision: 2,
        gate: { lane: 'careful', risks, approvalsNeeded: 2 },
        approvals: [{ account: its.people.reviewer, void: 'It is about other bytes than the current ones.' }],
        sincePublished: null,
        sinceRevision: { revision: 1, files: [{ path: 'README.md', change: 'changed' }] },
        evidence: expect.arrayContaining([expect.objectContaining({ stage: 'lint', verdict: 'pass', ageDays: 0 })]),
        strength: { unreadable: expect.stringContaining('Stored bytes are missing.') },
      });
      expect(await packetFor(id, its.tokens.acme)).toEqual(shown);
      expect(await packetFor(id, its.tokens.globex)).toBe(404);
    });

    it('is there before the gate, and says that there are no terms yet', async () =>
      expect(await packetFor(await submit(), its.tokens.acme)).toMatchObject({
        gate: null,
        digest: null,
        evidence: [],
      }));
  });

  describe('an approval', () => {
    it('in the careful lane moves nothing until a second reviewer gives one', async () => {
      const { id, digest } = await waiting(careful);

      expect(await approve(id, digest, its.people.reviewer)).toMatchObject({ stage: 'preview', state: 'waiting' });
      await expect(approve(id, digest, its.people.reviewer)).rejects.toMatchObject({ code: 'decision-already-made' });
      expect(await approve(id, digest, second)).toMatchObject({ stage: 'publish', state: 'running' });
    });

    it('in the careful lane does not keep who gave it from returning the submission', async () => {
      const { id, digest } = await waiting(careful);
      await approve(id, digest, its.people.reviewer);
      const returned = await its.ledger.change(id, decision('return', its.people.reviewer, digest ?? ''));

      expect(returned).toMatchObject({ state: 'returned' });
    });

    it('of too few is refused by the database itself', async () => {
      const { id, digest } = await waiting(careful);

      await expect(its.ledger.change(id, decision('approve', its.people.reviewer, digest ?? ''))).rejects.toThrow(
        'has 1 of 2 approvals',
      );
      expect(await its.ledger.approvals(id)).toEqual([]);
    });

    it('under another ruleset does not count with a later one', async () => {
      const { id, digest } = await waiting(careful);
      const third = await person('third');
      await approve(id, digest, its.people.reviewer, digestOf('older rules'));

      expect(await approve(id, digest, second)).toMatchObject({ state: 'waiting' });
      expect(await approve(id, digest, third)).toMatchObject({ stage: 'publish' });
    });

    it('on evidence that has aged is refused, also by the database', async () => {
      const { id, digest } = await waiting({ evidenceUntil: '2026-01-01T00:00:00.000Z' });
      const answer = await its.service.ask(`/submissions/${id}/decisions`, its.tokens.reviewer, {
        json: { kind: 'approve', digest },
      });

      expect(answer.status).toBe(409);
      expect(await answer.json()).toMatchObject({ code: 'evidence-aged' });
      await expect(its.ledger.change(id, decision('approve', its.people.reviewer, digest ?? ''))).rejects.toThrow(
        'was good until',
      );
    });

    it('counts once of 1,000 that race, and twice in the careful lane (A44, A60)', async () => {
      const reviewers = [its.people.reviewer, second, await person('third'), await person('fourth')];
      const [normal, two] = [await waiting(), await waiting(careful)];
      for (const [{ id, digest }, legal] of [
        [normal, 1],
        [two, 2],
      ] as const) {
        const answers = await Promise.allSettled(
          Array.from({ length: 1_000 }, (_, turn) => approve(id, digest, reviewers[turn % reviewers.length] ?? second)),
        );
        const refused = answers.flatMap(one => (one.status === 'rejected' ? [one.reason as { code: string }] : []));

        expect(answers.length - refused.length).toBe(legal);
        // On a busy machine a caller may wait too long for a connection; it is then told so.
        const allowed = ['submission-not-waiting', 'decision-already-made', 'database-unreachable'];
        expect(refused.flatMap(({ code }) => (allowed.includes(code) ? [] : code))).toEqual([]);
        expect(await its.ledger.get(id)).toMatchObject({ stage: 'publish', state: 'running', revision: 1 });
        expect(new Set((await its.ledger.approvals(id)).map(({ account }) => account)).size).toBe(legal);
        expect(await its.ledger.approvals(id)).toHaveLength(legal);
        expect(await entries(id, 'submission.approved')).toHaveLength(legal);
      }
    });
  });
});
