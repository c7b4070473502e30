import { printable } from './printable.js';
import type { Terminal } from './terminal.js';

/** What an expected failure tells, whether it was thrown here or answered by a server. */
export interface Explained {
  readonly title: string;
  readonly detail: string;
  readonly fix: string;
}

/** True for a failure that says what to do about it: a Problem of this process or the answer of a server. */
export function isExplained(error: unknown): error is Explained {
  return error instanceof Error && 'title' in error && 'detail' in error && 'fix' in error;
}

/** Prints an expected failure: what, where, and what to do. */
export function printExplained(terminal: Terminal, failure: Explained): void {
  const { red, bold } = terminal.paintErr;
  terminal.err(`${red('error:')} ${bold(printable(failure.title))}\n`);
  // Each line on its own: several faults of one file are a list.
  const details = failure.detail === '' ? [] : failure.detail.split('\n');
  for (const line of details) terminal.err(`  ${printable(line)}\n`);
  terminal.err(`  ${bold('what to do:')} ${printable(failure.fix)}\n`);
}

/** Prints a bug of ours in one line; the stack only when ASSAY_DEBUG asks for it. */
export async function printBug(terminal: Terminal, error: unknown): Promise<void> {
  const sentence = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  terminal.err(
    `${terminal.paintErr.red('error:')} Assay has a bug here: ${printable(sentence)}. ` +
      'Please report it with the command that you ran; ASSAY_DEBUG=1 adds the details.\n',
  );
  // Loaded only when something broke: the settings' schema would cost every other start its time.
  const { debugWanted } = await import('../config.js');
  if (!debugWanted() || !(error instanceof Error)) return;
  for (const line of (error.stack ?? '').split('\n').slice(1)) terminal.err(`${printable(line)}\n`);
}
