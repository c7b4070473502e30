import type { Command } from 'commander';
import type { Terminal } from '../terminal.js';

interface Options {
  readonly dataDir?: string;
  readonly newKey?: string;
}

/** `assay vault rotate`. */
export function define(command: Command, terminal: Terminal): void {
  command.description('Credentials that connectors are tested with lie in the vault, sealed under the master key.');
  command
    .command('rotate')
    .description(
      'Replace the master key: every stored credential’s key is wrapped anew, and the old master key is refused from then on. Harmless when repeated; after a crash it goes on where it ended',
    )
    .option('--data-dir <folder>', 'the service’s data folder (ASSAY_DATA_DIR, else .assay)')
    .option(
      '--new-key <file>',
      'file with the new key as 64 hex digits, where ASSAY_MASTER_KEY holds the key in use; without, a new master.key is made',
    )
    .addHelpText('after', '\nProcesses of the service have to be restarted afterwards; they still hold the old key.')
    .action((options: Options) => rotate(options, terminal));
}

async function rotate({ dataDir, newKey }: Options, terminal: Terminal): Promise<void> {
  const [{ readConfig }, { rotateMasterKey }] = await Promise.all([
    import('../../config.js'),
    import('../vault/rotate-master-key.js'),
  ]);
  const config = readConfig(dataDir === undefined ? {} : { ASSAY_DATA_DIR: dataDir });
  const { from, to, records, keptIn } = await rotateMasterKey(config, newKey ?? null);
  terminal.out(
    `Master key ${from} is retired, ${to} is in use; ${records} credential${records === 1 ? '' : 's'} re-wrapped.\n`,
  );
  terminal.err(
    keptIn === null
      ? 'Set ASSAY_MASTER_KEY to the new key, and restart the service.\n'
      : `The new key is in ${keptIn}. Restart the service, and back the file up.\n`,
  );
  terminal.end(0);
}
