import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { jest } from '@jest/globals';
import { PostgresMails } from '../../src/adapters/postgres/mails.js';
import { mailPage, mailSettings } from '../../src/api/schemas.js';
import { openingOf } from '../contracts/ledger.contract.js';
import { createApiWorld } from '../support/api-world.js';
import type { ApiWorld } from '../support/api-world.js';
import { makeAuthority, makeIdentity } from '../support/bad-api/certificates.js';
import { startMailServer } from '../support/mail-server.js';
import { formOf, runProgram, startService } from '../support/service.js';
import { temporaryFolder } from '../support/temporary.js';
import { createWorld } from '../support/world.js';

jest.setTimeout(120_000);

describe('mails through the API', () => {
  let its: ApiWorld;
  let mails: PostgresMails;
  beforeAll(async () => {
    its = await createApiWorld();
    mails = new PostgresMails(its.database.dataSource);
    await mails.enable(true);
  });
  afterAll(() => its.close());

  const path = (account: string) => `/accounts/${account}/mail`;
  const idOf = async (token: string) =>
    ((await (await its.service.ask('/me', token)).json()) as { account: { id: string } }).account.id;

  it('are chosen by each for himself, and by an administrator for all', async () => {
    const own = await idOf(its.tokens.acme);
    const ask = async (token: string, json?: object) => {
      const answer = await its.service.ask(path(own), token, json && { json });
      return answer.status === 200 ? mailSettings.parse(await answer.json()) : answer.status;
    };

    expect(await ask(its.tokens.acme)).toEqual({ address: null, wants: 'my-turn' });
    expect(await ask(its.tokens.administrator, { address: 'ada@acme.example' })).toEqual({
      address: 'ada@acme.example',
      wants: 'my-turn',
    });
    expect(await ask(its.tokens.acme, { wants: 'all' })).toEqual({ address: 'ada@acme.example', wants: 'all' });
    for (const stranger of [its.tokens.globex, its.tokens.reviewer]) {
      expect(await ask(stranger)).toBe(404);
      expect(await ask(stranger, { address: 'eve@evil.example' })).toBe(404);
    }
    expect((await its.service.ask(path(randomUUID()), its.tokens.administrator)).status).toBe(404);
    expect(
      (await its.service.ask(path(randomUUID()), its.tokens.administrator, { json: { wants: 'all' } })).status,
    ).toBe(404);
  });

  it.each([
    { address: 'ada@acme.example\r\nBcc: eve@evil.example' },
    { address: 'ada@acme.example,eve@evil.example' },
    { address: 'Ada <ada@acme.example>' },
    { address: '' },
    { wants: 'everything' },
    {},
    { address: 'ada@acme.example', account: 'x' },
  ])('refuse %j', async json => {
    const answer = await its.service.ask(path(await idOf(its.tokens.acme)), its.tokens.acme, { json });

    expect(answer.status).toBe(400);
    expect(await answer.text()).not.toContain('evil');
  });

  it('that nobody took are seen by the operator alone, in pages, and sent again', async () => {
    for (let count = 0; count < 3; count += 1) {
      const { id } = await its.accounts.createAccount(
        { name: `m-${count}`, roles: ['submitter'], publishers: ['acme'] },
        'assay',
      );
      await mails.change(id, { address: `m${count}@acme.example`, wants: 'all' }, 'assay');
    }
    await its.ledger.open(openingOf({ publisher: 'acme', by: its.people.submitter }));
    for (let mail = await mails.claim(60); mail !== null; mail = await mails.claim(60))
      await mails.settle(mail, { state: 'parked' }, '550 No such user');
    const seen: string[] = [];
    for (let query = ''; ;) {
      const answer = await its.service.ask(`/mails?state=parked&limit=2${query}`, its.tokens.administrator);
      const { items, next } = mailPage.parse(await answer.json());
      seen.push(...items.map(({ id }) => id));
      expect(items).toMatchObject(items.map(() => ({ state: 'parked', failure: '550 No such user' })));
      if (next === null) break;
      query = `&cursor=${next}`;
    }
    const resend = (id: string | undefined, token: string) =>
      its.service.ask(`/mails/${id}/resend`, token, { method: 'POST', headers: { 'idempotency-key': `again-${id}` } });

    expect(new Set(seen).size).toBe(4);
    expect((await resend(seen[0], its.tokens.acme)).status).toBe(403);
    expect((await its.service.ask('/mails', its.tokens.reviewer)).status).toBe(403);
    const [once, twice] = [
      await resend(seen[0], its.tokens.administrator),
      await resend(seen[0], its.tokens.administrator),
    ];
    expect([once.status, twice.status]).toEqual([200, 200]);
    expect(await twice.json()).toEqual(await once.json());
    expect((await resend(randomUUID(), its.tokens.administrator)).status).toBe(404);
    const audit = await its.database.query(`select from audit where action = 'mail.resent'`);
    expect(audit.rows).toHaveLength(1);
  });
});

