import { pointerOf } from '../../../rulesets/functions/path.js';
import type { Path } from '../../../rulesets/functions/path.js';
import type { Place } from '../../core/finding.js';
import type { JsonText } from '../../core/json-text.js';

/** A fault at its place, as a rule told it. */
export interface PlacedReport {
  readonly message: string;
  readonly fix: string | null;
  readonly place: Place;
}

/** What became of one rule on one package. */
export type Judgement =
  | { readonly state: 'ran'; readonly reports: readonly PlacedReport[] }
  | { readonly state: 'not-run'; readonly reason: string; readonly fault: 'yours' | 'ours' };

/** Faults of one kind that are listed; beyond that they are one fault, repeated, and only cost time and memory. */
const listedPerRule = 1000;

/**
 * Takes what a check reports, up to the limit, and turns a check that fails into a judgement that says so: what the others found
 * must not be lost with it, and nobody may take its silence for a pass.
 */
export function collectReports<Report extends { readonly message: string }>(
  ruleId: string,
  check: () => Iterable<Report>,
): { readonly reports: readonly Report[] } | { readonly notRun: Judgement } {
  const reports: Report[] = [];
  try {
    for (const report of check()) {
      if (reports.length === listedPerRule - 1) {
        const message = `${report.message} Only the first ${listedPerRule} of these faults are listed.`;
        return { reports: [...reports, { ...report, message }] };
      }
      reports.push(report);
    }
    return { reports };
  } catch (error) {
    return { notRun: failed(ruleId, error) };
  }
}

/** Where a member or element of a JSON file stands; of one that is not there, where the innermost value around it does. */
export function placeInJson(file: string, at: Path, json: JsonText | null): Place {
  if (json === null) return { file, line: null, column: null, pointer: pointerOf(at) };
  const { line, column, pointer } = json.placeOf(at);
  return { file, line, column, pointer };
}

/** The judgement on a rule whose check failed. */
export function failed(ruleId: string, error: unknown): Judgement {
  const what = error instanceof Error ? error.message : String(error);
  return { state: 'not-run', reason: `The rule ${ruleId} failed: ${what}.`, fault: 'ours' };
}
