import { createHash, randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import type { SubmissionView } from '../../src/api/view.js';
import { verifyAudit } from '../../src/adapters/postgres/audit.js';
import type { Finding } from '../../src/core/finding.js';
import type { GivenWaiver } from '../../src/core/given-waiver.js';
import { applyWaivers } from '../../src/core/waiver.js';
import { openingOf, end, outcomeOf } from '../contracts/ledger.contract.js';
import { createConversation, findingNamed, fingerprintOf, found } from '../support/conversation.js';
import type { Conversation } from '../support/conversation.js';

// A machine that is busy with other things takes its time.
jest.setTimeout(120_000);

type Answered = GivenWaiver & { readonly code: string; readonly detail: string };
const files = { 'apiDefinition.swagger.json': '{\n  "swagger": "2.0"\n}\n' };
const dayIn = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

describe('waivers', () => {
  let its: Conversation;
  beforeAll(async () => (its = await createConversation()));
  afterAll(() => its.close());

  const returned = (...findings: Finding[]) => its.open(files, { lint: found(findings) });
  const waive = (id: string, name: string, known: object = {}, token = its.tokens.reviewer) =>
    its.ask<Answered>(`/submissions/${id}/waivers`, token, {
      fingerprint: fingerprintOf(name),
      reason: 'It is a registered mark.',
      expires: dayIn(30),
      ...known,
    });
  const revoke = (waiver: string, token = its.tokens.reviewer) =>
    its.ask<Answered>(`/waivers/${waiver}/revocation`, token, { reason: 'It is none.' });
  const recheck = (id: string, token = its.tokens.acme) =>
    its.ask<SubmissionView & { code: string }>(`/submissions/${id}/recheck`, token, {});
  const view = async (id: string, token = its.tokens.acme) =>
    (await its.ask<SubmissionView>(`/submissions/${id}`, token)).body;
  /** Works as the kernel does: what the step's waivers cover is set aside. */
  const workWith = async (id: string, findings: readonly Finding[]) => {
    for (;;) {
      const step = await its.ledger.claim('worker', 60);
      if (step === null) return its.ledger.get(id);
      const outcome = step.stage === 'lint' ? found(findings) : outcomeOf(step);
      const subject = { publisher: 'acme', connector: step.submission.connector, today: dayIn(0) };
      const hash = (source: string) => createHash('sha256').update(source).digest('hex');
      const judged =
        outcome.kind === 'checked'
          ? { ...outcome, report: applyWaivers(outcome.report, step.waivers, subject, hash) }
          : outcome;
      await end(its.ledger, step, judged);
    }
  };

  it('let a returned submission go on without another upload, and say by whom, why and until when', async () => {
    const findings = [findingNamed('A'), findingNamed('B')];
    const { id, revision } = await returned(...findings);
    const { body: first } = await waive(id, 'A');
    const early = await recheck(id);
    await waive(id, 'B', { scope: 'connector' });
    const told = await view(id);
    const { body: again } = await recheck(id);
    const waits = await workWith(id, findings);
    const { timeline } = await view(id);
    const uploads = await its.ledger.revisions(id);

    expect(first).toMatchObject({ scope: 'submission', name: 'reviewer', expires: dayIn(30), revoked: null });
    expect(early).toMatchObject({ status: 409, body: { code: 'recheck-pointless' } });
    expect(told.next).toContain(`assay recheck ${id}`);
    expect(again).toMatchObject({ stage: 'intake', state: 'running', revision: revision + 1 });
    expect(waits).toMatchObject({ stage: 'preview', state: 'waiting' });
    expect(uploads[1]).toMatchObject({ uploadSha256: uploads[0]?.uploadSha256, uploadedBy: uploads[0]?.uploadedBy });
    expect(timeline.findLast(({ stage }) => stage === 'lint')?.report?.findings).toMatchObject([
      {
        status: 'waived',
        blocks: false,
        waiver: { id: first.id, by: 'reviewer', reason: 'It is a registered mark.', until: dayIn(30) },
      },
      { status: 'waived', blocks: false },
    ]);
    expect(await verifyAudit(its.database.dataSource)).toBeNull();
  });

  it('are listed for both sides, in pages, and for nobody else', async () => {
    const { id } = await returned(findingNamed('A'), findingNamed('B'));
    for (const name of ['A', 'B']) await waive(id, name);
    const page = async (query: string, token = its.tokens.acme) =>
      (
        await its.ask<{ items: GivenWaiver[]; next: string | null; code: string }>(
          `/submissions/${id}/waivers${query}`,
          token,
        )
      ).body;
    const first = await page('?limit=1');
    const second = await page(`?limit=1&cursor=${first.next}`);

    expect([...first.items, ...second.items].map(({ message }) => message)).toEqual(['"B" is wrong.', '"A" is wrong.']);
    expect(second.next).toBeNull();
    expect((await page('', its.tokens.globex)).code).toBe('submission-not-found');
  });

  it('are refused for what may not be waived, and for too long', async () => {
    const breaking = findingNamed('Breaking', { severity: 'ack', rule: 'breaking-operation-deleted' });
    const warning = findingNamed('Warning', { severity: 'warning', blocks: false });
    const { id } = await returned(
      findingNamed('A'),
      breaking,
      warning,
      findingNamed('Fixed', { rule: 'archive-empty' }),
    );
    const refused = async (name: string, known: object = {}) => {
      const { status, body } = await waive(id, name, known);
      return [status, body.code, body.detail] as const;
    };

    expect(await refused('Breaking')).toEqual([409, 'waiver-refused', expect.stringContaining('acknowledge')]);
    expect(await refused('Warning')).toEqual([409, 'waiver-refused', expect.stringContaining('blocks nothing')]);
    expect(await refused('Fixed')).toEqual([409, 'waiver-refused', expect.stringContaining('protects everybody')]);
    expect(await refused('A', { expires: dayIn(400) })).toEqual([
      409,
      'waiver-refused',
      expect.stringContaining('hold until'),
    ]);
    expect(await refused('A', { expires: dayIn(-1) })).toEqual([
      409,
      'waiver-refused',
      expect.stringContaining('hold until'),
    ]);
    expect((await refused('Nothing'))[1]).toBe('finding-not-found');
    for (const known of [
      { expires: '2027-02-30' },
      { expires: 'soon' },
      { reason: ' ' },
      { reason: 'a\u0007' },
      { scope: 'all' },
    ]) {
      expect((await waive(id, 'A', known)).status).toBe(400);
    }
  });

  it('take four eyes', async () => {
    const uploader = await its.accounts.createAccount(
      { name: randomUUID(), roles: ['reviewer'], publishers: [] },
      'assay',
    );
    const token = await its.tokenFor(uploader.id, ['read', 'review']);
    const { id } = await its.ledger.open(
      openingOf({ connector: `c-${randomUUID()}`, publisher: 'acme', by: uploader.id }),
    );
    await its.work(id, files, { lint: found([findingNamed('A')]) });
    const given = await waive(id, 'A');

    expect((await waive((await returned(findingNamed('A'))).id, 'A', {}, its.tokens.colleague)).body.code).toBe(
      'four-eyes',
    );
    expect((await waive(id, 'A', {}, its.tokens.acme)).body.code).toBe('scope-missing');
    await revoke(given.body.id);
    expect((await waive(id, 'A', {}, token)).body.code).toBe('four-eyes');
    const other = await waive(id, 'A');
    expect((await revoke(other.body.id, its.tokens.colleague)).body.code).toBe('four-eyes');
    // The one who runs it again answers for no upload.
    expect((await recheck(id, its.tokens.reviewer)).body).toMatchObject({ state: 'running', revision: 2 });
    expect((await its.ledger.revisions(id)).map(({ uploadedBy }) => uploadedBy)).toEqual([uploader.id, uploader.id]);
  });

  it('are given once and revoked once, however many try at once', async () => {
    const { id } = await returned(findingNamed('A'));
    const given = await Promise.all(Array.from({ length: 6 }, () => waive(id, 'A')));
    const one = given.find(({ status }) => status === 201)?.body.id ?? '';
    const ends = await Promise.all(Array.from({ length: 4 }, () => revoke(one)));
    const mixed = await Promise.all([waive(id, 'A'), revoke(one), waive(id, 'A')]);

    expect(given.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409, 409]);
    expect(ends.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
    expect(mixed.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    expect(await verifyAudit(its.database.dataSource)).toBeNull();
  });

  it('that have ended keep a version from being approved until it is run again', async () => {
    const findings = [findingNamed('A')];
    const { id } = await returned(...findings);
    const { body: waiver } = await waive(id, 'A');
    await recheck(id);
    const { digest } = await workWith(id, findings);
    await revoke(waiver.id);
    const refused = await its.ask<Answered>(`/submissions/${id}/decisions`, its.tokens.reviewer, {
      kind: 'approve',
      digest,
    });
    const byHand = its.database.query(
      `insert into decision (submission_id, revision, stage, kind, account_id, digest, ruleset_digest, comment)
       values ($1, 2, 'preview', 'approve', $3, $2, 'sha256:rules', '')`,
      [id, digest, its.people.reviewer],
    );

    expect(refused).toMatchObject({ status: 409, body: { code: 'waiver-ended' } });
    await expect(byHand).rejects.toMatchObject({ code: 'ZA001', message: expect.stringContaining('has ended') });
    expect((await view(id)).next).toContain('has ended');
    await recheck(id, its.tokens.reviewer);
    expect(await workWith(id, findings)).toMatchObject({ state: 'returned', revision: 3 });
  });

  it('reach later submissions of the connector only where they were given for it', async () => {
    const findings = [findingNamed('A'), findingNamed('B')];
    const { id, connector } = await returned(...findings);
    await waive(id, 'A', { scope: 'connector' });
    await waive(id, 'B');
    await its.ask(`/submissions/${id}/withdraw`, its.tokens.acme, {});
    const next = await its.ledger.open(openingOf({ connector, publisher: 'acme', by: its.people.submitter }));
    await workWith(next.id, findings);
    const report = (await view(next.id)).timeline.findLast(({ stage }) => stage === 'lint')?.report;
    const other = await its.ledger.open(
      openingOf({ connector: `c-${randomUUID()}`, publisher: 'acme', by: its.people.submitter }),
    );
    await workWith(other.id, findings);

    expect(report?.findings.map(({ status }) => status)).toEqual(['waived', 'new']);
    expect(
      (await view(other.id)).timeline
        .findLast(({ stage }) => stage === 'lint')
        ?.report?.findings.map(({ status }) => status),
    ).toEqual(['new', 'new']);
    expect((await waive(id, 'B', { scope: 'connector' })).body.code).toBe('waiver-refused');
  });

  it('are facts that the database keeps by itself', async () => {
    const { id, digest, connector } = await returned(findingNamed('A'), findingNamed('Ack', { severity: 'ack' }));
    const { body: waiver } = await waive(id, 'A');
    const insert = (name: string, known: { account?: string; expires?: string } = {}) =>
      its.database.query(
        `insert into waiver (id, submission_id, revision, digest, publisher, connector, scope, fingerprint, rule, file, message, reason,
                account_id, expires)
         values (gen_random_uuid(), $1, 1, $2, 'acme', $3, 'submission', $4, 'operation-id-present', 'f', 'm', 'r', $5, $6)`,
        [id, digest, connector, fingerprintOf(name), known.account ?? its.people.reviewer, known.expires ?? dayIn(3)],
      );

    await expect(insert('A')).rejects.toMatchObject({
      code: 'ZA001',
      message: expect.stringContaining('waived already'),
    });
    await revoke(waiver.id);
    await expect(insert('A', { account: its.people.colleague })).rejects.toMatchObject({ code: 'ZA002' });
    await expect(insert('A', { account: its.people.submitter })).rejects.toMatchObject({ code: 'ZA002' });
    await expect(insert('A', { expires: dayIn(370) })).rejects.toMatchObject({ code: 'ZA001' });
    await expect(insert('Ack')).rejects.toMatchObject({ code: 'ZA001' });
    for (const change of ['update waiver set expires = now()', 'delete from waiver', 'delete from waiver_revocation']) {
      await expect(its.database.query(change)).rejects.toMatchObject({ code: 'ZA001' });
    }
  });
});
