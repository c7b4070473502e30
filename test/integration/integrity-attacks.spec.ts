import { randomUUID } from 'node:crypto';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { FileBlobs } from '../../src/adapters/files/blobs.js';
import { packFolder } from '../../src/adapters/files/pack-folder.js';
import { MemoryBlobs } from '../../src/adapters/memory/blobs.js';
import { MemoryConnections } from '../../src/adapters/memory/connections.js';
import type { Outcome } from '../../src/core/outcome.js';
import type { ClaimedStep } from '../../src/core/ports/ledger.js';
import type { Gate } from '../../src/core/review.js';
import type { Stage } from '../../src/core/stage.js';
import { stageNames } from '../../src/core/stage-names.js';
import type { StageName } from '../../src/core/stage-names.js';
import { decide } from '../../src/pipeline/decide.js';
import { loadPackage } from '../../src/pipeline/load-package.js';
import { revise } from '../../src/pipeline/revise.js';
import { runStep } from '../../src/pipeline/run-step.js';
import { intakeStage } from '../../src/stages/intake/stage.js';
import { claimAt, digestOf, end, openingOf, outcomeOf, receiptOf, sha256Of } from '../contracts/ledger.contract.js';
import { createApiWorld } from '../support/api-world.js';
import type { ApiWorld } from '../support/api-world.js';
import { keptLog } from '../support/kept-log.js';
import { gateWith } from '../support/review.js';
import { formOf } from '../support/service.js';
import { temporaryFolder } from '../support/temporary.js';

// A machine that is busy with other things takes its time.
jest.setTimeout(180_000);

const careful = { lane: 'careful', approvalsNeeded: 2 } as const;

