import { Controller } from '@nestjs/common';
import type { Account, Principal, Publisher, Scope, Token } from '../core/account.js';
import { Accounts } from '../core/ports/accounts.js';
import { visiblePublishers } from '../pipeline/access.js';
import { makeToken, requireAccount, revokeToken } from '../pipeline/make-token.js';
import { Caller, Endpoint, Input } from './endpoint.js';
import type { InputOf } from './route.js';
import { routes } from './routes.js';

/** Publishers, accounts and their tokens. */
@Controller()
export class PeopleController {
  constructor(private readonly accounts: Accounts) {}

  @Endpoint(routes.me)
  me(
    @Input() _: InputOf<typeof routes.me>,
    @Caller() by: Principal,
  ): { account: Account; scopes: readonly Scope[]; token: { id: string } } {
    return { account: by.account, scopes: by.scopes, token: { id: by.tokenId } };
  }

  @Endpoint(routes.listPublishers)
  async publishers(
    @Input() _: InputOf<typeof routes.listPublishers>,
    @Caller() by: Principal,
  ): Promise<{ items: Publisher[] }> {
    const visible = visiblePublishers(by);
    const items = await this.accounts.publishers();
    return { items: items.filter(({ slug }) => visible === null || visible.includes(slug)) };
  }

  @Endpoint(routes.createPublisher)
  createPublisher(
    @Input() { body }: InputOf<typeof routes.createPublisher>,
    @Caller() by: Principal,
  ): Promise<Publisher> {
    return this.accounts.createPublisher(body, by.account.id);
  }

  @Endpoint(routes.listAccounts)
  async list(): Promise<{ items: Account[] }> {
    return { items: await this.accounts.accounts() };
  }

  @Endpoint(routes.createAccount)
  create(@Input() { body }: InputOf<typeof routes.createAccount>, @Caller() by: Principal): Promise<Account> {
    return this.accounts.createAccount(body, by.account.id);
  }

  @Endpoint(routes.listTokens)
  async tokens(
    @Input() { params }: InputOf<typeof routes.listTokens>,
    @Caller() by: Principal,
  ): Promise<{ items: Token[] }> {
    requireAccount(params.id, by);
    return { items: await this.accounts.tokens(params.id) };
  }

  @Endpoint(routes.createToken)
  createToken(
    @Input() { params, body }: InputOf<typeof routes.createToken>,
    @Caller() by: Principal,
  ): Promise<{ token: Token; secret: string }> {
    return makeToken(params.id, body, by, this.accounts);
  }

  @Endpoint(routes.revokeToken)
  async revokeToken(@Input() { params }: InputOf<typeof routes.revokeToken>, @Caller() by: Principal): Promise<void> {
    await revokeToken(params.id, by, this.accounts);
  }
}
