import { Option } from 'commander';
import type { Command } from 'commander';
import type { Publisher } from '../../core/account.js';
import { profiles } from '../../core/finding.js';
import { addRemoteOptions, apiFrom } from '../client/options.js';
import type { RemoteOptions } from '../client/options.js';
import { printable } from '../printable.js';
import type { Terminal } from '../terminal.js';

type CreateOptions = RemoteOptions & { readonly name?: string; readonly kind: Publisher['kind'] };

/** `assay publisher create|list`. */
export function define(command: Command, terminal: Terminal): void {
  command.description('Publishers are the organisations and persons that answer for connectors.');
  addRemoteOptions(command.command('create'))
    .description('Add a publisher')
    .argument('<slug>', 'its short name: lower-case letters, digits and dashes')
    .option('--name <name>', 'its name as people know it (default: the slug)')
    .addOption(
      new Option('--kind <kind>', 'verified: it owns the API; independent: it does not')
        .choices(profiles)
        .default('verified'),
    )
    .action(async (slug: string, options: CreateOptions) => {
      const api = await apiFrom(options, terminal);
      const publisher = await api.createPublisher({ slug, name: options.name ?? slug, kind: options.kind });
      terminal.out(`Publisher ${publisher.slug} (${publisher.kind}) is ready.\n`);
      terminal.end(0);
    });
  addRemoteOptions(command.command('list'))
    .description('List the publishers that you may see')
    .action(async (options: RemoteOptions) => {
      const api = await apiFrom(options, terminal);
      for (const { slug, kind, name } of (await api.publishers()).items) {
        terminal.out(`${slug}  ${kind}  ${printable(name)}\n`);
      }
      terminal.end(0);
    });
}
