import type { Command } from 'commander';
import type { Terminal } from '../terminal.js';

interface Options {
  readonly port?: string;
  readonly host?: string;
  readonly role?: string;
  readonly dataDir?: string;
}

/** How long a process that has closed everything may take to end by itself, in milliseconds. */
const lingerMs = 5_000;

/** `assay serve`: the service, until it is stopped. */
export function define(command: Command, terminal: Terminal): void {
  command
    .description(
      'Run the service: API, workers and page in one process, with a database of its own. Options win over settings in the environment.',
    )
    .option('--port <port>', 'port to listen on; 0 takes a free one (ASSAY_PORT, else 4380)')
    .option('--host <host>', 'address to listen on (ASSAY_HOST, else 127.0.0.1)')
    .option('--role <role>', 'all, api or worker: what this process runs (ASSAY_ROLE, else all)')
    .option('--data-dir <folder>', 'where everything is kept (ASSAY_DATA_DIR, else .assay)')
    .addHelpText('after', '\nWith DATABASE_URL and REDIS_URL it uses those instead of its own database.')
    .action((options: Options) => serve(options, terminal));
}

async function serve(options: Options, terminal: Terminal): Promise<void> {
  const [{ readConfig }, { serve: start }] = await Promise.all([import('../../config.js'), import('../../serve.js')]);
  const config = readConfig(overridesOf(options));
  // A service that breaks is looked at by its operator, who needs the place; one line for people is printed after it.
  process.on('uncaughtExceptionMonitor', error => terminal.err(`${error.stack}\n`));
  // Listened for from here on: a polite kill while everything is being opened closes it in order, too.
  const stopping = interrupted();
  const running = await start(config);
  if (running.url !== null) terminal.out(`Assay is ready at ${running.url}\n`);
  else terminal.out('Assay’s workers are ready.\n');
  if (running.firstAdministrator !== null) {
    terminal.out(`The first administrator’s token, shown this once: ${running.firstAdministrator.token}\n`);
  }
  // A program that started this one (the demo) is told the same in a form that is not for people.
  process.send?.({ address: running.url, token: running.firstAdministrator?.token ?? null });
  await stopping;
  terminal.err('Stopping: running steps end or are handed back.\n');
  await running.stop();
  terminal.end(0);
  // Everything is closed. Whatever should still hold the process must not make a service manager wait for it.
  setTimeout(() => process.exit(), lingerMs).unref();
}

function overridesOf({ port, host, role, dataDir }: Options): Record<string, string> {
  const given = { ASSAY_PORT: port, ASSAY_HOST: host, ASSAY_ROLE: role, ASSAY_DATA_DIR: dataDir };
  return Object.fromEntries(Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** Resolves at Ctrl-C or a polite kill. A second one finds no listener and ends the process at once. */
function interrupted(): Promise<void> {
  const signals = ['SIGINT', 'SIGTERM'] as const;
  return new Promise(resolve => {
    const heard = () => {
      for (const signal of signals) process.off(signal, heard);
      resolve();
    };
    for (const signal of signals) process.on(signal, heard);
  });
}
