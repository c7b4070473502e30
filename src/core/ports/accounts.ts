import type { Account, Principal, Publisher, Role, Scope, Token } from '../account.js';

/** People, publishers, and the tokens that speak for them. */
export abstract class Accounts {
  /** Makes the first administrator when there is no account at all; null when there is one already. */
  abstract createFirstAdministrator(): Promise<{ account: Account; secret: string; token: Token } | null>;
  abstract createPublisher(publisher: Publisher, by: string): Promise<Publisher>;
  abstract publishers(): Promise<Publisher[]>;
  abstract createAccount(account: Pick<Account, 'name' | 'roles' | 'publishers'>, by: string): Promise<Account>;
  abstract accounts(): Promise<Account[]>;
  abstract setRoles(accountId: string, roles: readonly Role[], by: string): Promise<Account>;
  /** The secret is returned once and stored only as its hash. Throws `scope-not-allowed`. */
  abstract createToken(
    accountId: string,
    token: { name: string; scopes: readonly Scope[]; expiresInDays: number },
    by: string,
  ): Promise<{ token: Token; secret: string }>;
  abstract tokens(accountId: string): Promise<Token[]>;
  abstract revokeToken(tokenId: string, by: string): Promise<void>;
  /** Throws `token-unknown`, `token-expired`, `token-revoked`. */
  abstract authenticate(secret: string): Promise<Principal>;
}
