import type { JsonObject } from '../../core/json-value.js';
import type { CheckResult } from '../../core/verdict.js';
import type { Operation } from '../../runtime/definition.js';
import type { Case } from './cases/case.js';
import type { FunctionalFault } from './faults.js';
import type { JudgeAnswer } from './validate-answer.js';

type NotRun = Extract<CheckResult, { state: 'not-run' }>;

/** What was found of one case. */
export interface Judgement {
  readonly check: CheckResult;
  readonly faults: readonly FunctionalFault[];
}

/** What answers are held against. */
export interface JudgeContext {
  readonly document: JsonObject;
  readonly judgeAnswer: JudgeAnswer;
  /** Why a case without an exchange was not called. */
  readonly notCalled: Pick<NotRun, 'reason' | 'fault'>;
  /** What the calls that are to succeed came to, as far as they were judged before this case. */
  readonly settled: ReadonlyMap<Operation, Judgement>;
}

/** The check that a case belongs to: an operation works (a webhook as what it is); its spoilt calls of one kind are refused; the connection works. */
export function checkIdOf({ kind, target: { operation } }: Pick<Case, 'kind' | 'target'>): string {
  if (kind === 'connection') return 'functional/@connection';
  return kind === 'success' || kind === 'webhook'
    ? operationCheckId(operation)
    : `${operationCheckId(operation)}/${kind}`;
}

/** The check that an operation works. */
export function operationCheckId({ operationId }: Operation): string {
  return `functional/${operationId}`;
}

export function ran(planned: Case): CheckResult {
  return { id: checkIdOf(planned), state: 'ran' };
}

export function notRun(planned: Case, reason: string, fault: NotRun['fault']): Judgement {
  return { check: { id: checkIdOf(planned), state: 'not-run', reason, fault }, faults: [] };
}

/** The operation was not called for a reason that its author can remove. */
export function blocked(planned: Case, fault: FunctionalFault): Judgement {
  const check = { id: checkIdOf(planned), state: 'not-run', reason: fault.message, fault: 'yours' } as const;
  return { check, faults: [fault] };
}

/** Not called, or not judged, because another operation did not succeed; whoever is at fault there is so here. */
export function dependent(planned: Case, source: Operation, judgement: Judgement | undefined): Judgement {
  const { operationId } = planned.target.operation;
  const reason =
    planned.target.operation === source
      ? `${operationId} ${planned.about}: its call that is to succeed did not, so this one says nothing.`
      : `${operationId} needs a value that ${source.operationId} did not give.`;
  return notRun(planned, reason, faultBehind(judgement));
}

/** Whose fault it is that this did not succeed. */
export function faultBehind(judgement: Judgement | undefined): NotRun['fault'] {
  return judgement?.check.state === 'not-run' ? judgement.check.fault : 'yours';
}

/** True when nothing that blocks was found. */
export function succeeded(judgement: Judgement | undefined): boolean {
  return judgement?.check.state === 'ran' && judgement.faults.every(({ severity }) => severity !== 'error');
}
