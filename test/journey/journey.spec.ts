import { execFile } from 'node:child_process';
import { appendFile, cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { packFolder } from '../../src/adapters/files/pack-folder.js';
import type { SubmissionView } from '../../src/api/view.js';
import type { CheckResult } from '../../src/cli/check/result.js';
import type { Finding } from '../../src/core/finding.js';
import { startSampleApi } from '../support/sample-api.js';
import type { SampleApi } from '../support/sample-api.js';
import { createTestDatabase } from '../support/database.js';
import { settledView } from '../support/follow.js';
import { formOf, runProgram, startService } from '../support/service.js';
import type { Service, Settings } from '../support/service.js';
import { temporaryFolder } from '../support/temporary.js';

/** The whole way through HTTP, as submitters and reviewers go it, with real parts in every stage. */

const minute = 60_000;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let repository: string;
let library: SampleApi;
let service: Service;
/** Processes of the same installation that serve no requests. */
let others: Service[] = [];
let cleanUp: (() => Promise<void>) | null = null;
let submitter: string;
let reviewer: string;
/** Somebody who may review, and belongs to the publisher. */
let insider: string;
let stranger: string;

/** How an installation may be run. Nothing that a person or a program sees may differ. */
const drivers: [string, (settings: Settings) => Promise<[Service, ...Service[]]>][] = [
  ['in one process, on its embedded database', async settings => [await startService(settings)]],
  [
    'as API and worker, on PostgreSQL and Bull over Redis',
    async settings => {
      const database = await createTestDatabase();
      cleanUp = () => database.drop();
      const shared = { ...settings, DATABASE_URL: database.url, REDIS_URL: process.env.TEST_REDIS_URL ?? '' };
      expect(shared.REDIS_URL).not.toBe('');
      const api = await startService({ ...shared, ASSAY_ROLE: 'api' });
      return [api, await startService({ ...shared, ASSAY_ROLE: 'worker' })];
    },
  ],
];

describe.each(drivers)('%s, Assay', (_driver, start) => {
  beforeAll(async () => {
    folder = await temporaryFolder('assay journey-');
    repository = join(folder.path, 'connectors.git');
    await git('init', '--bare', '--initial-branch', 'main', repository);
    library = await startSampleApi();
    const settings = {
      ASSAY_DATA_DIR: join(folder.path, 'data'),
      ASSAY_EGRESS_ALLOW: `library.example.com=${library.url}`,
      ASSAY_REPOSITORY: repository,
    };
    [service, ...others] = await start(settings);
    for (const slug of ['example-library', 'somebody-else']) {
      await answer('/publishers', service.token, { slug, name: slug, kind: 'verified' });
    }
    submitter = await person('Sam', ['submitter'], ['example-library']);
    reviewer = await person('Robin', ['reviewer'], []);
    insider = await person('Ines', ['submitter', 'reviewer'], ['example-library']);
    stranger = await person('Toni', ['submitter'], ['somebody-else']);
  }, 2 * minute);

  afterAll(async () => {
    for (const process of [service, ...others]) await process?.stop();
    await cleanUp?.();
    await library?.stop();
    await folder?.remove();
  }, minute);

  it(
    'takes a connector from submission to the public, and two pairs of eyes are needed for it',
    async () => {
      const opened = await submit('books', 'library/connector');
      const waiting = await settled(opened.id);

      expect(verdictsOf(waiting)).toEqual([
        'intake pass',
        'lint pass',
        'compare pass',
        'functional pass',
        'preview null',
      ]);
      expect(waiting).toMatchObject({ state: 'waiting', stage: 'preview', turn: 'reviewer', version: '1.0.0' });

      const byInsider = await decide(waiting, 'approve', insider);
      expect(byInsider.status).toBe(403);
      expect(await byInsider.json()).toMatchObject({ code: 'four-eyes' });

      const stale = await service.ask(`/submissions/${opened.id}/decisions`, reviewer, {
        json: { kind: 'approve', digest: `sha256:${'0'.repeat(64)}`, comment: '' },
      });
      expect(await stale.json()).toMatchObject({ code: 'decision-stale' });

      expect((await decide(waiting, 'approve', reviewer)).status).toBe(200);
      const published = await settled(opened.id);
      expect(published).toMatchObject({ state: 'public', turn: 'nobody' });
      expect(published.receipt).toMatchObject({ folder: 'certified-connectors/example-library/books' });

      const catalog = await answer<{ items: unknown[] }>('/catalog?channel=public', reviewer);
      expect(catalog.items).toMatchObject([{ connector: 'books', version: '1.0.0', digest: waiting.digest }]);
      const certificate = await answer<{ payload: string }>(`/submissions/${opened.id}/certificate`, submitter);
      expect(JSON.parse(Buffer.from(certificate.payload, 'base64').toString())).toMatchObject({
        subject: [{ name: 'example-library/books@1.0.0', digest: { sha256: waiting.digest?.slice('sha256:'.length) } }],
      });
    },
    2 * minute,
  );

  it(
    'sends a faulty connector back, takes its repair as revision 2, and ends where a reviewer rejects it',
    async () => {
      const opened = await submit('loans', 'loans/connector-1');
      const returned = await settled(opened.id);

      expect(returned).toMatchObject({ state: 'returned', stage: 'compare', turn: 'submitter' });
      const blocking = returned.timeline.at(-2)?.report?.findings.filter(finding => finding.blocks) ?? [];
      expect(blocking).toHaveLength(3);
      expect(blocking.every(finding => finding.line !== null && finding.fix !== '')).toBe(true);

      await revise(opened.id, 'loans/connector-2');
      const waiting = await settled(opened.id);
      expect(waiting).toMatchObject({ state: 'waiting', revision: 2 });

      const wordless = await decide(waiting, 'return', reviewer, '');
      expect(wordless.status).toBe(400);
      await decide(waiting, 'return', reviewer, 'Please name the support address of your company.');
      expect(await settled(opened.id)).toMatchObject({ state: 'returned', stage: 'preview', turn: 'submitter' });

      await revise(opened.id, 'loans/connector-2');
      const again = await settled(opened.id);
      expect(again).toMatchObject({ state: 'waiting', revision: 3 });
      await decide(again, 'reject', reviewer, 'This connector is not for this programme.');
      expect(await settled(opened.id)).toMatchObject({ state: 'rejected', turn: 'nobody' });

      const late = await service.ask(
        `/submissions/${opened.id}/revisions`,
        submitter,
        await upload('loans/connector-2'),
      );
      expect(await late.json()).toMatchObject({ code: 'submission-not-revisable' });
    },
    2 * minute,
  );

  it(
    'tells what intake and lint find with one upload, and so does the command line before it',
    async () => {
      const faulty = join(folder.path, 'faulty');
      await cp(pathOf('loans/connector-1'), faulty, { recursive: true });
      await writeFile(join(faulty, 'install.ps1'), 'exit');
      const body = formOf({ publisher: 'example-library', connector: 'archive' }, await packFolder(faulty));

      const accepted = await service.ask('/submissions', submitter, { method: 'POST', body });
      const returned = await settled(((await accepted.json()) as SubmissionView).id);

      expect(verdictsOf(returned)).toEqual(['intake fail', 'lint fail', 'compare pass']);
      expect(returned).toMatchObject({ state: 'returned', stage: 'compare', turn: 'submitter' });
      expect(returned.next).toContain('fix the 4 findings of intake and lint that block');
      const checked = await runProgram(['check', faulty, '--format', 'json']);
      expect(checked.code).toBe(1);
      const { verdict, findings } = JSON.parse(checked.out) as CheckResult;
      const fingerprints = (found: readonly Finding[]) => found.map(({ fingerprint }) => fingerprint).sort();
      expect(verdict).toBe('fail');
      expect(fingerprints(findings)).toEqual(
        fingerprints(returned.timeline.flatMap(entry => entry.report?.findings ?? [])),
      );
    },
    minute,
  );

  it(
    'opens one submission for one key, however often it is sent, and shows it to nobody else',
    async () => {
      const headers = { 'idempotency-key': 'one-and-the-same-key' };
      const form = async () => ({
        method: 'POST',
        headers,
        body: formOf({ publisher: 'example-library', connector: 'drafts' }, await packed('library/connector')),
      });
      const [first, second] = [await form(), await form()];
      const once = (await (await service.ask('/submissions', submitter, first)).json()) as SubmissionView;
      const twice = (await (await service.ask('/submissions', submitter, second)).json()) as SubmissionView;

      expect(twice.id).toBe(once.id);
      expect((await service.ask(`/submissions/${once.id}`, stranger)).status).toBe(404);
      expect((await service.ask(`/submissions/${once.id}`, reviewer)).status).toBe(200);
      const withdrawn = await service.ask(`/submissions/${once.id}/withdraw`, submitter, { method: 'POST' });
      expect(await withdrawn.json()).toMatchObject({ state: 'withdrawn', turn: 'nobody' });
    },
    minute,
  );

  it(
    'can be verified by anybody, offline, and a changed byte shows',
    async () => {
      const clone = join(folder.path, 'clone');
      await git('clone', '--quiet', repository, clone);
      const connector = join(clone, 'certified-connectors', 'example-library', 'books');

      for (const path of [repository, clone, connector]) {
        const verified = await runProgram(['verify', path]);
        expect(verified).toMatchObject({
          code: 0,
          out: expect.stringContaining('example-library/books 1.0.0  proven'),
        });
      }
      await appendFile(join(connector, 'README.md'), ' ');
      const changed = await runProgram(['verify', clone]);
      expect(changed).toMatchObject({ code: 1 });
      expect(changed.out).toContain('FAILS  files             The files differ: "README.md" was changed.');
    },
    2 * minute,
  );

  it(
    'is the same on the command line',
    async () => {
      const settings = { ASSAY_SERVER: service.url, ASSAY_TOKEN: reviewer };
      const list = await runProgram(['status', '--state', 'public'], settings);
      const [id = ''] = list.out.split(' ');

      expect(list.code).toBe(0);
      expect(list.out).toContain('example-library/books 1.0.0');
      const shown = await runProgram(['status', id], settings);
      expect(shown.out).toMatch(/functional +pass/);
      const watched = await runProgram(['watch', id], settings);
      expect(watched).toMatchObject({ code: 0 });
      expect(watched.out).toContain('public: ');
      const unconfirmed = await runProgram(['review', id, '--approve'], settings);
      expect(unconfirmed).toMatchObject({ code: 2 });
      expect(unconfirmed.err).toContain('Nothing was decided yet.');
      const refused = await runProgram(['status', id], { ...settings, ASSAY_TOKEN: 'assay_not-a-token' });
      expect(refused).toMatchObject({ code: 2, out: '' });
      expect(refused.err).toContain('what to do:');
    },
    2 * minute,
  );
});

async function git(...args: string[]): Promise<void> {
  await promisify(execFile)('git', args);
}

async function person(name: string, roles: string[], publishers: string[]): Promise<string> {
  const { id } = await answer<{ id: string }>('/accounts', service.token, { name, roles, publishers });
  const scopes = roles.includes('submitter') ? ['read', 'submit'] : ['read'];
  if (roles.includes('reviewer')) scopes.push('review');
  const { secret } = await answer<{ secret: string }>(`/accounts/${id}/tokens`, service.token, { name, scopes });
  return secret;
}

async function submit(connector: string, folder: string): Promise<SubmissionView> {
  const fields = { publisher: 'example-library', connector };
  const accepted = await service.ask('/submissions', submitter, await upload(folder, fields));
  expect(accepted.status).toBe(202);
  return (await accepted.json()) as SubmissionView;
}

async function revise(id: string, folder: string): Promise<void> {
  const accepted = await service.ask(`/submissions/${id}/revisions`, submitter, await upload(folder));
  expect(accepted.status).toBe(202);
}

async function upload(folder: string, fields: Record<string, string> = {}): Promise<RequestInit> {
  const connection = JSON.stringify({ api_key: library.key });
  return { method: 'POST', body: formOf({ ...fields, connection }, await packed(folder)) };
}

function packed(folder: string): Promise<Uint8Array> {
  return packFolder(pathOf(folder));
}

/** Where an example of the repository is. */
function pathOf(folder: string): string {
  return fileURLToPath(new URL(`../../examples/${folder}`, import.meta.url));
}

function decide(view: SubmissionView, kind: string, token: string, comment = 'Seen.'): Promise<Response> {
  return service.ask(`/submissions/${view.id}/decisions`, token, { json: { kind, digest: view.digest, comment } });
}

async function settled(id: string): Promise<SubmissionView> {
  return settledView(service, id, submitter);
}

function verdictsOf({ timeline }: SubmissionView): string[] {
  return timeline.map(({ stage, verdict }) => `${stage} ${verdict}`);
}

async function answer<T>(path: string, token: string | null, json?: unknown): Promise<T> {
  const answered = await service.ask(path, token, json === undefined ? {} : { json });
  if (!answered.ok) throw new Error(`${path} answered ${answered.status}: ${await answered.text()}`);
  return (await answered.json()) as T;
}
