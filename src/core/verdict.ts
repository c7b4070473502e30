import type { Changelog } from './changelog.js';
import type { Finding } from './finding.js';

export const verdicts = ['pass', 'fail', 'inconclusive'] as const;
export type Verdict = (typeof verdicts)[number];

/** What became of one expected check. `not-run` always has a reason a person can read. */
export type CheckResult =
  | { readonly id: string; readonly state: 'ran' }
  | {
      readonly id: string;
      readonly state: 'not-run';
      readonly reason: string;
      readonly fault: 'yours' | 'ours' | 'upstream';
    };

/** What a check found on one digest, and which of the expected checks have run. */
export interface Report {
  readonly checks: readonly CheckResult[];
  readonly findings: readonly Finding[];
  /** Digests (`sha256:…`) of the content-addressed evidence behind this report. */
  readonly evidence: readonly string[];
  /** Only of compare: what the version changes. */
  readonly changelog?: Changelog;
}

/**
 * The verdict of a report. Pass needs every expected check to have run and at least one to be expected. A check that did not
 * run makes the verdict inconclusive, unless it did not run because of a fault of the connector that itself blocks
 * (a rule on a definition that is not valid JSON). A finding of weight `ack` fails no check: it blocks the approval, until both
 * sides have acknowledged it.
 */
export function verdictOf({ checks, findings }: Report): Verdict {
  if (checks.length === 0) return 'inconclusive';
  const notRun = checks.filter(check => check.state === 'not-run');
  if (notRun.some(check => check.fault !== 'yours')) return 'inconclusive';
  if (findings.some(finding => finding.blocks && finding.severity !== 'ack')) return 'fail';
  return notRun.length > 0 ? 'inconclusive' : 'pass';
}

/** The report with every check that was expected in it: one that gave no result did not run, by our fault. */
export function withEveryCheck(report: Report, expected: readonly string[]): Report {
  const known = new Set(report.checks.map(({ id }) => id));
  const missing = [...new Set(expected)].filter(id => !known.has(id));
  if (missing.length === 0) return report;
  const reason = 'It gave no result.';
  const notRun = missing.map((id): CheckResult => ({ id, state: 'not-run', reason, fault: 'ours' }));
  return { ...report, checks: [...report.checks, ...notRun] };
}

/** The verdict of several reports together: the worst, where inconclusive outweighs fail because it may hide more. */
export function overallVerdict(all: readonly Verdict[]): Verdict {
  if (all.length === 0 || all.includes('inconclusive')) return 'inconclusive';
  return all.includes('fail') ? 'fail' : 'pass';
}
