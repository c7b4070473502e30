import { printable } from '../printable.js';
import type { Paint } from '../terminal.js';

/** What the text shows of the functional record; see docs/reference/functional-checks.md. */
export interface ShownRecord {
  readonly coverage: {
    readonly operations: readonly {
      readonly operationId: string;
      readonly documented: readonly string[];
      readonly seen: readonly { readonly status: number }[];
      readonly cases: readonly { readonly kind: string; readonly verdict: string }[];
      readonly untested: readonly { readonly kind: string; readonly reason: string }[];
    }[];
    readonly totals: Readonly<
      Record<
        'operations' | 'tested' | 'documentedStatuses' | 'seenStatuses' | 'cases' | 'triggers' | 'triggersTested',
        number
      >
    >;
  };
  readonly strength: { readonly judged: number; readonly noticed: number; readonly share: number | null };
}

const marks = { passed: '✓', warned: '!', failed: '✗', 'not-run': '–' } as const;
type Mark = keyof typeof marks;

/** A line for each operation: the worst that became of its cases, the statuses that were seen, and why it was not tested. */
export function coverageText({ coverage: { operations, totals }, strength }: ShownRecord, paint: Paint): string {
  const colours: Readonly<Record<Mark, (text: string) => string>> = {
    passed: paint.green,
    warned: paint.yellow,
    failed: paint.red,
    'not-run': paint.dim,
  };
  const width = Math.max(0, ...operations.map(({ operationId }) => printable(operationId).length));
  const lines = operations.map(({ operationId, seen, cases, untested }) => {
    const mark = worstOf(cases.map(({ verdict }) => verdict));
    const statuses = [...new Set(seen.map(({ status }) => status))].join(' ');
    const reason = untested.find(({ kind }) => kind === 'all')?.reason;
    const what =
      reason ?? `${cases.length} ${cases.length === 1 ? 'case' : 'cases'}, answered ${statuses || 'nothing'}`;
    return `  ${colours[mark](marks[mark])} ${printable(operationId).padEnd(width)}  ${printable(what)}`;
  });
  const share =
    strength.share === null ? '' : ` · tests notice ${Math.round(strength.share * 100)} % of spoilt answers`;
  const triggers =
    totals.triggers === 0 ? '' : `${totals.triggersTested} of ${totals.triggers} triggers tested as such · `;
  lines.push(
    paint.dim(
      `  ${totals.tested} of ${totals.operations} operations called · ${triggers}${totals.seenStatuses} of ${totals.documentedStatuses} documented statuses seen · ${totals.cases} cases${share}`,
    ),
  );
  return `${lines.join('\n')}\n\n`;
}

function worstOf(verdicts: readonly string[]): Mark {
  const order: readonly Mark[] = ['failed', 'warned', 'passed'];
  return order.find(one => verdicts.includes(one)) ?? 'not-run';
}
