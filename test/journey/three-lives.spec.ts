import { execFile } from 'node:child_process';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import pico from 'picocolors';
import { packFolder } from '../../src/adapters/files/pack-folder.js';
import { submissionView } from '../../src/api/schemas.js';
import type { SubmissionView } from '../../src/api/view.js';
import { timelineText } from '../../src/cli/client/timeline-text.js';
import type { Packet } from '../../src/core/packet.js';
import { settledView } from '../support/follow.js';
import { startSampleApi } from '../support/sample-api.js';
import type { SampleApi } from '../support/sample-api.js';
import { formOf, runProgram, startService } from '../support/service.js';
import type { Service } from '../support/service.js';
import { temporaryFolder } from '../support/temporary.js';

/**
 * Three versions of one connector, each through its whole life, with real parts in every stage. Each goes on from the one before it. The
 * timeline of each is printed as `assay status` prints it.
 */
describe('one connector lives three times', () => {
  const minute = 60_000;
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let library: SampleApi;
  let service: Service;
  let submitter: string;
  let robin: string;
  let rita: string;

  beforeAll(async () => {
    folder = await temporaryFolder('assay-lives-');
    const repository = join(folder.path, 'connectors.git');
    await promisify(execFile)('git', ['init', '--bare', '--initial-branch', 'main', repository]);
    library = await startSampleApi();
    service = await startService({
      ASSAY_DATA_DIR: join(folder.path, 'data'),
      ASSAY_EGRESS_ALLOW: `library.example.com=${library.url}`,
      ASSAY_REPOSITORY: repository,
    });
    await answer('/publishers', service.token, { slug: 'example-library', name: 'Example Library', kind: 'verified' });
    submitter = await person('Sam', 'submitter', ['example-library']);
    robin = await person('Robin', 'reviewer', []);
    rita = await person('Rita', 'reviewer', []);
  }, 3 * minute);

  afterAll(async () => {
    await service?.stop();
    await library?.stop();
    await folder?.remove();
  }, minute);

  it(
    'a first version is returned for what blocks, comes back mended, is approved and public',
    async () => {
      const { id } = await submit('1.0.0', definition => {
        operationOf(definition, '/books', 'get').summary = 'List books '.repeat(10).trim();
      });
      const returned = await settled(id);
      expect(returned).toMatchObject({ state: 'returned', turn: 'submitter', revision: 1 });
      expect(blockingRules(returned)).toEqual(['operation-summary-max-80']);
      expect(await problemOf(await decide(returned, robin))).toMatchObject({ code: 'submission-not-waiting' });

      await upload(`/submissions/${id}/revisions`, '1.0.0');
      const waiting = await settled(id);
      expect(waiting).toMatchObject({ state: 'waiting', stage: 'preview', revision: 2 });
      expect(blockingRules(waiting)).toEqual([]);
      expect(await gateOf(id)).toMatchObject({
        lane: 'normal',
        approvalsNeeded: 1,
        risks: [{ kind: 'first-version' }],
      });

      await approve(id, robin);
      await becomesPublic(id, '1.0.0');
    },
    3 * minute,
  );

  it(
    'a minor update takes the fast lane',
    async () => {
      const { id } = await submit('1.1.0', addLoans);
      const waiting = await settled(id);
      expect(waiting).toMatchObject({ state: 'waiting', stage: 'preview', revision: 1, breakingChanges: [] });
      expect((await packetOf(id)).sincePublished).toMatchObject({
        version: '1.0.0',
        operations: { added: [expect.objectContaining({ operationId: 'ListLoans' })], removed: [] },
      });
      expect(await gateOf(id)).toMatchObject({ lane: 'fast', approvalsNeeded: 1, risks: [] });

      await approve(id, rita);
      await becomesPublic(id, '1.1.0');
    },
    3 * minute,
  );

  it(
    'a breaking major is accepted by both sides, and then approved by two reviewers',
    async () => {
      const { id } = await submit('2.0.0', definition => {
        // The operation of 1.1.0 is not there any more, and the key is sent under a name of another spelling, which the API takes too.
        definition.securityDefinitions.api_key.name = 'X-API-Key';
      });
      const waiting = await settled(id);
      expect({ ...waiting, blocking: blockingRules(waiting) }).toMatchObject({
        state: 'waiting',
        stage: 'preview',
        blocking: ['breaking-operation-deleted'],
        breakingChanges: [{ rule: 'breaking-operation-deleted', missing: ['submitter', 'reviewer'] }],
      });
      expect(await gateOf(id)).toMatchObject({
        lane: 'careful',
        approvalsNeeded: 2,
        risks: [{ kind: 'sign-in-changed' }, { kind: 'breaking-change' }],
      });

      expect(await problemOf(await decide(waiting, robin))).toMatchObject({
        status: 409,
        code: 'acknowledgement-missing',
        detail: expect.stringContaining('by the submitter and the reviewer'),
      });
      const fingerprints = waiting.breakingChanges.map(({ fingerprint }) => fingerprint);
      const accepted = {
        fingerprints,
        digest: waiting.digest,
        comment: 'The loans have a connector of their own now.',
      };
      await answer(`/submissions/${id}/acknowledgements`, submitter, accepted);
      const half = await problemOf(await decide(waiting, robin));
      expect(half).toMatchObject({ status: 409, code: 'acknowledgement-missing' });
      expect(half.detail).toContain('by the reviewer');
      expect(half.detail).not.toContain('submitter');

      // The other side on the command line.
      const settings = { ASSAY_SERVER: service.url, ASSAY_TOKEN: rita };
      const acknowledged = await runProgram(['review', id, '--acknowledge', '--yes', '--comment', 'Seen.'], settings);
      expect(acknowledged).toMatchObject({ code: 0, err: 'Acknowledged. Nothing is missing.\n' });

      await approve(id, robin);
      expect(await viewOf(id)).toMatchObject({ state: 'waiting', stage: 'preview', turn: 'reviewer' });
      expect(await problemOf(await decide(waiting, robin))).toMatchObject({
        status: 409,
        code: 'decision-already-made',
      });
      expect(await viewOf(id)).toMatchObject({ state: 'waiting', stage: 'preview', receipt: null });

      await approve(id, rita);
      const watched = await runProgram(['watch', id, '--until-final'], settings);
      expect(watched).toMatchObject({ code: 0, out: expect.stringContaining('public: ') });
      await becomesPublic(id, '2.0.0');
    },
    3 * minute,
  );

  interface Definition {
    info: { version: string };
    securityDefinitions: { api_key: { name: string } };
    paths: Record<string, Record<string, Operation>>;
    definitions: Record<string, unknown>;
  }
  interface Operation {
    summary: string;
  }
  type Edit = (definition: Definition) => void | Promise<void>;

  function operationOf(definition: Definition, path: string, method: string): Operation {
    const operation = definition.paths[path]?.[method];
    if (operation === undefined) throw new Error(`There is no ${method} ${path}.`);
    return operation;
  }

  async function addLoans(definition: Definition): Promise<void> {
    const { paths, definitions } = await definitionIn(exampleOf('loans/connector-2'));
    definition.paths['/loans'] = { get: operationOf({ ...definition, paths }, '/loans', 'get') };
    definition.definitions.LoanList = definitions.LoanList;
    definition.definitions.Loan = definitions.Loan;
  }

  const exampleOf = (path: string) => fileURLToPath(new URL(`../../examples/${path}`, import.meta.url));
  const definitionIn = async (path: string) =>
    JSON.parse(await readFile(join(path, 'apiDefinition.swagger.json'), 'utf8')) as Definition;

  function submit(version: string, edit: Edit): Promise<SubmissionView> {
    return upload('/submissions', version, edit, { publisher: 'example-library', connector: 'books' });
  }

  /** Sends the example with an edit. */
  async function upload(
    route: string,
    version: string,
    edit: Edit = () => undefined,
    fields: Record<string, string> = {},
  ): Promise<SubmissionView> {
    const edited = await temporaryFolder('assay-edited-');
    try {
      await cp(exampleOf('library/connector'), edited.path, { recursive: true });
      const definition = await definitionIn(edited.path);
      definition.info.version = version;
      await edit(definition);
      const path = join(edited.path, 'apiDefinition.swagger.json');
      await writeFile(path, `${JSON.stringify(definition, null, 2)}\n`);
      const connection = JSON.stringify({ api_key: library.key });
      const body = formOf({ ...fields, connection }, await packFolder(edited.path));
      return await read<SubmissionView>(await service.ask(route, submitter, { method: 'POST', body }));
    } finally {
      await edited.remove();
    }
  }

  async function person(name: string, role: 'submitter' | 'reviewer', publishers: string[]): Promise<string> {
    const { id } = await answer<{ id: string }>('/accounts', service.token, { name, roles: [role], publishers });
    const scopes = ['read', role === 'reviewer' ? 'review' : 'submit'];
    return (await answer<{ secret: string }>(`/accounts/${id}/tokens`, service.token, { name, scopes })).secret;
  }

  const viewOf = (id: string) => answer<SubmissionView>(`/submissions/${id}`, submitter);
  const packetOf = (id: string) => answer<Packet>(`/submissions/${id}/packet`, robin);
  const gateOf = async (id: string) => (await packetOf(id)).gate;

  function blockingRules({ timeline, revision }: SubmissionView): string[] {
    const reports = timeline.filter(entry => entry.revision === revision).map(({ report }) => report);
    return reports.flatMap(report => report?.findings ?? []).flatMap(({ blocks, rule }) => (blocks ? [rule] : []));
  }

  function decide({ id, digest }: SubmissionView, token: string): Promise<Response> {
    return service.ask(`/submissions/${id}/decisions`, token, { json: { kind: 'approve', digest, comment: 'Seen.' } });
  }

  async function approve(id: string, token: string): Promise<void> {
    await read(await decide(await viewOf(id), token));
  }

  /** Follows it until Assay is through with it, looks at what became of it, and tells it. */
  async function becomesPublic(id: string, version: string): Promise<void> {
    const view = await settled(id);
    process.stdout.write(`\n${timelineText(view, pico.createColors(false))}`);
    expect(view).toMatchObject({ state: 'public', turn: 'nobody', version });
    // What is printed is what the contract promises.
    submissionView.parse(view);
    const { items } = await answer<{ items: { version: string; digest: string }[] }>('/catalog?channel=public', robin);
    expect(items.map(({ version, digest }) => `${version} ${digest}`)[0]).toBe(`${version} ${view.digest}`);
  }

  function settled(id: string): Promise<SubmissionView> {
    return settledView(service, id, submitter);
  }

  async function problemOf(refused: Response): Promise<{ status: number; code: string; detail: string }> {
    return (await refused.json()) as { status: number; code: string; detail: string };
  }

  async function answer<T>(path: string, token: string | null, json?: unknown): Promise<T> {
    return read<T>(await service.ask(path, token, json === undefined ? {} : { json }));
  }

  /** What was answered; anything but a success fails with its text. */
  async function read<T>(answered: Response): Promise<T> {
    if (!answered.ok) throw new Error(`${answered.url} answered ${answered.status}: ${await answered.text()}`);
    return (await answered.json()) as T;
  }
});
