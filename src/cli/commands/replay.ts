import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import { problem } from '../../core/problems.js';
import type { Terminal } from '../terminal.js';
import { testFormatNames } from '../test/test-formats.js';
import type { TestFormatName } from '../test/test-formats.js';

interface Options {
  readonly package?: string;
  readonly digest?: string;
  readonly profile?: string;
  readonly programme?: string;
  readonly baseline?: string;
  readonly format: TestFormatName;
  readonly all?: boolean;
}

/** `assay replay <evidence> [package]`: a functional test judged again, by its record. */
export function define(command: Command, terminal: Terminal): void {
  command
    .description(
      'Judge a functional test again by its evidence, offline: lint, compare and every assertion on what was recorded. Nothing is called, and no credential is needed.',
    )
    .argument('<evidence>', 'what `assay test --evidence` wrote, or what the service gave as evidence of the stage')
    .argument('[package]', 'folder or zip of the very connector that was tested (default: the folder that you are in)')
    .option('--package <path>', 'the same as the second argument')
    .option('--digest <digest>', 'refuse evidence with another SHA-256 than the service or a certificate names', digest)
    .option('--profile <profile>', 'who answers for the connector (default: what the evidence says)')
    .option('--programme <file>', 'the connector programme to judge by')
    .option('--baseline <package>', 'the published version, as folder or zip: tells what would break its users')
    .addOption(new Option('--format <format>', 'how to print the results').choices(testFormatNames).default('text'))
    .option('--all', 'as text: show every place of a fault that blocks nothing, not only the first three of each kind')
    .addHelpText('after', examples)
    .action((evidence: string, path: string | undefined, options: Options) =>
      replay(evidence, path, options, terminal),
    );
}

async function replay(evidence: string, path: string | undefined, options: Options, terminal: Terminal): Promise<void> {
  if (path !== undefined && options.package !== undefined) {
    throw problem('options-conflict', {
      reason: 'The package is named twice.',
      fix: 'Name it once, behind the evidence or with --package.',
    });
  }
  const [{ replayEvidence }, { openProgramme }] = await Promise.all([
    import('../replay/replay-evidence.js'),
    import('../../programme.js'),
  ]);
  const { digest = null, profile = null, baseline = null, format, all = false } = options;
  const terms = { programme: await openProgramme(options.programme ?? null), digest, profile, baseline, format, all };
  terminal.end(await replayEvidence(evidence, path ?? options.package ?? '.', terms, terminal));
}

function digest(text: string): string {
  const hex = /^(?:sha256:)?([0-9a-f]{64})$/.exec(text)?.[1];
  if (hex === undefined) throw new InvalidArgumentError('It has to be `sha256:` and 64 hex digits.');
  return `sha256:${hex}`;
}

const examples = `
Examples:
  assay test . --connection secrets.json --evidence record.json
  assay replay record.json .
  assay replay record.json my-connector/ --format html > report.html

Exit codes: 0 pass, 1 findings block, 2 could not run or could not tell; 2 as well when the evidence is not to be trusted.
`;