/** Attacks on "tested = approved = published" and on four eyes; docs/reference/integrity.md says what stops each. */
describe('attacks on what is certified', () => {
  let its: ApiWorld;
  let second: string;
  let secondToken: string;
  beforeAll(async () => {
    its = await createApiWorld();
    const reviewer = { name: 'second', roles: ['reviewer'] as const, publishers: [] };
    second = (await its.accounts.createAccount(reviewer, 'assay')).id;
    secondToken = await its.tokenFor(second, ['read', 'review']);
  });
  afterAll(() => its.close());

  const sql = (text: string, values: unknown[] = []) => its.database.query(text, values);
  const openedAs = async (connector: string) =>
    (await its.ledger.open(openingOf({ connector, publisher: 'acme', by: its.people.submitter }))).id;
  /** Works until this submission waits at the gate, on these terms. */
  const comeToTheGate = async (id: string, terms: Partial<Gate> = {}) => {
    for (;;) {
      const step = await claimAt(its.ledger, 'preview');
      await end(its.ledger, step, { kind: 'waiting', reason: 'A reviewer decides.', gate: gateWith(terms) });
      if (step.submissionId === id) return its.ledger.get(id);
    }
  };
  const waiting = async (terms: Partial<Gate> = {}, connector = `c-${randomUUID()}`) =>
    comeToTheGate(await openedAs(connector), terms);
  const approveBy = async (token: string, id: string, digest: string | null, headers: Record<string, string> = {}) => {
    const json = { kind: 'approve', digest, comment: '' };
    const answer = await its.service.ask(`/submissions/${id}/decisions`, token, { json, headers });
    return { status: answer.status, body: (await answer.json()) as { code?: string; state?: string; stage?: string } };
  };
  const upload = (id: string, bytes = 'PK other bytes') =>
    its.service.ask(`/submissions/${id}/revisions`, its.tokens.acme, {
      method: 'POST',
      body: formOf({}, Buffer.from(bytes)),
    });
  const published = async (connector: string) => {
    const { id, digest } = await waiting({}, connector);
    expect((await approveBy(its.tokens.reviewer, id, digest)).status).toBe(200);
    const step = await claimAt(its.ledger, 'publish');
    const { version } = await its.ledger.get(id);
    const intent = { target: 'repository', publisher: 'acme', connector, version: version ?? '', digest: digest ?? '' };
    await its.ledger.intendPublication({ ...intent, submissionId: id });
    expect(await end(its.ledger, step, { kind: 'done', receipt: receiptOf(connector) })).toBe(true);
    return its.ledger.get(id);
  };

  describe('bytes', () => {
    it('A40: an approval does not outlive a new upload, and what is approved takes none', async () => {
      const { id, digest } = await waiting(careful);
      expect((await approveBy(its.tokens.reviewer, id, digest)).body).toMatchObject({ state: 'waiting' });
      expect((await upload(id)).status).toBe(202);
      const revised = await comeToTheGate(id, careful);

      expect(revised.digest).not.toBe(digest);
      // The second approval of two would be enough, if the first one still counted.
      expect((await approveBy(secondToken, id, revised.digest)).body).toMatchObject({ state: 'waiting' });
      expect((await approveBy(its.tokens.reviewer, id, revised.digest)).body).toMatchObject({ stage: 'publish' });
      const late = await upload(id, 'PK after the approval');
      expect(late.status).toBe(409);
      expect(await late.json()).toMatchObject({ code: 'submission-not-revisable' });
    });

    it('A41: files swapped in the store between test and publish stop the publication', async () => {
      const folder = await temporaryFolder('assay-swapped-');
      try {
        const blobs = new FileBlobs(folder.path);
        await blobs.put(Buffer.from('# Weather'));
        const files = [{ path: 'README.md', size: 9, sha256: sha256Of('# Weather') }];
        const digest = digestOf(`100644 README.md\0${sha256Of('# Weather')}\n`);
        await loadPackage({ digest, files }, blobs);
        await overwriteAll(folder.path, '# Phishes');
        const ran: string[] = [];
        const log = keptLog();
        const stages = stagesThat(name => {
          ran.push(name);
          return { kind: 'done', receipt: receiptOf('weather') };
        });
        const step = await approvedStep();
        const held = { ...step, revisionRecord: { ...step.revisionRecord, package: { digest, files } } };
        await runStep(held, { stages, ledger: its.ledger, blobs, log }, new AbortController().signal);

        expect(ran).toEqual([]);
        expect(log.lines).toContainEqual(
          expect.objectContaining({ facts: expect.objectContaining({ code: 'blob-damaged' }) }),
        );
        expect((await its.ledger.get(step.submissionId)).state).toBe('running');
      } finally {
        await folder.remove();
      }
    });

    it('A42: an upload swapped after it was opened changes nothing: its files were taken out once, each by its hash', async () => {
      const folder = await temporaryFolder('assay-swapped-');
      try {
        const blobs = new FileBlobs(folder.path);
        const zip = await packFolder(new URL('../../examples/library/connector', import.meta.url).pathname);
        const uploadSha256 = await blobs.put(zip);
        const step = await (await openedAs(`c-${randomUUID()}`), its.ledger.claim('worker', 60));
        if (step === null) throw new Error('Nothing is due.');
        const subject = { submission: step.submission, history: [], approvals: [], package: null };
        const revision = { ...step.revisionRecord, uploadSha256 };
        const signal = new AbortController().signal;
        const outcome = await intakeStage(blobs).run({ ...subject, revision }, signal);
        if (outcome.kind !== 'checked' || !outcome.package) throw new Error('Intake took no package.');
        await overwrite(folder.path, uploadSha256, 'PK another connector');

        const content = await loadPackage(outcome.package, blobs);
        expect(Buffer.from(content.read('README.md') ?? []).toString()).toContain('Library');
        // And the swapped bytes are no upload any more: to open them again is refused.
        await expect(intakeStage(blobs).run({ ...subject, revision }, signal)).rejects.toMatchObject({
          code: 'blob-damaged',
        });
        await end(its.ledger, step, outcomeOf(step));
      } finally {
        await folder.remove();
      }
    });

    it('A43: an approval of one submission’s bytes is none of another’s, by the API or in the database', async () => {
      const [one, other] = [await waiting(), await waiting()];
      const crossed = await approveBy(its.tokens.reviewer, other.id, one.digest);
      expect(crossed).toMatchObject({ status: 409, body: { code: 'decision-stale' } });

      expect((await approveBy(its.tokens.reviewer, one.id, one.digest)).status).toBe(200);
      const forged = `insert into decision (submission_id, revision, stage, kind, account_id, digest, ruleset_digest, comment)
        values ($1, 1, 'preview', 'approve', $2, $3, 'sha256:rules', '')`;
      await expect(sql(forged, [other.id, its.people.reviewer, one.digest])).rejects.toMatchObject({ code: 'ZA003' });
      await expect(
        sql(`update decision set submission_id = $2 where submission_id = $1`, [one.id, other.id]),
      ).rejects.toMatchObject({ code: 'ZA001' });
      // A publication of other bytes under the approved submission does not make it public.
      await sql(
        `insert into publication (target, publisher, connector, version, digest, submission_id, commit_id, merge_commit_id, verified_at)
         values ('elsewhere', 'acme', $1, '1.0.1', $2, $3, 'c', 'd', now())`,
        [one.connector, other.digest, one.id],
      );
      await expect(sql(`update submission set state = 'public' where id = $1`, [one.id])).rejects.toMatchObject({
        message: expect.stringContaining('read back'),
      });
      await end(its.ledger, await claimAt(its.ledger, 'publish'), { kind: 'done', receipt: receiptOf('x') }).catch(
        () => undefined,
      );
    });

    it('A44: of 1,000 approvals and uploads that race, one wins on each submission, and never publishes what it did not mean', async () => {
      const tools = { blobs: new MemoryBlobs(), connections: new MemoryConnections(), ledger: its.ledger };
      const submitter = principal(its.people.submitter, 'submitter', ['acme', 'globex']);
      const won = { approve: 0, revise: 0 };
      for (let round = 0; round < 20; round += 1) {
        const { id, digest } = await waiting();
        const calls = Array.from({ length: 50 }, (_, turn) =>
          (turn + round) % 2 === 0
            ? decide(id, decisionOn(digest), principal(its.people.reviewer, 'reviewer', []), tools)
            : revise(id, { bytes: Buffer.from(`PK ${turn}`), uploadName: 'a.zip', connection: null }, submitter, tools),
        );
        const results = await Promise.allSettled(calls);
        const refused = results.flatMap(one => (one.status === 'rejected' ? [one.reason as { code: string }] : []));
        const now = await its.ledger.get(id);

        expect(results.length - refused.length).toBe(1);
        const told = ['submission-not-waiting', 'submission-not-revisable', 'decision-stale', 'decision-already-made'];
        expect(refused.filter(({ code }) => !told.includes(code))).toEqual([]);
        if (now.stage === 'publish') expect(now).toMatchObject({ digest, revision: 1 });
        else expect(now).toMatchObject({ stage: 'intake', state: 'running', revision: 2, digest: null });
        won[now.stage === 'publish' ? 'approve' : 'revise'] += 1;
        if (now.stage === 'publish') await publishNext();
        else await its.ledger.change(id, withdrawnBy(its.people.submitter));
      }
      expect(won.approve + won.revise).toBe(20);
    });

    it('A46: who it is by and how it is judged cannot be edited after the approval; the publisher’s display name is published nowhere', async () => {
      const { id, digest, connector } = await waiting();
      expect((await approveBy(its.tokens.reviewer, id, digest)).status).toBe(200);
      for (const edit of [`publisher = 'globex'`, `connector = 'other'`, `profile = 'independent'`]) {
        await expect(sql(`update submission set ${edit} where id = $1`, [id])).rejects.toMatchObject({ code: 'ZA001' });
      }
      await sql(`update publisher set name = 'Totally Trusted', kind = 'independent' where slug = 'acme'`);
      const step = await claimAt(its.ledger, 'publish');
      await sql(`update publisher set name = 'acme', kind = 'verified' where slug = 'acme'`);

      expect(step.submission).toMatchObject({ publisher: 'acme', connector, profile: 'verified' });
      expect(JSON.stringify(step)).not.toContain('Totally Trusted');
      await end(its.ledger, step, { kind: 'done', receipt: receiptOf(connector) });
    });

    it('A47: an approval of an earlier submission is none of a later one, even of the same bytes; nothing is published twice', async () => {
      const connector = `c-${randomUUID()}`;
      const first = await published(connector);
      expect(first).toMatchObject({ state: 'public' });
      const again = await waiting({}, connector);

      expect(again.digest).toBe(first.digest);
      expect(await its.ledger.approvals(again.id)).toEqual([]);
      await expect(
        sql(`update submission set stage = 'publish', state = 'running' where id = $1`, [again.id]),
      ).rejects.toMatchObject({ message: expect.stringContaining('no approval') });
      const { version, digest } = again;
      const intent = {
        target: 'repository',
        publisher: 'acme',
        connector,
        version: version ?? '',
        digest: digest ?? '',
      };
      await expect(its.ledger.intendPublication({ ...intent, submissionId: again.id })).rejects.toMatchObject({
        code: 'version-already-published',
      });
    });
  });

  describe('verdicts', () => {
    it('A52, A53: a verdict that is none is not stored, and one that has ended is never rewritten', async () => {
      const id = await openedAs(`c-${randomUUID()}`);
      const step = await claimAt(its.ledger, 'lint');
      for (const verdict of ['passed', 'PASS', 'ok', '', 'pass ']) {
        await expect(sql('update step set verdict = $2 where id = $1', [step.id, verdict])).rejects.toMatchObject({
          code: '23514',
        });
      }
      expect(await end(its.ledger, step, outcomeOf(step))).toBe(true);
      for (const edit of [`report = '{"checks":[],"findings":[],"evidence":[]}'`, `verdict = 'fail'`]) {
        await expect(sql(`update step set ${edit} where id = $1`, [step.id])).rejects.toMatchObject({ code: 'ZA001' });
      }
      await its.ledger.change(id, withdrawnBy(its.people.submitter)).catch(() => undefined);
    });
  });

  describe('four eyes', () => {
    it('A57: an administrator who belongs to a publisher makes no token with which others would review or administer', async () => {
      const insider = { name: `insider-${randomUUID()}`, roles: ['administrator'] as const, publishers: ['acme'] };
      const { id } = await its.accounts.createAccount(insider, 'assay');
      const token = await its.tokenFor(id, ['read', 'administer']);
      const made = async (account: string, scopes: string[]) => {
        const json = { name: 'borrowed', scopes, expiresInDays: 1 };
        const answer = await its.service.ask(`/accounts/${account}/tokens`, token, { json });
        return { status: answer.status, body: (await answer.json()) as { code?: string } };
      };

      const refused = { status: 403, body: expect.objectContaining({ code: 'token-four-eyes' }) };
      expect(await made(its.people.reviewer, ['read', 'review'])).toEqual(refused);
      expect(await made(its.people.administrator, ['administer'])).toEqual(refused);
      expect((await made(its.people.submitter, ['read', 'submit'])).status).toBe(201);
      expect((await made(id, ['administer'])).status).toBe(201);
    });

    it.each([
      ['read', ['read']],
      ['submit', ['read', 'submit']],
      ['administer', ['read', 'submit', 'administer']],
    ] as const)('A58: a token for %s approves nothing', async (_, scopes) => {
      const { id, digest } = await waiting();
      const { id: everything } = await its.accounts.createAccount(
        { name: randomUUID(), roles: ['submitter', 'reviewer', 'administrator'], publishers: [] },
        'assay',
      );
      const answer = await approveBy(await its.tokenFor(everything, scopes), id, digest);

      expect(answer).toMatchObject({ status: 403, body: { code: 'scope-missing' } });
      expect(await its.ledger.approvals(id)).toEqual([]);
    });

    it('A59: a form on another site approves nothing: nothing that a browser sends by itself says who is asking', async () => {
      const { id, digest } = await waiting();
      const secret = its.tokens.reviewer;
      const url = `/submissions/${id}/decisions`;
      const form = new URLSearchParams({ kind: 'approve', digest: digest ?? '', comment: '' });
      const origin = 'https://evil.example';
      const forms: [string, RequestInit][] = [
        [url, { method: 'POST', body: form, headers: { origin, cookie: `token=${secret}; authorization=${secret}` } }],
        [`${url}?access_token=${secret}&token=${secret}`, { method: 'POST', body: form, headers: { origin } }],
        [
          url,
          {
            method: 'POST',
            body: JSON.stringify({ kind: 'approve', digest }),
            headers: { 'content-type': 'text/plain', origin, cookie: secret },
          },
        ],
        [
          url,
          { method: 'POST', body: new URLSearchParams({ authorization: `Bearer ${secret}` }), headers: { origin } },
        ],
      ];
      for (const [path, options] of forms) {
        const answer = await its.service.ask(path, null, options);
        expect(answer.status).toBe(401);
        expect(answer.headers.get('access-control-allow-origin')).toBeNull();
        expect(answer.headers.get('set-cookie')).toBeNull();
      }
      const preflight = await its.service.ask(url, null, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' },
      });
      expect(preflight.headers.get('access-control-allow-headers')).toBeNull();
      // And with the token, a form is still no decision.
      expect((await its.service.ask(url, secret, { method: 'POST', body: form })).status).toBe(415);
      expect(await its.ledger.approvals(id)).toEqual([]);
    });

    it('A60: an approval that is sent again counts once, and not for the next revision', async () => {
      const { id, digest } = await waiting(careful);
      const headers = { 'idempotency-key': randomUUID() };
      const same = await Promise.all([1, 2, 3].map(() => approveBy(its.tokens.reviewer, id, digest, headers)));
      const replayed = await approveBy(its.tokens.reviewer, id, digest, headers);
      const keyless = await approveBy(its.tokens.reviewer, id, digest);

      expect(same.some(({ status }) => status === 200)).toBe(true);
      expect(same.filter(({ status }) => ![200, 409].includes(status))).toEqual([]);
      expect(replayed.body).toMatchObject({ state: 'waiting' });
      expect(keyless).toMatchObject({ status: 409, body: { code: 'decision-already-made' } });
      expect(await its.ledger.approvals(id)).toHaveLength(1);

      await upload(id);
      const revised = await comeToTheGate(id);
      await approveBy(its.tokens.reviewer, id, digest, headers);
      const late = await approveBy(its.tokens.reviewer, id, digest);
      expect(late).toMatchObject({ status: 409, body: { code: 'decision-stale' } });
      expect(await its.ledger.get(id)).toMatchObject({ state: 'waiting', revision: 2, digest: revised.digest });
    });
  });

  /** A step at publish, of a submission that was approved. */
  async function approvedStep(): Promise<ClaimedStep> {
    const { id, digest } = await waiting();
    await approveBy(its.tokens.reviewer, id, digest);
    return claimAt(its.ledger, 'publish');
  }

  async function publishNext(): Promise<void> {
    const step = await claimAt(its.ledger, 'publish');
    await end(its.ledger, step, { kind: 'done', receipt: receiptOf(step.submission.connector) });
  }
});

