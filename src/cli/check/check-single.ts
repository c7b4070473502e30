import type { Profile } from '../../core/finding.js';
import { createLinter } from '../../stages/lint/linter.js';
import { exitCodeOf } from '../exit-code.js';
import type { ExitCode } from '../exit-code.js';
import { printExplained } from '../failure.js';
import { formatters } from '../formatters/index.js';
import type { FormatName } from '../formatters/index.js';
import { publishedFrom } from '../local.js';
import type { Terminal } from '../terminal.js';
import { checkPackage } from './check-package.js';
import { readPackage } from './read-package.js';

/** Checks one package in this thread and prints it. Gives the exit code. Throws `baseline-unusable`. */
export async function checkSingle(
  path: string,
  { profile, baseline, format }: { profile: Profile; baseline?: string; format: FormatName },
  terminal: Terminal,
): Promise<ExitCode> {
  const linter = createLinter();
  try {
    const published =
      baseline === undefined ? null : await publishedFrom(await readPackage(baseline), baseline, profile, linter);
    const checked = await checkPackage({ path, profile, excerpts: format === 'text' }, linter, published);
    const { problem } = checked.result;
    if (problem) printExplained(terminal, problem);
    // Text would only repeat what was just said.
    if (!problem || format !== 'text') terminal.out(formatters[format].format([checked], terminal.paint));
    return exitCodeOf(checked.result.verdict);
  } finally {
    await linter.close();
  }
}
