import type { Definition, Operation } from '../../runtime/definition.js';
import type { Exchange } from '../../runtime/exchange.js';
import type { Case, CaseKind } from './cases/case.js';
import type { FunctionalFault } from './faults.js';
import type { Judgement } from './judgement.js';
import type { Plan } from './plan.js';
import { baseCaseId } from './repeats.js';
import type { ViewSchema } from './schema-view.js';
import { triggerKindOf } from './triggers.js';
import type { TriggerKind } from './triggers.js';
import { triggerCases } from './triggers/trigger-test.js';

/** What became of one case. `warned`: something was found that does not block. */
export type CaseVerdict = 'passed' | 'warned' | 'failed' | 'not-run';

/** A status that was seen, how the calls were signed in, and how often. */
export interface SeenStatus {
  readonly status: number;
  readonly signedIn: boolean;
  readonly times: number;
  readonly declared: boolean;
}

/** What was tried of one operation, and what was seen. */
export interface OperationCoverage {
  readonly operationId: string;
  readonly trigger: TriggerKind;
  /** As the definition writes them; `default` stands for all others. */
  readonly documented: readonly string[];
  /** Documented statuses that no call was answered with. */
  readonly unseen: readonly string[];
  readonly seen: readonly SeenStatus[];
  readonly cases: readonly {
    readonly case: string;
    readonly kind: CaseKind;
    readonly about: string;
    readonly verdict: CaseVerdict;
    /** Why it did not run, and by whose fault; null when it ran. */
    readonly reason: string | null;
    readonly fault: 'yours' | 'ours' | 'upstream' | null;
    readonly faults: readonly Pick<FunctionalFault, 'rule' | 'severity' | 'message' | 'fix'>[];
  }[];
  /** Why the operation, or a kind of cases of it, was not tested. */
  readonly untested: readonly { readonly kind: CaseKind | 'all'; readonly reason: string }[];
}

/** The whole of it, in numbers. */
export interface Coverage {
  readonly operations: readonly OperationCoverage[];
  readonly totals: {
    readonly operations: number;
    readonly tested: number;
    readonly documentedStatuses: number;
    readonly seenStatuses: number;
    readonly cases: number;
    /** Of the operations: triggers, and those that were tested as what they are. */
    readonly triggers: number;
    readonly triggersTested: number;
  };
}

export interface CoverageInput {
  readonly definition: Definition;
  readonly view: ViewSchema;
  readonly plan: Plan;
  readonly exchanges: readonly Exchange[];
  /** Calls of the submitter's own collections: what they were answered was seen as well. They make no operation a tested one. */
  readonly own?: readonly OwnCalls[];
  /** By case id. */
  readonly judgements: ReadonlyMap<string, Judgement>;
}

/** The calls of one own collection, and the operation of each by case id. */
export interface OwnCalls {
  readonly operations: ReadonlyMap<string, Operation>;
  readonly record: { readonly exchanges: readonly Exchange[] };
}

