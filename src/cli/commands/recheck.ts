import type { Command } from 'commander';
import { addRemoteOptions, apiFrom } from '../client/options.js';
import type { RemoteOptions } from '../client/options.js';
import type { Terminal } from '../terminal.js';

/** `assay recheck <id>`. */
export function define(command: Command, terminal: Terminal): void {
  addRemoteOptions(command)
    .description('Run the newest files of a submission again from intake, once waivers make a difference to them.')
    .argument('<id>', 'the submission')
    .option('--watch', 'follow it, as `assay watch` does')
    .action(async (id: string, options: RemoteOptions & { readonly watch?: true }) => {
      const api = await apiFrom(options, terminal);
      const view = await api.recheck(id);
      terminal.out(`Submission ${view.id} runs again, as revision ${view.revision}.\n`);
      terminal.end(0);
      if (!options.watch) return;
      const { watch } = await import('./watch.js');
      await watch(api.remote, view.id, false, terminal);
    });
}
