import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Operation } from '../../runtime/definition.js';
import type { Exchange } from '../../runtime/exchange.js';
import type { Case } from './cases/case.js';
import type { RunSummary } from './collection-runner.js';
import { judgeCase } from './judge.js';
import { succeeded } from './judgement.js';
import type { JudgeContext, Judgement } from './judgement.js';
import { isClosing } from './plan.js';
import { baseCaseId } from './repeats.js';
import { exchangesOf } from './run-suite.js';
import type { RunOutcome } from './run-suite.js';

/** Everything that was found of a suite, by case id, and what it was held against. */
export interface SuiteJudgement {
  readonly judgements: ReadonlyMap<string, Judgement>;
  readonly context: JudgeContext;
  /** What was recorded of a case, all its tries. */
  readonly exchangesOf: (caseId: string) => readonly Exchange[];
}

/**
 * Judges every case of a plan by what was recorded so far. What is to succeed is judged first: what spoilt calls say depends on it.
 * Changes nothing, and gives way to whatever else this process does after each case.
 */
export async function judgeSuite(
  cases: readonly Case[],
  runs: readonly RunOutcome[],
  base: Pick<JudgeContext, 'document' | 'judgeAnswer'>,
): Promise<SuiteJudgement> {
  const recorded = new Map<string, Exchange[]>();
  for (const exchange of exchangesOf(runs)) {
    const id = baseCaseId(exchange.caseId);
    recorded.set(id, [...(recorded.get(id) ?? []), exchange]);
  }
  const of = (caseId: string): readonly Exchange[] => recorded.get(caseId) ?? [];
  const settled = new Map<Operation, Judgement>();
  const judgements = new Map<string, Judgement>();
  const order = [...cases].sort((a, b) => rank(a) - rank(b));
  let connection: Judgement | null = null;
  for (const planned of order) {
    const notCalled = reasonNotCalled(planned, connection, runs);
    const judged = judgeCase(planned, of(planned.id), { ...base, notCalled, settled });
    judgements.set(planned.id, judged);
    if (planned.kind === 'connection') connection = judged;
    if (planned.kind === 'success') settled.set(planned.target.operation, judged);
    // Compiling many schemas takes a while; whatever else this process does, such as renewing its lease, goes on.
    await nextTurn();
  }
  const notCalled = { reason: 'It was not called.', fault: 'ours' } as const;
  return { judgements, context: { ...base, notCalled, settled }, exchangesOf: of };
}

/** True when the test of the connection did not succeed, so that nothing else is worth calling. */
export function isConnectionDown(cases: readonly Case[], judgements: ReadonlyMap<string, Judgement>): boolean {
  const connection = cases.find(({ kind }) => kind === 'connection');
  return connection !== undefined && !succeeded(judgements.get(connection.id));
}

function rank({ kind }: Case): number {
  if (kind === 'connection') return 0;
  return kind === 'success' ? 1 : 2;
}

/** Why a case without an exchange was not called, and by whose fault. */
function reasonNotCalled(
  planned: Case,
  connection: Judgement | null,
  runs: readonly RunOutcome[],
): JudgeContext['notCalled'] {
  const { operationId } = planned.target.operation;
  if (connection?.check.state === 'not-run' && connection.check.fault !== 'ours') {
    const reason = `${operationId} was not called: the connection could not be tested. ${connection.check.reason}`;
    return { reason, fault: connection.check.fault };
  }
  if (connection?.check.state === 'ran' && !succeeded(connection)) {
    return { reason: `${operationId} was not called: the connection does not work.`, fault: 'yours' };
  }
  const run = runs.find(({ name }) => name === (isClosing(planned) ? 'closing' : 'main')) ?? runs[0];
  return { reason: `${operationId} was not called: ${endOf(run?.summary ?? null)}.`, fault: 'ours' };
}

function endOf(summary: RunSummary | null): string {
  const ends = {
    completed: 'Newman ended without calling it',
    died: 'Newman ended early',
    deadline: 'the run took too long',
  };
  const note = summary?.note ? ` (${summary.note})` : '';
  return `${ends[summary?.end ?? 'completed']}${note}`;
}
