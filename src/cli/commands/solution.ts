import { Option } from 'commander';
import type { Command } from 'commander';
import { formatNames } from '../formatters/index.js';
import type { FormatName } from '../formatters/index.js';
import type { Terminal } from '../terminal.js';

interface Options {
  readonly plugin?: boolean;
  readonly source?: string;
  readonly address?: string;
  readonly format: FormatName;
}

/** `assay solution <package>`: judges what a verified publisher hands to the partner portal. */
export function define(command: Command, terminal: Terminal): void {
  command
    .description(
      'Judge the package that verified publishers hand to the partner portal: a zip of an intro and one inner zip, which holds the exported solutions. Offline, on any system.',
    )
    .argument('<package.zip>', 'the zip as it is uploaded')
    .option('--plugin', 'a third solution, with an AI plug-in, is expected')
    .option('--source <folder>', 'the connector’s folder: its definition has to be the one in the connector solution')
    .option(
      '--address <url>',
      'where the package was uploaded: tells whether it stays valid long enough (nothing is fetched; leave the signature `sig` out)',
    )
    .addOption(new Option('--format <format>', 'how to print the results').choices(formatNames).default('text'))
    .addHelpText('after', examples)
    .action(async (path: string, { plugin = false, source, address, format }: Options) => {
      const { checkSolution } = await import('../solution/check-solution.js');
      const asked = { plugin, source: source ?? null, address: address ?? null, now: new Date() };
      terminal.end(await checkSolution(path, asked, format, terminal));
    });
}

const examples = `
Examples:
  assay solution package.zip                          connector and flow
  assay solution package.zip --plugin                 connector, flow and AI plug-in
  assay solution package.zip --source my-connector/   what was reviewed is what is handed in

Exit codes: 0 pass, 1 findings block, 2 could not run.
`;
