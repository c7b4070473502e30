import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import { slugPattern } from '../../core/package.js';
import { problem } from '../../core/problems.js';
import { formatNames } from '../formatters/index.js';
import type { FormatName } from '../formatters/index.js';
import type { Terminal } from '../terminal.js';

interface Options {
  readonly corpus?: string;
  readonly profile: string;
  readonly programme?: string;
  readonly baseline?: string;
  readonly since?: string;
  readonly connector?: string;
  readonly format: FormatName;
  readonly jobs?: number;
  readonly cache?: string;
  readonly all?: boolean;
}

/** `assay check [paths...]`: the service's verdict, on this machine. */
export function define(command: Command, terminal: Terminal): void {
  command
    .description(
      'Judge connectors on this machine, offline: the service’s own rules and verdict, up to the first stage that needs network or people.',
    )
    .argument('[paths...]', 'folders or zips of connectors (default: the folder that you are in)')
    .option('--corpus <folder>', 'check every folder at or below this one that holds a connector')
    .option(
      '--profile <profile>',
      'who answers for the connector: `verified` (the owner of the API), `independent` (somebody else), or a profile of the programme',
      'verified',
    )
    .option('--programme <file>', 'the connector programme to judge by: its profiles, limits, own rules and waivers')
    .option(
      '--baseline <package>',
      'the published version, as folder or zip: tells what would break its users, and what is new since then',
    )
    .option('--since <package>', 'an earlier revision, as folder or zip: tells what is fixed, new and still there')
    .option('--connector <publisher/connector>', 'the name that waivers know the connector by')
    .addOption(new Option('--format <format>', 'how to print the results').choices(formatNames).default('text'))
    .option('--all', 'as text: show every place of a fault that blocks nothing, not only the first three of each kind')
    .option('--jobs <number>', 'how many to check at the same time (default: one a core)', wholeNumber)
    .option('--cache <folder>', 'keep results in this folder, and check only what is not as it was')
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
  const {
    profile,
    format,
    programme: programmeFile = null,
    baseline = null,
    since = null,
    jobs = null,
    cache = null,
  } = options;
  const terms = { format, all: options.all === true };
  if (all.length === 1 && only !== undefined && options.corpus === undefined && cache === null) {
    const { openProgramme, profileIn } = await import('../../programme.js');
    const programme = await openProgramme(programmeFile);
    const judging = { ...terms, programme, profile: profileIn(programme, profile) };
    const { checkSingle } = await import('../check/check-single.js');
    return terminal.end(await checkSingle(only, { ...judging, baseline, since, name: nameOf(options) }, terminal));
  }
  const { checkAll } = await import('../check/check-all.js');
  terminal.end(await checkAll(all, { ...terms, programmeFile, profile, jobs, cacheFolder: cache }, terminal));
}

/** What is about one connector goes with one package only. */
function refuseConflicts(paths: readonly string[], { corpus, baseline, since, connector, cache }: Options): void {
  if (paths.length <= 1 && corpus === undefined && cache === undefined) return;
  const given = Object.entries({ baseline, since, connector }).find(([, value]) => value !== undefined);
  if (given === undefined) return;
  const what = { baseline: 'the published version', since: 'an earlier revision', connector: 'the name' }[given[0]];
  throw problem('options-conflict', {
    reason: `--${given[0]} is ${what} of one connector; it goes neither with many nor with --cache.`,
    fix: `Check that connector alone, and without --cache, when you give --${given[0]}.`,
  });
}

function nameOf({ connector }: Options): { publisher: string; connector: string } | null {
  if (connector === undefined) return null;
  const [publisher = '', name = '', ...rest] = connector.split('/');
  if (rest.length === 0 && [publisher, name].every(slug => slugPattern.test(slug)))
    return { publisher, connector: name };
  throw problem('options-conflict', {
    reason: `\`${connector}\` does not name a connector.`,
    fix: 'Write publisher and connector as their addresses have them: `--connector contoso/stock`.',
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
  assay check --corpus connectors/ --cache .assay-cache   only what has changed since the last time
  assay check new/ --baseline published/         with breaking changes against the published version
  assay check new/ --since old/                  with what is fixed, new and still there
  assay check . --programme programme.json --profile partner

Exit codes: 0 pass, 1 findings block, 2 could not run (for many, the worst of them).
`;
