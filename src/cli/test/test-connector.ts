import { writeFile } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { inOrder } from '../../core/finding.js';
import { problem } from '../../core/problems.js';
import type { Report } from '../../core/verdict.js';
import { describeLinter } from '../../stages/lint/description.js';
import { judged } from '../check/check-package.js';
import { readPackage } from '../check/read-package.js';
import type { CheckResult } from '../check/result.js';
import { exitCodeOf } from '../exit-code.js';
import type { ExitCode } from '../exit-code.js';
import type { Terminal } from '../terminal.js';
import { readRecord } from '../../stages/functional/replay/read-record.js';
import { reportOf, reportOfNothing } from '../../stages/functional/reports/functional-report.js';
import { runFunctional } from './run-functional.js';
import type { Tested, TestTerms } from './run-functional.js';
import { printTest } from './test-formats.js';
import type { TestFormatName } from './test-formats.js';

export interface Printing {
  readonly format: TestFormatName;
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
  terms: Omit<TestTerms, 'identity'>,
  { format, all, evidence }: Printing,
  terminal: Terminal,
): Promise<ExitCode> {
  const started = performance.now();
  const upload = await readPackage(path);
  terminal.err('Calling the API …\n');
  const identity = identityOf();
  const tested = await runFunctional(upload, { ...terms, identity });
  const result: CheckResult = {
    ...identity,
    path,
    profile: terms.profile,
    ...judged(tested),
    timings: { totalMs: Math.round(performance.now() - started) },
  };
  if (evidence !== null && tested.record !== null) await keep(evidence, tested.record);
  const checked = { result, excerpts: result.findings.map(() => null), all };
  const record = tested.record === null ? null : readRecord(tested.record);
  const shown = { verdict: result.verdict, ...reportsTogether(tested) };
  const report = record === null ? reportOfNothing(result, shown) : reportOf(record, shown);
  terminal.out(await printTest(format, { checked, report, record }, terminal.paint));
  return exitCodeOf(result.verdict);
}

/** Every check and finding of all stages that ran. */
function reportsTogether({ reports }: Tested): Pick<Report, 'checks' | 'findings'> {
  return {
    checks: reports.flatMap(({ report }) => report.checks),
    findings: inOrder(reports.flatMap(({ report }) => report.findings)),
  };
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
