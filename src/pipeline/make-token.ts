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
 * allows more nor lives longer than the token that asks for it, so that a stolen token cannot be made wide or kept for ever. Who belongs
 * to a publisher makes none with which others review or administer: with it they could approve what is their own.
 * Throws `account-not-found` (also for accounts of others), `token-scope-too-wide`, `token-outlives`, `token-four-eyes`,
 * `scope-not-allowed`.
 */
export async function makeToken(
  accountId: string,
  request: TokenRequest,
  by: Principal,
  accounts: Accounts,
): Promise<{ token: Token; secret: string }> {
  requireAccount(accountId, by);
  requireOtherEyes(accountId, request, by);
  if (!by.scopes.includes('administer')) await requireNarrower(request, by, accounts);
  return accounts.createToken(accountId, request, by.account.id);
}

function requireOtherEyes(accountId: string, { scopes }: TokenRequest, { account }: Principal): void {
  if (accountId === account.id || account.publishers.length === 0) return;
  const refused = scopes.filter(scope => scope === 'review' || scope === 'administer');
  if (refused.length === 0) return;
  throw problem('token-four-eyes', { publishers: account.publishers.join(', '), scopes: refused.join(' or ') });
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
