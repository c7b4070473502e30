import type { CheckResult } from '../../core/verdict.js';
import type { FunctionalFault } from './faults.js';
import { operationCheckId } from './judgement.js';
import type { Judgement } from './judgement.js';
import type { Plan } from './plan.js';

/** One entry for each check: one of its cases that did not run is a check that did not run, and by others' fault before the author's. */
export function checksOf(judgements: Iterable<Judgement>): CheckResult[] {
  const checks = new Map<string, CheckResult>();
  for (const { check } of judgements) {
    const known = checks.get(check.id);
    if (known === undefined || weight(check) > weight(known)) checks.set(check.id, check);
  }
  return [...checks.values()];
}

function weight(check: CheckResult): number {
  if (check.state === 'ran') return 0;
  return check.fault === 'yours' ? 1 : 2;
}

/** Every fault once: several calls of one operation may show the same. */
export function distinct(faults: readonly FunctionalFault[]): FunctionalFault[] {
  const known = new Map<string, FunctionalFault>();
  for (const fault of faults) {
    const key = JSON.stringify([fault.rule, fault.pointer, fault.message]);
    if (!known.has(key)) known.set(key, fault);
  }
  return [...known.values()];
}

/**
 * What this runtime cannot call as users do (custom code, webhooks, files, policies that it does not know) is told as a warning of the
 * operation and is not among the expected checks: it counts as untested, a reviewer sees it, and the rest can still pass. Were it a
 * check that did not run, no connector with a webhook trigger could ever be certified. That nothing at all was called never passes.
 */
export function faultsOfPlan({ untestable, valueless }: Plan): FunctionalFault[] {
  return [
    ...untestable.map(({ operation, reason }) => ({
      rule: 'functional-operation-untested',
      severity: 'warning' as const,
      pointer: operation.pointer,
      message: `${operation.operationId} was not tested: ${reason}.`,
      fix: 'Show the reviewer in another way that it works. It is not counted as tested.',
    })),
    ...valueless.map(({ operation, reason }) => ({
      rule: 'functional-value-missing',
      severity: 'error' as const,
      pointer: operation.pointer,
      message: `${operation.operationId} could not be called: there is no value for ${reason}.`,
      fix: 'Give the value in tests/values.json.',
    })),
  ];
}

/** The checks that no case stands for. */
export function checksOfPlan({ cases, untestable, valueless }: Plan): CheckResult[] {
  const missing = valueless.map(({ operation, reason }): CheckResult => {
    return { id: operationCheckId(operation), state: 'not-run', reason: `No value for ${reason}.`, fault: 'yours' };
  });
  if (cases.length > 0 || missing.length > 0) return missing;
  const reason =
    untestable.length > 0
      ? 'None of the operations can be called here; each has a warning that says why.'
      : 'The definition has no operation.';
  return [{ id: 'functional/any-operation', state: 'not-run', reason, fault: 'ours' }];
}
