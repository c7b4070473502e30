import { createHash, randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import { FileBlobs } from '../../src/adapters/files/blobs.js';
import { PostgresMails } from '../../src/adapters/postgres/mails.js';
import {
  consumer as consumerSchema,
  consumerPage,
  packet as packetSchema,
  submissionView,
} from '../../src/api/schemas.js';
import { composeMail } from '../../src/core/mail.js';
import type { Outcome } from '../../src/core/outcome.js';
import { claimAt, decision, digestOf, end, openingOf, outcomeOf } from '../contracts/ledger.contract.js';
import { createApiWorld } from '../support/api-world.js';
import type { ApiWorld } from '../support/api-world.js';
import { runProgram } from '../support/service.js';
import { temporaryFolder } from '../support/temporary.js';

jest.setTimeout(120_000);

const definition = Buffer.from(
  JSON.stringify({
    swagger: '2.0',
    info: { title: 'Library', version: '1.0.0' },
    paths: { '/items': { get: { operationId: 'ListItems' }, post: { operationId: 'AddItem' } } },
  }),
);

describe('consumers', () => {
  let its: ApiWorld;
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  beforeAll(async () => {
    folder = await temporaryFolder('assay-consumers-');
    its = await createApiWorld({ ASSAY_DATA_DIR: folder.path });
    await new FileBlobs(`${folder.path}/blobs`).put(definition);
  });
  afterAll(async () => {
    await its.close();
    await folder.remove();
  });

  const change = (name: string, operations?: readonly string[]) => ({
    rule: 'breaking-operation-deleted',
    severity: 'ack' as const,
    blocks: true,
    file: 'apiDefinition.swagger.json',
    line: 1,
    column: 1,
    pointer: '/paths',
    message: `${name} is gone.`,
    ...(operations && { operations }),
    fix: 'Put it back.',
    docs: '',
    fingerprint: createHash('sha256').update(name).digest('hex'),
    status: 'new' as const,
  });
  type Change = ReturnType<typeof change>;

  /** Brings a submission to the gate, with a definition in its package and these breaking changes. */
  const waiting = async (connector: string, changes: readonly Change[] = []) => {
    const { id } = await its.ledger.open(openingOf({ connector, publisher: 'acme', by: its.people.submitter }));
    const files = [
      {
        path: 'apiDefinition.swagger.json',
        size: definition.length,
        sha256: createHash('sha256').update(definition).digest('hex'),
      },
    ];
    for (;;) {
      const step = await its.ledger.claim('worker', 60);
      if (step === null) throw new Error('It never waited.');
      const report = {
        checks: [{ id: 'x', state: 'ran' as const }],
        findings: step.stage === 'compare' ? changes : [],
        evidence: [],
      };
      const outcomes: Partial<Record<string, Outcome>> = {
        intake: { kind: 'checked', report, package: { digest: digestOf(id), files, version: `1.0.${changes.length}` } },
        compare: { kind: 'checked', report },
      };
      await end(its.ledger, step, outcomes[step.stage] ?? outcomeOf(step));
      if (step.stage === 'preview') return its.ledger.get(id);
    }
  };
  const publish = async (connector: string, changes: readonly Change[] = []) => {
    const { id, digest, version } = await waiting(connector, changes);
    const fingerprints = changes.map(({ fingerprint }) => fingerprint);
    for (const token of fingerprints.length > 0 ? [its.tokens.acme, its.tokens.reviewer] : []) {
      const answer = await its.service.ask(`/submissions/${id}/acknowledgements`, token, {
        json: { fingerprints, digest },
      });
      expect(answer.status).toBe(200);
    }
    await its.ledger.change(id, decision('approve', its.people.reviewer, digest ?? ''));
    const step = await claimAt(its.ledger, 'publish');
    const intent = { target: 'repository', publisher: 'acme', connector, version: version ?? '', digest: digest ?? '' };
    await its.ledger.intendPublication({ ...intent, submissionId: id });
    await end(its.ledger, step, outcomeOf(step));
    expect((await its.ledger.get(id)).state).toBe('public');
    return id;
  };
  const published = async () => {
    const connector = `c-${randomUUID().slice(0, 8)}`;
    await publish(connector);
    return connector;
  };
  const path = (connector: string) => `/connectors/acme/${connector}/consumers`;
  const register = (connector: string, token: string, name = 'payroll', operations = ['ListItems']) =>
    its.service.ask(path(connector), token, { json: { name, operations } });
  const registered = async (...args: Parameters<typeof register>) => {
    const answer = await register(...args);
    expect(answer.status).toBe(201);
    return consumerSchema.parse(await answer.json());
  };
  const list = async (connector: string, token: string) =>
    consumerPage.parse(await (await its.service.ask(path(connector), token)).json()).items;

  it('are seen by themselves, by the publisher and by reviewers, and by nobody else', async () => {
    const connector = await published();
    const own = await registered(connector, its.tokens.globex);
    const other = await its.accounts.createAccount(
      { name: 'x', roles: ['submitter'], publishers: ['globex'] },
      'assay',
    );
    const stranger = await its.tokenFor(other.id, ['read']);

    expect(own).toMatchObject({ name: 'payroll', operations: ['ListItems'], yours: true });
    expect(await list(connector, its.tokens.globex)).toEqual([own]);
    expect(await list(connector, its.tokens.acme)).toEqual([{ ...own, yours: false }]);
    expect(await list(connector, its.tokens.reviewer)).toEqual([{ ...own, yours: false }]);
    expect(await list(connector, stranger)).toEqual([]);
    for (const token of [stranger, its.tokens.acme, its.tokens.administrator])
      expect((await its.service.ask(`/consumers/${own.id}`, token, { method: 'DELETE' })).status).toBe(404);
    expect((await its.service.ask(`/consumers/${own.id}`, its.tokens.globex, { method: 'DELETE' })).status).toBe(204);
    expect(await list(connector, its.tokens.acme)).toEqual([]);
  });

  it('replace what they said before under the same name, and repeat a request harmlessly', async () => {
    const connector = await published();
    await registered(connector, its.tokens.globex);
    const headers = { 'idempotency-key': randomUUID() };
    const json = { name: 'payroll', operations: ['AddItem', 'AddItem'] };
    const once = await its.service.ask(path(connector), its.tokens.globex, { json, headers });
    const again = await its.service.ask(path(connector), its.tokens.globex, { json, headers });

    expect(await again.json()).toEqual(await once.json());
    expect(await list(connector, its.tokens.globex)).toMatchObject([{ operations: ['AddItem'] }]);
    await expect(its.database.query(`update consumer set operations = '{x}'`)).rejects.toMatchObject({ code: 'ZA001' });
    await expect(its.database.query('delete from consumer')).rejects.toMatchObject({ code: 'ZA001' });
  });

  it('name operations that are public', async () => {
    const answer = await register(await published(), its.tokens.globex, 'payroll', ['ListItems', 'ListItem']);

    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      code: 'operations-unknown',
      detail: expect.stringContaining(': ListItem.'),
    });
  });

  it('learn nothing of a connector that is not public', async () => {
    const { connector } = await waiting(`c-${randomUUID().slice(0, 8)}`);
    const codeOf = async (answer: Response) => ((await answer.json()) as { code: string }).code;

    for (const name of [connector, 'no-such-thing']) {
      expect(await codeOf(await register(name, its.tokens.globex))).toBe('connector-not-found');
      expect(await codeOf(await its.service.ask(path(name), its.tokens.globex))).toBe('connector-not-found');
    }
    expect(await list(connector, its.tokens.acme)).toEqual([]);
  });

  it('are limited in number, and in what they say', async () => {
    const connector = await published();
    const { id } = await its.accounts.createAccount(
      { name: 'many', roles: ['submitter'], publishers: ['globex'] },
      'assay',
    );
    const token = await its.tokenFor(id, ['read']);
    await its.database.query(
      `insert into consumer (id, publisher, connector, account_id, name, operations)
       select 'n' || n, 'acme', $1, $2, 'n' || n, '{ListItems}' from generate_series(1, 100) n`,
      [connector, id],
    );

    expect((await register(connector, token)).status).toBe(409);
    expect((await register(connector, token, 'n1')).status).toBe(201);
    expect((await register(connector, token, 'two\nlines')).status).toBe(400);
    expect((await register(connector, token, 'n1', [])).status).toBe(400);
  });

  it('that a breaking change hits are listed with it, and told when it is public', async () => {
    const mails = new PostgresMails(its.database.dataSource);
    await mails.enable(true);
    const connector = await published();
    await registered(connector, its.tokens.globex, 'payroll', ['ListItems']);
    await registered(connector, its.tokens.globex, 'shop\u202e', ['AddItem']);
    const { account } = (await (await its.service.ask('/me', its.tokens.globex)).json()) as { account: { id: string } };
    await mails.change(account.id, { address: 'gus@globex.example' }, 'assay');

    const before = await waiting(connector, [change('ListItems', ['ListItems'])]);
    const shown = submissionView.parse(
      await (await its.service.ask(`/submissions/${before.id}`, its.tokens.acme)).json(),
    );
    const packet = packetSchema.parse(
      await (await its.service.ask(`/submissions/${before.id}/packet`, its.tokens.reviewer)).json(),
    );
    const { out } = await runProgram(['review', before.id], {
      ASSAY_SERVER: its.service.url,
      ASSAY_TOKEN: its.tokens.reviewer,
    });
    const hits = { count: 1, first: [{ name: 'payroll', operations: ['ListItems'] }] };
    expect(shown.breakingChanges).toMatchObject([{ hits }]);
    expect(packet.hits).toMatchObject([{ message: 'ListItems is gone.', hits }]);
    expect(out).toContain('hits payroll (ListItems)');
    expect(
      (await its.service.ask(`/submissions/${before.id}/withdraw`, its.tokens.acme, { method: 'POST' })).status,
    ).toBe(200);

    // A change of which no operation is known hits all.
    const whole = await waiting(connector, [change('The host')]);
    const all = submissionView.parse(await (await its.service.ask(`/submissions/${whole.id}`, its.tokens.acme)).json());
    expect(all.breakingChanges[0]?.hits.count).toBe(2);
    expect(
      (await its.service.ask(`/submissions/${whole.id}/withdraw`, its.tokens.acme, { method: 'POST' })).status,
    ).toBe(200);

    expect(await mails.claim(60)).toBeNull();
    await publish(connector, [change('ListItems', ['ListItems'])]);
    const mail = await mails.claim(60);
    const { subject, text } = composeMail(mail?.id ?? '', mail?.address ?? '', mail?.lines ?? [], {
      from: 'assay@programme.example',
      publicUrl: 'https://assay.example.com',
    });
    expect(mail?.address).toBe('gus@globex.example');
    expect(subject).toContain('a breaking version is public, and you use what it breaks');
    expect(text).toContain('> payroll: ListItems\n');
    expect(text).not.toContain('shop');
    expect(text).not.toContain('#/submissions/');
  });
});