/** Operation × documented status × sign-in, by what the runtime saw. Pure. */
export function coverageOf({ definition, view, plan, exchanges, own = [], judgements }: CoverageInput): Coverage {
  const all = [...plan.cases, ...triggerCases(plan.triggers)];
  const cases = new Map(all.map(planned => [planned.id, planned]));
  const called = new Map<Operation, Case[]>();
  for (const planned of all) {
    called.set(planned.target.operation, [...(called.get(planned.target.operation) ?? []), planned]);
  }
  const seen = new Map<Operation, Map<string, { status: number; signedIn: boolean; times: number }>>();
  const see = (operation: Operation, signedIn: boolean, { result }: Exchange) => {
    if (result.kind !== 'answer') return;
    const counts = seen.get(operation) ?? new Map<string, { status: number; signedIn: boolean; times: number }>();
    const key = `${result.status} ${signedIn}`;
    const before = counts.get(key)?.times ?? 0;
    counts.set(key, { status: result.status, signedIn, times: before + 1 });
    seen.set(operation, counts);
  };
  for (const exchange of exchanges) {
    const target = cases.get(baseCaseId(exchange.caseId))?.target;
    if (target !== undefined) see(target.operation, target.signedIn !== false, exchange);
  }
  for (const { operations: operationOf, record } of own) {
    for (const exchange of record.exchanges) {
      const operation = operationOf.get(exchange.caseId);
      if (operation !== undefined) see(operation, true, exchange);
    }
  }
  const untested = reasonsOf(plan);

  const operations = definition.operations.map((operation): OperationCoverage => {
    const statuses = [...(seen.get(operation)?.values() ?? [])].sort(
      (a, b) => a.status - b.status || Number(b.signedIn) - Number(a.signedIn),
    );
    const documented = operation.responses.map(({ status }) => status);
    const exact = (status: number) => documented.includes(String(status));
    return {
      operationId: operation.operationId,
      trigger: triggerKindOf(operation, view),
      documented,
      unseen: documented.filter(status =>
        status === 'default'
          ? !statuses.some(entry => !exact(entry.status))
          : !statuses.some(entry => String(entry.status) === status),
      ),
      seen: statuses.map(entry => ({
        ...entry,
        declared: exact(entry.status) || documented.includes('default'),
      })),
      cases: (called.get(operation) ?? []).map(planned => {
        const judgement = judgements.get(planned.id);
        const notRun = judgement?.check.state === 'not-run' ? judgement.check : null;
        return {
          case: planned.id,
          kind: planned.kind,
          about: planned.about,
          verdict: verdictOf(judgement),
          reason: notRun?.reason ?? null,
          fault: notRun?.fault ?? null,
          faults: (judgement?.faults ?? []).map(({ rule, severity, message, fix }) => ({
            rule,
            severity,
            message,
            fix,
          })),
        };
      }),
      untested: untested.get(operation) ?? [],
    };
  });
  const sum = (count: (coverage: OperationCoverage) => number) => operations.reduce((all, one) => all + count(one), 0);
  return {
    operations,
    totals: {
      operations: operations.length,
      tested: operations.filter(one =>
        one.cases.some(({ kind, verdict }) => (kind === 'success' || kind === 'webhook') && verdict !== 'not-run'),
      ).length,
      documentedStatuses: sum(({ documented }) => documented.length),
      seenStatuses: sum(({ documented, unseen }) => documented.length - unseen.length),
      cases: sum(one => one.cases.length),
      triggers: operations.filter(({ trigger }) => trigger !== 'none').length,
      triggersTested: operations.filter(one =>
        one.cases.some(({ kind, verdict }) => (kind === 'webhook' || kind === 'polling') && verdict !== 'not-run'),
      ).length,
    },
  };
}

/** The verdict of one case by its judgement; `not-run` where there is none. */
export function verdictOf(judgement: Judgement | undefined): CaseVerdict {
  if (judgement?.check.state !== 'ran') return 'not-run';
  if (judgement.faults.some(({ severity }) => severity === 'error')) return 'failed';
  return judgement.faults.some(({ severity }) => severity === 'warning') ? 'warned' : 'passed';
}

function reasonsOf(plan: Plan): Map<Operation, { kind: CaseKind | 'all'; reason: string }[]> {
  const reasons = new Map<Operation, { kind: CaseKind | 'all'; reason: string }[]>();
  const add = (operation: Operation, kind: CaseKind | 'all', reason: string) => {
    reasons.set(operation, [...(reasons.get(operation) ?? []), { kind, reason }]);
  };
  for (const { operation, reason } of plan.untestable) add(operation, 'all', reason);
  for (const { operation, reason } of plan.valueless) add(operation, 'all', `there is no value for ${reason}`);
  for (const { operation, kind, reason } of plan.leftOut) add(operation, kind, reason);
  return reasons;
}
