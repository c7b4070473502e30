import { createHash } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { countBySeverity } from '../../core/finding.js';
import { packageOf } from '../../core/package-content.js';
import { Problem } from '../../core/problems.js';
import { verdictOf } from '../../core/verdict.js';
import { judgeSolutionPackage } from '../../stages/intake/solution/judge-solution-package.js';
import { readSolutionPackage } from '../../stages/intake/solution/read-solution-package.js';
import { describeLinter } from '../../stages/lint/description.js';
import type { CheckResult, NotRun } from '../check/result.js';
import { unjudged } from '../check/unjudged.js';
import { exitCodeOf } from '../exit-code.js';
import type { ExitCode } from '../exit-code.js';
import { printExplained } from '../failure.js';
import { formatters } from '../formatters/index.js';
import type { FormatName } from '../formatters/index.js';
import type { Terminal } from '../terminal.js';
import { readSource } from './read-source.js';
import { readUploadedZip } from './read-uploaded-zip.js';

/** What the package is held against, as it was asked for. */
export interface SolutionQuestion {
  readonly plugin: boolean;
  /** Folder of the connector; null when it was not named. */
  readonly source: string | null;
  /** Where the package was uploaded; null when it was not said. */
  readonly address: string | null;
  readonly now: Date;
}

/** Judges one package of solutions and prints the result like one of `check`. Gives the exit code. */
export async function checkSolution(
  path: string,
  question: SolutionQuestion,
  format: FormatName,
  terminal: Terminal,
): Promise<ExitCode> {
  const started = performance.now();
  const { engine, ruleset } = describeLinter();
  const judged = await judge(path, question);
  const totalMs = Math.round(performance.now() - started);
  const result: CheckResult = { engine, ruleset, path, profile: 'verified', ...judged, timings: { totalMs } };
  if (result.problem) printExplained(terminal, result.problem);
  // Text would only repeat what was just said.
  if (!result.problem || format !== 'text') {
    const print = await formatters[format].load();
    terminal.out(print([{ result, excerpts: [] }], terminal.paint));
  }
  return exitCodeOf(result.verdict);
}

type Judged = Omit<CheckResult, 'engine' | 'ruleset' | 'path' | 'profile' | 'timings'>;

/** What kept the package from being judged is part of the result; only a bug is thrown. */
async function judge(path: string, { plugin, source, address, now }: SolutionQuestion): Promise<Judged> {
  try {
    const { bytes, name } = await readUploadedZip(path);
    const held = {
      ...(source === null ? {} : { source: await readSource(source) }),
      ...(address === null ? {} : { address }),
    };
    const reading = await readSolutionPackage(bytes, name);
    const report = judgeSolutionPackage(reading, { plugin, now, ...held }, name);
    const content = reading.files === null ? null : packageOf(reading.files, sha256);
    return {
      package: content === null ? null : { digest: content.digest, files: content.files },
      verdict: verdictOf(report),
      findings: report.findings,
      counts: countBySeverity(report.findings),
      notRun: report.checks.flatMap((check): NotRun[] =>
        check.state === 'not-run' ? [{ stage: 'intake', check: check.id, reason: check.reason }] : [],
      ),
    };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return unjudged(error);
  }
}

function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}
