import { Option } from 'commander';
import type { Command } from 'commander';
import { submissionStates } from '../../core/submission.js';
import { addRemoteOptions, apiFrom } from '../client/options.js';
import type { RemoteOptions } from '../client/options.js';
import { json } from '../json.js';
import type { Terminal } from '../terminal.js';

interface Options extends RemoteOptions {
  readonly state?: string;
  readonly format: 'text' | 'json';
}

/** `assay status [id]`: the list of submissions, or one with its timeline. */
export function define(command: Command, terminal: Terminal): void {
  addRemoteOptions(command)
    .description(
      'List the submissions that you may see, newest first; or show where one stands, whose turn it is, and what to fix.',
    )
    .argument('[id]', 'show this submission with its timeline')
    .addOption(new Option('--state <state>', 'list only those in this state').choices(submissionStates))
    .addOption(new Option('--format <format>', 'how to print it').choices(['text', 'json']).default('text'))
    .action(async (id: string | undefined, options: Options) => {
      if (id === undefined) await list(options, terminal);
      else await show(id, options, terminal);
      terminal.end(0);
    });
}

async function show(id: string, options: Options, terminal: Terminal): Promise<void> {
  const api = await apiFrom(options, terminal);
  const view = await api.submission(id);
  const { timelineText } = await import('../client/timeline-text.js');
  terminal.out(options.format === 'json' ? json(view) : timelineText(view, terminal.paint));
}

async function list(options: Options, terminal: Terminal): Promise<void> {
  const api = await apiFrom(options, terminal);
  const { lineText } = await import('../client/timeline-text.js');
  const filter = { limit: '100', ...(options.state === undefined ? {} : { state: options.state }) };
  let cursor: string | null = null;
  let count = 0;
  do {
    const page = await api.submissions(cursor === null ? filter : { ...filter, cursor });
    for (const line of page.items)
      terminal.out(options.format === 'json' ? json(line) : lineText(line, terminal.paint));
    count += page.items.length;
    cursor = page.next;
  } while (cursor !== null);
  if (count === 0) terminal.err('No submissions. `assay submit` hands a connector in.\n');
}
