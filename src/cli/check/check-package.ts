import { performance } from 'node:perf_hooks';
import { countBySeverity, inOrder } from '../../core/finding.js';
import type { Finding, ProfileName } from '../../core/finding.js';
import type { PackageContent } from '../../core/package.js';
import { Problem } from '../../core/problems.js';
import { overallVerdict, verdictOf } from '../../core/verdict.js';
import type { Report, Verdict } from '../../core/verdict.js';
import { runLocally } from '../local.js';
import type { LocalOutcome, LocalTerms } from '../local.js';
import { excerptAt, lineStarts } from './excerpt.js';
import { readPackage } from './read-package.js';
import type { Checked, CheckResult, Excerpt, NotRun } from './result.js';
import { unjudged } from './unjudged.js';

/** What one check is about. */
export interface CheckRequest {
  readonly path: string;
  readonly profile: ProfileName;
  /** Whether the format shows the lines that findings are about. */
  readonly excerpts: boolean;
}

/** Checks one package. What kept it from being checked is part of the result; only a bug is thrown. */
export async function checkPackage(
  { path, profile, excerpts }: CheckRequest,
  terms: Pick<LocalTerms, 'linter' | 'published' | 'name' | 'waivers' | 'decided'>,
): Promise<Checked> {
  const { linter } = terms;
  const started = performance.now();
  const named = { engine: linter.engine, ruleset: linter.ruleset, path, profile };
  const totalMs = () => Math.round(performance.now() - started);
  try {
    const outcome = await runLocally(await readPackage(path), { ...terms, profile });
    const result: CheckResult = { ...named, ...judged(outcome), timings: { totalMs: totalMs() } };
    return { result, excerpts: excerpts ? excerptsOf(result.findings, outcome.package) : [] };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { result: { ...named, ...unjudged(error), timings: { totalMs: totalMs() } }, excerpts: [] };
  }
}

/** What the stages of a local run found together: verdict, findings in order, counts, and the checks that did not run. */
export function judged({ package: content, reports }: LocalOutcome) {
  const findings = inOrder(reports.flatMap(({ report }) => report.findings));
  return {
    package: content === null ? null : { digest: content.digest, files: content.files },
    verdict: verdictOfAll(reports.map(({ report }) => report)),
    findings,
    counts: countBySeverity(findings),
    notRun: reports.flatMap(({ stage, report }) =>
      report.checks.flatMap((check): NotRun[] =>
        check.state === 'not-run' ? [{ stage, check: check.id, reason: check.reason }] : [],
      ),
    ),
  };
}

/**
 * The verdict of one run. A check that could not look because of a fault that another one found makes it no less certain. Nobody
 * acknowledges anything here: a breaking change fails as well, as it keeps a submission from being approved.
 */
function verdictOfAll(reports: readonly Report[]): Verdict {
  const findings = reports.flatMap(report => report.findings);
  const verdict = overallVerdict(reports.map(report => verdictOf({ ...report, findings })));
  return verdict === 'pass' && findings.some(finding => finding.blocks) ? 'fail' : verdict;
}

function excerptsOf(findings: readonly Finding[], content: PackageContent | null): (Excerpt | null)[] {
  const texts = new Map<string, { text: string; starts: number[] } | null>();
  const opened = (file: string) => {
    const known = texts.get(file);
    if (known !== undefined) return known;
    const bytes = content?.read(file);
    const text = bytes === undefined ? null : new TextDecoder().decode(bytes);
    const made = text === null ? null : { text, starts: lineStarts(text) };
    texts.set(file, made);
    return made;
  };
  return findings.map(({ file, line, column }) => {
    const source = line === null ? null : opened(file);
    return source === null || line === null ? null : excerptAt(source.text, source.starts, line, column ?? 1);
  });
}
