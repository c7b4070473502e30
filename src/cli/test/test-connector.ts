import { writeFile } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { problem } from '../../core/problems.js';
import { describeLinter } from '../../stages/lint/description.js';
import { judged } from '../check/check-package.js';
import { readPackage } from '../check/read-package.js';
import type { CheckResult } from '../check/result.js';
import { exitCodeOf } from '../exit-code.js';
import type { ExitCode } from '../exit-code.js';
import { formatters } from '../formatters/index.js';
import type { FormatName } from '../formatters/index.js';
import type { Terminal } from '../terminal.js';
import { coverageText, readRecord } from './coverage-text.js';
import { runFunctional } from './run-functional.js';
import type { TestTerms } from './run-functional.js';

export interface Printing {
  readonly format: FormatName;
  /** Whether people are shown every repeat of a fault that blocks nothing. */
  readonly all: boolean;
  /** File that the record of the calls is written to; null for none. */
  readonly evidence: string | null;
}

/**
 * Tests one connector for real and prints what was found; as text also what of each operation was seen. Gives the exit code. Throws
 * what `readPackage` and the functional stage throw, and `output-not-writable`.
 */
export async function testConnector(
  path: string,
  terms: TestTerms,
  { format, all, evidence }: Printing,
  terminal: Terminal,
): Promise<ExitCode> {
  const started = performance.now();
  const upload = await readPackage(path);
  terminal.err('Calling the API …\n');
  const tested = await runFunctional(upload, terms);
  const result: CheckResult = {
    ...identityOf(),
    path,
    profile: terms.profile,
    ...judged(tested),
    timings: { totalMs: Math.round(performance.now() - started) },
  };
  const print = await formatters[format].load();
  if (format === 'text' && tested.record !== null)
    terminal.out(coverageText(readRecord(tested.record), terminal.paint));
  terminal.out(print([{ result, excerpts: result.findings.map(() => null), all }], terminal.paint));
  if (evidence !== null && tested.record !== null) await keep(evidence, tested.record);
  return exitCodeOf(result.verdict);
}

function identityOf(): Pick<CheckResult, 'engine' | 'ruleset'> {
  const { engine, ruleset } = describeLinter();
  return { engine, ruleset };
}

async function keep(path: string, record: Uint8Array): Promise<void> {
  try {
    await writeFile(path, record);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw problem('output-not-writable', { path, reason }, error);
  }
}
