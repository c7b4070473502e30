import type { Command } from 'commander';
import type { Terminal } from '../terminal.js';
import type { Api } from './api.js';

/** The options of every command that talks to a service. */
export interface RemoteOptions {
  readonly server?: string;
  readonly token?: string;
}

/** Adds the options that say which service is meant and who asks. */
export function addRemoteOptions(command: Command): Command {
  return command
    .option('--server <url>', 'address of the service (default: ASSAY_SERVER, else http://127.0.0.1:4380)')
    .option('--token <token>', 'API token (default: ASSAY_TOKEN, which other users of this machine cannot see)');
}

/** The API that the options and the environment name. Throws `config-invalid`. Says on the terminal when it has to try again. */
export async function apiFrom(options: RemoteOptions, terminal: Terminal): Promise<Api> {
  const { readClientConfig } = await import('../../config.js');
  const { Api } = await import('./api.js');
  const remote = readClientConfig({
    ...(options.server === undefined ? {} : { ASSAY_SERVER: options.server }),
    ...(options.token === undefined ? {} : { ASSAY_TOKEN: options.token }),
  });
  return new Api(remote, (reason, seconds) => terminal.err(`${reason} Trying again in ${seconds} s.\n`));
}
