import { Option } from 'commander';
import type { Command } from 'commander';
import type { Terminal } from '../terminal.js';

interface Options {
  readonly key?: string;
  readonly format: 'text' | 'json';
}

/** `assay verify <path>`: proves offline what a catalogue promises. */
export function define(command: Command, terminal: Terminal): void {
  command
    .description(
      'Prove offline that published connectors are what was certified: signatures, certificates, and every file byte for byte.',
    )
    .argument(
      '[path]',
      'a clone or bare repository that Assay publishes to, or one connector’s folder inside a clone',
      '.',
    )
    .option(
      '--key <file>',
      'public keys that you trust (JSON or PEM), from the programme’s own site and not from the repository',
    )
    .addOption(new Option('--format <format>', 'how to print it').choices(['text', 'json']).default('text'))
    .addHelpText('after', '\nExit codes: 0 everything is proven, 1 something is not, 2 could not run.')
    .action(async (path: string, options: Options) => {
      const { verifyCatalogue } = await import('../verify/verify-catalogue.js');
      terminal.end(await verifyCatalogue(path, options, terminal));
    });
}
