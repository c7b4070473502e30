import { randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import { invitationPage, tester, testerPage, testerVerdict, testerVerdictPage } from '../../src/api/schemas.js';
import type { Submission } from '../../src/core/submission.js';
import { claimAt, decision, digestOf, end, openingOf, outcomeOf } from '../contracts/ledger.contract.js';
import { createApiWorld } from '../support/api-world.js';
import type { ApiWorld } from '../support/api-world.js';

jest.setTimeout(120_000);

describe('testers of a version in preview', () => {
  let its: ApiWorld;
  beforeAll(async () => (its = await createApiWorld()), 120_000);
  afterAll(() => its.close(), 60_000);

  /** Somebody who has nothing to do with acme. */
  const somebody = async (publishers: string[] = []) => {
    const { id } = await its.accounts.createAccount(
      { name: `tester ${randomUUID()}`, roles: ['submitter'], publishers },
      'assay',
    );
    return { id, token: await its.tokenFor(id, ['read', 'submit']), reading: await its.tokenFor(id, ['read']) };
  };
  /** A submission of acme that waits in preview. */
  const inPreview = async (): Promise<Submission & { digest: string }> => {
    const { id } = await its.ledger.open(openingOf({ publisher: 'acme', by: its.people.submitter }));
    for (;;) {
      const step = await claimAt(its.ledger, 'preview');
      await end(its.ledger, step, outcomeOf(step));
      if (step.submissionId !== id) continue;
      const waiting = await its.ledger.get(id);
      return { ...waiting, digest: waiting.digest ?? '' };
    }
  };
  const invite = (id: string, account: string, token = its.tokens.acme, headers = {}) =>
    its.service.ask(`/submissions/${id}/testers`, token, { json: { account }, headers });
  const remove = (id: string, account: string, token = its.tokens.acme) =>
    its.service.ask(`/submissions/${id}/testers/${account}`, token, { method: 'DELETE' });
  const say = (id: string, token: string, verdict: object) =>
    its.service.ask(`/submissions/${id}/tester-verdicts`, token, { json: { kind: 'works', ...verdict } });
  const get = async (path: string, token: string): Promise<unknown> => (await its.service.ask(path, token)).json();
  const trail = async (id: string) =>
    (
      await its.database.query(
        `select action, actor, details from audit where submission_id = $1 and action like 'tester.%' order by seq`,
        [id],
      )
    ).rows as { action: string; actor: string; details: Record<string, unknown> }[];

  it('are invited by a member or a reviewer, once, and see the invitation', async () => {
    const { id, connector } = await inPreview();
    const [one, two] = [await somebody(), await somebody(['globex'])];
    const key = { 'idempotency-key': randomUUID() };
    const first = await invite(id, one.id, its.tokens.acme, key);
    const again = await invite(id, one.id, its.tokens.acme, key);
    const once = await invite(id, one.id, its.tokens.reviewer);
    const byReviewer = await invite(id, two.id, its.tokens.reviewer);

    expect([first.status, again.status, once.status, byReviewer.status]).toEqual([201, 201, 201, 201]);
    const invited = tester.parse(await first.json());
    expect(invited).toMatchObject({ account: one.id, verdict: null });
    expect(tester.parse(await once.json())).toEqual(invited);
    const list = testerPage.parse(await get(`/submissions/${id}/testers`, its.tokens.acme));
    expect(list.items.map(({ account }) => account).sort()).toEqual([one.id, two.id].sort());
    const mine = invitationPage.parse(await get('/invitations', one.reading));
    expect(mine.items).toEqual([
      expect.objectContaining({ submissionId: id, connector, publisher: 'acme', verdict: null }),
    ]);
    expect((await trail(id)).map(({ action, details }) => [action, details.account])).toEqual([
      ['tester.invited', one.id],
      ['tester.invited', two.id],
    ]);
  });

  it('page through lists of testers, verdicts and invitations without losing or repeating any', async () => {
    const { id, digest } = await inPreview();
    const people = [await somebody(), await somebody(), await somebody()];
    for (const { id: account, token } of people) {
      await invite(id, account);
      await say(id, token, { digest });
    }
    const seen = async (path: string) => {
      const found: string[] = [];
      for (let cursor = ''; ;) {
        const part = testerPage
          .or(testerVerdictPage)
          .parse(await get(`${path}?limit=1${cursor && `&cursor=${cursor}`}`, its.tokens.acme));
        found.push(...part.items.map(({ account }) => account));
        if (part.next === null) return found.sort();
        cursor = part.next;
      }
    };

    expect(await seen(`/submissions/${id}/testers`)).toEqual(people.map(person => person.id).sort());
    expect(await seen(`/submissions/${id}/tester-verdicts`)).toEqual(people.map(person => person.id).sort());
    for (const list of ['invitations', `submissions/${id}/testers`, `submissions/${id}/tester-verdicts`]) {
      expect(await get(`/${list}?cursor=nonsense`, its.tokens.acme)).toMatchObject({ code: 'cursor-invalid' });
    }
  });

  it('see what they need and nothing else', async () => {
    const { id, digest } = await inPreview();
    const [one, two] = [await somebody(), await somebody(['globex'])];
    await invite(id, one.id);
    await invite(id, two.id);
    await say(id, two.token, { digest, kind: 'fails', comment: 'Only for the publisher.' });

    for (const path of ['', '/packet', '/testers', '/events', '/certificate', '/functional-report']) {
      expect(await get(`/submissions/${id}${path}`, one.token)).toMatchObject({ code: 'submission-not-found' });
    }
    expect(JSON.stringify(await get('/submissions?limit=100', one.token))).not.toContain(id);
    const own = testerVerdictPage.parse(await get(`/submissions/${id}/tester-verdicts`, one.token));
    expect(own.items).toEqual([]);
    const all = testerVerdictPage.parse(await get(`/submissions/${id}/tester-verdicts`, its.tokens.reviewer));
    expect(all.items).toMatchObject([{ account: two.id, comment: 'Only for the publisher.', counts: true }]);
  });

  it.each([
    ['belongs to its publisher', async () => its.people.colleague],
    ['uploaded a revision of it', async () => its.people.submitter],
  ])('are not who %s: four eyes', async (reason, who) => {
    const { id } = await inPreview();
    const answer = await invite(id, await who(), its.tokens.reviewer);

    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({
      code: 'tester-not-independent',
      detail: expect.stringContaining(reason),
    });
    expect(await trail(id)).toEqual([]);
  });

  it('that join the publisher afterwards give no verdict: the database refuses it', async () => {
    const { id, digest, revision } = await inPreview();
    const one = await somebody();
    await invite(id, one.id);
    await its.database.query(`insert into membership (account_id, publisher) values ($1, 'acme')`, [one.id]);

    expect(await (await say(id, one.token, { digest })).json()).toMatchObject({ code: 'tester-not-independent' });
    await expect(
      its.database.query(
        `insert into tester_verdict (submission_id, revision, digest, account_id, kind, comment)
         values ($1, $2, $3, $4, 'works', '')`,
        [id, revision, digest, one.id],
      ),
    ).rejects.toMatchObject({ code: 'ZA002' });
  });

  it('are invited by nobody else, and nobody unknown is invited', async () => {
    const { id } = await inPreview();
    const one = await somebody();
    const reading = await its.tokenFor(its.people.reviewer, ['read']);
    await invite(id, one.id);

    expect(await (await invite(id, randomUUID())).json()).toMatchObject({ code: 'account-not-found' });
    expect(await (await invite(id, one.id, its.tokens.globex)).json()).toMatchObject({ code: 'submission-not-found' });
    // A tester invites nobody.
    expect(await (await invite(id, one.id, one.token)).json()).toMatchObject({ code: 'submission-not-found' });
    expect(await (await invite(id, one.id, reading)).json()).toMatchObject({ code: 'scope-missing' });
    expect(await (await remove(id, one.id, reading)).json()).toMatchObject({ code: 'scope-missing' });
  });

  describe('a verdict', () => {
    it('is about the bytes that it names; the newest counts', async () => {
      const { id, digest } = await inPreview();
      const one = await somebody();
      await invite(id, one.id);
      const stale = await say(id, one.token, { digest: digestOf('other') });
      const fails = await say(id, one.token, { digest, kind: 'fails', comment: 'It answers 500.' });
      const works = await say(id, one.token, { digest, comment: 'Mended.' });

      expect(await stale.json()).toMatchObject({ code: 'decision-stale' });
      expect([stale.status, fails.status, works.status]).toEqual([409, 201, 201]);
      expect(testerVerdict.parse(await works.json())).toMatchObject({ kind: 'works', counts: true, digest });
      const all = testerVerdictPage.parse(await get(`/submissions/${id}/tester-verdicts`, its.tokens.acme));
      expect(all.items.map(({ kind, counts }) => [kind, counts])).toEqual([
        ['works', true],
        ['fails', false],
      ]);
      expect(testerPage.parse(await get(`/submissions/${id}/testers`, its.tokens.acme)).items).toMatchObject([
        { verdict: 'works' },
      ]);
      expect(await trail(id)).toMatchObject([
        { action: 'tester.invited' },
        { action: 'tester.verdict', actor: one.id, details: { kind: 'fails', digest } },
        { action: 'tester.verdict', actor: one.id, details: { kind: 'works', digest } },
      ]);
    });

    it('needs an invitation, more than a token for reading, and a version in preview', async () => {
      const { id, digest } = await inPreview();
      const one = await somebody();
      const notYet = await its.ledger.open(openingOf({ publisher: 'acme', by: its.people.submitter }));
      await invite(id, one.id);
      await invite(notYet.id, one.id);

      expect(await (await say(id, its.tokens.acme, { digest })).json()).toMatchObject({ code: 'tester-not-found' });
      expect(await (await say(id, its.tokens.globex, { digest })).json()).toMatchObject({
        code: 'submission-not-found',
      });
      expect(await (await say(id, one.reading, { digest })).json()).toMatchObject({ code: 'scope-missing' });
      expect(await (await say(notYet.id, one.token, { digest })).json()).toMatchObject({ code: 'preview-not-open' });
      expect(await (await say(id, one.token, { digest, comment: 'x'.repeat(10_001) })).json()).toMatchObject({
        code: 'request-invalid',
      });
    });

    it('of who was removed counts no more, until invited again', async () => {
      const { id, digest } = await inPreview();
      const one = await somebody();
      await invite(id, one.id);
      await say(id, one.token, { digest });
      const counts = async () =>
        testerVerdictPage
          .parse(await get(`/submissions/${id}/tester-verdicts`, its.tokens.acme))
          .items.map(verdict => verdict.counts);

      expect((await remove(id, one.id)).status).toBe(204);
      expect((await remove(id, one.id)).status).toBe(404);
      expect(await counts()).toEqual([false]);
      expect(await (await say(id, one.token, { digest })).json()).toMatchObject({ code: 'submission-not-found' });
      expect(invitationPage.parse(await get('/invitations', one.token)).items).toEqual([]);
      expect((await invite(id, one.id)).status).toBe(201);
      expect(await counts()).toEqual([true]);
    });

    it('is never changed, nor is an invitation turned into another', async () => {
      const { id, digest } = await inPreview();
      const one = await somebody();
      await invite(id, one.id);
      await say(id, one.token, { digest });

      for (const sql of [
        `update tester_verdict set kind = 'fails' where submission_id = $1`,
        'delete from tester_verdict where submission_id = $1',
        'delete from tester where submission_id = $1',
        `update tester set invited_by = account_id where submission_id = $1`,
      ]) {
        await expect(its.database.query(sql, [id])).rejects.toMatchObject({ code: 'ZA001' });
      }
    });
  });

  it('are not invited to what is final, and its invitations are over', async () => {
    const { id, digest } = await inPreview();
    const one = await somebody();
    await invite(id, one.id);
    await its.ledger.change(id, decision('reject', its.people.reviewer, digest));

    expect(await (await invite(id, (await somebody()).id)).json()).toMatchObject({ code: 'invitation-too-late' });
    expect(invitationPage.parse(await get('/invitations', one.token)).items).toEqual([]);
  });
});
