import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import { profiles } from '../../core/finding.js';
import type { Profile } from '../../core/finding.js';
import type { Terminal } from '../terminal.js';

interface Options {
  readonly format: 'text' | 'json';
  readonly code?: string;
  readonly programme?: string;
}

interface TryOptions {
  readonly corpus: string;
  readonly format: 'text' | 'json';
  readonly profile: string;
  readonly programme?: string;
  readonly limit?: Readonly<Record<string, number>>;
  readonly samples: number;
}

/** `assay rules [words...]`: the list, one rule explained, or a search; `assay rules try`: what a draft would hit; `assay rules export`: the rules for Spectral. */
export function define(command: Command, terminal: Terminal): void {
  command
    .description(
      'List the rules that connectors are judged by. With the id of a rule: what it wants, why, and how to comply.',
    )
    .argument('[words...]', 'id of a rule, or words to search for')
    .option('--code <code>', 'the rules behind an error code of the reference programme’s validator')
    .option('--programme <file>', 'the rules as this connector programme has them')
    .addOption(formatOption())
    .action(async (words: string[], { format, code, programme }: Options) => {
      const { printRules } = await import('../rules/print-rules.js');
      const word = words.length === 0 ? null : words.join(' ');
      await printRules({ word, code: code ?? null, programme: programme ?? null }, format, terminal);
      terminal.end(0);
    });
  exportCommand(command, terminal);
  command
    .command('try')
    .description('Tell how many connectors a draft of a rule would hit, with samples, before anybody is judged by it')
    .argument('<rule>', 'file of a rule, or the id of one that there is')
    .requiredOption('--corpus <folder>', 'the connectors: every folder at or below this one that holds one')
    .option('--profile <profile>', 'under which profile', 'verified')
    .option('--programme <file>', 'the connector programme that has the profile or the rule')
    .option('--limit <name=number>', 'another value for a limit of the rule; may be given more than once', addLimit)
    .option('--samples <number>', 'how many of the connectors to show', samples, 5)
    .addOption(formatOption())
    .action(async (rule: string, _: unknown, self: Command) => {
      // `format` and `programme` are options of `rules` too, which takes them when they stand here.
      const options = self.optsWithGlobals<TryOptions>();
      const { tryRule } = await import('../rules/try-rule.js');
      const { programme = null, limit = {}, ...rest } = options;
      terminal.end(await tryRule(rule, { ...rest, programme, limits: limit }, terminal));
    });
}

function exportCommand(command: Command, terminal: Terminal): void {
  command
    .command('export')
    .description(
      'Print the rules about the definition as one plain Spectral ruleset, for `spectral lint -r` and editors',
    )
    .addOption(new Option('--profile <profile>', 'of which profile').choices(profiles).default('verified'))
    .action(async ({ profile }: { readonly profile: Profile }) => {
      const { exportedRuleset } = await import('../rules/exported-ruleset.js');
      terminal.out(await exportedRuleset(profile));
      terminal.end(0);
    });
}

function formatOption(): Option {
  return new Option('--format <format>', 'how to print them').choices(['text', 'json']).default('text');
}

function addLimit(text: string, before: Readonly<Record<string, number>> = {}): Readonly<Record<string, number>> {
  const [, name, value] = /^([A-Za-z]\w*)=(\d{1,9})$/.exec(text) ?? [];
  if (name === undefined) throw new InvalidArgumentError('It has to look like `most=40`.');
  return { ...before, [name]: Number(value) };
}

function samples(text: string): number {
  if (!/^\d{1,4}$/.test(text)) throw new InvalidArgumentError('It has to be a whole number from 0 to 9999.');
  return Number(text);
}
