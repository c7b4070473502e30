import { createHash, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';
import { scopesOfRole } from '../../core/account.js';
import type { Account, Principal, Publisher, Role, Scope, Token } from '../../core/account.js';
import { Accounts } from '../../core/ports/accounts.js';
import { problem } from '../../core/problems.js';
import { appendAudit, assay } from './audit.js';
import { locks } from './locks.js';
import { publisherSchema, tokenSchema } from './schemas.js';
import { storable } from './storable.js';
import { breaks, change, inTransaction, select, withProblems } from './transaction.js';

/** The longest a token may live. The database refuses more as well. */
export const longestTokenDays = 365;

/** People, publishers and tokens in PostgreSQL. Every change of them is one entry of the audit trail. */
export class PostgresAccounts extends Accounts {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  createFirstAdministrator(): Promise<{ account: Account; secret: string; token: Token } | null> {
    return inTransaction(this.dataSource, async tx => {
      // Of several processes that start at once, the others wait here until the first has made one.
      await tx.query('select pg_advisory_xact_lock($1)', [locks.firstAdministrator]);
      const existing = await select(tx, 'select from account limit 1');
      if (existing.length > 0) return null;
      const account = await addAccount(tx, { name: 'administrator', roles: ['administrator'], publishers: [] }, assay);
      const request = {
        name: 'first start',
        scopes: scopesOfRole.administrator,
        // Whoever lets the only administrator's token expire has locked everybody out, so it lives as long as one may.
        expiresInDays: longestTokenDays,
      };
      return { account, ...(await addToken(tx, account, request, assay)) };
    });
  }

  createPublisher(publisher: Publisher, by: string): Promise<Publisher> {
    const { slug, name, kind } = storable(publisher);
    return inTransaction(this.dataSource, async tx => {
      const [created] = await select<Publisher>(
        tx,
        'insert into publisher (slug, name, kind) values ($1, $2, $3) on conflict do nothing returning slug, name, kind',
        [slug, name, kind],
      );
      if (created === undefined) throw problem('publisher-already-exists', { slug });
      await appendAudit(tx, {
        actor: by,
        action: 'publisher.created',
        submissionId: null,
        details: { slug, name, kind },
      });
      return created;
    });
  }

  publishers(): Promise<Publisher[]> {
    return withProblems(() => this.dataSource.getRepository(publisherSchema).find({ order: { slug: 'asc' } }));
  }

  async createAccount(account: Pick<Account, 'name' | 'roles' | 'publishers'>, by: string): Promise<Account> {
    try {
      return await inTransaction(this.dataSource, tx => addAccount(tx, storable(account), by));
    } catch (error) {
      if (breaks(error, 'account_name_key')) throw problem('account-already-exists', { name: account.name }, error);
      throw error;
    }
  }

  accounts(): Promise<Account[]> {
    return withProblems(() => findAccounts(this.dataSource.manager, null));
  }

  setRoles(accountId: string, roles: readonly Role[], by: string): Promise<Account> {
    return inTransaction(this.dataSource, async tx => {
      const { roles: before } = await lockAccount(tx, accountId);
      await change(tx, 'delete from role where account_id = $1', [accountId]);
      await addRoles(tx, accountId, roles);
      await appendAudit(tx, {
        actor: by,
        action: 'account.roles-set',
        submissionId: null,
        details: { account: accountId, before, roles },
      });
      return findAccount(tx, accountId);
    });
  }

  createToken(
    accountId: string,
    request: { name: string; scopes: readonly Scope[]; expiresInDays: number },
    by: string,
  ): Promise<{ token: Token; secret: string }> {
    return inTransaction(this.dataSource, async tx =>
      addToken(tx, await lockAccount(tx, accountId), storable(request), by),
    );
  }

  tokens(accountId: string): Promise<Token[]> {
    const of = { account: storable(accountId) };
    return withProblems(() =>
      this.dataSource.getRepository(tokenSchema).find({ where: of, order: { expiresAt: 'asc' } }),
    );
  }

  revokeToken(tokenId: string, by: string): Promise<void> {
    return inTransaction(this.dataSource, async tx => {
      const id = storable(tokenId);
      const [token] = await select<{ account: string; revoked: boolean }>(
        tx,
        'select account_id as account, revoked_at is not null as revoked from token where id = $1 for update',
        [id],
      );
      if (token === undefined) throw problem('token-not-found', { id });
      if (token.revoked) return;
      await tx.query('update token set revoked_at = now() where id = $1', [id]);
      const details = { token: id, account: token.account };
      await appendAudit(tx, { actor: by, action: 'token.revoked', submissionId: null, details });
    });
  }

  authenticate(secret: string): Promise<Principal> {
    return withProblems(() => authenticate(this.dataSource.manager, secret));
  }
}

interface TokenRow extends Omit<Token, 'expiresAt' | 'lastUsedAt' | 'revokedAt'> {
  readonly sha256: Buffer;
  readonly expiresAt: Date;
  readonly revokedAt: Date | null;
  readonly expired: boolean;
  readonly stale: boolean;
}

/**
 * The token is found by its SHA-256. How long that takes tells at most something of the hash, from which nobody gets back to a
 * secret of 256 random bits.
 */
async function authenticate(db: EntityManager, secret: string): Promise<Principal> {
  if (!/^assay_[\w-]{43}$/.test(secret)) throw problem('token-unknown');
  const hash = hashOf(secret);
  const [token] = await select<TokenRow>(
    db,
    `select id, account_id as account, name, scopes, sha256, expires_at as "expiresAt", revoked_at as "revokedAt",
            expires_at <= now() as expired, last_used_at is null or last_used_at < now() - interval '1 minute' as stale
       from token where sha256 = $1`,
    [hash],
  );
  if (token === undefined || !timingSafeEqual(token.sha256, hash)) throw problem('token-unknown');
  const { name } = token;
  if (token.revokedAt !== null) throw problem('token-revoked', { name, revokedAt: token.revokedAt.toISOString() });
  if (token.expired) throw problem('token-expired', { name, expiresAt: token.expiresAt.toISOString() });
  // Once a minute is exact enough, and keeps reading requests from writing.
  if (token.stale) await db.query('update token set last_used_at = now() where id = $1', [token.id]);
  const account = await findAccount(db, token.account);
  const allowed = allowedScopes(account.roles);
  return { account, tokenId: token.id, scopes: token.scopes.filter(scope => allowed.includes(scope)) };
}

async function addAccount(
  tx: EntityManager,
  { name, roles, publishers }: Pick<Account, 'name' | 'roles' | 'publishers'>,
  by: string,
): Promise<Account> {
  const known = await select<Publisher>(tx, 'select slug from publisher where slug = any($1)', [publishers]);
  const unknown = publishers.find(slug => !known.some(publisher => publisher.slug === slug));
  if (unknown !== undefined) throw problem('publisher-not-found', { publisher: unknown });
  const id = randomUUID();
  await tx.query('insert into account (id, name) values ($1, $2)', [id, name]);
  await addRoles(tx, id, roles);
  await tx.query('insert into membership (account_id, publisher) select distinct $1, unnest($2::text[])', [
    id,
    publishers,
  ]);
  const details = { account: id, name, roles, publishers };
  await appendAudit(tx, { actor: by, action: 'account.created', submissionId: null, details });
  return findAccount(tx, id);
}

async function addRoles(tx: EntityManager, accountId: string, roles: readonly Role[]): Promise<void> {
  await tx.query('insert into role (account_id, role) select distinct $1, unnest($2::text[])', [accountId, roles]);
}

async function addToken(
  tx: EntityManager,
  account: Account,
  { name, scopes, expiresInDays }: { name: string; scopes: readonly Scope[]; expiresInDays: number },
  by: string,
): Promise<{ token: Token; secret: string }> {
  if (!Number.isInteger(expiresInDays) || expiresInDays < 1 || expiresInDays > longestTokenDays) {
    throw problem('token-lifetime-invalid', { days: expiresInDays, longest: longestTokenDays });
  }
  const allowed = allowedScopes(account.roles);
  const refused = scopes.filter(scope => !allowed.includes(scope));
  if (refused.length > 0) {
    const roles = account.roles.join(', ') || 'none';
    throw problem('scope-not-allowed', { refused: refused.join(', '), account: account.name, roles });
  }
  const id = randomUUID();
  const secret = `assay_${randomBytes(32).toString('base64url')}`;
  await tx.query(
    `insert into token (id, account_id, name, sha256, scopes, expires_at)
     values ($1, $2, $3, $4, $5, now() + make_interval(hours => 24 * $6))`,
    [id, account.id, name, hashOf(secret), [...new Set(scopes)], expiresInDays],
  );
  const token = await tx.findOneByOrFail(tokenSchema, { id });
  const details = { token: id, account: account.id, name, scopes: token.scopes, expiresAt: token.expiresAt };
  await appendAudit(tx, { actor: by, action: 'token.created', submissionId: null, details });
  return { token, secret };
}

/** The account, locked against other changes of its roles. Decisions of it that are under way are waited for. */
async function lockAccount(tx: EntityManager, id: string): Promise<Account> {
  await select(tx, 'select from account where id = $1 for no key update', [storable(id)]);
  return findAccount(tx, id);
}

async function findAccount(db: EntityManager, id: string): Promise<Account> {
  const [account] = await findAccounts(db, storable(id));
  if (account === undefined) throw problem('account-not-found', { account: id });
  return account;
}

function findAccounts(db: EntityManager, id: string | null): Promise<Account[]> {
  return select<Account>(
    db,
    `select id, name,
            array(select role from role where account_id = account.id order by role) as roles,
            array(select publisher from membership where account_id = account.id order by publisher) as publishers
       from account where id = coalesce($1, id) order by name`,
    [id],
  );
}

function allowedScopes(roles: readonly Role[]): Scope[] {
  return roles.flatMap(role => scopesOfRole[role]);
}

function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
