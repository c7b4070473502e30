import { Option } from 'commander';
import type { Command } from 'commander';
import { problem } from '../../core/problems.js';
import { addRemoteOptions, apiFrom } from '../client/options.js';
import type { RemoteOptions } from '../client/options.js';
import { json } from '../json.js';
import type { Terminal } from '../terminal.js';

interface Options extends RemoteOptions {
  readonly publisher?: string;
  readonly connector?: string;
  readonly connection?: string;
  readonly submission?: string;
  readonly watch?: true;
  readonly format: 'text' | 'json';
}

/** `assay submit <package>`: a new submission, or a new revision of one. */
export function define(command: Command, terminal: Terminal): void {
  addRemoteOptions(command)
    .description(
      'Hand a connector in. Once it is accepted it is stored for good; a busy or restarting service is waited for.',
    )
    .argument('<package>', 'folder or zip of the connector')
    .option('--publisher <slug>', 'who answers for it')
    .option('--connector <slug>', 'its short name, the same for all its versions')
    .option('--submission <id>', 'hand it in as the next revision of this submission instead')
    .option(
      '--connection <file>',
      'JSON object with the credentials that its API is tested with; - reads standard input',
    )
    .option('--watch', 'follow it, as `assay watch` does')
    .addOption(new Option('--format <format>', 'how to print the answer').choices(['text', 'json']).default('text'))
    .addHelpText(
      'after',
      '\nExample: assay submit my-connector/ --publisher contoso --connector loans --connection secrets.json --watch',
    )
    .action((path: string, options: Options) => submit(path, options, terminal));
}

async function submit(path: string, options: Options, terminal: Terminal): Promise<void> {
  const target = targetOf(options);
  const [{ readPackage }, { readConnection }] = await Promise.all([
    import('../check/read-package.js'),
    import('../client/connection.js'),
  ]);
  const { bytes, name } = await readPackage(path);
  const connection = options.connection === undefined ? null : await readConnection(options.connection);
  const api = await apiFrom(options, terminal);
  const upload = { bytes, name, connection };
  const view =
    target.kind === 'revision'
      ? await api.revise(target.submission, upload)
      : await api.submit(target.publisher, target.connector, upload);
  if (options.format === 'json') terminal.out(json(view));
  else terminal.out(`Accepted as submission ${view.id}, revision ${view.revision}.\n`);
  terminal.end(0);
  if (!options.watch) {
    if (options.format === 'text') terminal.err(`Follow it with \`assay watch ${view.id}\`.\n`);
    return;
  }
  const { watch } = await import('./watch.js');
  await watch(api.remote, view.id, false, terminal);
}

type Target =
  | { readonly kind: 'revision'; readonly submission: string }
  | { readonly kind: 'opening'; readonly publisher: string; readonly connector: string };

function targetOf({ publisher, connector, submission }: Options): Target {
  if (submission !== undefined && publisher === undefined && connector === undefined) {
    return { kind: 'revision', submission };
  }
  if (submission === undefined && publisher !== undefined && connector !== undefined) {
    return { kind: 'opening', publisher, connector };
  }
  throw problem('options-conflict', {
    reason: 'A package is handed in either for a publisher and connector, or as the next revision of a submission.',
    fix: 'Give --publisher and --connector for something new, or --submission alone for a revision.',
  });
}
