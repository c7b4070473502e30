import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import { isCallbackUrl, parseCallbackAddress } from '../../runtime/callback-address.js';
import type { CallbackAddress } from '../../runtime/callback-address.js';
import { parseEgressAllow, publicOnly } from '../../runtime/egress-policy.js';
import type { EgressPolicy } from '../../runtime/egress-policy.js';
import { Problem } from '../../core/problems.js';
import { testFormatNames } from '../test/test-formats.js';
import type { TestFormatName } from '../test/test-formats.js';
import type { Terminal } from '../terminal.js';

interface Options {
  readonly connection?: string;
  readonly reach: EgressPolicy;
  readonly callback: CallbackAddress;
  readonly callbackUrl?: string;
  readonly profile: string;
  readonly format: TestFormatName;
  readonly evidence?: string;
  readonly all?: boolean;
}

/** `assay test [package]`: the functional stage, on this machine. */
export function define(command: Command, terminal: Terminal): void {
  command
    .description(
      'Test a connector for real: call every operation of its API as its users would, with the service’s own plan, sandbox and judges.',
    )
    .argument('[package]', 'folder or zip of the connector (default: the folder that you are in)')
    .option('--connection <file>', 'what a user types in to connect: a JSON object; `-` reads it from standard input')
    .option(
      '--reach <list>',
      'what may be reached besides public addresses: a comma list of `host:port`, and of `host=origin` for a host that is reached elsewhere',
      reach,
      publicOnly,
    )
    .option(
      '--callback <host:port>',
      'address at which notifications of webhook triggers are listened for (default: a free port of 127.0.0.1)',
      callbackAddress,
      { host: '127.0.0.1', port: 0 },
    )
    .option(
      '--callback-url <url>',
      'URL under which the API reaches that address, through a tunnel or proxy',
      callbackUrl,
    )
    .option('--profile <profile>', 'who answers for the connector', 'verified')
    .addOption(new Option('--format <format>', 'how to print the results').choices(testFormatNames).default('text'))
    .option('--evidence <file>', 'write the record of all calls to this file, without credentials')
    .option('--all', 'as text: show every place of a fault that blocks nothing, not only the first three of each kind')
    .addHelpText('after', examples)
    .action((path: string | undefined, options: Options) => test(path ?? '.', options, terminal));
}

async function test(path: string, options: Options, terminal: Terminal): Promise<void> {
  const [{ testConnector }, { readConnection }] = await Promise.all([
    import('../test/test-connector.js'),
    import('../client/connection.js'),
  ]);
  const connection = options.connection === undefined ? {} : await readConnection(options.connection);
  const stop = new AbortController();
  // What was created is cleaned up before the process ends; a second time ends it at once.
  process.once('SIGINT', () => stop.abort(new Error('interrupted')));
  const { profile, reach: egress, callback, callbackUrl = null, format, all = false, evidence = null } = options;
  const terms = { profile, connection, egress, callback, callbackUrl, signal: stop.signal };
  terminal.end(await testConnector(path, terms, { format, all, evidence }, terminal));
}

function reach(text: string): EgressPolicy {
  try {
    return parseEgressAllow(text);
  } catch (error) {
    if (error instanceof Problem) throw new InvalidArgumentError(error.detail);
    throw error;
  }
}

function callbackAddress(text: string): CallbackAddress {
  const address = parseCallbackAddress(text);
  if (address === null) throw new InvalidArgumentError('Write an address and port, such as 127.0.0.1:4390.');
  return address;
}

function callbackUrl(text: string): string {
  if (!isCallbackUrl(text)) throw new InvalidArgumentError('Write a URL such as https://hooks.example.com.');
  return text;
}

const examples = `
Examples:
  assay test my-connector/ --connection secrets.json
  assay test . --connection secrets.json --reach api.contoso.com=http://127.0.0.1:4010
  assay test . --connection - --format junit < secrets.json
  assay test . --connection secrets.json --evidence record.json --format html > report.html
  assay test . --connection secrets.json --callback 127.0.0.1:4390 --callback-url https://my-tunnel.example.com

Exit codes: 0 pass, 1 findings block, 2 could not run or could not tell.
`;
