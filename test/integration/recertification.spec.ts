import { createHash, randomUUID } from 'node:crypto';
import { appendFile, cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { jest } from '@jest/globals';
import { FileBlobs } from '../../src/adapters/files/blobs.js';
import { packFolder } from '../../src/adapters/files/pack-folder.js';
import { PostgresRecertifications } from '../../src/adapters/postgres/recertifications.js';
import { PostgresWaivers } from '../../src/adapters/postgres/waivers.js';
import { connectorView, recertificationView } from '../../src/api/connector-schemas.js';
import type { Linter } from '../../src/core/ports/linter.js';
import type { DueRecertification } from '../../src/core/ports/recertifications.js';
import { recertify, recertifyDue } from '../../src/pipeline/recertify.js';
import type { RecertificationTools } from '../../src/pipeline/recertify.js';
import { openProgramme } from '../../src/programme.js';
import { intakeStage } from '../../src/stages/intake/stage.js';
import { createLinter } from '../../src/stages/lint/linter.js';
import { submissionView } from '../../src/api/schemas.js';
import { createApiWorld } from '../support/api-world.js';
import type { ApiWorld } from '../support/api-world.js';
import { createMigratedDatabase } from '../support/database.js';
import { settledView } from '../support/follow.js';
import { keptLog } from '../support/kept-log.js';
import { inDays, publishVersion } from '../support/public-version.js';
import type { Wanted } from '../support/public-version.js';
import { startSampleApi } from '../support/sample-api.js';
import { formOf, startService } from '../support/service.js';
import type { Service, Settings } from '../support/service.js';
import { temporaryFolder } from '../support/temporary.js';
import { waiveEarlier } from '../support/waive.js';

jest.setTimeout(180_000);

const events = ['connector.recertification-failed', 'connector.recertification-passed'];
const rule = 'operation-summary-max-80';
const library = fileURLToPath(new URL('../../examples/library/connector', import.meta.url));

/** As the service does it, one step at a time: the test is the worker. */
describe('a public version and the rules of today', () => {
  let its: ApiWorld;
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let blobs: FileBlobs;
  let recertifications: PostgresRecertifications;
  /** The rules that everything was certified by, and two sets of other rules. */
  let usual: Linter;
  let strict: Linter;
  let mild: Linter;
  let touched: Linter;
  beforeAll(async () => {
    folder = await temporaryFolder('assay-recertification-');
    its = await createApiWorld({ ASSAY_DATA_DIR: folder.path });
    blobs = new FileBlobs(join(folder.path, 'blobs'));
    recertifications = new PostgresRecertifications(its.database.dataSource);
    const linterOf = async (id: string, profile: object) => {
      const path = join(folder.path, `${id}.json`);
      await writeFile(path, JSON.stringify({ id, version: '2026-11-20', profiles: { verified: profile } }));
      return createLinter((await openProgramme(path)).programme);
    };
    usual = createLinter();
    strict = await linterOf('strict', { limits: { [rule]: { most: 5 } } });
    mild = await linterOf('mild', { limits: { [rule]: { most: 79 } } });
    touched = await linterOf('touched', { limits: { [rule]: { most: 5 } }, severity: { [rule]: 'ratchet' } });
    const url = 'https://hooks.example.com/';
    await its.service.ask('/publishers/acme/webhooks', its.tokens.acme, { json: { url, events } });
  });
  afterAll(async () => {
    await its.close();
    await folder.remove();
  });

  /** Makes the library's connector public, with a readme of its own, by the usual rules. */
  const publish = async (wanted: Wanted = {}) => {
    const version = wanted.version ?? '1.0.0';
    const source = join(folder.path, randomUUID());
    await cp(library, source, { recursive: true });
    await appendFile(join(source, 'README.md'), `\n${randomUUID()}\n`);
    const upload = await packFolder(source);
    const uploadSha256 = await blobs.put(upload);
    const revision = { uploadSha256, uploadName: 'connector.zip' } as never;
    const outcome = await intakeStage(blobs).run({ revision } as never, new AbortController().signal);
    if (outcome.kind !== 'checked' || !outcome.package) throw new Error('Intake gives a package.');
    const { digest, files: listed } = outcome.package;
    const rulesetDigest = usual.ruleset.digest;
    return publishVersion(its, { rulesetDigest, ...wanted, version, digest, files: listed, uploadSha256 });
  };
  const tools = (linter: Linter): RecertificationTools => ({
    ...{ linter, blobs, waivers: [], log: keptLog() },
    given: new PostgresWaivers(its.database.dataSource),
  });
  const dueOf = async (id: string, linter: Linter) =>
    (await recertifications.due(linter.ruleset.digest, 1_000)).find(({ submission }) => submission.id === id) ?? null;
  /** What a worker does that sees this one version alone. */
  const only = (id: string) =>
    new (class extends PostgresRecertifications {
      override async due(digest: string): Promise<readonly DueRecertification[]> {
        return (await super.due(digest, 1_000)).filter(({ submission }) => submission.id === id);
      }
    })(its.database.dataSource);
  const judge = (id: string, linter: Linter, signal = new AbortController().signal, its = tools(linter)) =>
    recertifyDue(only(id), its, signal);
  const ask = async (path: string, token: string, json?: object, headers = {}) => {
    const answer = await its.service.ask(`/connectors/acme/${path}`, token, { ...(json && { json }), headers });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
  const lineOf = async (connector: string, token = its.tokens.acme) => {
    const [line] = connectorView.parse((await ask(connector, token)).body).versions.items;
    if (line === undefined) throw new Error('It has no version.');
    return line;
  };
  const rows = async (id: string) =>
    (
      await its.database.query(
        'select number, cause, verdict, fault, blocking from recertification where submission_id = $1 order by number',
        [id],
      )
    ).rows;
  const notices = async (id: string) =>
    (
      await its.database.query(
        `select event, body from notice where submission_id = $1 and event = any ($2) order by at, id`,
        [id, events],
      )
    ).rows as { event: string; body: string }[];
  const audited = async (id: string, action: string) =>
    (await its.database.query('select from audit where (submission_id, action) = ($1, $2)', [id, action])).rows.length;
  /** Lets days pass for what was written of a version. */
  const earlier = async (id: string, interval: string) => {
    await its.database.query('alter table recertification disable trigger user');
    await its.database.query('update recertification set at = at - $2::interval where submission_id = $1', [
      id,
      interval,
    ]);
    await its.database.query('alter table recertification enable trigger user');
  };

  it('is judged once by other rules than its certificate’s, fails with its findings, and is told of once', async () => {
    const { id, connector } = await publish({ expiresAt: inDays(100) });
    expect(await dueOf(id, usual)).toBeNull();
    expect(await dueOf(id, strict)).toMatchObject({ cause: 'rules', number: 1, before: null, requestId: null });
    await judge(id, strict);
    await judge(id, strict);

    const blocking = expect.any(Number) as number;
    expect(await rows(id)).toEqual([{ number: 1, cause: 'rules', verdict: 'fail', fault: null, blocking }]);
    expect(await dueOf(id, strict)).toBeNull();
    const told = await notices(id);
    expect(told.map(({ event }) => event)).toEqual(['connector.recertification-failed']);
    expect(JSON.parse(told[0]?.body ?? '')).toMatchObject({
      data: { version: '1.0.0', recertification: { verdict: 'fail', ruleset: { digest: strict.ruleset.digest } } },
    });
    expect(await audited(id, 'version.recertified')).toBe(1);

    const { recertification } = await lineOf(connector);
    expect(recertification).toMatchObject({ verdict: 'fail', cause: 'rules', ruleset: strict.ruleset });
    expect(recertification?.blocking).toBeGreaterThan(1);
    expect(recertification?.next).toBe(
      `It would not pass today: upload a version that mends ${recertification?.blocking} findings before ${inDays(100).slice(0, 10)}.`,
    );
    const report = await its.service.ask((recertification?.findings ?? '').replace('/api/v1', ''), its.tokens.acme);
    const shown = recertificationView.parse(await report.json());
    const blocks = shown.reports.flatMap(one => one.report.findings).filter(finding => finding.blocks);
    expect(shown.reports.map(({ stage }) => stage)).toEqual(['intake', 'lint']);
    expect(blocks).toHaveLength(recertification?.blocking ?? 0);
    expect(blocks[0]).toMatchObject({
      ...{ rule, file: 'apiDefinition.swagger.json', line: expect.any(Number) as number },
      ...{ pointer: expect.stringMatching(/^\/paths\/.*summary$/) as string, message: expect.any(String) as string },
      fix: expect.stringContaining('Shorten') as string,
    });
  });

  it('passes once the rules are mended, and that is told once too', async () => {
    const { id, connector } = await publish();
    await judge(id, strict);
    await judge(id, mild);
    await judge(id, mild);

    expect((await rows(id)).map(row => (row as { verdict: string }).verdict)).toEqual(['fail', 'pass']);
    expect((await notices(id)).map(({ event }) => event)).toEqual(events);
    expect((await lineOf(connector)).recertification).toMatchObject({
      verdict: 'pass',
      ruleset: mild.ruleset,
      next: 'It would pass today: nothing is to do.',
    });

    // Back to the rules of its certificate, and to what failed it: each is judged, no fail is told twice for one ruleset.
    await judge(id, usual);
    expect(await dueOf(id, strict)).toBeNull();
    await earlier(id, '2 days');
    await judge(id, strict);
    expect((await rows(id)).map(row => (row as { verdict: string }).verdict)).toEqual(['fail', 'pass', 'pass', 'fail']);
    expect(await notices(id)).toHaveLength(2);
  });

  it('is judged once, however many workers do it at once', async () => {
    const { id } = await publish();
    const due = await dueOf(id, strict);
    if (due === null) throw new Error('It is due.');
    const { judgement } = await recertify(due, tools(strict), new AbortController().signal);
    const report = `sha256:${'0'.repeat(64)}`;
    const saved = await Promise.all(
      Array.from({ length: 8 }, () => recertifications.save(due, judgement, strict.ruleset, report)),
    );

    expect(saved.filter(Boolean)).toHaveLength(1);
    await Promise.all([judge(id, mild), judge(id, mild), judge(id, mild)]);
    expect((await rows(id)).map(row => (row as { verdict: string }).verdict)).toEqual(['fail', 'pass']);
    expect(await audited(id, 'version.recertified')).toBe(2);
    expect((await notices(id)).map(({ event }) => event)).toEqual(events);
  });

  it('is judged once more when the end of its certificate is near, by the same rules, and told how to renew it', async () => {
    const { id, connector } = await publish({ expiresAt: inDays(29) });
    const far = await publish({ expiresAt: inDays(31) });
    const over = await publish({ expiresAt: inDays(-1) });
    expect([await dueOf(far.id, usual), await dueOf(over.id, usual)]).toEqual([null, null]);
    await judge(id, usual);
    await judge(id, usual);

    expect(await rows(id)).toMatchObject([{ cause: 'near-end', verdict: 'pass' }]);
    expect((await lineOf(connector)).recertification?.next).toBe(
      `It would pass today. Its certificate ends on ${inDays(29).slice(0, 10)}: submit the same connector with a raised version; the fast lane renews it.`,
    );
    await earlier(id, '3 days');
    expect(await dueOf(id, usual)).toMatchObject({ cause: 'near-end', number: 2 });
  });

  it('is judged against the version that it was certified against', async () => {
    const first = await publish();
    const second = await publish({ connector: first.connector, version: '1.1.0' });
    expect(await dueOf(second.id, touched)).toMatchObject({ before: { digest: first.digest } });
    // That it was withdrawn later changes nothing about what was compared with then.
    await ask(`${first.connector}/withdrawals`, its.tokens.acme, { version: '1.0.0', reason: 'Old.' });
    await judge(second.id, touched);
    expect(await rows(second.id)).toMatchObject([{ verdict: 'pass' }]);
    expect(await dueOf(first.id, touched)).toBeNull();

    const third = await publish({ connector: first.connector, version: '1.2.0' });
    expect(await dueOf(third.id, touched)).toMatchObject({ before: { digest: second.digest } });
    const alone = await publish();
    await judge(alone.id, touched);
    expect(await rows(alone.id)).toMatchObject([{ verdict: 'fail' }]);
  });

  it('is not held to a version that was withdrawn when it became public, as long as another stood', async () => {
    const first = await publish();
    await publish({ connector: first.connector, version: '1.1.0' });
    await ask(`${first.connector}/withdrawals`, its.tokens.acme, { version: '1.1.0', reason: 'Bad.' });
    const third = await publish({ connector: first.connector, version: '1.2.0' });

    expect(await dueOf(third.id, strict)).toMatchObject({ before: { digest: first.digest } });
  });

  it('has the exceptions that it was certified with', async () => {
    const { id } = await publish();
    const due = await dueOf(id, strict);
    if (due === null) throw new Error('It is due.');
    const { reports } = await recertify(due, tools(strict), new AbortController().signal);
    const blocking = reports.flatMap(({ report }) => report.findings).filter(one => one.blocks);
    await waiveEarlier(its.database, id, blocking, its.people.reviewer);
    await judge(id, strict);

    expect(await rows(id)).toMatchObject([{ verdict: 'pass', blocking: 0 }]);
  });

  it('that cannot be judged proves nothing, says whose fault it is, and is tried again after a pause that grows', async () => {
    const { id, connector } = await publish();
    const away = { ...tools(mild), blobs: new FileBlobs(join(folder.path, 'elsewhere')) };
    await judge(id, mild, undefined, away);
    await judge(id, mild, undefined, away);

    expect(await rows(id)).toEqual([
      { number: 1, cause: 'rules', verdict: 'inconclusive', fault: 'ours', blocking: 0 },
    ]);
    expect(await notices(id)).toEqual([]);
    const { recertification } = await lineOf(connector);
    expect(recertification).toMatchObject({ verdict: 'inconclusive', fault: 'ours', findings: null });
    expect(recertification?.next).toMatch(/the fault is Assay’s: .* Assay tries again by itself\.$/);
    await earlier(id, '6 minutes');
    await judge(id, mild, undefined, away);
    await earlier(id, '6 minutes');
    expect(await dueOf(id, mild)).toBeNull();
    await earlier(id, '15 minutes');
    await judge(id, mild);
    expect((await rows(id)).map(row => (row as { verdict: string }).verdict)).toEqual([
      'inconclusive',
      'inconclusive',
      'pass',
    ]);
    expect(await dueOf(id, mild)).toBeNull();
  });

  it('is not judged at all when the worker stops in the middle of it', async () => {
    const { id } = await publish();
    const stopping = new AbortController();
    const hung = Object.assign(Object.create(strict) as Linter, {
      lint: (_: unknown, __: unknown, signal: AbortSignal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(new Error('aborted')));
          stopping.abort();
        }),
    });
    const told = tools(hung);
    await judge(id, strict, stopping.signal, told);

    expect(await rows(id)).toEqual([]);
    expect((told.log as ReturnType<typeof keptLog>).lines).toEqual([]);
    expect(await dueOf(id, strict)).not.toBeNull();
  });

  it('is not judged while it is withdrawn, or when it is withdrawn meanwhile', async () => {
    const { id, connector } = await publish();
    const due = await dueOf(id, strict);
    if (due === null) throw new Error('It is due.');
    const { judgement } = await recertify(due, tools(strict), new AbortController().signal);
    await ask(`${connector}/withdrawals`, its.tokens.acme, { version: '1.0.0', reason: 'It leaks.' });

    expect(await dueOf(id, strict)).toBeNull();
    expect(await recertifications.save(due, judgement, strict.ruleset, `sha256:${'0'.repeat(64)}`)).toBe(false);
    const asked = await ask(`${connector}/recertifications`, its.tokens.acme, { version: '1.0.0' });
    expect([asked.status, asked.body.code]).toEqual([404, 'version-not-public']);
  });

  it('does not let a publisher with much to judge hold up another', async () => {
    for (let count = 0; count < 3; count += 1) {
      const { connector } = await publish();
      await ask(`${connector}/recertifications`, its.tokens.acme, { version: '1.0.0' });
    }
    const { id } = await publish();
    await its.database.query('alter table publication disable trigger user');
    await its.database.query(`insert into connector (publisher, slug) values ('globex', 'lonely')`);
    await its.database.query(
      `update publication set publisher = 'globex', connector = 'lonely' where submission_id = $1`,
      [id],
    );
    await its.database.query('alter table publication enable trigger user');

    expect((await recertifications.due(strict.ruleset.digest, 2)).map(({ submission }) => submission.id)).toContain(id);
  });

  describe('a request', () => {
    const request = (connector: string, token: string, headers = {}, version = '1.0.0') =>
      ask(`${connector}/recertifications`, token, { version }, headers);

    it('of its publisher or a reviewer is taken once, and answered by the next judgement', async () => {
      const { id, connector } = await publish();
      const key = { 'idempotency-key': randomUUID() };
      const [first, again] = [
        await request(connector, its.tokens.acme, key),
        await request(connector, its.tokens.acme, key),
      ];
      expect([first.status, again.status]).toEqual([202, 202]);
      expect(connectorView.parse(first.body).versions.items[0]?.recertificationAskedAt).toEqual(expect.any(String));
      expect((await lineOf(connector, its.tokens.globex)).recertificationAskedAt).toBeNull();
      const other = await request(connector, its.tokens.reviewer);
      expect([other.status, other.body.code]).toEqual([409, 'recertification-open']);
      expect(await audited(id, 'version.recertification-asked')).toBe(1);

      await judge(id, usual);
      expect(await rows(id)).toMatchObject([{ cause: 'asked', verdict: 'pass' }]);
      expect((await lineOf(connector)).recertificationAskedAt).toBeNull();
      expect(await dueOf(id, usual)).toBeNull();
      expect((await request(connector, its.tokens.reviewer)).status).toBe(202);
    });

    it('is one, of many that come at once', async () => {
      const { connector } = await publish();
      const answers = await Promise.all(Array.from({ length: 6 }, () => request(connector, its.tokens.acme)));

      expect(answers.map(({ status }) => status).sort()).toEqual([202, 409, 409, 409, 409, 409]);
    });

    it('stays open while nothing is proved', async () => {
      const { id, connector } = await publish();
      await request(connector, its.tokens.acme);
      const away = { ...tools(usual), blobs: new FileBlobs(join(folder.path, 'elsewhere')) };
      await judge(id, usual, undefined, away);

      expect((await lineOf(connector)).recertificationAskedAt).toEqual(expect.any(String));
      expect(await dueOf(id, usual)).toBeNull();
      await earlier(id, '6 minutes');
      expect(await dueOf(id, usual)).toMatchObject({ cause: 'asked', number: 2 });
    });

    it('of others is refused', async () => {
      const { connector } = await publish();
      const { reviewer } = its.people;
      const readOnly = await its.tokenFor(reviewer, ['read']);

      expect((await request(connector, its.tokens.globex)).body.code).toBe('publisher-not-yours');
      expect((await request(connector, its.tokens.administrator)).body.code).toBe('publisher-not-yours');
      expect((await request(connector, readOnly)).body.code).toBe('scope-missing');
      expect((await request(connector, its.tokens.acme, {}, '9.9.9')).body.code).toBe('version-not-public');
      expect((await request(connector, its.tokens.acme, {}, '')).body.code).toBe('request-invalid');
      await expect(
        recertifications.ask(randomUUID(), { publisher: 'acme', connector }, '1.0.0', its.people.administrator),
      ).rejects.toMatchObject({ code: 'publisher-not-yours' });
    });
  });

  it('shows others the verdict, and its findings to its publisher and those who decide alone', async () => {
    const { id, connector } = await publish();
    await judge(id, strict);
    const mine = (await lineOf(connector)).recertification;
    const path = (mine?.findings ?? '').replace('/api/v1', '');
    const theirs = (await lineOf(connector, its.tokens.globex)).recertification;

    expect(theirs).toMatchObject({ verdict: 'fail', blocking: mine?.blocking, next: null, findings: null });
    for (const token of [its.tokens.acme, its.tokens.reviewer, its.tokens.administrator]) {
      expect((await its.service.ask(path, token)).status).toBe(200);
    }
    const refused = await its.service.ask(path, its.tokens.globex);
    expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([
      404,
      'recertification-not-found',
    ]);
    const other = await publish();
    const elsewhere = await its.service.ask(path.replace(connector, other.connector), its.tokens.acme);
    expect(elsewhere.status).toBe(404);
  });

  it('is guarded by the database itself', async () => {
    const { id, connector } = await publish();
    const open = await its.ledger.open({
      ...{ id: randomUUID(), publisher: 'acme', connector: 'not-public', profile: 'verified' },
      ...{
        uploadSha256: createHash('sha256').update('x').digest('hex'),
        uploadName: 'x.zip',
        by: its.people.submitter,
      },
    });
    const insert = (known: Record<string, unknown>) => {
      const row = {
        ...{ id: randomUUID(), submission_id: id, number: 1, cause: 'rules', request_id: null },
        ...{ ruleset_id: 'r', ruleset_version: 'v', ruleset_digest: 'd', verdict: 'pass', reason: null, fault: null },
        ...{ counts: {}, blocking: 0, report: `sha256:${'0'.repeat(64)}` },
        ...known,
      };
      const names = Object.keys(row);
      return its.database.query(
        `insert into recertification (${names.join(', ')}) values (${names.map((_, at) => `$${at + 1}`).join(', ')})`,
        Object.values(row),
      );
    };
    const refused = (code: string) => expect.objectContaining({ code }) as Error;

    await expect(insert({ submission_id: open.id })).rejects.toEqual(refused('ZA001'));
    await expect(insert({ number: 2 })).rejects.toEqual(refused('ZA001'));
    await expect(insert({ cause: 'asked' })).rejects.toEqual(refused('23514'));
    await expect(insert({ verdict: 'pass', blocking: 1 })).rejects.toEqual(refused('23514'));
    await expect(insert({ verdict: 'inconclusive' })).rejects.toEqual(refused('23514'));
    await expect(insert({ verdict: 'fail', reason: 'x', fault: 'ours' })).rejects.toEqual(refused('23514'));
    await expect(insert({ report: null })).rejects.toEqual(refused('23514'));
    await insert({});
    await expect(insert({})).rejects.toEqual(refused('ZA001'));
    await expect(its.database.query(`update recertification set verdict = 'pass'`)).rejects.toEqual(refused('ZA001'));
    await expect(its.database.query('delete from recertification')).rejects.toEqual(refused('ZA001'));

    const wish = (submission: string, account: string) =>
      its.database.query('insert into recertification_request (id, submission_id, account_id) values ($1, $2, $3)', [
        randomUUID(),
        submission,
        account,
      ]);
    await expect(wish(open.id, its.people.submitter)).rejects.toEqual(refused('ZA001'));
    await its.ledger.change(open.id, current => ({
      ...{ to: { ...current, state: 'withdrawn' }, actor: its.people.submitter, action: 'submission.withdrawn' },
      ...{ details: {}, upload: null, decision: null },
    }));
    await expect(wish(id, its.people.administrator)).rejects.toEqual(refused('ZA001'));
    await wish(id, its.people.reviewer);
    await expect(wish(id, its.people.submitter)).rejects.toEqual(refused('ZA001'));
    const { rows: requests } = await its.database.query(
      'select id from recertification_request where submission_id = $1',
      [id],
    );
    const other = await publish({ connector, version: '1.1.0' });
    const asked = { cause: 'asked', request_id: (requests[0] as { id: string }).id };
    await expect(insert({ ...asked, submission_id: other.id })).rejects.toEqual(refused('ZA001'));
    await insert({ ...asked, number: 2 });
    await expect(insert({ ...asked, number: 3 })).rejects.toEqual(refused('ZA001'));
  });
});

