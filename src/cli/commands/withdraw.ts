import type { Command } from 'commander';
import { addRemoteOptions, apiFrom } from '../client/options.js';
import type { RemoteOptions } from '../client/options.js';
import type { Terminal } from '../terminal.js';

/** `assay withdraw <id>`. */
export function define(command: Command, terminal: Terminal): void {
  addRemoteOptions(command)
    .description('Take a submission back. Possible until it is being published.')
    .argument('<id>', 'the submission')
    .action(async (id: string, options: RemoteOptions) => {
      const api = await apiFrom(options, terminal);
      const view = await api.withdraw(id);
      terminal.out(`Submission ${view.id} is ${view.state}.\n`);
      terminal.end(0);
    });
}
