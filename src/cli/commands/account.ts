import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { roles } from '../../core/account.js';
import type { Role } from '../../core/account.js';
import { addRemoteOptions, apiFrom } from '../client/options.js';
import type { RemoteOptions } from '../client/options.js';
import { printable } from '../printable.js';
import type { Terminal } from '../terminal.js';

type CreateOptions = RemoteOptions & { readonly role: readonly Role[]; readonly publisher?: readonly string[] };

/** `assay account create|list`. */
export function define(command: Command, terminal: Terminal): void {
  command.description('Accounts are the people who use the service. What one may do follows from its roles.');
  addRemoteOptions(command.command('create'))
    .description('Add an account; `assay token create` then makes the token that it signs in with')
    .argument('<name>', 'how the person is called')
    .requiredOption('--role <role>', `${roles.join(', ')}; may be given more than once`, addRole)
    .option('--publisher <slug>', 'a publisher that the account acts for; may be given more than once', add)
    .action(async (name: string, options: CreateOptions) => {
      const api = await apiFrom(options, terminal);
      const account = await api.createAccount({ name, roles: options.role, publishers: options.publisher ?? [] });
      terminal.out(`${account.id}\n`);
      terminal.err(
        `Account ${printable(account.name)} is ready. Its token: \`assay token create --account ${account.id}\`.\n`,
      );
      terminal.end(0);
    });
  addRemoteOptions(command.command('list'))
    .description('List all accounts')
    .action(async (options: RemoteOptions) => {
      const api = await apiFrom(options, terminal);
      for (const account of (await api.accounts()).items) {
        const publishers = account.publishers.length === 0 ? '' : `  for ${account.publishers.join(', ')}`;
        terminal.out(`${account.id}  ${account.roles.join(', ')}  ${printable(account.name)}${publishers}\n`);
      }
      terminal.end(0);
    });
}

function addRole(value: string, before: readonly Role[] | undefined): Role[] {
  const role = roles.find(known => known === value);
  if (role === undefined) throw new InvalidArgumentError(`Allowed choices are ${roles.join(', ')}.`);
  return [...(before ?? []), role];
}

function add(value: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), value];
}
