import type { Command } from 'commander';
import { addRemoteOptions, apiFrom } from '../client/options.js';
import type { RemoteOptions } from '../client/options.js';
import type { Terminal } from '../terminal.js';

/** `assay watch <id>`: a line for every change. */
export function define(command: Command, terminal: Terminal): void {
  addRemoteOptions(command)
    .description(
      'Follow a submission: a line for every change. Ends when it is somebody else’s turn. A connection that breaks is taken up again.',
    )
    .argument('<id>', 'the submission')
    .option(
      '--until-final',
      'keep following through reviews and new revisions until it is public, rejected or withdrawn',
    )
    .addHelpText(
      'after',
      '\nExit codes: 0 public or waiting for a reviewer, 1 returned, rejected or withdrawn, 2 stopped or no service.',
    )
    .action(async (id: string, options: RemoteOptions & { readonly untilFinal?: true }) => {
      const api = await apiFrom(options, terminal);
      await watch(api.remote, id, options.untilFinal === true, terminal);
    });
}

/** Follows a submission on the terminal and ends with the exit code of where it came to. */
export async function watch(
  remote: { server: string; token: string | null },
  id: string,
  untilFinal: boolean,
  terminal: Terminal,
): Promise<void> {
  const { createTeller, exitCodeOfState, followOnTerminal, interruptSignal } = await import('../client/follow.js');
  const signal = interruptSignal();
  try {
    const last = await followOnTerminal(remote, id, createTeller(terminal), { untilFinal, signal });
    terminal.end(exitCodeOfState(last.state));
  } catch (error) {
    if (!signal.aborted) throw error;
    terminal.err(`Stopped watching. The submission goes on; look with \`assay status ${id}\`.\n`);
    terminal.end(2);
  }
}