describe('a service with a mail server', () => {
  it('sends over verified TLS, and tells its password nowhere', async () => {
    const world = await createWorld();
    const folder = await temporaryFolder('assay-mail-');
    const authority = makeAuthority('Authority of a test');
    const password = 'correct-horse-1';
    const server = await startMailServer({
      ...makeIdentity({ host: 'localhost', by: authority }),
      authOptional: false,
      onAuth: (auth, session, done) =>
        auth.password === password && session.secure ? done(null, { user: auth.username }) : done(new Error('No.')),
    });
    await writeFile(`${folder.path}/ca.pem`, authority.cert);
    const service = await startService({
      DATABASE_URL: world.database.url,
      NODE_EXTRA_CA_CERTS: `${folder.path}/ca.pem`,
      ASSAY_SMTP_URL: `smtp://assay:${password}@localhost:${server.port}`,
      ASSAY_MAIL_FROM: 'assay@programme.example',
      ASSAY_PUBLIC_URL: 'https://assay.example.com/certify/',
    });
    try {
      const request = { name: 'test', scopes: ['read', 'submit'] as const, expiresInDays: 1 };
      const account = world.people.submitter;
      const { secret: token } = await world.accounts.createToken(account, request, 'assay');
      const chosen = await service.ask(`/accounts/${account}/mail`, token, { json: { address: 'sam@acme.example' } });
      expect(chosen.status).toBe(200);
      const body = formOf({ publisher: 'acme', connector: 'library' }, Buffer.from('no zip at all'));
      expect((await service.ask('/submissions', token, { method: 'POST', body })).status).toBe(202);
      for (let tries = 0; tries < 600 && server.arrived.length === 0; tries += 1) await delay(100);
      const [sent] = server.arrived;

      expect(sent).toMatchObject({ to: ['sam@acme.example'], secure: true, user: 'assay' });
      expect(sent?.mail.text).toContain('https://assay.example.com/certify/#/submissions/');
      expect(sent?.mail.text).toContain('your turn: fix the finding');
      expect(JSON.stringify(service.log())).not.toContain(password);
      expect(sent?.raw).not.toContain(token);
    } finally {
      await service.stop();
      await server.close();
      await folder.remove();
      await world.database.close();
    }
  });

  it.each([
    [
      { ASSAY_SMTP_URL: 'smtp://u:hunter22@mail.example.com' },
      'ASSAY_SMTP_URL needs ASSAY_MAIL_FROM and ASSAY_PUBLIC_URL',
    ],
    [{ ASSAY_MAIL_FROM: 'a@b.example' }, 'ASSAY_MAIL_FROM needs ASSAY_SMTP_URL'],
    [{ ASSAY_SMTP_URL: 'smtp://u:hunter22@mail.example.com?ignoreTLS=true' }, 'ASSAY_SMTP_URL must be'],
    [{ ASSAY_MAIL_FROM: 'Assay <a@b.example>' }, 'ASSAY_MAIL_FROM must be'],
    [{ ASSAY_PUBLIC_URL: 'javascript:alert(1)' }, 'ASSAY_PUBLIC_URL must be'],
  ])('does not start with half of it: %j', async (settings, words) => {
    const { code, err } = await runProgram(['serve'], settings);

    expect(code).toBe(2);
    expect(err).toContain(words);
    expect(err).not.toContain('hunter22');
  });
});
