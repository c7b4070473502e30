import type { FunctionalReport } from './functional-report.js';

/** What each kind of case expects of the answer; docs/reference/functional-checks.md says the same at length. */
const expectations: Readonly<Record<string, string>> = {
  connection: 'The connection works: the call that tests it succeeds.',
  success: 'A declared 2xx, with a body that fits its schema.',
  webhook: 'Subscribed, notified of an event as described, and no more once unsubscribed.',
  polling: 'Polled twice: what was given once is not given again.',
  paging: 'Page after page, each of which fits and differs, to an end.',
  'dynamic-values': 'A list to choose from: each entry has a value and a title.',
  'dynamic-list': 'A list to choose from: each entry has a value and a title.',
  'dynamic-tree': 'A tree to choose from: each entry has a value and a title.',
  'dynamic-schema': 'A schema with fields.',
  'dynamic-properties': 'A schema with fields.',
  'no-credential': '401, 403 or 404 without the credential.',
  'unknown-id': '4xx for a thing that does not exist.',
  'required-missing': '4xx where something required is missing.',
  'wrong-type': '4xx where a value has another type.',
};

/** What a case is to show, as a sentence; '' for a kind that is not known here. */
export function expectationOf(kind: string): string {
  return expectations[kind] ?? '';
}

/** Verdicts of cases, for people. */
export const verdictWords = { passed: 'passed', warned: 'warning', failed: 'failed', 'not-run': 'not run' } as const;

/** The verdict in one sentence, with whose turn it is. */
export function verdictSentence({
  verdict,
  fault,
  totals,
}: Pick<FunctionalReport, 'verdict' | 'fault' | 'totals'>): string {
  const { blocking, warning } = totals.findings;
  if (verdict === 'pass') {
    return warning === 0
      ? 'Every expected check ran, and nothing blocks.'
      : `Every expected check ran, and nothing blocks; ${counted(warning, 'warning')} for a reviewer to weigh.`;
  }
  if (verdict === 'fail')
    return `The author’s turn: ${counted(blocking, 'finding')} ${blocking === 1 ? 'blocks' : 'block'}.`;
  const turns = {
    ours: 'Not the author’s fault: Assay could not run every check. A check that did not run did not pass.',
    upstream:
      'The API could not be reached, or was in trouble, so that not every check ran. Test again when it is well.',
    yours: 'The author’s turn: not every check could run.',
  } as const;
  const besides =
    blocking === 0 ? '' : ` Besides, ${counted(blocking, 'finding')} ${blocking === 1 ? 'blocks' : 'block'}.`;
  return turns[fault ?? 'ours'] + besides;
}

/** `1 finding`, `2 findings`. */
export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** Milliseconds for people. */
export function duration(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}
