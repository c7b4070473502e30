import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { problem } from '../../core/problems.js';
import { addRemoteOptions, apiFrom } from '../client/options.js';
import type { RemoteOptions } from '../client/options.js';
import { printable } from '../printable.js';
import type { Terminal } from '../terminal.js';

interface Options extends RemoteOptions {
  readonly connection?: string;
  readonly submission?: string;
  readonly port: number;
}

/** Where the provider sends the browser back to. One port for all, because it has to be registered with the provider. */
const usualPort = 4388;

/** `assay connect [folder]`: tokens for a file; `assay connect --submission <id>`: tokens for the service's vault. */
export function define(command: Command, terminal: Terminal): void {
  addRemoteOptions(command)
    .description(
      'Sign in to a connector’s API as its users do. Prints the address of the identity provider, waits for the browser to come back, and keeps the tokens in the connection’s file, or in the vault of the service.',
    )
    .argument('[folder]', 'folder of the connector (default: this one)')
    .option('--connection <file>', 'the connection: read, and written with the tokens, for its owner only')
    .option('--submission <id>', 'sign in for a submission instead; the tokens go into the vault and nowhere else')
    .option(
      '--port <port>',
      'port of 127.0.0.1 that the browser comes back to; 0 takes any free one, where the provider allows that',
      port,
      usualPort,
    )
    .addHelpText(
      'after',
      `\nRegister http://127.0.0.1:${usualPort}/callback as redirect URL with the provider.\nExample: assay connect my-connector/ --connection secrets.json`,
    )
    .action((folder: string | undefined, options: Options) => connect(folder, options, terminal));
}

async function connect(folder: string | undefined, options: Options, terminal: Terminal): Promise<void> {
  const { openCallback } = await import('../connect/callback-server.js');
  const { connection, submission } = options;
  if ((connection === undefined) === (submission === undefined) || (submission !== undefined && folder !== undefined)) {
    throw problem('options-conflict', {
      reason: 'Tokens go either into the file of a connection or into the vault of a submission.',
      fix: 'Give --connection with the connector’s folder, or --submission alone.',
    });
  }
  const callback = await openCallback(options.port);
  const show = (url: string) => {
    terminal.err('Open this page in a browser and sign in:\n');
    terminal.out(`${url}\n`);
    terminal.err(`The provider sends you back to ${callback.redirectUrl}; waiting.\n`);
  };
  try {
    if (connection !== undefined) {
      const { connectFile } = await import('../connect/connect-file.js');
      await connectFile(folder ?? '.', connection, callback, show);
      terminal.err(`The tokens are in ${printable(connection)}.\n`);
    } else if (submission !== undefined) {
      const api = await apiFrom(options, terminal);
      const { url } = await api.startSignIn(submission, callback.redirectUrl);
      show(url);
      await api.finishSignIn(submission, await callback.answerTo(url));
      terminal.err('The tokens are in the vault. `assay retry` runs a stopped functional test again.\n');
    }
  } finally {
    await callback.close();
  }
  terminal.end(0);
}

function port(text: string): number {
  const number = Number(text);
  if (!/^\d{1,5}$/.test(text) || number > 65_535) throw new InvalidArgumentError('It is a number from 0 to 65535.');
  return number;
}
