import { randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import { PostgresConnectors } from '../../src/adapters/postgres/connectors.js';
import { PostgresUpkeep } from '../../src/adapters/postgres/upkeep.js';
import { PostgresReviews } from '../../src/adapters/postgres/reviews.js';
import { channelPage, connectorView } from '../../src/api/connector-schemas.js';
import { routes } from '../../src/api/routes.js';
import type { Route } from '../../src/api/route.js';
import { MemoryBlobs } from '../../src/adapters/memory/blobs.js';
import { measure } from '../../src/pipeline/measure.js';
import { createApiWorld } from '../support/api-world.js';
import type { ApiWorld } from '../support/api-world.js';
import { inDays, previewVersion, publishVersion } from '../support/public-version.js';

jest.setTimeout(120_000);

const day = (days: number) => inDays(days).slice(0, 10);

describe('after a version is public', () => {
  let its: ApiWorld;
  let connectors: PostgresConnectors;
  let second: string;
  let secondToken: string;
  beforeAll(async () => {
    its = await createApiWorld();
    connectors = new PostgresConnectors(its.database.dataSource);
    second = (await its.accounts.createAccount({ name: 'second', roles: ['reviewer'], publishers: [] }, 'assay')).id;
    secondToken = await its.tokenFor(second, ['read', 'review']);
    await its.service.ask('/publishers/acme/webhooks', its.tokens.acme, {
      json: {
        url: 'https://hooks.example.com/',
        events: [
          'certificate.near-end',
          'certificate.expired',
          'connector.deprecated',
          'connector.deprecation-undone',
          'version.withdrawn',
          'version.restored',
        ],
      },
    });
  });
  afterAll(() => its.close());

  const ask = async (path: string, token: string, json?: object, headers = {}) => {
    const answer = await its.service.ask(`/connectors/acme/${path}`, token, { ...(json && { json }), headers });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
  const view = async (connector: string, token = its.tokens.globex) => {
    const { status, body } = await ask(connector, token);
    expect(status).toBe(200);
    return connectorView.parse(body);
  };
  const notices = async (connector: string) =>
    (
      await its.database.query(
        `select n.event from notice n join submission s on s.id = n.submission_id where s.connector = $1 order by n.at, n.id`,
        [connector],
      )
    ).rows.map(({ event }) => String(event));
  const audited = async (id: string, action: string) =>
    (await its.database.query('select from audit where (submission_id, action) = ($1, $2)', [id, action])).rows.length;
  const badge = async (connector: string) => (await its.service.ask(`/badges/acme/${connector}.svg`)).text();
  const deprecation = (known: object = {}) => ({
    reason: 'Use the new one.',
    from: day(0),
    endOfLife: day(31),
    ...known,
  });

  describe('a connector', () => {
    it('lists its public versions, newest first and in pages, to everybody', async () => {
      const { connector } = await publishVersion(its);
      await publishVersion(its, { connector, version: '1.1.0', expiresAt: inDays(10) });
      const first = connectorView.parse((await ask(`${connector}?limit=1`, its.tokens.globex)).body);
      const rest = await ask(`${connector}?limit=1&cursor=${first.versions.next}`, its.tokens.globex);

      expect(first).toMatchObject({
        newest: '1.1.0',
        preview: null,
        versions: { items: [{ version: '1.1.0', certificate: { state: 'near-end' }, deprecation: null }] },
        links: { badge: `/api/v1/badges/acme/${connector}.svg` },
      });
      expect(connectorView.parse(rest.body).versions).toMatchObject({
        items: [{ version: '1.0.0', certificate: { state: 'valid' } }],
        next: null,
      });
    });

    it('shows what is in preview to its publisher and reviewers alone', async () => {
      const { connector } = await publishVersion(its);
      const { id } = await previewVersion(its, { connector, version: '2.0.0' });

      expect((await view(connector, its.tokens.acme)).preview).toMatchObject({ version: '2.0.0', submissionId: id });
      expect((await view(connector, its.tokens.reviewer)).preview).toMatchObject({ version: '2.0.0' });
      expect((await view(connector, its.tokens.globex)).preview).toBeNull();
      await its.ledger.change(id, current => ({
        to: { ...current, state: 'withdrawn' },
        actor: its.people.submitter,
        action: 'submission.withdrawn',
        details: {},
        upload: null,
        decision: null,
      }));
    });

    // What stands below and belongs to consumers and monitors is theirs to test.
    const onConnectors = Object.entries<Route>(routes).filter(([, { path }]) =>
      /^\/api\/v1\/connectors\/\{publisher\}\/\{connector\}(?!\/(?:consumers|watch-connection))/.test(path),
    );
    const bodies: Record<string, object> = {
      [routes.deprecate.path]: deprecation(),
      [routes.undoDeprecation.path]: { reason: 'Why.' },
      [routes.withdrawVersion.path]: { version: '1.0.0', reason: 'Why.' },
      [routes.consentToWithdrawal.path]: {},
      [routes.undoWithdrawal.path]: { reason: 'Why.' },
      [routes.askForRecertification.path]: { version: '1.0.0' },
    };

    it.each(onConnectors)('of another publisher that is not public does not exist for %s', async (_, route) => {
      const { id, connector } = await previewVersion(its);
      const pathOf = (name: string) =>
        route.path.replace('/api/v1/connectors/{publisher}/{connector}', name).replace('{id}', randomUUID());
      const token = route.scope === 'review' ? null : its.tokens.globex;
      for (const name of [connector, 'no-such-thing']) {
        const answer = await ask(pathOf(name), token ?? its.tokens.globex, bodies[route.path]);
        expect([answer.status, answer.body.code]).toEqual(
          token === null ? [403, 'scope-missing'] : [404, 'connector-not-found'],
        );
      }
      await its.ledger.change(id, current => ({
        to: { ...current, state: 'withdrawn' },
        actor: its.people.submitter,
        action: 'submission.withdrawn',
        details: {},
        upload: null,
        decision: null,
      }));
    });
  });

  describe('a deprecation', () => {
    it('is announced once however often it is sent, and shown in resource, catalogue, feed and badge', async () => {
      const { id, connector } = await publishVersion(its);
      const other = await publishVersion(its);
      const key = { 'idempotency-key': randomUUID() };
      const body = deprecation({ replacement: { publisher: 'acme', connector: other.connector } });
      const first = await ask(`${connector}/deprecations`, its.tokens.acme, body, key);
      const again = await ask(`${connector}/deprecations`, its.tokens.acme, body, key);
      const shown = (await view(connector)).versions.items[0]?.deprecation;

      expect([first.status, again.status]).toEqual([201, 201]);
      expect(shown).toMatchObject({
        versions: null,
        reason: 'Use the new one.',
        phase: 'deprecated',
        replacement: { publisher: 'acme', connector: other.connector },
      });
      expect(await notices(connector)).toEqual(['connector.deprecated']);
      expect(await audited(id, 'connector.deprecated')).toBe(1);
      const list = channelPage.parse(await (await its.service.ask('/catalog', its.tokens.globex)).json());
      expect(list.items.find(item => item.connector === connector)?.deprecation).toEqual(shown);
      expect(await (await its.service.ask('/feeds/catalog.atom')).text()).toContain(`${connector} 1.0.0 (deprecated)`);
      expect(await badge(connector)).toContain('1.0.0: deprecated');
    });

    it('of one version leaves the others, and one that begins later changes no badge yet', async () => {
      const { connector } = await publishVersion(its);
      await publishVersion(its, { connector, version: '1.1.0' });
      await ask(`${connector}/deprecations`, its.tokens.acme, deprecation({ versions: ['1.0.0'] }));
      const [newest, old] = (await view(connector)).versions.items;

      expect([newest?.deprecation, old?.deprecation?.phase]).toEqual([null, 'deprecated']);
      const later = deprecation({ from: day(5), endOfLife: day(40) });
      expect((await ask(`${connector}/deprecations`, its.tokens.acme, later)).status).toBe(201);
      expect((await view(connector)).versions.items[0]?.deprecation?.phase).toBe('announced');
      expect(await badge(connector)).toContain('certified 1.1.0');
    });

    it('is undone by another fact, once', async () => {
      const { id, connector } = await publishVersion(its);
      await ask(`${connector}/deprecations`, its.tokens.acme, deprecation());
      const made = (await view(connector)).versions.items[0]?.deprecation?.id ?? '';
      const undo = () => ask(`${connector}/deprecations/${made}/undo`, its.tokens.acme, { reason: 'It goes on.' });

      expect([(await undo()).status, (await undo()).status]).toEqual([200, 200]);
      expect((await view(connector)).versions.items[0]?.deprecation).toBeNull();
      expect(await notices(connector)).toEqual(['connector.deprecated', 'connector.deprecation-undone']);
      expect(await audited(id, 'connector.deprecation-undone')).toBe(1);
      const unknown = await ask(`${connector}/deprecations/${randomUUID()}/undo`, its.tokens.acme, { reason: 'x' });
      expect(unknown.body.code).toBe('deprecation-not-found');
      await expect(its.database.query('delete from deprecation_undone')).rejects.toMatchObject({ code: 'ZA001' });
      await expect(its.database.query(`update deprecation set reason = 'x'`)).rejects.toMatchObject({ code: 'ZA001' });
    });

    it.each([
      ['without the notice that users are promised', { endOfLife: day(29) }, 400, 'deprecation-dates-refused'],
      ['that begins before today', { from: day(-1) }, 400, 'deprecation-dates-refused'],
      ['of a version that is not public', { versions: ['9.9.9'] }, 404, 'version-not-public'],
      [
        'by what is not public',
        { replacement: { publisher: 'acme', connector: 'none' } },
        400,
        'replacement-not-public',
      ],
      ['on no day', { from: '2026-02-30' }, 400, 'request-invalid'],
      ['without a reason', { reason: '  ' }, 400, 'request-invalid'],
    ])('%s is refused', async (_, known, status, code) => {
      const { connector } = await publishVersion(its);
      const answer = await ask(`${connector}/deprecations`, its.tokens.acme, deprecation(known));

      expect([answer.status, answer.body.code]).toEqual([status, code]);
    });

    it('is not for others, and the database refuses one by whoever lost the right', async () => {
      const { connector } = await publishVersion(its);

      expect((await ask(`${connector}/deprecations`, its.tokens.globex, deprecation())).body.code).toBe(
        'publisher-not-yours',
      );
      expect((await ask(`${connector}/deprecations`, its.tokens.administrator, deprecation())).status).toBe(201);
      const what = { versions: null, reason: 'x', from: day(0), endOfLife: day(31), replacement: null };
      await expect(
        connectors.deprecate(randomUUID(), { publisher: 'acme', connector }, what, second),
      ).rejects.toMatchObject({ code: 'publisher-not-yours' });
      await expect(
        its.database.query(
          `insert into deprecation (id, publisher, connector, reason, begins_on, ends_on, account_id)
           values ('x', 'acme', $1, 'x', now(), now() + interval '31 days', $2)`,
          [connector, second],
        ),
      ).rejects.toMatchObject({ code: 'ZA001' });
    });
  });

  describe('a withdrawal', () => {
    const withdraw = (connector: string, token: string, version = '1.0.0') =>
      ask(`${connector}/withdrawals`, token, { version, reason: 'It leaks.' });
    const standing = async (connector: string, version = '1.0.0') =>
      (await view(connector, its.tokens.reviewer)).versions.items.find(item => item.version === version)?.withdrawal;

    it('by the publisher is in effect at once; the version stays readable', async () => {
      const { id, connector } = await publishVersion(its);
      const answer = await withdraw(connector, its.tokens.acme);

      expect(answer.status).toBe(201);
      expect(await view(connector)).toMatchObject({
        newest: null,
        versions: { items: [{ version: '1.0.0', withdrawal: { side: 'publisher', reason: 'It leaks.' } }] },
      });
      expect(await badge(connector)).toContain('1.0.0: withdrawn');
      expect((await its.service.ask(`/submissions/${id}/certificate`, its.tokens.acme)).status).toBe(200);
      expect((await withdraw(connector, its.tokens.acme)).body.code).toBe('withdrawal-stands');
      expect(await notices(connector)).toEqual(['version.withdrawn']);
      expect(await audited(id, 'version.withdrawn')).toBe(1);
    });

    it('by the programme needs a second person, and until then is nobody else’s business', async () => {
      const { id, connector } = await publishVersion(its);
      expect((await withdraw(connector, its.tokens.reviewer)).status).toBe(201);
      const asked = await standing(connector);

      expect(asked).toMatchObject({ side: 'programme', since: null });
      expect((await view(connector)).versions.items[0]?.withdrawal).toBeNull();
      expect(await badge(connector)).toContain('certified 1.0.0');
      expect(await notices(connector)).toEqual([]);

      const consent = (token: string) => ask(`${connector}/withdrawals/${asked?.id}/consent`, token, {});
      expect((await consent(its.tokens.reviewer)).body.code).toBe('four-eyes');
      expect((await consent(its.tokens.colleague)).body.code).toBe('four-eyes');
      expect((await consent(its.tokens.globex)).body.code).toBe('publisher-not-yours');
      const both = await Promise.all([consent(secondToken), consent(secondToken)]);
      expect(both.map(({ status }) => status)).toEqual([200, 200]);
      expect((await view(connector)).versions.items[0]?.withdrawal?.since).not.toBeNull();
      expect(await notices(connector)).toEqual(['version.withdrawn']);
      expect(await audited(id, 'version.withdrawn')).toBe(1);
      expect(await audited(id, 'version.withdrawal-asked')).toBe(1);
    });

    it('is guarded by the database itself: the second person is another one, and no member', async () => {
      const { id } = await publishVersion(its);
      const insert = (table: string, values: unknown[]) =>
        its.database.query(
          table === 'version_withdrawal'
            ? `insert into version_withdrawal (id, submission_id, side, reason, account_id) values ($1, $2, $3, 'x', $4)`
            : `insert into ${table} (withdrawal_id, ${table.endsWith('consent') ? 'comment' : 'reason'}, account_id) values ($1, 'x', $2)`,
          values,
        );
      const { reviewer, colleague, submitter } = its.people;
      const refused = (code: string) => expect.objectContaining({ code }) as Error;

      await expect(insert('version_withdrawal', ['w', id, 'publisher', reviewer])).rejects.toEqual(refused('ZA002'));
      await expect(insert('version_withdrawal', ['w', id, 'programme', colleague])).rejects.toEqual(refused('ZA002'));
      await expect(insert('version_withdrawal', ['w', id, 'programme', submitter])).rejects.toEqual(refused('ZA002'));
      await insert('version_withdrawal', [`w-${id}`, id, 'programme', reviewer]);
      await expect(insert('version_withdrawal', ['w', id, 'programme', second])).rejects.toEqual(refused('ZA001'));
      await expect(insert('version_withdrawal_consent', [`w-${id}`, reviewer])).rejects.toEqual(refused('ZA002'));
      await expect(insert('version_withdrawal_consent', [`w-${id}`, colleague])).rejects.toEqual(refused('ZA002'));
      await expect(insert('version_withdrawal_undone', [`w-${id}`, its.people.administrator])).rejects.toEqual(
        refused('ZA002'),
      );
      await insert('version_withdrawal_undone', [`w-${id}`, second]);
      await expect(insert('version_withdrawal_consent', [`w-${id}`, second])).rejects.toEqual(refused('ZA001'));
      await expect(its.database.query(`update version_withdrawal set side = 'publisher'`)).rejects.toEqual(
        refused('ZA001'),
      );
    });

    it('is undone by a reviewer alone, once', async () => {
      const { id, connector } = await publishVersion(its);
      await withdraw(connector, its.tokens.acme);
      const made = (await standing(connector))?.id ?? '';
      const undo = (token: string) => ask(`${connector}/withdrawals/${made}/undo`, token, { reason: 'Mended.' });

      expect((await undo(its.tokens.acme)).body.code).toBe('scope-missing');
      expect((await undo(its.tokens.colleague)).body.code).toBe('four-eyes');
      expect([(await undo(its.tokens.reviewer)).status, (await undo(secondToken)).status]).toEqual([200, 200]);
      expect(await standing(connector)).toBeNull();
      expect(await badge(connector)).toContain('certified 1.0.0');
      expect(await notices(connector)).toEqual(['version.withdrawn', 'version.restored']);
      expect(await audited(id, 'version.withdrawal-undone')).toBe(1);
    });

    it('of the newest version leaves the one before as the public one, until none stands', async () => {
      const old = await publishVersion(its);
      const { connector } = old;
      const newest = await publishVersion(its, { connector, version: '1.1.0' });
      const name = { publisher: 'acme', connector };
      expect(await connectors.insteadOf(name, newest.digest)).toBeNull();
      await withdraw(connector, its.tokens.acme, '1.1.0');
      const next = await previewVersion(its, { connector, version: '1.2.0' });
      const reviews = new PostgresReviews(its.database.dataSource);

      expect(await view(connector)).toMatchObject({ newest: '1.0.0' });
      expect(await badge(connector)).toContain('certified 1.0.0');
      expect(await connectors.insteadOf(name, newest.digest)).toMatchObject({ version: '1.0.0', digest: old.digest });
      expect(await reviews.publishedBefore(next.id)).toMatchObject({ version: '1.0.0' });
      await withdraw(connector, its.tokens.acme, '1.0.0');
      expect(await connectors.insteadOf(name, newest.digest)).toBeNull();
      expect(await reviews.publishedBefore(next.id)).toMatchObject({ version: '1.1.0' });
      expect((await view(connector)).newest).toBeNull();
    });

    it('of what is not public, or by others, is refused', async () => {
      const { connector } = await publishVersion(its);

      expect((await withdraw(connector, its.tokens.acme, '7.0.0')).body.code).toBe('version-not-public');
      expect((await withdraw(connector, its.tokens.globex)).body.code).toBe('publisher-not-yours');
      const readOnly = await its.tokenFor(its.people.reviewer, ['read']);
      expect((await withdraw(connector, readOnly)).body.code).toBe('scope-missing');
    });
  });

  describe('a certificate', () => {
    it('is told once when its end is near and once when it passed, however often and at once one looks', async () => {
      const upkeep = new PostgresUpkeep(its.database.dataSource);
      const [near, past, far] = [
        await publishVersion(its, { expiresAt: inDays(29) }),
        await publishVersion(its, { expiresAt: inDays(-1) }),
        await publishVersion(its, { expiresAt: inDays(31) }),
      ];
      const gone = await publishVersion(its, { expiresAt: inDays(2) });
      await ask(`${gone.connector}/withdrawals`, its.tokens.acme, { version: '1.0.0', reason: 'It leaks.' });
      const followed = await publishVersion(its, { expiresAt: inDays(2) });
      await publishVersion(its, { connector: followed.connector, version: '1.1.0' });
      const rounds = await Promise.all([upkeep.tellCertificates(), upkeep.tellCertificates()]);
      const told = rounds
        .flat()
        .filter(({ submissionId }) => [near, past, far, gone, followed].some(({ id }) => id === submissionId));

      expect(told).toHaveLength(2);
      expect(told).toEqual(
        expect.arrayContaining([
          { submissionId: near.id, state: 'near-end' },
          { submissionId: past.id, state: 'expired' },
        ]),
      );
      expect(await upkeep.tellCertificates()).toEqual([]);
      expect(await notices(near.connector)).toEqual(['certificate.near-end']);
      expect(await notices(past.connector)).toEqual(['certificate.expired']);
      expect(await notices(far.connector)).toEqual([]);
      expect(await audited(near.id, 'certificate.near-end')).toBe(1);
      expect(await badge(near.connector)).toContain(`certified 1.0.0 until ${day(29)}`);
      expect(await badge(past.connector)).toContain('certificate expired');
      expect((await view(past.connector)).versions.items[0]).toMatchObject({
        certificate: { state: 'expired' },
        grade: {
          tier: null,
          next: 'bronze',
          missing: ['Its certificate is expired: have the connector certified again.'],
        },
      });
    });

    it('that cannot be read has no end, and stops no publication', async () => {
      const { connector } = await publishVersion(its, { expiresAt: 'some day' });

      expect((await view(connector)).versions.items[0]?.certificate).toMatchObject({
        state: 'unreadable',
        expiresAt: null,
      });
    });
  });

  describe('a tier', () => {
    const good = {
      operations: 10,
      called: 10,
      mutations: 50,
      noticed: 45,
      warnings: 0,
      readmeFindings: 0,
      ownTests: true,
    };
    const run = (
      id: string,
      digest: string,
      calls: number,
      known: { fault?: string; channel?: string; days?: number } = {},
    ) =>
      its.database.query(
        `insert into monitor_run (id, submission_id, revision, digest, ruleset_digest, channel, started_at, finished_at, verdict, calls, good_calls, fault, evidence)
         values ($1, $2, 1, $3, 'r', $4, now(), now() - make_interval(days => $5), $6, $7, $8, $9, 'e')`,
        [
          randomUUID(),
          id,
          digest,
          known.channel ?? 'public',
          known.days ?? 0,
          known.fault ? 'inconclusive' : 'pass',
          calls,
          known.fault ? 0 : calls,
          known.fault ?? null,
        ],
      );
    const gradeNow = async (connector: string) => (await view(connector)).versions.items[0]?.grade;

    it('rises with what is known, and says exactly what is missing', async () => {
      const upkeep = new PostgresUpkeep(its.database.dataSource);
      const { id, digest, connector } = await publishVersion(its);
      expect(await upkeep.unmeasured(100)).toContain(id);
      expect(await gradeNow(connector)).toEqual({
        tier: 'bronze',
        next: 'silver',
        missing: [
          'Its certification was not measured yet, or its evidence cannot be read.',
          'Its monitor made no call in the last 30 days; without a signal nothing is proven.',
        ],
      });

      const saved = await Promise.all([upkeep.saveMeasurement(id, good), upkeep.saveMeasurement(id, good)]);
      expect(saved.filter(Boolean)).toHaveLength(1);
      expect(await audited(id, 'version.measured')).toBe(1);
      expect(await upkeep.unmeasured(100)).not.toContain(id);
      await run(id, digest, 1_000, { channel: 'preview' });
      await run(id, digest, 1_000, { days: 31 });
      await run(id, digest, 1_000, { fault: 'ours' });
      expect((await gradeNow(connector))?.missing).toEqual([expect.stringContaining('made no call')]);

      await run(id, digest, 100);
      expect(await gradeNow(connector)).toMatchObject({
        tier: 'silver',
        next: 'gold',
        missing: [expect.stringContaining('wanted 98 %')],
      });
      await run(id, digest, 1_000);
      expect(await gradeNow(connector)).toEqual({ tier: 'platinum', next: null, missing: [] });
      expect((await view(connector)).tier).toBe('platinum');
      expect(await badge(`${connector}`)).toContain('certified 1.0.0');
      const shown = await its.service.ask(`/badges/acme/${connector}.svg?show=tier`);
      expect(await shown.text()).toContain('platinum 1.0.0');
      const list = channelPage.parse(await (await its.service.ask('/catalog', its.tokens.globex)).json());
      expect(list.items.find(item => item.connector === connector)?.grade?.tier).toBe('platinum');

      await run(id, digest, 200, { fault: 'upstream' });
      expect(await gradeNow(connector)).toMatchObject({
        tier: 'bronze',
        missing: [expect.stringContaining('1100 of its')],
      });
    });

    it('knows returned submissions that waited too long for the publisher', async () => {
      const { id, connector } = await publishVersion(its);
      const upkeep = new PostgresUpkeep(its.database.dataSource);
      await upkeep.saveMeasurement(id, good);
      const connectorsNow = async () => (await connectors.newest({ publisher: 'acme', connector }))?.facts.lateAnswers;
      expect(await connectorsNow()).toBe(0);
      await its.database.query(
        `alter table turn disable trigger user; 
         insert into turn (submission_id, number, ours, began_at, used_ms)
           select '${id}', 90, false, now() - interval '40 days', 0 union all select '${id}', 91, true, now() - interval '20 days', 0;
         alter table turn enable trigger user`,
      );
      expect(await connectorsNow()).toBe(1);
    });

    it('is not computed from evidence that cannot be read', async () => {
      const { id, connector } = await publishVersion(its);
      const made = await measure(id, { ledger: its.ledger, blobs: new MemoryBlobs() });
      await new PostgresUpkeep(its.database.dataSource).saveMeasurement(id, made);

      expect(made).toEqual({ unreadable: expect.stringContaining('Stored bytes are missing.') });
      expect((await gradeNow(connector))?.tier).toBe('bronze');
      await expect(its.database.query('delete from measurement')).rejects.toMatchObject({ code: 'ZA001' });
    });
  });
});
