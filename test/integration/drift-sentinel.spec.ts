import { randomBytes, randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import { createNewman } from '../../src/adapters/newman/run-collection.js';
import { PostgresConnections } from '../../src/adapters/postgres/connections.js';
import { PostgresMonitors } from '../../src/adapters/postgres/monitors.js';
import { PostgresWaivers } from '../../src/adapters/postgres/waivers.js';
import { PostgresWatchConnections } from '../../src/adapters/postgres/watch-connections.js';
import { PostgresWebhooks } from '../../src/adapters/postgres/webhooks.js';
import { channelPage } from '../../src/api/connector-schemas.js';
import { monitorRunPage, submissionView } from '../../src/api/schemas.js';
import { timelineText } from '../../src/cli/client/timeline-text.js';
import { defaultMonitoringPolicy } from '../../src/core/monitoring.js';
import { loadPackage } from '../../src/pipeline/load-package.js';
import { runMonitor } from '../../src/pipeline/run-monitor.js';
import { parseEgressAllow } from '../../src/runtime/egress-policy.js';
import { testPackage } from '../../src/stages/functional/test-package.js';
import { createApiWorld } from '../support/api-world.js';
import type { ApiWorld } from '../support/api-world.js';
import { childEntry, sampleIdentity } from '../support/functional.js';
import { keptLog } from '../support/kept-log.js';
import { createWatched, startMoodyApi } from '../support/watched.js';
import { waiveEarlier } from '../support/waive.js';

jest.setTimeout(180_000);

const plain = (text: string) => text;
const paint = new Proxy({}, { get: () => plain }) as Parameters<typeof timelineText>[1];

describe('the drift sentinel', () => {
  const masterKey = randomBytes(32);
  const newman = createNewman({ childEntry, idleSeconds: 60 });
  let its: ApiWorld;
  let watched: ReturnType<typeof createWatched>;
  let monitors: PostgresMonitors;
  let watch: PostgresWatchConnections;
  let api: Awaited<ReturnType<typeof startMoodyApi>>;
  beforeAll(async () => {
    its = await createApiWorld();
    const { dataSource } = its.database;
    watched = createWatched(its);
    monitors = new PostgresMonitors(dataSource, { ...defaultMonitoringPolicy, suspendAfterHours: 1 });
    watch = new PostgresWatchConnections(dataSource, masterKey);
  });
  afterEach(() => api.stop());
  afterAll(async () => {
    await newman.close();
    await its.close();
  });

  const ask = async (path: string, token = its.tokens.acme): Promise<unknown> =>
    (await its.service.ask(path, token)).json();
  const badge = async (connector: string) =>
    /<title>assay: (.*)<\/title>/.exec(await (await its.service.ask(`/badges/acme/${connector}.svg`)).text())?.[1];
  const view = async (id: string) => submissionView.parse(await ask(`/submissions/${id}`));
  const testing = () => ({
    identity: sampleIdentity,
    blobs: watched.blobs,
    egress: parseEgressAllow(`items.example.com=${api.url}`),
    newman,
    now: () => new Date(),
    limits: { run: { totalMs: 20_000, requestMs: 1_000, scriptMs: 1_000 } },
  });
  /** Runs the monitor of a submission now, as a worker does. */
  const runNow = async (id: string) => {
    await its.database.query('update monitor set next_at = case submission_id when $1 then now() else $2 end', [
      id,
      '2999-01-01',
    ]);
    const monitor = await monitors.claim(60);
    if (monitor === null) throw new Error('No monitor is due.');
    const { dataSource } = its.database;
    const connections = new PostgresConnections(dataSource, masterKey);
    const exceptions = { waivers: [], given: new PostgresWaivers(dataSource) };
    const tools = { testing: testing(), connections, watchConnections: watch, ...exceptions, log: keptLog() };
    const result = await runMonitor(monitor, tools, new AbortController().signal);
    return { result, after: await monitors.settle(monitor, result, sampleIdentity.ruleset.digest) };
  };

  it('notices an API that changes its answers, tells everybody, suspends by policy, and takes it back once it is cured', async () => {
    api = await startMoodyApi();
    const webhooks = new PostgresWebhooks(its.database.dataSource, masterKey);
    const events = ['connector.drifted', 'connector.suspended', 'connector.cured'] as const;
    const url = 'https://hooks.example.com/';
    await webhooks.create({ id: randomUUID(), publisher: 'acme', url, events }, its.people.submitter);
    const { id } = await watched.inPublic();
    const listed = async () =>
      channelPage.parse(await ask('/catalog')).items.find(({ submissionId }) => submissionId === id)?.drift;

    const first = await runNow(id);
    expect(first).toMatchObject({ after: 'unchanged', result: { verdict: 'pass', fault: null, note: null } });
    expect(first.result.goodCalls).toBe(first.result.calls);
    expect(await listed()).toBeNull();

    api.mood = 'changed';
    expect((await runNow(id)).result).toMatchObject({ verdict: 'fail', note: expect.stringContaining('ListItems') });
    expect((await runNow(id)).after).toBe('unchanged');
    expect((await runNow(id)).after).toBe('drifted');
    expect(await listed()).toMatchObject({ suspendedAt: null });
    const drifting = await view(id);
    expect(drifting.monitor).toMatchObject({
      channel: 'public',
      runs: 4,
      passes: 1,
      last: { verdict: 'fail' },
      drift: { findings: [expect.stringContaining('ListItems')] },
    });
    expect(timelineText(drifting as never, paint)).toMatch(
      /monitor: public, 1 of 4 runs passed, p95 \d+ ms, last fail, drifting/,
    );
    expect(await ask(`/submissions/${id}/evidence/${drifting.monitor?.last?.evidence}`)).toMatchObject({
      code: 'blob-missing',
    });

    await its.database.query('alter table drift disable trigger guard_drift');
    await its.database.query(`update drift set opened_at = opened_at - interval '2 hours'`);
    await its.database.query('alter table drift enable trigger guard_drift');
    expect(await monitors.suspendDue()).toEqual([id]);
    expect(await listed()).toMatchObject({ suspendedAt: expect.any(String) });

    api.mood = 'fine';
    expect((await runNow(id)).after).toBe('unchanged');
    expect((await runNow(id)).after).toBe('cured');
    expect(await listed()).toBeNull();
    const { rows } = await its.database.query(
      `select event, body::jsonb -> 'data' -> 'drift' ->> 'findings' as findings from notice where submission_id = $1 order by at`,
      [id],
    );
    expect(rows.map(row => (row as { event: string }).event)).toEqual(events);
    expect(rows).toContainEqual(expect.objectContaining({ findings: expect.stringContaining('ListItems') }));
    const { rows: due } = await its.database.query('select count(*)::int as due from delivery');
    expect(due).toEqual([{ due: 3 }]);
  });

  it('counts what a reviewer waived as it was counted when the version was certified', async () => {
    api = await startMoodyApi();
    const { id } = await watched.inPublic();
    api.mood = 'changed';
    const [revision] = await its.ledger.revisions(id);
    if (!revision?.package) throw new Error('The submission has no package.');
    const content = await loadPackage(revision.package, watched.blobs);
    const noConnection = { read: () => Promise.resolve(null), change: () => Promise.reject(new Error('unused')) };
    const { signal } = new AbortController();
    const { report } = await testPackage({ content, profile: 'verified' }, noConnection, testing(), signal);
    const blocking = report.findings.filter(({ blocks }) => blocks);
    expect(blocking).not.toEqual([]);
    // As if it had been waived before the version became public.
    await waiveEarlier(its.database, id, blocking, its.people.reviewer);
    const { verdict, note } = (await runNow(id)).result;

    expect({ verdict, note }).not.toMatchObject({ verdict: 'fail' });
  });

  it('shows on the badge that a version drifts, and that it is suspended', async () => {
    api = await startMoodyApi();
    const { id, connector } = await watched.inPublic();
    api.mood = 'changed';
    // The certificate of these tests is none: the badge says so first.
    expect(await badge(connector)).toBe('1.0.0: certificate unreadable');
    await its.database.query('alter table step disable trigger user');
    const statement = Buffer.from(JSON.stringify({ predicate: { expiresAt: '2999-01-01T00:00:00Z' } })).toString(
      'base64',
    );
    await its.database.query(
      `update step set receipt = receipt || jsonb_build_object('certificate', $2::text) where submission_id = $1 and receipt is not null`,
      [id, JSON.stringify({ payload: statement })],
    );
    await its.database.query('alter table step enable trigger user');
    expect(await badge(connector)).toBe('certified 1.0.0');
    for (let count = 0; count < 3; count += 1) await runNow(id);
    expect(await badge(connector)).toBe('1.0.0: drifting');
    await its.database.query(`update drift set suspended_at = now() where submission_id = $1`, [id]);
    expect(await badge(connector)).toBe('1.0.0: suspended');
  });

  it.each([
    ['says 429', 429],
    ['says 503', 503],
    ['never answers', 'silent'],
  ] as const)('opens nothing for an API that %s: that proves nothing', async (_, mood) => {
    api = await startMoodyApi();
    const { id } = await watched.inPublic();
    api.mood = mood;
    const after = [];
    for (let count = 0; count < 3; count += 1) after.push(await runNow(id));

    expect(after).toMatchObject(
      Array(3).fill({ after: 'unchanged', result: { verdict: 'inconclusive', fault: 'upstream' } }),
    );
    expect(await view(id)).toMatchObject({ monitor: { runs: 3, passes: 0, inconclusive: 3, drift: null } });
  });

  it('calls nothing without the connection that the API needs, says what to do, and runs with it', async () => {
    api = await startMoodyApi('the-key-9f3');
    const { id, connector } = await watched.inPublic('acme', undefined, { signedIn: true });
    const without = await runNow(id);

    expect(without.result).toMatchObject({ verdict: 'inconclusive', fault: 'yours', calls: 0 });
    expect(without.result.note).toContain(`POST /api/v1/connectors/acme/${connector}/watch-connection`);
    expect(api.calls).toBe(0);

    await watch.set({ publisher: 'acme', connector }, { api_key: 'the-key-9f3' }, 'someone');
    expect((await runNow(id)).result).toMatchObject({ verdict: 'pass' });
    const runs = monitorRunPage.parse(await ask(`/submissions/${id}/monitor-runs`));
    expect(runs.items.map(({ verdict }) => verdict)).toEqual(['pass', 'inconclusive']);
    expect(JSON.stringify(runs)).not.toContain('the-key-9f3');
  });

  it('runs what was certified with the connection of its submission, while it waits in preview', async () => {
    api = await startMoodyApi('the-key-2c7');
    const { id } = await watched.inPreview('acme', undefined, { signedIn: true });
    const connections = new PostgresConnections(its.database.dataSource, masterKey);
    await connections.put(id, { api_key: 'the-key-2c7' });

    expect((await runNow(id)).result).toMatchObject({ verdict: 'pass' });
    await connections.delete(id);
    expect((await runNow(id)).result).toMatchObject({ verdict: 'inconclusive', fault: 'yours' });
  });

  it('proves nothing where the package is no longer what was certified', async () => {
    api = await startMoodyApi();
    const { id } = await watched.inPublic();
    jest.spyOn(watched.blobs, 'get').mockResolvedValueOnce(Buffer.from('other bytes'));

    expect((await runNow(id)).result).toMatchObject({ verdict: 'inconclusive', fault: 'ours', calls: 0 });
  });

  describe('the connection to watch with', () => {
    const path = (connector: string) => `/connectors/acme/${connector}/watch-connection`;
    const json = { connection: { api_key: 'sealed-value' } };

    it('is set and removed by members of the publisher alone, and never given out', async () => {
      api = await startMoodyApi();
      const { connector } = await watched.inPublic();
      const set = (token: string, at = connector) => its.service.ask(path(at), token, { json });

      expect((await set(its.tokens.acme)).status).toBe(204);
      expect(await (await set(its.tokens.globex)).json()).toMatchObject({ code: 'publisher-not-found' });
      expect(await (await set(its.tokens.reviewer)).json()).toMatchObject({ code: 'scope-missing' });
      expect(await (await set(its.tokens.acme, 'none')).json()).toMatchObject({
        code: 'connector-not-found',
        status: 404,
      });
      expect((await its.service.ask(path(connector), its.tokens.globex, { method: 'DELETE' })).status).toBe(404);
      expect((await its.service.ask(path(connector), its.tokens.acme, { method: 'DELETE' })).status).toBe(204);
    });

    it.each([
      ['no value', { connection: {} }],
      ['a value that is no text', { connection: { a: 1 } }],
      [
        'more than it may hold',
        { connection: Object.fromEntries(Array.from({ length: 6 }, (_, at) => [`n${at}`, 'x'.repeat(16_000)])) },
      ],
      ['a member that is not known', { connection: { a: 'b' }, publisher: 'globex' }],
    ])('is refused with %s', async (_, body) => {
      api = await startMoodyApi();
      const answer = await its.service.ask(path('items'), its.tokens.acme, { json: body });

      expect([400, 413]).toContain(answer.status);
    });
  });
});
