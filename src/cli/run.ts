import { Command, CommanderError } from 'commander';
import { installedVersion } from '../installation.js';
import { commands } from './commands.js';
import { isExplained, printBug, printExplained } from './failure.js';
import { printable } from './printable.js';
import type { Terminal } from './terminal.js';

/** Runs the command line `args` (without node and the program) and records the exit code with the terminal. Never throws. */
export async function runCommandLine(args: readonly string[], terminal: Terminal): Promise<void> {
  try {
    const program = await programFor(args, terminal);
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return terminal.end(error.exitCode === 0 ? 0 : 2);
    terminal.end(2);
    if (isExplained(error)) printExplained(terminal, error);
    else await printBug(terminal, error);
  }
}

/** All commands by name; only the asked one with its options, so that the others cost no time. */
async function programFor(args: readonly string[], terminal: Terminal): Promise<Command> {
  const asked = args.filter(arg => !arg.startsWith('-'));
  const wanted = asked[0] === 'help' ? asked[1] : asked[0];
  const program = new Command('assay')
    .usage('<command> [options]')
    .description(overview)
    .version(installedVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show this help, or that of a command')
    .helpCommand('help [command]', 'show the help of a command')
    .addHelpText('after', closing)
    .exitOverride()
    .configureOutput({
      writeOut: text => terminal.out(text),
      writeErr: text => terminal.err(text),
      outputError: text => terminal.err(misuse(text, wanted, terminal)),
    });
  for (const entry of commands) {
    const command = program.command(entry.name).summary(entry.summary).helpGroup(entry.group);
    if (entry.name === wanted) (await entry.load()).define(command, terminal);
  }
  return args.length === 0 ? program.action(() => program.outputHelp()) : program;
}

/** A wrong call, told in the form of every other failure: what is wrong, and what to do. */
function misuse(text: string, wanted: string | undefined, terminal: Terminal): string {
  const { red, bold } = terminal.paintErr;
  const [sentence = '', hint = ''] = text
    .replace(/^error: /, '')
    .trim()
    .split('\n');
  const suggestion = hint.startsWith('(Did you mean') ? `${hint.slice(1, -1)} ` : '';
  const known = commands.some(({ name }) => name === wanted);
  const help = known ? `\`assay ${wanted} --help\` shows what it takes.` : '`assay --help` lists the commands.';
  return `${red('error:')} ${bold(printable(sentence))}\n  ${bold('what to do:')} ${printable(suggestion)}${help}\n`;
}

const overview =
  'Assay certifies API connectors. A connector is a folder (or zip) with an OpenAPI 2.0 definition, its properties, a readme and ' +
  'an icon. Assay checks it against the rules, tests it against its API, has a person review it, and publishes it with a signed ' +
  'certificate into a git repository, where everybody can verify it.';

const closing = `
Start here:
  assay check my-connector/         what would the service say? Offline, without an account
  assay rules operation-summary     what a rule wants, and why
  assay demo                        watch two sample connectors go through the whole pipeline
  assay serve                       run the service yourself

Exit codes: 0 pass, 1 findings block, 2 could not run. Results go to standard output, everything else to standard error.
`;
