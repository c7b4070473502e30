import type { Principal, Scope, Token } from '../core/account.js';
import type { Accounts } from '../core/ports/accounts.js';
import { problem } from '../core/problems.js';

/** What a new token is to be called, to allow, and for how long. */
export interface TokenRequest {
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly expiresInDays: number;
}

/**
 * Makes a token for an account: one's own, or anybody's for an administrator. One that is not made by an administrator neither
 * allows more nor lives longer than the token that asks for it, so that a stolen token cannot be made wide or kept for ever.
 * Throws `account-not-found` (also for accounts of others), `token-scope-too-wide`, `token-outlives`, `scope-not-allowed`.
 */
export async function makeToken(
  accountId: string,
  request: TokenRequest,
  by: Principal,
  accounts: Accounts,
): Promise<{ token: Token; secret: string }> {
  requireAccount(accountId, by);
  if (!by.scopes.includes('administer')) await requireNarrower(request, by, accounts);
  return accounts.createToken(accountId, request, by.account.id);
}

async function requireNarrower(request: TokenRequest, by: Principal, accounts: Accounts): Promise<void> {
  const tooWide = request.scopes.find(scope => !by.scopes.includes(scope));
  if (tooWide !== undefined) throw problem('token-scope-too-wide', { scope: tooWide });
  const own = (await accounts.tokens(by.account.id)).find(token => token.id === by.tokenId);
  const expiresAt = own?.expiresAt ?? new Date(0).toISOString();
  const wanted = Date.now() + request.expiresInDays * 86_400_000;
  if (wanted > Date.parse(expiresAt)) throw problem('token-outlives', { expiresAt, days: request.expiresInDays });
}

/** Throws `account-not-found` unless the account is the principal's own or the principal administers. */
export function requireAccount(accountId: string, by: Principal): void {
  if (accountId !== by.account.id && !by.scopes.includes('administer')) {
    throw problem('account-not-found', { account: accountId });
  }
}

/**
 * Revokes a token: one's own, or anybody's for an administrator. Revoking it twice is harmless.
 * Throws `token-not-found` (also for tokens of others).
 */
export async function revokeToken(tokenId: string, by: Principal, accounts: Accounts): Promise<void> {
  const owners = by.scopes.includes('administer') ? await accounts.accounts() : [by.account];
  const tokens = (await Promise.all(owners.map(owner => accounts.tokens(owner.id)))).flat();
  if (!tokens.some(token => token.id === tokenId)) throw problem('token-not-found', { id: tokenId });
  await accounts.revokeToken(tokenId, by.account.id);
}
