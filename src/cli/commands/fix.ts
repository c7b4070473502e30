import type { Command } from 'commander';
import type { Terminal } from '../terminal.js';

interface Options {
  readonly write?: boolean;
  readonly rule?: readonly string[];
  readonly profile: string;
  readonly programme?: string;
}

/** `assay fix [folder]`: repairs what is safe to repair, and shows the difference first. */
export function define(command: Command, terminal: Terminal): void {
  command
    .description(
      'Repair what is safe to repair in a connector’s folder: white space, end punctuation, misspelt extensions, a byte order mark … Shows the difference first and changes only the bytes that it must.',
    )
    .argument('[folder]', 'folder of a connector (default: the one that you are in)')
    .option('--write', 'write without asking')
    .option('--rule <rule>', 'repair only the faults of this rule; may be given more than once', add)
    .option('--profile <profile>', 'by the rules of this profile', 'verified')
    .option('--programme <file>', 'the connector programme to judge by')
    .addHelpText('after', examples)
    .action(async (folder: string | undefined, { write, rule, profile, programme }: Options) => {
      const { openProgramme, profileIn } = await import('../../programme.js');
      const { fixFolder } = await import('../fix/fix-folder.js');
      const opened = await openProgramme(programme ?? null);
      const terms = {
        programme: opened,
        profile: profileIn(opened, profile),
        only: rule ?? null,
        write: write === true,
      };
      terminal.end(await fixFolder(folder ?? '.', terms, terminal));
    });
}

function add(rule: string, before: readonly string[] = []): readonly string[] {
  return [...before, rule];
}

const examples = `
Examples:
  assay fix my-connector/                              show the difference, then ask
  assay fix my-connector/ --write                      write it
  assay fix . --rule operation-description-ends-punctuation

Exit codes: 0 nothing is left to repair, 1 there is and nothing was written, 2 could not run.
`;
