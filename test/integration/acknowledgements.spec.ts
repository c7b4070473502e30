import { createHash, randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import type { SubmissionView } from '../../src/api/view.js';
import type { Outcome } from '../../src/core/outcome.js';
import { verifyAudit } from '../../src/adapters/postgres/audit.js';
import { end, openingOf, outcomeOf } from '../contracts/ledger.contract.js';
import { createApiWorld } from '../support/api-world.js';
import type { ApiWorld } from '../support/api-world.js';
import { runProgram } from '../support/service.js';

// A machine that is busy with other things takes its time.
jest.setTimeout(60_000);

const fingerprintOf = (text: string) => createHash('sha256').update(text).digest('hex');

describe('breaking changes', () => {
  let its: ApiWorld;
  beforeAll(async () => (its = await createApiWorld()));
  afterAll(() => its.close());

  const breaking = (names: readonly string[]): Outcome => ({
    kind: 'checked',
    report: {
      checks: [{ id: 'breaking-operation-deleted', state: 'ran' }],
      findings: names.map(name => ({
        rule: 'breaking-operation-deleted',
        severity: 'ack',
        blocks: true,
        file: 'apiDefinition.swagger.json',
        line: 1,
        column: 1,
        pointer: '/paths',
        message: `"${name}" is gone.`,
        fix: 'Put it back.',
        docs: '',
        fingerprint: fingerprintOf(name),
        status: 'new',
      })),
      evidence: [],
    },
  });
  const workUntilItWaits = async (id: string, names: readonly string[]) => {
    for (;;) {
      const step = await its.ledger.claim('worker', 60);
      if (step === null) throw new Error('It never waited.');
      const outcome = step.stage === 'compare' ? breaking(names) : outcomeOf(step);
      await end(its.ledger, step, outcome);
      if (step.submissionId === id && step.stage === 'preview') return its.ledger.get(id);
    }
  };
  const waiting = async (...names: string[]) => {
    const connector = `c-${randomUUID()}`;
    const { id } = await its.ledger.open(openingOf({ connector, publisher: 'acme', by: its.people.submitter }));
    return workUntilItWaits(id, names);
  };
  const acknowledge = async (
    { id, digest }: { id: string; digest: string | null },
    token: string,
    names: readonly string[],
    comment = '',
  ) => {
    const json = { fingerprints: names.map(fingerprintOf), digest, comment };
    const answer = await its.service.ask(`/submissions/${id}/acknowledgements`, token, { json });
    return { status: answer.status, body: (await answer.json()) as SubmissionView & { code: string; detail: string } };
  };
  const approve = async ({ id, digest }: { id: string; digest: string | null }) => {
    const json = { kind: 'approve', digest, comment: '' };
    const answer = await its.service.ask(`/submissions/${id}/decisions`, its.tokens.reviewer, { json });
    return { status: answer.status, body: (await answer.json()) as SubmissionView & { code: string; detail: string } };
  };

  it('keep a version from being approved until a submitter and a reviewer have acknowledged each', async () => {
    const held = await waiting('GetItem', 'AddItem');
    const refused = await approve(held);
    const first = await acknowledge(held, its.tokens.acme, ['GetItem', 'AddItem'], 'Announced in June.');
    const second = await acknowledge(held, its.tokens.reviewer, ['GetItem']);
    const half = await approve(held);
    await acknowledge(held, its.tokens.reviewer, ['AddItem']);
    const approved = await approve(held);

    expect(refused.status).toBe(409);
    expect(refused.body).toMatchObject({
      code: 'acknowledgement-missing',
      detail: expect.stringContaining('by the submitter and the reviewer: "GetItem" is gone.'),
    });
    expect(first.status).toBe(200);
    expect(first.body.next).toContain('acknowledged by the reviewer (2)');
    expect(second.body.breakingChanges).toMatchObject([
      {
        fingerprint: fingerprintOf('GetItem'),
        submitter: { name: 'of acme', comment: 'Announced in June.', digest: held.digest },
        reviewer: { account: its.people.reviewer },
        missing: [],
      },
      { fingerprint: fingerprintOf('AddItem'), reviewer: null, missing: ['reviewer'] },
    ]);
    expect(half.body.detail).toContain('by the reviewer: "AddItem" is gone.');
    expect(half.body.detail).not.toContain('GetItem');
    expect(approved.body).toMatchObject({ stage: 'publish', state: 'running' });
    expect(await verifyAudit(its.database.dataSource)).toBeNull();
  });

  it('stay acknowledged over a new revision where they are the same, and only there', async () => {
    const old = await waiting('GetItem', 'AddItem');
    for (const token of [its.tokens.acme, its.tokens.reviewer]) await acknowledge(old, token, ['GetItem', 'AddItem']);
    await its.ledger.change(old.id, current => ({
      to: { ...current, stage: 'intake', state: 'running', revision: 2, version: null },
      actor: its.people.submitter,
      action: 'submission.revised',
      details: {},
      upload: { uploadSha256: fingerprintOf('2'), uploadName: 'b.zip', by: its.people.submitter },
      decision: null,
    }));
    const renewed = await workUntilItWaits(old.id, ['GetItem', 'DropItem']);
    const stale = await acknowledge(old, its.tokens.acme, ['DropItem']);
    const gone = await acknowledge(renewed, its.tokens.acme, ['AddItem']);
    const refused = await approve(renewed);

    expect(stale.body).toMatchObject({ code: 'acknowledgement-stale', detail: expect.stringContaining('now holds') });
    expect(gone.body).toMatchObject({ code: 'breaking-change-not-found' });
    expect([stale.status, gone.status]).toEqual([409, 404]);
    expect(refused.body.detail).toContain('"DropItem" is gone.');
    expect(refused.body.detail).not.toContain('GetItem');
  });

  it('are acknowledged by nobody for a side that is not theirs', async () => {
    const own = await waiting('GetItem');
    const uploader = await its.accounts.createAccount(
      { name: randomUUID(), roles: ['reviewer'], publishers: [] },
      'assay',
    );
    const moved = await its.tokenFor(uploader.id, ['read', 'review']);
    const { id } = await its.ledger.open(
      openingOf({ connector: `c-${randomUUID()}`, publisher: 'acme', by: uploader.id }),
    );
    const uploaded = await workUntilItWaits(id, ['GetItem']);

    expect((await acknowledge(own, its.tokens.globex, ['GetItem'])).body.code).toBe('submission-not-found');
    expect((await acknowledge(own, its.tokens.administrator, ['GetItem'])).body.code).toBe('publisher-not-yours');
    // A reviewer who belongs to the publisher speaks for it, never for the reviewers.
    const colleague = await acknowledge(own, its.tokens.colleague, ['GetItem']);
    expect(colleague.body.breakingChanges).toMatchObject([{ missing: ['reviewer'] }]);
    expect((await acknowledge(uploaded, moved, ['GetItem'])).body).toMatchObject({
      code: 'four-eyes',
      detail: expect.stringContaining('you uploaded a revision'),
    });
  });

  it('take fifty clicks at once for one yes of each side', async () => {
    const own = await waiting('GetItem');
    const tokens = [its.tokens.acme, its.tokens.colleague, its.tokens.reviewer];
    const clicks = await Promise.all(
      [...Array(50).keys()].map(n => acknowledge(own, tokens[n % 3] ?? '', ['GetItem'])),
    );
    const kept = await its.ledger.acknowledgements(own.id);
    const audited = await its.database.query(
      `select from audit where submission_id = $1 and action = 'submission.acknowledged'`,
      [own.id],
    );

    expect(new Set(clicks.map(({ status }) => status))).toEqual(new Set([200]));
    expect(kept.map(({ side }) => side).sort()).toEqual(['reviewer', 'submitter']);
    expect(audited.rowCount).toBe(2);
  });

  it('are shown and acknowledged in the terminal', async () => {
    const own = await waiting('GetItem');
    const as = (token: string) => ({ ASSAY_SERVER: its.service.url, ASSAY_TOKEN: token });

    const unconfirmed = await runProgram(['review', own.id, '--acknowledge'], as(its.tokens.acme));
    const first = await runProgram(['review', own.id, '--acknowledge', '--yes'], as(its.tokens.acme));
    const second = await runProgram(['review', own.id, '--acknowledge', '--yes'], as(its.tokens.reviewer));
    const shown = await runProgram(['status', own.id], as(its.tokens.acme));

    expect(unconfirmed.code).not.toBe(0);
    expect(first.out).toContain('submitter has not acknowledged it');
    expect(first).toMatchObject({ code: 0, err: expect.stringContaining('Still missing: reviewer.') });
    expect(second).toMatchObject({ code: 0, err: expect.stringContaining('Nothing is missing.') });
    expect(shown.out).toMatch(/submitter of acme acknowledged it on .*, reviewer reviewer acknowledged it on/);
  });

  describe('in the database', () => {
    const insert = (own: { id: string; digest: string | null }, side: string, account: string, name = 'GetItem') =>
      its.database.query(
        `insert into acknowledgement (submission_id, revision, fingerprint, digest, side, account_id, comment)
         values ($1, 1, $2, $3, $4, $5, '')`,
        [own.id, fingerprintOf(name), own.digest, side, account],
      );

    it('are guarded whoever asks', async () => {
      const own = await waiting('GetItem');
      const { submitter, reviewer, colleague, administrator } = its.people;
      const direct = its.database.query(
        `insert into decision (submission_id, revision, stage, kind, account_id, digest, ruleset_digest, comment)
         values ($1, 1, 'preview', 'approve', $2, $3, 'sha256:rules', '')`,
        [own.id, reviewer, own.digest],
      );

      await expect(direct).rejects.toThrow(/not acknowledged by both sides/);
      await expect(insert(own, 'submitter', reviewer)).rejects.toThrow(/do not belong to its publisher/);
      await expect(insert(own, 'reviewer', colleague)).rejects.toThrow(/you belong to its publisher/);
      await expect(insert(own, 'reviewer', administrator)).rejects.toThrow(/not a reviewer/);
      await expect(insert(own, 'submitter', submitter, 'Other')).rejects.toThrow(/no breaking change/);
      await expect(insert({ ...own, digest: `sha256:${'0'.repeat(64)}` }, 'submitter', submitter)).rejects.toThrow(
        /not about the current bytes/,
      );
      await insert(own, 'submitter', submitter);
      await expect(insert(own, 'submitter', colleague)).rejects.toThrow(/duplicate key/);
    });

    it('are never changed or taken back', async () => {
      const own = await waiting('GetItem');
      await insert(own, 'submitter', its.people.submitter);

      for (const sql of [`update acknowledgement set side = 'reviewer'`, 'delete from acknowledgement'])
        await expect(its.database.query(sql)).rejects.toThrow(/is refused/);
    });
  });
});
