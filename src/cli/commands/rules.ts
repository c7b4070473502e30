import { Option } from 'commander';
import type { Command } from 'commander';
import type { Terminal } from '../terminal.js';

interface Options {
  readonly format: 'text' | 'json';
}

/** `assay rules [word]`: the list, one rule explained, or a search. */
export function define(command: Command, terminal: Terminal): void {
  command
    .description(
      'List the rules that connectors are judged by. With the id of a rule: what it wants, why, and how to comply.',
    )
    .argument('[word]', 'id of a rule, or a word to search for')
    .addOption(new Option('--format <format>', 'how to print them').choices(['text', 'json']).default('text'))
    .action(async (word: string | undefined, options: Options) => {
      const { printRules } = await import('../rules/print-rules.js');
      printRules(word ?? null, options.format, terminal);
      terminal.end(0);
    });
}