/** With real parts in every stage, and with two processes that both look after public versions. */
it('a version that was published under one ruleset is judged by the next one, by itself, and again once that is mended', async () => {
  const folder = await temporaryFolder('assay recertified-');
  const database = await createMigratedDatabase();
  const api = await startSampleApi();
  const settings = {
    DATABASE_URL: database.url,
    ASSAY_DATA_DIR: join(folder.path, 'data'),
    ASSAY_EGRESS_ALLOW: `library.example.com=${api.url}`,
  };
  const programmeOf = async (id: string, most: number) => {
    const path = join(folder.path, `${id}.json`);
    const profiles = { verified: { limits: { [rule]: { most } } } };
    await writeFile(path, JSON.stringify({ id, version: '2026-11-20', profiles }));
    return path;
  };
  const running: Service[] = [];
  const stop = async () => {
    for (const service of running.splice(0)) await service.stop();
  };
  const startBoth = async (programme: Settings) => {
    const started = [
      await startService({ ...settings, ...programme }),
      await startService({ ...settings, ...programme, ASSAY_ROLE: 'worker' }),
    ];
    running.push(...started);
    return started[0] as Service;
  };
  try {
    const first = await startService(settings);
    running.push(first);
    const { token } = first;
    const post = async (path: string, json: object) =>
      (await (await first.ask(path, token, { json })).json()) as { id: string; secret: string };
    await post('/publishers', { slug: 'example-library', name: 'Library', kind: 'verified' });
    const person = async (name: string, roles: string[], publishers: string[], scopes: string[]) => {
      const { id } = await post('/accounts', { name, roles, publishers });
      return (await post(`/accounts/${id}/tokens`, { name: 'test', scopes })).secret;
    };
    const submitter = await person('Sam', ['submitter'], ['example-library'], ['read', 'submit']);
    const reviewer = await person('Robin', ['reviewer'], [], ['read', 'review']);
    await first.ask('/publishers/example-library/webhooks', submitter, {
      json: { url: 'https://hooks.example.com/', events },
    });
    const fields = {
      publisher: 'example-library',
      connector: 'books',
      connection: JSON.stringify({ api_key: api.key }),
    };
    const body = formOf(fields, await packFolder(library));
    const opened = await first.ask('/submissions', submitter, { method: 'POST', body });
    const { id } = submissionView.parse(await opened.json());
    const waiting = await settledView(first, id, submitter);
    expect(waiting).toMatchObject({ state: 'waiting' });
    await first.ask(`/submissions/${id}/decisions`, reviewer, {
      json: { kind: 'approve', digest: waiting.digest, comment: 'Good.' },
    });
    expect(await settledView(first, id, submitter)).toMatchObject({ state: 'public' });
    await stop();

    const judgedBy = async (service: Service, programme: string) => {
      for (let tries = 0; tries < 600; tries += 1) {
        const answer = await service.ask('/connectors/example-library/books', submitter);
        const its = connectorView.parse(await answer.json()).versions.items[0]?.recertification ?? null;
        if (its?.ruleset.id === programme) return its;
        await pause(100);
      }
      throw new Error(`It was not judged: ${JSON.stringify(service.log().slice(-20))}`);
    };
    const strict = await startBoth({ ASSAY_PROGRAMME: await programmeOf('strict', 5) });
    const failed = await judgedBy(strict, 'strict');
    expect(failed).toMatchObject({
      verdict: 'fail',
      cause: 'rules',
      next: expect.stringContaining('upload a version'),
    });
    const report = await strict.ask((failed.findings ?? '').replace('/api/v1', ''), submitter);
    const { reports } = recertificationView.parse(await report.json());
    expect(reports[1]?.report.findings.filter(({ blocks }) => blocks)[0]).toMatchObject({ rule });
    await stop();

    const mended = await startBoth({ ASSAY_PROGRAMME: await programmeOf('mended', 79) });
    expect(await judgedBy(mended, 'mended')).toMatchObject({ verdict: 'pass', blocking: 0 });
    const asked = await mended.ask('/connectors/example-library/books/recertifications', submitter, {
      json: { version: '1.0.0' },
    });
    expect(asked.status).toBe(202);
    await stop();
    const { rows } = await database.query(`select verdict from recertification where cause = 'rules' order by number`);
    expect(rows).toEqual([{ verdict: 'fail' }, { verdict: 'pass' }]);
    const { rows: notices } = await database.query('select event from notice order by at');
    expect(notices.map(row => (row as { event: string }).event)).toEqual(events);
  } finally {
    await stop();
    await api.stop();
    await database.close();
    await folder.remove();
  }
});