function stagesThat(run: (name: StageName) => Outcome): Record<StageName, Stage> {
  const stage = (name: StageName): Stage => ({
    name,
    kind: 'effect',
    offline: true,
    run: () => Promise.resolve(run(name)),
  });
  return Object.fromEntries(stageNames.map(name => [name, stage(name)])) as Record<StageName, Stage>;
}

function principal(id: string, role: 'submitter' | 'reviewer', publishers: readonly string[]) {
  const account = { id, name: id, roles: [role], publishers };
  return { account, tokenId: 'token', scopes: ['read', role === 'reviewer' ? 'review' : 'submit'] } as const;
}

function decisionOn(digest: string | null) {
  const at = new Date().toISOString();
  return { kind: 'approve', comment: '', digest: digest ?? '', rulesetDigest: digestOf('rules'), at } as const;
}

function withdrawnBy(actor: string) {
  const rest = { actor, action: 'submission.withdrawn', details: {}, upload: null, decision: null };
  return (current: ClaimedStep['submission']) => ({ to: { ...current, state: 'withdrawn' as const }, ...rest });
}

/** Writes other bytes into every file of a store, behind its back. */
async function overwriteAll(folder: string, text: string): Promise<void> {
  for (const path of await filesBelow(folder)) await writeFile(path, text);
}

async function overwrite(folder: string, sha256: string, text: string): Promise<void> {
  const [path] = (await filesBelow(folder)).filter(name => name.replaceAll('/', '').endsWith(sha256));
  if (path === undefined) throw new Error('The store keeps it elsewhere.');
  await writeFile(path, text);
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name));
}
