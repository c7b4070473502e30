import { createHash } from 'node:crypto';
import { PostgresAccounts } from '../../src/adapters/postgres/accounts.js';
import { verifyAudit } from '../../src/adapters/postgres/audit.js';
import { createMigratedDatabase } from '../support/database.js';

describe('accounts', () => {
  let database: Awaited<ReturnType<typeof createMigratedDatabase>>;
  let accounts: PostgresAccounts;
  beforeAll(async () => {
    database = await createMigratedDatabase();
    accounts = new PostgresAccounts(database.dataSource);
  });
  afterAll(() => database.close());

  const account = (name: string, known: object = {}) =>
    accounts.createAccount({ name, roles: ['submitter'], publishers: [], ...known }, 'assay');
  const token = async (name: string, expiresInDays = 1) => {
    const { id } = await account(name);
    return accounts.createToken(id, { name: 'laptop', scopes: ['read', 'submit'], expiresInDays }, 'assay');
  };

  it('begin with one administrator, however many processes start at once', async () => {
    const made = await Promise.all([1, 2, 3, 4].map(() => accounts.createFirstAdministrator()));

    const [first, ...more] = made.filter(one => one !== null);
    expect(more).toEqual([]);
    expect(first?.account).toMatchObject({ name: 'administrator', roles: ['administrator'], publishers: [] });
    expect(await accounts.accounts()).toHaveLength(1);
    expect(await accounts.authenticate(first?.secret ?? '')).toMatchObject({
      account: first?.account,
      tokenId: first?.token.id,
      scopes: ['read', 'submit', 'administer'],
    });
  });

  it('belong to publishers', async () => {
    const acme = await accounts.createPublisher({ slug: 'acme', name: 'Acme Inc.', kind: 'verified' }, 'assay');
    await accounts.createPublisher({ slug: 'solo', name: 'Solo', kind: 'independent' }, 'assay');

    expect(await accounts.publishers()).toEqual([acme, { slug: 'solo', name: 'Solo', kind: 'independent' }]);
    expect(await account('ann', { publishers: ['solo', 'acme'], roles: ['submitter', 'reviewer'] })).toMatchObject({
      name: 'ann',
      roles: ['reviewer', 'submitter'],
      publishers: ['acme', 'solo'],
    });
    await expect(accounts.createPublisher(acme, 'assay')).rejects.toMatchObject({ code: 'publisher-already-exists' });
    await expect(account('ann')).rejects.toMatchObject({ code: 'account-already-exists' });
    await expect(account('bob', { publishers: ['none'] })).rejects.toMatchObject({ code: 'publisher-not-found' });
  });

  it('keep of a token only its hash, and show the secret once', async () => {
    const { secret, token: made } = await token('hash');

    expect(secret).toMatch(/^assay_[\w-]{43}$/);
    expect(JSON.stringify(await accounts.tokens(made.account))).not.toContain(secret.slice(6));
    const { rows } = await database.query('select encode(sha256, $$hex$$) as hash from token where id = $1', [made.id]);
    expect(rows).toEqual([{ hash: createHash('sha256').update(secret).digest('hex') }]);
    const everything = await database.query(`select string_agg(a::text, ' ') as all from audit a`);
    expect(everything.rows[0].all).toContain(made.id);
    expect(everything.rows[0].all).not.toContain(secret.slice(6));
  });

  it('refuse what is not a valid token, and say why', async () => {
    const { secret, token: made } = await token('refused');
    for (const wrong of [
      '',
      'assay_',
      secret.slice(0, -1),
      `${secret}x`,
      secret.toUpperCase(),
      `assay_${'x'.repeat(43)}`,
      '\0',
    ]) {
      await expect(accounts.authenticate(wrong)).rejects.toMatchObject({ code: 'token-unknown' });
    }

    await database.query(
      `update token set expires_at = created_at, created_at = created_at - interval '1 day' where id = $1`,
      [made.id],
    );
    await expect(accounts.authenticate(secret)).rejects.toMatchObject({ code: 'token-expired' });

    await accounts.revokeToken(made.id, 'assay');
    await accounts.revokeToken(made.id, 'assay');
    await expect(accounts.authenticate(secret)).rejects.toMatchObject({ code: 'token-revoked' });
    await expect(accounts.revokeToken('none', 'assay')).rejects.toMatchObject({ code: 'token-not-found' });
  });

  it('limit a token to what the account may do, when it is made and when it is used', async () => {
    const { id } = await account('limits', { roles: ['submitter', 'reviewer'] });
    const request = { name: 'all', scopes: ['read', 'submit', 'review'] as const, expiresInDays: 365 };

    await expect(
      accounts.createToken(id, { ...request, scopes: ['read', 'administer'] }, 'assay'),
    ).rejects.toMatchObject({ code: 'scope-not-allowed', context: { refused: 'administer' } });
    const { secret } = await accounts.createToken(id, request, 'assay');
    expect((await accounts.authenticate(secret)).scopes).toEqual(['read', 'submit', 'review']);

    expect(await accounts.setRoles(id, ['submitter'], 'assay')).toMatchObject({ roles: ['submitter'] });
    expect((await accounts.authenticate(secret)).scopes).toEqual(['read', 'submit']);
    await expect(accounts.setRoles('none', [], 'assay')).rejects.toMatchObject({ code: 'account-not-found' });
  });

  it.each([0, -1, 366, 1.5, Number.NaN, Infinity])('make no token for %d days', async days => {
    const { id } = await account(`days ${days}`);
    const request = { name: 'odd', scopes: ['read'] as const, expiresInDays: days };
    await expect(accounts.createToken(id, request, 'assay')).rejects.toMatchObject({ code: 'token-lifetime-invalid' });
  });

  it('remember when a token was last used', async () => {
    const { secret, token: made } = await token('used');
    expect(made.lastUsedAt).toBeNull();

    await accounts.authenticate(secret);

    const [used] = await accounts.tokens(made.account);
    expect(Math.abs(Date.parse(used?.lastUsedAt ?? '') - Date.now())).toBeLessThan(60_000);
  });

  it('write every change to the audit trail', async () => {
    const { rows } = await database.query('select distinct action from audit order by 1');

    expect(rows.map(row => row.action)).toEqual([
      'account.created',
      'account.roles-set',
      'publisher.created',
      'token.created',
      'token.revoked',
    ]);
    expect(await verifyAudit(database.dataSource)).toBeNull();
  });
});
