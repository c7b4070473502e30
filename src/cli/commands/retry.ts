import type { Command } from 'commander';
import { addRemoteOptions, apiFrom } from '../client/options.js';
import type { RemoteOptions } from '../client/options.js';
import type { Terminal } from '../terminal.js';

/** `assay retry <id>`. */
export function define(command: Command, terminal: Terminal): void {
  addRemoteOptions(command)
    .description('Run the stage again that stopped, once its cause is removed.')
    .argument('<id>', 'the submission')
    .option('--watch', 'follow it, as `assay watch` does')
    .action(async (id: string, options: RemoteOptions & { readonly watch?: true }) => {
      const api = await apiFrom(options, terminal);
      const view = await api.retry(id);
      terminal.out(`Submission ${view.id} runs ${view.stage} again.\n`);
      terminal.end(0);
      if (!options.watch) return;
      const { watch } = await import('./watch.js');
      await watch(api.remote, view.id, false, terminal);
    });
}
