import { countBySeverity } from '../../core/finding.js';
import type { Problem } from '../../core/problems.js';

/** The part of a result that says that there is none, and why. */
export function unjudged({ code, title, detail, fix }: Problem) {
  return {
    package: null,
    verdict: 'inconclusive',
    findings: [],
    counts: countBySeverity([]),
    notRun: [],
    problem: { code, title, detail, fix },
  } as const;
}
