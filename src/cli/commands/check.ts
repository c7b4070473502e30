import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import { profiles } from '../../core/finding.js';
import type { Profile } from '../../core/finding.js';
import { problem } from '../../core/problems.js';
import { formatNames } from '../formatters/index.js';
import type { FormatName } from '../formatters/index.js';
import type { Terminal } from '../terminal.js';

interface Options {
  readonly corpus?: string;
  readonly profile: Profile;
  readonly baseline?: string;
  readonly format: FormatName;
  readonly jobs?: number;
}

/** `assay check [paths...]`: the service's verdict, on this machine. */
export function define(command: Command, terminal: Terminal): void {
  command
    .description(
      'Judge connectors on this machine, offline: the service’s own rules and verdict, up to the first stage that needs network or people.',
    )
    .argument('[paths...]', 'folders or zips of connectors (default: the folder that you are in)')
    .option('--corpus <folder>', 'check every folder at or below this one that holds a connector')
    .addOption(
      new Option('--profile <profile>', 'who answers for the connector: the owner of the API, or somebody else')
        .choices(profiles)
        .default('verified'),
    )
    .option('--baseline <package>', 'the published version, as folder or zip: tells what would break its users')
    .addOption(new Option('--format <format>', 'how to print the results').choices(formatNames).default('text'))
    .option('--jobs <number>', 'how many to check at the same time (default: one a core)', wholeNumber)
    .addHelpText('after', examples)
    .action((paths: string[], options: Options) => check(paths, options, terminal));
}

async function check(paths: string[], options: Options, terminal: Terminal): Promise<void> {
  refuseConflicts(paths, options);
  const { findPackages } = await import('../check/find-packages.js');
  const found = options.corpus === undefined ? [] : await findPackages(options.corpus);
  const given = paths.length === 0 && options.corpus === undefined ? ['.'] : paths;
  const all = [...given, ...found];
  const [only] = all;
  if (all.length === 1 && only !== undefined && options.corpus === undefined) {
    const { checkSingle } = await import('../check/check-single.js');
    return terminal.end(await checkSingle(only, options, terminal));
  }
  const { checkAll } = await import('../check/check-all.js');
  terminal.end(await checkAll(all, options, terminal));
}

function refuseConflicts(paths: readonly string[], { corpus, baseline }: Options): void {
  if (baseline === undefined || (paths.length <= 1 && corpus === undefined)) return;
  throw problem('options-conflict', {
    reason: 'A baseline is the published version of one connector; it cannot be that of many.',
    fix: 'Check that connector alone when you give --baseline.',
  });
}

function wholeNumber(value: string): number {
  if (!/^[1-9]\d{0,2}$/.test(value)) throw new InvalidArgumentError('It has to be a whole number from 1 to 999.');
  return Number(value);
}

const examples = `
Examples:
  assay check my-connector/                      one folder
  assay check a.zip b/ --format json             one JSON object a line
  assay check --corpus connectors/               everything below a folder, on all cores
  assay check new/ --baseline published/         with breaking changes against the published version

Exit codes: 0 pass, 1 findings block, 2 could not run (for many, the worst of them).
`;
