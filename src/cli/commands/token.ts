import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { scopes, scopesOfRole } from '../../core/account.js';
import type { Account, Scope } from '../../core/account.js';
import type { Api } from '../client/api.js';
import { addRemoteOptions, apiFrom } from '../client/options.js';
import type { RemoteOptions } from '../client/options.js';
import { printable } from '../printable.js';
import type { Terminal } from '../terminal.js';

type OfAccount = RemoteOptions & { readonly account?: string };
type CreateOptions = OfAccount & { readonly name: string; readonly scope?: readonly Scope[]; readonly days: number };

/** `assay token create|list|revoke`. */
export function define(command: Command, terminal: Terminal): void {
  command.description('Tokens are what people and programs sign in with. A secret is shown once, when it is made.');
  addRemoteOptions(command.command('create'))
    .description('Make a token and print its secret, this once')
    .option('--account <id>', 'whose token (default: your own)')
    .option('--name <name>', 'what it is for', 'command line')
    .option(
      '--scope <scope>',
      `${scopes.join(', ')}; may be given more than once (default: all that the account may)`,
      addScope,
    )
    .option('--days <days>', 'days until it expires', days, 30)
    .action((options: CreateOptions) => create(options, terminal));
  addRemoteOptions(command.command('list'))
    .description('List the tokens of an account, without their secrets')
    .option('--account <id>', 'whose tokens (default: your own)')
    .action((options: OfAccount) => list(options, terminal));
  addRemoteOptions(command.command('revoke'))
    .description('Make a token useless at once')
    .argument('<id>', 'the token’s id, as `assay token list` shows it')
    .action(async (id: string, options: RemoteOptions) => {
      const api = await apiFrom(options, terminal);
      await api.revokeToken(id);
      terminal.out(`Token ${printable(id)} is revoked.\n`);
      terminal.end(0);
    });
}

async function create(options: CreateOptions, terminal: Terminal): Promise<void> {
  const api = await apiFrom(options, terminal);
  const account = await accountOf(options, api);
  const allowed = scopes.filter(scope => account.roles.some(role => scopesOfRole[role].some(own => own === scope)));
  const { token, secret } = await api.createToken(account.id, {
    name: options.name,
    scopes: options.scope ?? allowed,
    expiresInDays: options.days,
  });
  terminal.out(`${secret}\n`);
  terminal.err(
    `Token ${token.id} for ${printable(account.name)}: ${token.scopes.join(', ')}, until ${token.expiresAt}. Keep it now.\n`,
  );
  terminal.end(0);
}

async function list(options: OfAccount, terminal: Terminal): Promise<void> {
  const api = await apiFrom(options, terminal);
  const account = await accountOf(options, api);
  for (const token of (await api.tokens(account.id)).items) {
    const state = token.revokedAt === null ? `until ${token.expiresAt}` : `revoked ${token.revokedAt}`;
    terminal.out(`${token.id}  ${token.scopes.join(', ')}  ${state}  ${printable(token.name)}\n`);
  }
  terminal.end(0);
}

/** The account that is meant: one's own, or for administrators any. */
async function accountOf({ account: id }: OfAccount, api: Api): Promise<Pick<Account, 'id' | 'name' | 'roles'>> {
  const { account: own } = await api.me();
  if (id === undefined || id === own.id) return own;
  const { items } = await api.accounts();
  // A stranger's id is the service's to refuse.
  return items.find(account => account.id === id) ?? { id, name: id, roles: ['submitter'] };
}

function addScope(value: string, before: readonly Scope[] | undefined): Scope[] {
  const scope = scopes.find(known => known === value);
  if (scope === undefined) throw new InvalidArgumentError(`Allowed choices are ${scopes.join(', ')}.`);
  return [...(before ?? []), scope];
}

function days(value: string): number {
  if (!/^\d{1,4}$/.test(value) || Number(value) === 0) throw new InvalidArgumentError('It has to be a number of days.');
  return Number(value);
}
